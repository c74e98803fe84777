"""No treatment is refunded more than was paid for it: I17 of the design."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.explain import explain
from contracts.refunds import within
from tests.contracts.builders import (
    MET_WHEN,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    YEARLY,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    the_only,
)

PRICE = {"price": {"amount": "2900000.00 DKK"}}
MEASURED: dict[str, Any] = WARRANTY | {
    "failed_when": MET_WHEN | {"op": "<"},
    "watch_from": "P1M",
}
ONCE = YEARLY | {"count": "1"}


def partly_paid() -> Any:
    first = UPFRONT | PRICE | {"share": "10 %"}
    rest = TERM | PRICE | {"shares": ["90 %"], "milestone": ONCE}
    return an_agreement(first, rest, MEASURED)


def test_a_warranty_on_the_whole_price_gives_back_no_more_than_the_part_paid() -> None:
    found = owed(partly_paid(), infused(), fix("1", "2025-03-01"))
    assert {key: line.amount for key, line in found.items()} == {
        ("first", 1): 29000000,
        ("rates", 1): 0,
        ("warranty", 1): -29000000,
    }


def test_a_refund_that_was_cut_says_to_what() -> None:
    line = owed(partly_paid(), infused(), fix("1", "2025-03-01"))["warranty", 1]
    told = explain(line, partly_paid(), "da", "finance")
    assert "Mere end de betalte 290.000,00 kr. betales ikke tilbage" in told.headline
    assert ("Uden hensyn til det betalte", "−2.235.416,67 kr.") in [
        (step.label, step.value) for step in told.arithmetic
    ]


def test_the_earliest_refund_is_given_first() -> None:
    agreement = an_agreement(UPFRONT | {"share": "20 %"}, TERM_80, REBATE)
    facts = [fix("1", f"{year}-03-10") for year in (2025, 2026, 2027)]
    found = owed(agreement, infused(), *facts)
    assert [found["rebate", n].amount for n in (1, 2, 3)] == [-6000, 0, 0]


TERM_80 = TERM | {"shares": ["80 %"], "milestone": ONCE}
REBATE = REBATE | {"id": "rebate"}


def test_a_price_paid_outside_the_agreement_counts_as_paid_in_full() -> None:
    line = the_only(WARRANTY, event("relapse", "2024-03-20"))
    assert line.amount == -290000000


@given(st.lists(st.integers(-1000, -1)), st.integers(-10, 5000))
def test_refunds_are_never_raised_and_never_above_what_was_paid(
    refunds: list[int], paid: int
) -> None:
    cut = within(refunds, paid)
    assert -sum(cut) <= max(0, paid)
    assert all(full <= given <= 0 for full, given in zip(refunds, cut, strict=True))
