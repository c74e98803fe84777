"""What a dispute was decided to be, in money: before limits, shared, dated and for good."""

from typing import Any

import pytest

from contracts.entitlement import Entitlement
from contracts.explain import explain
from contracts.facts import Fact, Kind
from contracts.reason import Status
from tests.contracts.builders import (
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    YEARLY,
    an_agreement,
    event,
    fix,
    infused,
    lives_in,
)
from tests.contracts.term_builders import (
    BUDGET,
    CURRENCY,
    DISPUTE,
    PATIENT_CAP,
    PAYER,
    VAT,
    amounts,
    figure,
    lines,
    ruled,
    treated,
)

ONCE = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
REFUND = WARRANTY | {"price": {"amount": "300.00 DKK"}}
MOVED = (infused(), lives_in("hovedstaden"), lives_in("nordjylland", "2024-12-15"))
VALUE = fix("9", "2025-03-10")
RATE, FIRST, KEPT = ("syddanmark|T1|" + one for one in ("rates|1", "first|1", "warranty|1"))


def decided(told: str, on: str = "2025-06-02", of: str = "rates", number: int = 1) -> Fact:
    return ruled("dispute", f"term={of};milestone={number};{told}", on)


def came_to(*given: Any, on: str = "2025-12-31") -> dict[str, Entitlement]:
    """What the terms among some terms and facts come to."""
    terms = [one for one in given if not isinstance(one, Fact)]
    facts = [one for one in given if isinstance(one, Fact)]
    return lines(an_agreement(*terms, DISPUTE), *facts, on=on)


def test_a_payment_ruled_away_is_not_refunded() -> None:
    lost = (*treated("T1"), event("relapse", "2024-06-20"))
    assert amounts(came_to(UPFRONT, REFUND, *lost))[KEPT] < 0
    assert not amounts(came_to(UPFRONT, REFUND, *lost, decided("amount=0", of="first")))


def test_a_refund_ruled_above_what_was_paid_gives_back_what_was_paid() -> None:
    lost = (*treated("T1"), event("relapse", "2024-06-20"))
    found = came_to(UPFRONT, REFUND, *lost, decided("amount=-9999.00", of="warranty"))
    assert amounts(found) == {FIRST: 30000, KEPT: -30000}


def test_a_payment_ruled_below_the_ceiling_is_paid_as_ruled() -> None:
    found = came_to(UPFRONT, PATIENT_CAP, *treated("T1"), decided("amount=200.00", of="first"))
    assert amounts(found) == {FIRST: 20000}


def test_what_a_ceiling_was_decided_to_take_stands() -> None:
    taken = decided("amount=-20.00", of="bound", number=2024)
    found = came_to(UPFRONT, PATIENT_CAP, *treated("T1"), taken)
    assert amounts(found) == {FIRST: 30000, "syddanmark|T1|bound|2024": -2000}


def test_a_ceiling_taken_from_two_payers_is_decided_for_both() -> None:
    taken = decided("amount=-20.00", of="bound", number=2025)
    bound = PATIENT_CAP | {"ceiling": "200.00 DKK"}
    found = amounts(came_to(ONCE, bound, PAYER, *MOVED, VALUE, taken), "patient_cap")
    assert found == {"hovedstaden|T1|bound|2025": -1534, "nordjylland|T1|bound|2025": -466}


KEPT_BUT_PAID_BACK = (*treated("T1"), decided("amount=-100.00", of="warranty"))


def test_a_line_nothing_had_made_due_is_due_the_day_it_was_decided() -> None:
    line = came_to(UPFRONT, REFUND, *KEPT_BUT_PAID_BACK)[f"{KEPT}|refund"]
    assert (line.amount, str(line.due_on)) == (-10000, "2025-06-02")
    later = decided("amount=-100.00", "2025-06-07", of="warranty")  # a Saturday
    line = came_to(UPFRONT, REFUND, *treated("T1"), later)[f"{KEPT}|refund"]
    assert str(line.due_on) == "2025-06-10"  # after Whit Monday


def test_a_ruling_on_a_line_nothing_had_made_due_is_converted_and_taxed() -> None:
    rates = [
        figure(Kind.FX, "DKK/EUR", value, on, method="nb")
        for value, on in (("0.1", "2024-03-08"), ("0.2", "2025-06-02"))
    ]
    vat = figure(Kind.VAT, "moms", "25 %", "2020-01-01")
    found = came_to(UPFRONT, REFUND, CURRENCY, VAT, *KEPT_BUT_PAID_BACK, *rates, vat)
    assert amounts(found) == {FIRST: 3000, KEPT: -2000, "syddanmark|*|vat|2500": 250}


