"""The form of an agreement's fields: it shows the text and edits it, so they never disagree."""

from datetime import date

import pytest

from app.agreements.form_fields import groups
from app.agreements.form_values import Kind, Unfit, listed, read, read_list, shown
from app.web.forms import Problem
from contracts.file.places import places
from contracts.file.source import read_tree
from contracts.library import names, template
from tests.browsers import text_of

TODAY = date(2026, 11, 22)
TEXT = template("hemgenix_dk")
BEFORE = "clauses.0.terms.0.milestone.window.before"


def fields(text, lang="da"):
    known = {"product": (("hemgenix", "Hemgenix"),), "indication": ()}
    found = groups(read_tree(text)[0], places(text), known, lang)
    return {field.path: field for group in found for field in group.fields}


@pytest.mark.parametrize(
    ("kind", "raw", "words"),
    [
        (Kind.PERIOD, "P60D", "60 dage"),
        (Kind.PERIOD, "P1Y", "1 år"),
        (Kind.DATE, "2020-01-02", "02-01-2020"),
        (Kind.NUMBER, "5.0", "5,0"),
        (Kind.SHARE, "12.5 %", "12,5 %"),
        (Kind.SHARE, "1/3", "1/3"),
        (Kind.MONEY, "2900000.00 USD", "2.900.000,00 USD"),
        (Kind.TEXT, "as it stands", "as it stands"),
    ],
)
def test_a_value_is_shown_as_people_write_it_and_read_back(kind, raw, words) -> None:
    assert shown(kind, raw, "da") == words
    assert read(kind, words, TODAY) == raw


@pytest.mark.parametrize("kind", [Kind.PERIOD, Kind.DATE, Kind.MONEY])
def test_what_cannot_be_read_stands_as_it_is(kind) -> None:
    assert shown(kind, "no such", "da") == "no such"


@pytest.mark.parametrize(
    ("typed", "raw"),
    [
        ("12 mdr.", "P12M"),
        ("p18m", "P1Y6M"),
        ("2 uger", "P2W"),
        ("1 year and 6 months", "P1Y6M"),
        ("6 måneder og 1 år", "P1Y6M"),
    ],
)
def test_a_period_may_be_written_in_several_ways(typed, raw) -> None:
    assert read(Kind.PERIOD, typed, TODAY) == raw


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.PERIOD, "many days"),
        (Kind.PERIOD, "3 parsecs"),
        (Kind.DATE, "31-02-2026"),
        (Kind.SHARE, "half"),
        (Kind.SHARE, "120 %"),
        (Kind.NUMBER, "1.234"),
        (Kind.MONEY, "5 shells"),
        (Kind.TEXT, " "),
    ],
)
def test_what_is_no_value_is_sent_back_with_what_to_write(kind, typed) -> None:
    with pytest.raises(Unfit) as unfit:
        read(kind, typed, TODAY)
    assert unfit.value.problem.worded("da")
    if isinstance(unfit.value.problem, Problem):
        assert unfit.value.problem.worded("en") != unfit.value.problem.worded("da")


def test_lists_stand_on_one_line() -> None:
    assert listed(Kind.SHARES, ["10 %", "90 %"], "da") == "10 %; 90 %"
    assert read_list(Kind.PERIODS, "1 år; 2 år;", TODAY) == ["P1Y", "P2Y"]


@pytest.mark.parametrize("name", names())
def test_every_text_of_the_library_has_its_fields_on_their_lines(name) -> None:
    text = template(name)
    found = fields(text)
    assert {"agreement.title.da", "agreement.effective_from", "money.currency"} <= set(found)
    lines = text.splitlines()
    for path, field in found.items():
        if not path.rpartition(".")[2].isdigit():
            assert f"{path.rpartition('.')[2]}:" in lines[field.line - 1]


def test_a_threshold_names_outcome_sign_and_unit() -> None:
    found = fields(template("us_roctavian_warranty"))
    threshold = next(f for f in found.values() if f.label.startswith("Grænse: faktor VIII"))
    assert (threshold.label, threshold.value) == ("Grænse: faktor VIII-aktivitet < … IU/dL", "5,0")


def test_a_choice_that_is_not_offered_stays_until_another_is_chosen() -> None:
    field = fields(TEXT.replace("product: hemgenix", "product: other"))["agreement.product"]
    assert field.choices == (("hemgenix", "Hemgenix"), ("other", "other"))


@pytest.fixture
def browser(db, client_for):
    made = client_for("analyst")
    made.post("/agreements/new", {"text": TEXT, "act": "form"})
    return made


def sent(browser, **changes):
    page = browser.get("/agreements/form").text
    seen = page.split('name="seen" value="')[1][:64]
    return browser.post("/agreements/form", {"subject": "new", "seen": seen, **changes})


def test_a_field_changed_in_the_form_is_changed_in_the_text_and_nowhere_else(browser) -> None:
    browser.follow(sent(browser, **{BEFORE: "30 dage", "agreement.effective_from": "01-01-2027"}))
    page = browser.get("/agreements/new").text
    text = TEXT.replace("before: P60D", "before: P30D")
    text = text.replace("effective_from: 2020-01-01", "effective_from: 2027-01-01")
    written = page.split("data-lines>\n")[1].split("</textarea>")[0]
    assert written == text.replace('"', "&#34;").replace("'", "&#39;").replace(">", "&gt;").replace(
        "<", "&lt;"
    )


def test_nothing_is_written_while_one_field_is_wrong(browser) -> None:
    answer = sent(browser, **{BEFORE: "snart", "agreement.effective_from": "01-01-2027"})
    assert answer.status_code == 422
    assert "«snart» er ikke en periode" in text_of(answer)
    assert "effective_from: 2020-01-01" in browser.get("/agreements/new").text


def test_a_form_older_than_the_text_writes_nothing(browser) -> None:
    answer = browser.post("/agreements/form", {"subject": "new", "seen": "x", BEFORE: "1 år"})
    assert answer.status_code == 422
    assert "ændret i et andet vindue" in text_of(answer)


def test_what_was_changed_in_an_old_form_is_shown_and_not_lost(browser) -> None:
    page = browser.get("/agreements/form").text
    seen = page.split('name="seen" value="')[1][:64]
    browser.follow(sent(browser, **{"agreement.effective_from": "01-01-2027"}))
    was = {f"was.{BEFORE}": "60 dage", "was.agreement.effective_from": "01-01-2020"}
    form = {"subject": "new", "seen": seen, BEFORE: "30 dage", **was}
    answer = browser.post("/agreements/form", form | {"agreement.effective_from": "01-01-2020"})
    assert answer.status_code == 422
    assert 'value="30 dage"' in answer.text
    assert 'value="01-01-2027"' in answer.text
    fresh = answer.text.split('name="seen" value="')[1][:64]
    browser.follow(browser.post("/agreements/form", {"seen": fresh, BEFORE: "30 dage"}))
    text = browser.get("/agreements/new").text
    assert "before: P30D" in text
    assert "effective_from: 2027-01-01" in text


def test_a_text_that_cannot_be_read_has_no_form(browser) -> None:
    browser.post("/agreements/draft", {"text": "a: ["})
    assert "Ret den først i editoren" in text_of(browser.get("/agreements/form"))
    assert browser.get("/agreements/form?draft=new:none").status_code == 404


def test_without_a_draft_the_form_is_that_of_an_empty_text(browser) -> None:
    browser.post("/agreements/draft/drop", {"subject": "new"})
    page = browser.get("/agreements/form")
    assert page.status_code == 200
    assert "Ret den først i editoren" in text_of(page)
