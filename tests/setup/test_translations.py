"""The comparison of texts with their Danish finds each kind of fault, and only those."""

from pathlib import Path

import pytest

from tests.tools import translations

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in ("app", "reports"):
        (tmp_path / package / "locales" / "da").mkdir(parents=True)
    return tmp_path


def write(house: Path, name: str, text: str) -> None:
    (house / name).parent.mkdir(parents=True, exist_ok=True)
    (house / name).write_text(text)


def danish(house: Path, text: str, room: str = "shell", package: str = "app") -> None:
    write(house, f"{package}/locales/da/{room}.po", HEADER + text)


def problems(house: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    code = translations.main(list(arguments), house)
    lines = capsys.readouterr().out.splitlines()
    assert (code == 0) == (lines[-1:] == ["All texts have Danish."] or "--missing" in arguments)
    return lines if "--missing" in arguments else lines[:-1]


def test_a_house_without_any_text_is_in_order(house, capsys) -> None:
    assert problems(house, capsys=capsys) == []


def test_a_text_with_its_danish_is_in_order(house, capsys) -> None:
    write(house, "app/home/pages.py", '_("Save")\n')
    danish(house, 'msgid "Save"\nmsgstr "Gem"\n')
    assert problems(house, capsys=capsys) == []


def test_a_page_may_use_the_reports_words_but_not_the_other_way(house, capsys) -> None:
    write(house, "app/home/pages.py", '_("Amount")\n')
    write(house, "reports/pdf.py", '_("Amount")\n_("Save")\n')
    danish(house, 'msgid "Amount"\nmsgstr "Beløb"\n', package="reports")
    assert problems(house, capsys=capsys) == ["reports/pdf.py:2: no Danish: 'Save'"]


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("app/home/pages.py", 'x = 1\nN_("Save")\n'),
        ("app/templates/home/day.html", '<p>\n{{ _("Save") }}\n'),
        ("app/templates/home/day.html", "<p>\n{% trans %}\n  Save\n{% endtrans %}\n"),
        ("app/home/pages.py", 'x = 1\npgettext("button", "Save")\n'),
        ("app/home/pages.py", 'x = 1\nngettext("Save", "Save all", 2)\n'),
    ],
)
def test_a_text_without_danish_is_found_where_it_stands(house, capsys, place, source) -> None:
    write(house, place, source)
    assert problems(house, capsys=capsys) == [f"{place}:2: no Danish: 'Save'"]


@pytest.mark.parametrize(
    ("source", "translation", "what"),
    [
        ("", 'msgid "Save"\nmsgstr "Gem"', "stands in no source any more"),
        ("", '#~ msgid "Save"\n#~ msgstr "Gem"', "stands in no source any more"),
        ('_("Save")', '#, fuzzy\nmsgid "Save"\nmsgstr "Gem"', "is marked fuzzy"),
        ('_("Save")', 'msgid "Save"\nmsgstr ""', "is empty"),
        ('_("{n} days")', 'msgid "{n} days"\nmsgstr "{m} dage"', "has other placeholders"),
        ('_("%(n)s days")', 'msgid "%(n)s days"\nmsgstr "dage"', "has other placeholders"),
    ],
)
def test_a_fault_in_the_danish_is_found(house, capsys, source, translation, what) -> None:
    write(house, "app/home/pages.py", source + "\n")
    danish(house, translation + "\n")
    (found,) = problems(house, capsys=capsys)
    assert found.startswith("app/locales/da/shell.po:")
    assert what in found


def test_one_thing_may_go_without_its_number_and_several_may_not(house, capsys) -> None:
    write(house, "app/home/pages.py", 'ngettext("One day", "{n} days", 2)\n')
    plural = 'msgid "One day"\nmsgid_plural "{n} days"\nmsgstr[0] "En dag"\nmsgstr[1] "%s"\n'
    danish(house, plural % "{n} dage")
    assert problems(house, capsys=capsys) == []
    danish(house, plural % "flere dage")
    assert "has other placeholders" in problems(house, capsys=capsys)[0]


def test_two_rooms_may_share_a_text_only_with_the_same_danish(house, capsys) -> None:
    write(house, "app/home/pages.py", '_("Close")\n')
    danish(house, 'msgid "Close"\nmsgstr "Luk"\n', room="home")
    danish(house, 'msgid "Close"\nmsgstr "Luk"\n', room="imports")
    assert problems(house, capsys=capsys) == []
    danish(house, 'msgid "Close"\nmsgstr "Tæt på"\n', room="imports")
    (found,) = problems(house, capsys=capsys)
    assert "imports.po:5: has other Danish in app/locales/da/home.po:5" in found


def test_a_lone_percent_sign_in_a_page_is_found(house, capsys) -> None:
    write(house, "app/templates/home/day.html", '{{ _("50 % alive") }}\n')
    danish(house, 'msgid "50 % alive"\nmsgstr "50 %% i live"\n')
    (found,) = problems(house, capsys=capsys)
    assert "app/templates/home/day.html:1: has a lone %" in found


def test_one_room_can_be_asked_for(house, capsys) -> None:
    write(house, "app/patients/pages.py", '_("Patient")\n')
    write(house, "app/templates/home/day.html", '{{ _("Today") }}\n')
    found = problems(house, "--room", "home", capsys=capsys)
    assert found == ["app/templates/home/day.html:1: no Danish: 'Today'"]


def test_what_is_missing_comes_ready_to_fill_in(house, capsys) -> None:
    write(house, "app/home/pages.py", '_("Patient")\n_("Patient")\n')
    assert problems(house, "--missing", capsys=capsys) == [
        "#: app/home/pages.py:1 app/home/pages.py:2",
        'msgid "Patient"',
        'msgstr ""',
        "",
    ]
