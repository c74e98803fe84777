"""Refunds for a change of therapy, later doses and bounds of a patient; numbers as in design 5."""

import pytest

from contracts.facts import Kind
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    a_fact,
    alive,
    an_agreement,
    event,
    fix,
    infused,
)
from tests.contracts.term_builders import (
    AT_COST,
    DOSES,
    PATIENT_CAP,
    SWITCH,
    amounts,
    batch,
    lines,
    ruled,
    treated,
)

SWITCHED = event("next_therapy", "2024-06-10", "therapy=blinatumomab")
LOSS = WARRANTY | {"price": {"amount": "300.00 DKK"}, "linear": {"by": "months", "until": "P12M"}}


def test_another_therapy_within_the_time_gives_the_share_back() -> None:
    found = lines(an_agreement(UPFRONT, SWITCH), *treated("T1"), SWITCHED)
    assert amounts(found) == {"syddanmark|T1|first|1": 30000, "syddanmark|T1|switch|1": -12000}


def test_a_therapy_after_the_time_gives_nothing_back() -> None:
    late = event("next_therapy", "2026-03-11")
    found = lines(an_agreement(UPFRONT, SWITCH), *treated("T1"), late)
    assert found["syddanmark|T1|switch|1|switch"].status is Status.MET


def test_the_cost_is_given_back_as_ruled_up_to_the_ceiling() -> None:
    agreement = an_agreement(UPFRONT, AT_COST)
    facts = (*treated("T1"), SWITCHED)
    cheap = ruled("switch-cost", "120.00", unit="DKK", fact_id="a")
    dear = ruled("switch-cost", "500.00", "2024-05-01", unit="DKK", fact_id="b")
    assert amounts(lines(agreement, *facts, cheap))["syddanmark|T1|switch|1"] == -12000
    assert amounts(lines(agreement, *facts, cheap, dear))["syddanmark|T1|switch|1"] == -20000


def test_a_cost_nobody_has_ruled_or_two_rulings_hold_the_refund() -> None:
    agreement, facts = an_agreement(UPFRONT, AT_COST), (*treated("T1"), SWITCHED)
    (owed,) = lines(agreement, *facts)["syddanmark|T1|switch|1|switch"].blocked_by
    assert (owed.outcome, owed.owner) == ("cost", Owner.PAYER)
    two = [ruled("switch-cost", f"{n}.00", unit="DKK", fact_id=str(n)) for n in (1, 2)]
    assert lines(agreement, *facts, *two)["syddanmark|T1|switch|1|switch"].status is Status.HOLD


@pytest.mark.parametrize(
    ("stacking", "share", "kept"),
    [
        ("max", "90 %", {"switch": -27000, "warranty": 0}),
        ("max", "40 %", {"switch": 0, "warranty": -22500}),
        ("first", "10 %", {"switch": -3000, "warranty": 0}),
        ("sum", "90 %", {"switch": -27000, "warranty": -3000}),
    ],
)
def test_50_of_two_refunds_for_one_failure_the_agreed_one_counts(
    stacking: str, share: str, kept: dict[str, int]
) -> None:
    switch = SWITCH | {"stacking": stacking, "share": share}
    loss = LOSS | {"linear": {"by": "months", "until": "P12M"}}
    agreement = an_agreement(UPFRONT, switch, loss)
    found = lines(agreement, *treated("T1"), SWITCHED, event("relapse", "2024-06-11"))
    assert {line.term: line.amount for line in found.values() if line.amount <= 0} == kept


def test_50_a_failure_without_a_change_of_therapy_stands_alone() -> None:
    agreement = an_agreement(UPFRONT, SWITCH, LOSS)
    found = lines(agreement, *treated("T1"), event("relapse", "2024-06-11"), alive("2026-04-01"))
    assert amounts(found)["syddanmark|T1|warranty|1"] == -22500


