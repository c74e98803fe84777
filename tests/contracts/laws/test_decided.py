"""Laws of what disputes were decided to be: within every limit, dated, and shared exactly."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.facts import Fact, Kind
from contracts.money import parse_minor
from contracts.reason import Status
from tests.contracts.builders import REBATE, UPFRONT, WARRANTY, an_agreement
from tests.contracts.laws.histories import ANNUITIES, BEGIN, HISTORIES, MOMENTS, START, owed
from tests.contracts.laws.law import law
from tests.contracts.term_builders import DISPUTE, PATIENT_CAP, PAYER

Facts = tuple[Fact, ...]
CEILING = 32000
UNPAID = {Status.HOLD, Status.AWAITING, Status.CONFLICT}
TERMS = st.sampled_from(["first", "annuity", "rebate", "warranty"])


@cache
def disputing() -> Agreement:
    """Terms that pay and that give back, a ceiling, and payers who share by days."""
    bound = PATIENT_CAP | {"ceiling": "320.00 DKK"}
    rebate = REBATE | {"id": "rebate"}
    return an_agreement(ANNUITIES, rebate, UPFRONT, WARRANTY, bound, PAYER, DISPUTE)


def decided(term: str, amount: int) -> Fact:
    told = f"term={term};milestone=1;amount={'-' if amount < 0 else ''}{abs(amount)}.00"
    return Fact("D", 1, "T1", Kind.RULING, "dispute", told, "", "", BEGIN, START)


MOVED_ON = BEGIN + timedelta(days=200)
MOVED = Fact("M", 1, "T1", Kind.RESIDENCE, "region", "vest", "", "", MOVED_ON, START)
DECISIONS = st.builds(decided, TERMS, st.integers(-400, 400))


@law(HISTORIES, MOMENTS, DECISIONS, paid=10, refunded=10, capped=10, shared=10)
def test_an_amount_decided_keeps_every_limit_has_a_day_and_is_shared_exactly(
    facts: Facts, moment: datetime, ruling: Fact
) -> Iterator[str]:
    lines = owed(disputing(), (*facts, MOVED, ruling), moment)
    assert all(line.due_on for line in lines if line.amount)
    assert not any(line.amount for line in lines if line.status in UNPAID)
    for treatment in {line.treatment for line in lines}:
        assert 0 <= sum(line.amount for line in lines if line.treatment == treatment) <= CEILING
    term, amount = ruling.attributes["term"], parse_minor(ruling.attributes["amount"])
    ours = [line for line in lines if line.treatment == "T1"]
    named = [line for line in ours if line.term == term and line.milestone == 1]
    if named and amount > 0 and term in {"first", "annuity"} and named[0].payer != "unknown":
        assert sum(line.amount for line in named) == amount
        yield "paid"
    yield from ["refunded"] * any(line.amount < 0 and line.term == term for line in named)
    yield from ["capped"] * any(line.term == "bound" for line in ours)
    yield from ["shared"] * (len(named) > 1)
