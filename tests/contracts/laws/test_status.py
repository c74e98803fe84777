"""Laws of what a milestone comes to: one status each, nothing early, nothing held and paid."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement, milestones
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Kind, Snapshot
from contracts.interval import compare, parse_interval
from contracts.reason import Status, reason_from_json, reason_to_json
from tests.contracts.builders import REBATE, TERM, UPFRONT, an_agreement
from tests.contracts.laws.histories import (
    BEGIN,
    FIGURES,
    HISTORIES,
    MOMENTS,
    START,
    everything,
    free,
    limited,
    owed,
    paid_for,
)
from tests.contracts.laws.law import SLOW, assert_met, law
from tests.contracts.term_builders import BUDGET, DISPUTE

Facts = tuple[Fact, ...]
UNPAID = {Status.HOLD, Status.AWAITING, Status.CONFLICT}
REPORT_DELAY = timedelta(days=60 - 45)


@law(HISTORIES, MOMENTS, paid=30, waiting=20)
def test_i06_nothing_is_payable_before_its_window_has_closed_and_reports_are_due(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    for line in owed(free(), facts, moment):
        if line.window is None or line.term == "warranty":
            continue
        delay = REPORT_DELAY if line.term == "annuity" else timedelta(0)
        over = moment.date() > line.window[1] + delay
        ended = line.status in {Status.TERMINATED, Status.CONFLICT}
        assert over or not line.amount or ended
        assert over or line.status is Status.AWAITING or ended
        yield "paid" if line.amount else "waiting" if not over else "other"


def decided(lines: tuple[Entitlement, ...]) -> dict[str, Status]:
    return {line.key: line.status for line in lines if line.window is not None}


def is_below(fact: Fact, value: str) -> bool:
    """Whether every number a fact may stand for is below a value."""
    try:
        found = parse_interval(fact.value)
    except ValueError:
        return False
    return compare(found, "<", Fraction(value)) is True


LATE = st.integers(20, 44).map(lambda n: START + timedelta(days=50 * n))


@law(HISTORIES, LATE, st.integers(0, 9), st.sampled_from(["5", "40"]), gained=5)
def test_i12_better_values_never_lower_what_the_supplier_gets(
    facts: Facts, moment: datetime, spared: int, better: str
) -> Iterator[str]:
    known = Snapshot.known_at(facts, moment)
    current = [fact for treatment in known.treatments() for fact in known.about(treatment)]
    worse = [f for f in current if f.kind is Kind.OBSERVATION and is_below(f, better)]
    chosen = {id(fact) for n, fact in enumerate(worse) if n != spared}
    improved = [replace(fact, value=better) if id(fact) in chosen else fact for fact in facts]
    # While two rules or two facts disagree nothing is decided, so there is nothing to be lowered.
    was, became = (owed(free(), every, moment) for every in (facts, improved))
    open_ = {line.key for line in was if line.status is Status.CONFLICT}
    before, after = (
        paid_for([line for line in lines if line.key not in open_]) for lines in (was, became)
    )
    assert all(after[treatment] >= total for treatment, total in before.items())
    yield from ["gained"] * (after != before)


@law(HISTORIES, FIGURES, MOMENTS, judged=80)
def test_i18_every_milestone_has_exactly_one_status(
    told: Facts, figures: Facts, moment: datetime
) -> Iterator[str]:
    lines = owed(everything(), (*told, *figures), moment)
    assert len({line.key for line in lines}) == len(lines)
    for line in lines:
        assert isinstance(line.status, Status)
        assert reason_from_json(reason_to_json(line.reason)) == line.reason
    for agreement in (free(), limited()):
        found = Counter(
            (line.treatment, line.term, line.milestone)
            for line in owed(agreement, told, moment)
            if line.treatment != "*"
        )
        assert set(found.values()) <= {1}
        wanted = {(term.id, m.index) for _, term in agreement.terms()
                  for m in milestones(agreement, term, BEGIN)}  # fmt: skip
        for treatment in {treatment for treatment, _, _ in found}:
            have = {(term, n) for who, term, n in found if who == treatment}
            assert have - {("first", 1)} == wanted or agreement is limited()
            yield "judged"


@cache
def disputing() -> Agreement:
    rebate = REBATE | {"id": "rebate"}
    return an_agreement(UPFRONT, TERM, rebate, DISPUTE, BUDGET | {"amount": "300.00 DKK"})


def dispute(milestone: int, state: str) -> Fact:
    told = f"term=rates;milestone={milestone};state={state}"
    return Fact("D", 1, "T1", Kind.RULING, "dispute", told, "", "", BEGIN, START)


@law(HISTORIES, FIGURES, MOMENTS, held=40, disputed=10)
def test_i27_held_lines_carry_no_cash_and_releasing_them_gives_what_no_hold_would_have(
    told: Facts, figures: Facts, moment: datetime
) -> Iterator[str]:
    every = owed(everything(), (*told, *figures), moment)
    held = [line for line in every if line.status in UNPAID]
    assert not any(line.amount for line in held)
    lines = owed(disputing(), told, moment)
    never = {line.key: line.amount for line in lines}
    due = [
        line.milestone
        for line in lines
        if (line.treatment, line.term) == ("T1", "rates") and line.milestone and line.amount
    ]
    opened, released = (
        {line.key: line.amount for line in owed(disputing(), (*told, said), moment)}
        for said in (dispute(min(due, default=1), state) for state in ("open", "withdrawn"))
    )
    assert released == never
    apart = {key for key in never if never[key] != opened.get(key)}
    assert all("|T1|rates|" in key and not opened[key] for key in apart)
    yield from ["held"] * bool(held)
    yield from ["disputed"] * bool(apart)


FINAL = {Status.MET, Status.NOT_MET}


@law(HISTORIES, MOMENTS, st.integers(-30, 45), st.sampled_from(["1", "31.4"]), known=30, turned=10)
def test_i28_one_more_assessment_in_a_window_leaves_nothing_decided_waiting(
    facts: Facts, moment: datetime, days: int, value: str
) -> Iterator[str]:
    start = next(fact for fact in facts if fact.name == "infused")
    on = start.valid_on + timedelta(days=365 + days)
    more = Fact("N", 1, "T1", Kind.OBSERVATION, "fix_activity", value, "%", "", on, START)
    before = decided(owed(free(), facts, moment))
    after = decided(owed(free(), (*facts, more), moment))
    for key, status in before.items():
        assert status not in FINAL or after[key] is not Status.AWAITING
    yield from ["known"] * bool(FINAL & set(before.values()))
    yield from ["turned"] * (before != after)


OFTEN = {"MET": 50, "NOT_MET": 35, "EXCUSED": 10, "PRO_RATA": 10, "HOLD": 25}
OFTEN |= {"AWAITING": 40, "TERMINATED": 25, "CONFLICT": 4, "cap": 20, "refund": 4}


def test_i29_the_histories_reach_every_status_and_every_kind_of_line() -> None:
    """Each in as many per cent of the examples; a conflict takes two endings that disagree."""
    seen: Counter[str] = Counter()

    @given(HISTORIES, FIGURES, MOMENTS)
    @settings(suppress_health_check=SLOW)
    def look(told: Facts, figures: Facts, moment: datetime) -> None:
        lines = (*owed(limited(), told, moment), *owed(everything(), (*told, *figures), moment))
        branches = {line.status.value for line in lines}
        branches |= {line.key.rpartition("|")[2] for line in lines if line.amount}
        seen.update(branches | {"examples"})

    look()
    assert_met(seen, OFTEN | {"instalment": 40, "rebate": 25, "upfront": 80, "tiers": 15})
    assert_met(seen, {"patient_cap": 15, "basket": 20, "vat": 60, "carry": 10, "switch": 4})
