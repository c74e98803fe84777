"""Laws of settlement over any history of facts and runs; each law also shows that it bites."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Kind, Snapshot
from contracts.reason import Status, reason_from_json, reason_to_json
from contracts.settle import settle
from tests.contracts.builders import (
    ANNUITY,
    EXCEPTIONS,
    MET_WHEN,
    REBATE,
    UPFRONT,
    WARRANTY,
    an_agreement,
    at,
    day,
)

START = at("2024-01-01")
LIMITATION = {"corrections_until": {"anchor": "window_close", "plus": "P36M"}}
CAP = {
    "per": "calendar_year",
    "amount": "30.00 DKK",
    "excess": "rebate_100",
    "allocate": "largest_remainder",
}


@cache
def the_agreement() -> Agreement:
    annuity = ANNUITY | {
        "id": "annuity",
        "price": {"list": "list"},
        "partial_period": "pro_rata",
        "met_when": {"all": [MET_WHEN, {"not": {"event": "relapse"}}]},
        "exceptions": EXCEPTIONS | {"missing_assessment": {"then": "HOLD"}},
        "cap": CAP,
    }
    return an_agreement(
        annuity,
        REBATE,
        UPFRONT,
        WARRANTY | {"failed_when": {"event": "relapse"}},
        limitation=LIMITATION,
    )


GONE = ("no_longer_owed", "payer_changed")
TREATMENTS = ("T1", "T2", "T3")
days = st.integers(0, 1400).map(lambda n: day("2024-03-10") + timedelta(days=n))


@st.composite
def facts_of(draw: st.DrawFn, treatment: str) -> list[tuple[Kind, str, str, str, date]]:
    """What one treatment may come to: infused, living somewhere, measured, and sometimes worse."""
    infused = day("2024-03-10") + timedelta(days=draw(st.integers(0, 20)))
    rows = [
        (Kind.TREATMENT, "infused", "x", "", infused),
        (Kind.RESIDENCE, "region", draw(st.sampled_from(["nord", "syd"])), "", day("2020-01-01")),
    ]
    for year in range(1, 4):
        on = day("2024-03-10") + timedelta(days=365 * year + draw(st.integers(-35, 60)))
        value = draw(st.sampled_from(["4.9", "5.0", "31.4", "<1", "<9", "n/a", ""]))
        rows.append((Kind.OBSERVATION, "fix_activity", value, "%", on))
    kinds = (
        "death",
        "relapse",
        "next_therapy",
        "emigrated",
        "consent_withdrawn",
        "lost_to_follow_up",
    )
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=2)):
        cause = draw(st.sampled_from(["related=no", "related=yes", ""]))
        rows.append((Kind.EVENT, kind, cause, "", draw(days)))
    return rows


@st.composite
def histories(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Facts recorded over time, some corrected, moved back or retracted later."""
    recorded: list[Fact] = []
    rows = [("*", (Kind.PRICE, "list", "100.00", "DKK", day("2020-01-01")))]
    rows += [(t, row) for t in TREATMENTS[: draw(st.integers(1, 3))] for row in draw(facts_of(t))]
    for n, (treatment, (kind, name, value, unit, on)) in enumerate(rows):
        clock = START + timedelta(days=draw(st.integers(0, 100)))
        for version in range(1, draw(st.sampled_from([1, 2, 1, 3])) + 1):
            clock += timedelta(days=draw(st.sampled_from([1, 400, 900])) if version > 1 else 0)
            moved = on + timedelta(days=draw(st.sampled_from([0, 0, 30]))) if version > 1 else on
            text = draw(st.sampled_from([value, "31.4"])) if kind is Kind.OBSERVATION else value
            gone = version > 1 and draw(st.booleans())
            recorded.append(
                Fact(f"F{n}", version, treatment, kind, name, text, unit, "", moved, clock, gone)
            )
    return tuple(recorded)


moments = st.sampled_from(range(150, 2200, 50))
runs = st.lists(moments, min_size=1, max_size=5).map(sorted)
LAWS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def known(facts: tuple[Fact, ...], moment: datetime) -> tuple[Entitlement, ...]:
    return entitlements(the_agreement(), Snapshot.known_at(facts, moment), moment.date())


@given(histories(), runs)
@LAWS
def test_any_sequence_of_runs_adds_up_to_one_final_run(
    facts: tuple[Fact, ...], offsets: list[int]
) -> None:
    position: Counter[str] = Counter()
    for offset in offsets:
        for line in settle(known(facts, START + timedelta(days=offset)), position, currency="DKK"):
            position[line.key] += line.amount
    final = known(facts, START + timedelta(days=offsets[-1]))
    assert {k: v for k, v in position.items() if v} == {e.key: e.amount for e in final if e.amount}