def test_a_ruling_on_a_line_nothing_had_made_due_counts_in_the_ceiling_of_its_year() -> None:
    found = came_to(ONCE, REFUND, BUDGET | {"amount": "250.00 DKK"}, *KEPT_BUT_PAID_BACK, VALUE)
    assert amounts(found) == {RATE: 30000, KEPT: -10000}


@pytest.mark.parametrize("later", ["state=upheld", "state=withdrawn"])
def test_an_amount_decided_stands_though_the_line_is_disputed_in_vain_again(later: str) -> None:
    first, again = decided("amount=40.00", "2025-04-01"), decided(later, "2025-09-01")
    assert amounts(came_to(ONCE, *treated("T1"), VALUE, first, again)) == {RATE: 4000}
    other = decided("amount=70.00", "2025-10-01")
    assert amounts(came_to(ONCE, *treated("T1"), VALUE, first, again, other)) == {RATE: 7000}


def test_an_amount_taken_back_no_longer_stands() -> None:
    gone = ruled("dispute", "term=rates;milestone=1;amount=40.00", "2025-04-01", retracted=True)
    assert amounts(came_to(ONCE, *treated("T1"), VALUE, gone)) == {RATE: 30000}


def test_of_two_decisions_of_one_day_the_later_recorded_stands() -> None:
    told = "term=rates;milestone=1;amount="
    early = ruled("dispute", f"{told}40.00", "2025-04-01", fact_id="b")
    late = ruled("dispute", f"{told}70.00", "2025-04-01", fact_id="a", recorded="2025-04-09")
    assert amounts(came_to(ONCE, *treated("T1"), VALUE, early, late)) == {RATE: 7000}


def test_payers_who_shared_a_line_share_what_it_was_decided_to_be() -> None:
    found = amounts(came_to(ONCE, PAYER, *MOVED, VALUE, decided("amount=40.00")))
    assert found == {"hovedstaden|T1|rates|1": 3068, "nordjylland|T1|rates|1": 932}


def test_a_decision_ends_what_the_line_waited_for() -> None:
    given, gone, nothing = (
        came_to(ONCE, *treated("T1"), *told, on="2025-06-10")[f"{RATE}|instalment"]
        for told in ((decided("amount=40.00"),), (decided("amount=0.00"),), ())
    )
    assert (given.status, given.amount, given.blocked_by) == (Status.MET, 4000, ())
    assert (gone.status, gone.amount) == (Status.NOT_MET, 0)
    assert nothing.status is Status.AWAITING
    rebate = decided("amount=-40.00", of="rates")
    line = came_to(UPFRONT, REBATE, *treated("T1"), rebate, on="2025-06-10")[f"{RATE}|rebate"]
    assert (line.status, line.amount) == (Status.NOT_MET, -4000)


def test_what_was_decided_waits_for_whoever_pays_it() -> None:
    found = came_to(ONCE, infused(), VALUE, decided("amount=40.00"))
    line = found["unknown|T1|rates|1|instalment"]
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert [owed.outcome for owed in line.blocked_by] == ["residence"]


def test_a_refund_decided_though_no_price_is_known_stands() -> None:
    listed = REFUND | {"price": {"list": "none"}}
    lost = (*treated("T1"), event("relapse", "2024-06-20"))
    found = came_to(listed, *lost, decided("amount=-100.00", of="warranty"))
    assert amounts(found) == {KEPT: -10000}


def test_the_arithmetic_has_a_step_for_the_ruling_and_one_for_the_days() -> None:
    agreement = an_agreement(ONCE, PAYER, DISPUTE)
    found = lines(agreement, *MOVED, VALUE, decided("amount=40.00"))
    line = found["hovedstaden|T1|rates|1|instalment"]
    steps = explain(line, agreement, "en", "finance").arithmetic
    assert [(step.label, step.value) for step in steps[-4:]] == [
        ("Paid at", "100 %"),
        ("Decided in a dispute", "DKK 40.00"),
        ("The payer's part of the days", "56/73"),
        ("In all", "DKK 30.68"),
    ]
