"""Cases of ceilings, tiers and who pays."""

from typing import Any

import pytest

from tests.contracts.builders import (
    TERM,
    UPFRONT,
    YEARLY,
    an_agreement,
    fix,
    infused,
    lives_in,
)
from tests.contracts.cases.asked import again, asks_for, posted
from tests.contracts.refusals import without
from tests.contracts.term_builders import BUDGET, PAYER, TIERS, amounts, lines, treated

TWO = (*treated("T1", region="hovedstaden"), *treated("T2", region="nordjylland"))
CAPPED = an_agreement(UPFRONT, BUDGET)


def test_case_43_cap_reached_by_two_patients_the_same_day() -> None:
    third = treated("T3", region="nordjylland")
    found = lines(CAPPED, *TWO, *third)
    assert amounts(found, "cap") == {
        "hovedstaden|*|budget|2024": -13333,
        "nordjylland|*|budget|2024": -26667,
    }
    assert asks_for("allocate", UPFRONT, without(BUDGET, "allocate"))


def test_case_44_a_payment_reversed_in_a_capped_year_frees_room_for_the_others() -> None:
    given = infused(fact_id="I1")
    gone = again(given, "2024-06-01", retracted=True)
    other = treated("T2", "2024-04-10", "nordjylland")
    first, second = posted(CAPPED, given, *other, gone, on=("2024-05-01", "2024-07-01"))
    assert (first["nordjylland|*|budget|2024"], sum(first.values())) == (-5000, 50000)
    assert second == {
        "nordjylland|*|budget|2024": 5000,
        "syddanmark|*|budget|2024": 5000,
        "syddanmark|T1|first|1": -30000,
    }


def test_case_45_a_cap_counts_the_year_of_the_due_date() -> None:
    # Due on 31 December 2022, a closed day; paid on 2 January 2023.
    once = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
    agreement = an_agreement(once, BUDGET | {"amount": "200.00 DKK"})
    facts = (*treated("T1", "2021-12-31"), fix("9", "2022-12-31"))
    found = lines(agreement, *facts)
    assert amounts(found, "cap") == {"syddanmark|*|budget|2022": -10000}
    assert str(found["syddanmark|T1|rates|1|instalment"].due_on) == "2023-01-02"
    for silent in (without(BUDGET, "basis"), BUDGET | {"basis": "paid_date"}):
        assert asks_for("basis", UPFRONT, silent)


@pytest.mark.parametrize(
    ("mode", "before", "after"), [("graduated", 3000, 18000), ("all_units", 6000, 45000)]
)
def test_case_46_a_tier_crossed_by_a_treatment_registered_late(
    mode: str, before: int, after: int
) -> None:
    agreement = an_agreement(UPFRONT, TIERS | {"mode": mode})
    found = lines(agreement, *TWO), lines(agreement, *TWO, *treated("T0", "2024-01-10"))
    assert [-sum(amounts(one, "tiers").values()) for one in found] == [before, after]
    for field in ("mode", "counts", "per"):
        assert asks_for(field, UPFRONT, without(TIERS, field))


ONCE = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
MOVED = (
    infused(),
    lives_in("hovedstaden"),
    lives_in("nordjylland", "2024-12-15"),
    fix("9", "2025-03-10"),
)
BY_DAYS = {"hovedstaden|T1|rates|1": 23014, "nordjylland|T1|rates|1": 6986}


@pytest.mark.parametrize(
    ("terms", "paid"),
    [
        ((), {"hovedstaden|T1|rates|1": 30000}),
        ((PAYER | {"rule": "at_treatment"},), {"hovedstaden|T1|rates|1": 30000}),
        ((PAYER | {"rule": "at_due_date"},), {"nordjylland|T1|rates|1": 30000}),
        ((PAYER,), BY_DAYS),
    ],
)
def test_case_47_a_patient_who_moves_to_another_region_mid_course(
    terms: tuple[dict[str, Any], ...], paid: dict[str, int]
) -> None:
    assert amounts(lines(an_agreement(ONCE, *terms), *MOVED)) == paid
    assert asks_for("rule", ONCE, without(PAYER, "rule"))