def test_21_a_later_dose_costs_its_share_of_the_price() -> None:
    found = lines(an_agreement(UPFRONT, DOSES), *treated("T1"), batch("dose", "2"))
    assert amounts(found) == {"syddanmark|T1|first|1": 15000}
    first = lines(an_agreement(UPFRONT, DOSES), *treated("T1"), batch("dose", "1"))
    assert amounts(first) == {"syddanmark|T1|first|1": 30000}


def test_22_a_product_out_of_specification_costs_its_share_and_the_lower_counts() -> None:
    agreement = an_agreement(UPFRONT, DOSES)
    rejected = (batch("out_of_specification", "yes"), *treated("T1"))
    assert amounts(lines(agreement, *rejected)) == {"syddanmark|T1|first|1": 24000}
    state = a_fact(Kind.TREATMENT, "out_of_specification", "hemgenix", "2024-03-01")
    assert amounts(lines(agreement, state, *treated("T1"))) == {"syddanmark|T1|first|1": 24000}
    both = lines(agreement, *rejected, batch("dose", "2"))
    assert amounts(both) == {"syddanmark|T1|first|1": 15000}


def test_23_a_product_made_and_never_infused_costs_the_agreed_fee() -> None:
    fee = DOSES | {"not_infused": "10 %"}
    never = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = lines(an_agreement(TERM, fee), never, treated("T1")[1])
    assert amounts(found) == {"syddanmark|T1|doses|1": 3000}
    assert amounts(lines(an_agreement(TERM, DOSES), never, treated("T1")[1])) == {}
    assert "syddanmark|T1|doses|1|not_infused" not in lines(an_agreement(TERM, fee), infused())


def test_a_course_costs_no_more_than_its_ceiling_and_a_refund_gives_room_back() -> None:
    agreement = an_agreement(UPFRONT, SWITCH, PATIENT_CAP)
    found = lines(agreement, *treated("T1"), alive("2026-04-01"))
    assert amounts(found, "patient_cap") == {"syddanmark|T1|bound|2024": -5000}
    later = event("next_therapy", "2025-06-10")
    switched = lines(agreement, *treated("T1"), later)
    assert sum(amounts(switched).values()) == 18000


def test_a_course_costs_at_least_its_floor_once_nothing_is_open() -> None:
    floor = {key: PATIENT_CAP[key] for key in ("type", "id", "per")} | {"floor": "200.00 DKK"}
    agreement = an_agreement(TERM, floor | {"of": "rates"})
    values = [fix("9", "2025-03-10"), fix("1", "2026-03-10"), fix("1", "2027-03-10")]
    running = lines(agreement, *treated("T1"), *values, on="2026-09-01")
    assert amounts(running) == {"syddanmark|T1|rates|1": 10000}
    over = lines(agreement, *treated("T1"), *values)
    assert amounts(over, "patient_cap") == {"syddanmark|T1|bound|2027": 10000}


def test_21_a_patients_ceiling_covers_every_course_and_is_divided_between_payers() -> None:
    agreement = an_agreement(UPFRONT, PATIENT_CAP | {"per": "patient"})
    again = batch("first_dose", "T1", treatment="T2")
    facts = (*treated("T1"), *treated("T2", region="nordjylland"), *treated("T3"), again)
    assert amounts(lines(agreement, *facts), "patient_cap") == {
        "syddanmark|T1|bound|2024": -17500,
        "nordjylland|T2|bound|2024": -17500,
        "syddanmark|T3|bound|2024": -5000,
    }


def test_a_floor_alone_may_be_owed_where_nothing_was() -> None:
    bound = PATIENT_CAP | {"floor": "50.00 DKK", "of": ["first", "rebate"]}
    agreement = an_agreement(
        UPFRONT, REBATE | {"id": "rebate", "shares": ["100 %", "0 %", "0 %"]}, bound
    )
    values = [fix("1", f"{year}-03-10") for year in (2025, 2026, 2027)]
    found = lines(agreement, *treated("T1"), *values)
    assert sum(amounts(found).values()) == 5000
