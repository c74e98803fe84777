"""How a Dane and an English reader see, and type, dates, amounts and numbers."""

from datetime import UTC, date, datetime
from decimal import Decimal
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from reports import language
from reports.language import (
    AmbiguousNumberError,
    NotADateError,
    NotANumberError,
    format_date,
    format_instant,
    format_money,
    format_number,
    format_percent,
    format_value,
    parse_date,
    parse_decimal,
    translator,
    wording,
)

TODAY = date(2026, 11, 21)
DAYS = st.dates(min_value=date(1948, 1, 1), max_value=date(2046, 12, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_date_cannot_be_misread_in_either_language():
    assert format_date(date(2026, 3, 4), "da") == "04-03-2026"
    assert plain(format_date(date(2026, 3, 4), "en")) == "4 Mar 2026"


def test_an_instant_is_shown_on_the_wall_clock_in_copenhagen():
    summer = datetime(2027, 7, 1, 22, 30, tzinfo=UTC)
    assert plain(format_instant(summer, "da")) == "02-07-2027 kl. 00.30"
    assert plain(format_instant(summer, "en")) == "2 Jul 2027, 00:30"


def test_an_instant_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        format_instant(datetime(2027, 7, 1, 22, 30), "da")


@pytest.mark.parametrize(
    ("minor", "currency", "danish", "english"),
    [
        (215_000_000, "DKK", "2.150.000,00 kr.", "DKK 2,150,000.00"),
        (-258_000_000, "DKK", "−2.580.000,00 kr.", "DKK −2,580,000.00"),
        (5, "DKK", "0,05 kr.", "DKK 0.05"),
        (-5, "EUR", "−0,05 EUR", "EUR −0.05"),
        (1500, "ISK", "1.500 ISK", "ISK 1,500"),
    ],
)
def test_an_amount_is_printed_to_the_last_ore(minor, currency, danish, english):
    assert plain(format_money(minor, currency, "da")) == danish
    assert plain(format_money(minor, currency, "en")) == english


def test_an_amount_never_breaks_across_lines():
    assert " " not in format_money(215_000_000, "DKK", "da") + format_money(1, "DKK", "en")


@pytest.mark.parametrize(
    ("value", "decimals", "danish"),
    [("31.4", None, "31,4"), (1452, None, "1.452"), (0.125, 2, "0,13"), (-0.001, 1, "0,0")],
)
def test_a_number_has_danish_separators(value, decimals, danish):
    assert format_number(value, "da", decimals) == danish


def test_a_share_is_printed_in_percent():
    assert plain(format_percent(0.717, "da")) == "71,7 %"
    assert format_percent(0.717, "en") == "71.7%"


@pytest.mark.parametrize(
    ("recorded", "danish"), [("31.4", "31,4"), ("<1.5", "<1,5"), ("resumed", "resumed"), ("", "")]
)
def test_a_recorded_value_is_printed_as_a_number_where_it_is_one(recorded, danish):
    assert format_value(recorded, "da") == danish


@given(DAYS)
def test_every_printed_danish_date_can_be_typed_back(day):
    assert parse_date(format_date(day, "da"), TODAY) == day


@given(DAYS, st.sampled_from(["%d.%m.%y", "%d%m%y", "%Y-%m-%d", "%d/%m/%Y", "%d%m%Y"]))
def test_every_accepted_form_of_a_date_gives_the_same_day(day, form):
    assert parse_date(day.strftime(form), TODAY) == day


@pytest.mark.parametrize(
    "typed", ["31-02-2026", "12-2026", "i går", "", "21-11/2026", "٢١-١١-٢٠٢٦"]
)
def test_what_is_no_date_is_refused_with_an_example(typed):
    with pytest.raises(NotADateError) as refused:
        parse_date(typed, TODAY)
    assert "21-11-2026" in wording(refused.value, "da")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9)))
def test_every_printed_danish_number_can_be_typed_back(number):
    assert parse_decimal(format_number(number, "da", 2)) == number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("31,4", "31.4"), ("2 150 000", "2150000"), ("31.4", "31.4"), (" −3,5 ", "-3.5")],
)
def test_a_number_is_read_as_a_dane_means_it(typed, meant):
    assert parse_decimal(typed) == Decimal(meant)


def test_a_point_before_three_digits_is_refused_with_both_readings():
    with pytest.raises(AmbiguousNumberError) as refused:
        parse_decimal("1.234")
    assert refused.value.readings == (Decimal(1234), Decimal("1.234"))
    assert wording(refused.value, "da") == "”1.234” kan læses på to måder. Skriv 1234 eller 1,234."


def test_a_letter_in_place_of_a_digit_is_pointed_out():
    with pytest.raises(NotANumberError) as refused:
        parse_decimal("5,O")
    assert wording(refused.value, "da") == "”5,O” er ikke et tal. Mente du 5,0?"
    assert wording(refused.value, "en") == "“5,O” is not a number. Did you mean 5,0?"


@pytest.mark.parametrize("typed", ["", "1,2,3", "1.23.4", "12.34,5", "NaN", "1e3", "5 %"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotANumberError):
        parse_decimal(typed)


def test_the_catalogue_speaks_danish_and_leaves_english_alone():
    assert translator("da").gettext("At risk") == "I risiko"
    assert translator("en").gettext("At risk") == "At risk"


def test_the_first_catalogue_that_has_a_text_decides(tmp_path):
    (tmp_path / "da").mkdir()
    (tmp_path / "da" / "own.po").write_text('msgid "Region"\nmsgstr "Egn"\n', "utf-8")
    words = language.merged((language.catalogue(tmp_path, "da"), translator("da")))
    assert (words.gettext("Region"), words.gettext("At risk")) == ("Egn", "I risiko")


def test_every_danish_text_keeps_the_places_of_the_english_one():
    folder = language.Path(language.__file__).parent / "locales" / "da"
    for path in folder.glob("*.po"):
        with path.open("rb") as source:
            for message in read_po(source):
                texts = zip(in_tuple(message.id), in_tuple(message.string), strict=True)
                assert all(t and places(t) == places(i) for i, t in texts if i), message.id


def in_tuple(text):
    return text if isinstance(text, tuple) else (text,)


def places(text: str) -> set[str | None]:
    return {
        name
        for _text, name, _form, _turn in Formatter().parse(
            text.replace("%(", "{").replace(")s", "}")
        )
    } - {None}