@given(histories(), moments, st.randoms(use_true_random=False))
@LAWS
def test_the_order_of_facts_is_irrelevant(
    facts: tuple[Fact, ...], offset: int, random: object
) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    moment = START + timedelta(days=offset)
    assert known(tuple(shuffled), moment) == known(facts, moment)


@given(histories(), moments)
@LAWS
def test_a_rerun_posts_nothing(facts: tuple[Fact, ...], offset: int) -> None:
    owed = known(facts, START + timedelta(days=offset))
    held = {line.key: line.entitled for line in settle(owed, {}, currency="DKK")}
    again = settle(owed, held, currency="DKK")
    assert [line.key for line in again if line.posts] == []


@given(histories(), moments)
@LAWS
def test_later_facts_never_change_what_was_owed_before(
    facts: tuple[Fact, ...], offset: int
) -> None:
    moment = START + timedelta(days=offset)
    known_then = tuple(fact for fact in facts if fact.recorded_at <= moment)
    assert known(facts, moment) == known(known_then, moment)


@given(histories(), moments)
@LAWS
def test_evidence_was_known_and_held_lines_carry_no_money(
    facts: tuple[Fact, ...], offset: int
) -> None:
    moment = START + timedelta(days=offset)
    recorded = {
        (f.fact_id, f.version) for f in facts if f.recorded_at <= moment and not f.retracted
    }
    for line in known(facts, moment):
        assert set(line.evidence) <= recorded
        assert line.status not in {Status.HOLD, Status.AWAITING, Status.CONFLICT} or not line.amount
        assert reason_from_json(reason_to_json(line.reason)) == line.reason


@given(histories(), moments)
@LAWS
def test_no_year_costs_more_than_its_ceiling_and_no_patient_gets_more_back_than_paid(
    facts: tuple[Fact, ...], offset: int
) -> None:
    owed = known(facts, START + timedelta(days=offset))
    capped: Counter[int] = Counter()
    for line in owed:
        if line.term == "annuity" and line.due_on is not None:
            capped[line.due_on.year] += line.amount
    assert all(amount <= 3000 for amount in capped.values())
    rebates = [line.amount for line in owed if line.term == "rates" and line.treatment == "T1"]
    assert -sum(rebates) <= 15000


@given(histories(), moments, st.integers(2, 9))
@LAWS
def test_adding_a_patient_leaves_the_lines_of_the_others(
    facts: tuple[Fact, ...], offset: int, number: int
) -> None:
    moment = START + timedelta(days=offset)
    stranger = tuple(f for f in facts if f.treatment in {"*", "T1"})
    alone = [line for line in known(stranger, moment) if line.treatment == "T1"]
    assert alone == [line for line in known(facts, moment) if line.treatment == "T1"]


@given(histories(), moments)
@LAWS
def test_no_treatment_is_refunded_more_than_was_paid_for_it(
    facts: tuple[Fact, ...], offset: int
) -> None:
    paid: Counter[str] = Counter()
    for line in known(facts, START + timedelta(days=offset)):
        if line.treatment != "*":
            paid[line.treatment] += line.amount
    assert all(amount >= 0 for amount in paid.values())


@given(histories(), st.integers(0, 5), st.sampled_from(["T1", "T9"]))
@LAWS
def test_nothing_recorded_after_every_limitation_moves_money(
    facts: tuple[Fact, ...], which: int, treatment: str
) -> None:
    over = START + timedelta(days=3000)
    late = [
        replace(fact, version=9, recorded_at=over, treatment=treatment, retracted=not n % 2)
        for n, fact in enumerate(facts)
        if n % 6 == which and fact.treatment != "*"
    ]
    raised = [replace(f, version=9, recorded_at=over, value="900.00") for f in facts[:1]]
    before = {line.key: line.amount for line in known(facts, over) if line.amount}
    after = known((*facts, *late, *raised), over)
    assert {line.key: line.amount for line in after if line.amount} == before


def test_the_laws_are_not_empty() -> None:
    """The histories reach every status, a ceiling, corrections and lines taken back."""
    seen: Counter[str] = Counter()

    @given(histories(), runs)
    @settings(LAWS, max_examples=150)
    def look(facts: tuple[Fact, ...], offsets: list[int]) -> None:
        position: Counter[str] = Counter()
        for offset in offsets:
            owed = known(facts, START + timedelta(days=offset))
            for line in settle(owed, position, currency="DKK"):
                seen[line.status] += 1
                seen["ceiling"] += line.treatment == "*"
                seen["taken back"] += line.amount < 0 < line.previous
                seen["gone"] += line.entitlement.reason.children[0].code in GONE
                position[line.key] += line.amount

    look()
    expected = {*Status, "ceiling", "taken back", "gone"}
    assert {name for name in expected if seen[name] < 10} == set(), seen
