"""What a version may cost: asked by a short form, worked out once, shown, compared and filed."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agreements import actions, simulate_price
from app.agreements.simulate_inputs import defaults, scenario
from app.agreements.simulate_work import difference
from app.db.engine import write_tx
from app.worker import run as do_job
from contracts.library import template
from contracts.load import load_agreement
from contracts.simulate.simulate import simulate
from reports.millions import millions
from tests.browsers import text_of

TEXT = template("hemgenix_dk")
ID = "DK-HEMGENIX-ANNUITY"
PAGE = f"/agreements/{ID}/versions/1/simulate"
HEMGENIX = load_agreement(TEXT)
SECOND = TEXT.replace('version: "1"', 'version: "2"\n  supersedes: "1"', 1)


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
    colleague = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, colleague, SECOND)
    told = text_of(analyst.get(drawn(db, analyst, other=f"{ID} v2")))
    assert f"A · {ID} v1 B · {ID} v2 B minus A" in told
    assert re.search(r"Koster i alt, i gennemsnit (\d+,\d) \1 0 ", told)


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


def test_the_patients_treated_already_go_on_from_what_is_known(db, world, client_for) -> None:
    analyst = client_for("analyst")
    first = drawn(db, analyst, cohort="actual", patients="0")
    assert "2 kendte patienter fortsætter" in text_of(analyst.get(first))
    assert drawn(db, analyst, cohort="actual", patients="1") != first


def test_what_cannot_be_worked_out_is_told_before_anyone_waits(db, world, client_for) -> None:
    analyst = client_for("analyst")
    nobody = analyst.post(PAGE, a_form(patients="0"))
    assert (nobody.status_code, "ingen nye patienter" in text_of(nobody)) == (422, True)
    many = analyst.post(PAGE, a_form(futures="19000", cohort="actual"))
    assert "38000 forløb" in text_of(many)


def test_the_same_number_in_another_spelling_is_the_same_simulation(db, analyst) -> None:
    first = drawn(db, analyst, withdrawn="0.5")
    assert analyst.post(PAGE, a_form(withdrawn="0,5")).headers["location"] == first
    assert 'value="0,5"' in analyst.get(first).text


def test_a_month_and_a_price_that_are_none_are_told_as_typed(analyst) -> None:
    told = text_of(
        analyst.post(PAGE, a_form(first="marts") | {"price:illustrative-hemgenix": "mange"})
    )
    assert "«marts» er ikke en måned" in told
    assert "«mange» er ikke en pris" in told


def test_a_forecast_is_told_in_millions_with_the_unit_once(db, analyst) -> None:
    told = text_of(analyst.get(drawn(db, analyst)))
    assert "Hvert år, alle betalere, mio. kr." in told
    assert re.search(r"\d,\d mio. kr.", told)
    assert not re.search(r"\d,\d\d kr.", told)


def test_a_term_is_told_by_clause_and_kind_and_not_by_its_name_in_the_file(db, analyst) -> None:
    told = text_of(analyst.get(drawn(db, analyst)))
    assert "§ 1 Betaling, så længe behandlingen virker" in told
    assert "annuity" not in told


def test_a_price_is_read_as_people_write_it_and_shown_as_they_do() -> None:
    typed = ("14,5 mio", "14.5 million", "14.500.000", "14,500,000.00", "14500000.00")
    assert {simulate_price.plain(one) for one in typed} == {"14500000.00"}
    assert simulate_price.shown("14500000.00", "da") == "14.500.000,00"
    assert simulate_price.shown("14500000.00", "en") == "14,500,000.00"


@given(st.integers(0, 10**14), st.sampled_from(["da", "en"]))
def test_a_price_shown_is_read_back_as_it_was(ore, lang) -> None:
    price = f"{Decimal(ore).scaleb(-2):.2f}"
    assert simulate_price.plain(simulate_price.shown(price, lang)) == price


@pytest.mark.parametrize("typed", ["mange", "14.500 mio", "1,2345", "mio", "-x", "14,5 mio. kr."])
def test_what_is_no_price_stays_as_typed_and_is_never_guessed_at(typed) -> None:
    assert simulate_price.plain(typed) == typed


def test_the_price_typed_in_millions_is_the_same_simulation(db, analyst) -> None:
    name = "price:illustrative-hemgenix"
    first = drawn(db, analyst, **{name: "21,5 mio"})
    assert analyst.post(PAGE, a_form()).headers["location"] == first
    assert 'value="21.500.000,00"' in analyst.get(first).text


def test_the_difference_is_of_the_same_futures_and_needs_one_currency() -> None:
    plan = scenario(a_form(), {"illustrative-hemgenix": "DKK"})
    one = simulate(HEMGENIX, plan)
    twice = replace(one, paid=2 * one.paid)
    assert difference([one, twice])["payer"] == one.payer_exposure.to_json()
    assert difference([one, replace(one, currency="EUR")]) is None


@pytest.mark.parametrize(
    ("ore", "lang", "told"),
    [
        (5_278_429_167, "da", "52,8"),
        (0, "da", "0"),
        (100, "en", "0.0"),
        (12_345_678, "en", "0.1"),
    ],
)
def test_millions_have_one_decimal_and_nothing_at_all_is_told_apart(ore, lang, told) -> None:
    assert millions(ore, "DKK", lang) == told
