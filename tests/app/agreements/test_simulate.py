"""What a version may cost: asked by a short form, worked out once, shown, compared and filed."""

from datetime import date

import pytest

from app.agreements import actions
from app.agreements.simulate_inputs import defaults, scenario
from app.db.engine import write_tx
from app.worker import run as do_job
from contracts.library import template
from contracts.load import load_agreement
from tests.browsers import text_of

TEXT = template("hemgenix_dk")
ID = "DK-HEMGENIX-ANNUITY"
PAGE = f"/agreements/{ID}/versions/1/simulate"
HEMGENIX = load_agreement(TEXT)


def a_form(**changes: str) -> dict[str, str]:
    fields = defaults(HEMGENIX, date(2026, 11, 22), {"illustrative-hemgenix": "21500000.00"})
    return fields | {"futures": "40", "patients": "5"} | changes


@pytest.fixture
def analyst(db, person, client_for):
    actor = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, actor, TEXT)
    return client_for("analyst", actor=actor)


def drawn(db, browser, **changes):
    queued = browser.post(PAGE, a_form(**changes)).headers["location"]
    do_job(db, queued.removeprefix("/jobs/"))
    return browser.get(queued).headers["location"]


def test_the_defaults_make_a_scenario_that_reaches_the_last_instalment() -> None:
    found = scenario(a_form(), {"illustrative-hemgenix": "DKK"})
    assert (found.years, found.first_month) == (14, date(2027, 1, 1))


def test_an_analyst_draws_and_sees_years_odds_and_what_choices_are_worth(db, analyst) -> None:
    told = text_of(analyst.get(drawn(db, analyst)))
    for word in ("I gennemsnit", "2027", "død af anden årsag", "Frø 1", "kr."):
        assert word in told


def test_the_same_form_again_is_shown_without_being_worked_out_anew(db, analyst) -> None:
    first = drawn(db, analyst)
    assert analyst.post(PAGE, a_form()).headers["location"] == first


def test_two_designs_stand_side_by_side_on_the_same_patients(db, person, analyst) -> None:
    second = TEXT.replace('version: "1"', 'version: "2"\n  supersedes: "1"', 1)
    colleague = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, colleague, second)
    told = text_of(analyst.get(drawn(db, analyst, other=f"{ID} v2")))
    assert f"{ID} v1" in told
    assert f"{ID} v2" in told


def test_the_files_are_the_same_bytes_each_time(db, analyst) -> None:
    here = drawn(db, analyst)
    for form in ("csv", "xlsx"):
        place = here.replace("/simulate?", f"/simulate.{form}?")
        assert analyst.get(place).content == analyst.get(place).content != b""
    assert analyst.get(here.replace("/simulate?", "/simulate.pdf?")).status_code == 404


def test_what_cannot_be_drawn_from_comes_back_with_what_was_typed(analyst) -> None:
    answer = analyst.post(PAGE, a_form(missed="120", seed="abc"))
    assert answer.status_code == 422
    assert "abc" in answer.text
    assert "helt tal" in text_of(answer)


def test_a_simulation_that_is_not_there_leads_nowhere(analyst) -> None:
    assert analyst.get(f"{PAGE}?run={'0' * 64}").status_code == 404


def test_a_clinician_never_comes_near_it(analyst, client_for) -> None:
    assert client_for("clinician", "rh-haem").get(PAGE).status_code in {403, 404}
