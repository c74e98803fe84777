"""Laws of facts and runs: nothing depends on their order, and every history adds up."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from random import Random

from hypothesis import assume
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import to_json
from contracts.facts import Fact, Kind, Snapshot
from contracts.settle import Line, settle
from tests.contracts.laws.histories import (
    FIGURES,
    HISTORIES,
    MOMENTS,
    PATIENTS,
    RUNS,
    START,
    amounts,
    everything,
    free,
    limited,
    owed,
)
from tests.contracts.laws.law import law

Facts = tuple[Fact, ...]
SEEDS = st.integers(0, 9)
PLACES = st.integers(0, 999)


def as_bytes(facts: Sequence[Fact], moment: datetime) -> bytes:
    lines = [to_json(line) for line in owed(everything(), facts, moment)]
    return json.dumps([Snapshot.known_at(facts, moment).sha256, lines]).encode()


@law(HISTORIES, FIGURES, MOMENTS, SEEDS, corrected=50)
def test_i01_the_order_of_facts_changes_no_byte(
    told: Facts, figures: Facts, moment: datetime, seed: int
) -> Iterator[str]:
    facts = [*told, *figures]
    before = as_bytes(facts, moment)
    Random(seed).shuffle(facts)
    assert as_bytes(facts, moment) == before
    if any(fact.version > 1 and fact.recorded_at <= moment for fact in facts):
        yield "corrected"


@law(HISTORIES, FIGURES, MOMENTS, posted=80)
def test_i02_a_rerun_posts_nothing(told: Facts, figures: Facts, moment: datetime) -> Iterator[str]:
    lines = owed(everything(), (*told, *figures), moment)
    first = settle(lines, {}, currency="EUR")
    again = settle(lines, {line.key: line.amount for line in first}, currency="EUR")
    assert not [line.key for line in again if line.posts]
    if any(line.posts for line in first):
        yield "posted"


def settled(
    agreement: Agreement, facts: Facts, moments: Sequence[datetime]
) -> tuple[Counter[str], list[Line]]:
    """What the ledger holds after runs at each moment, and every line they posted."""
    position: Counter[str] = Counter()
    posted: list[Line] = []
    for moment in moments:
        lines = settle(owed(agreement, facts, moment), position, currency=agreement.paid_in)
        position.update({line.key: line.amount for line in lines})
        posted += [line for line in lines if line.posts]
    return position, posted


@law(HISTORIES, FIGURES, RUNS, several=50, back=25, gone=10)
def test_i03_any_sequence_of_runs_adds_up_to_one_final_run(
    told: Facts, figures: Facts, moments: list[datetime]
) -> Iterator[str]:
    facts = (*told, *figures)
    position, posted = settled(everything(), facts, moments)
    final = owed(everything(), facts, moments[-1])
    assert {key: held for key, held in position.items() if held} == amounts(final)
    yield from ["several"] * (len(set(moments)) > 1)
    yield from ["back"] * any(line.amount < 0 < line.previous for line in posted)
    codes = {line.reason.children[0].code for line in posted}
    yield from ["gone"] * bool(codes & {"no_longer_owed", "payer_changed"})


@law(HISTORIES, MOMENTS, later=50, replaced=30)
def test_i04_later_facts_change_nothing_owed_before(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    then = tuple(fact for fact in facts if fact.recorded_at <= moment)
    assert Snapshot.known_at(facts, moment).sha256 == Snapshot.known_at(then, moment).sha256
    assert owed(limited(), facts, moment) == owed(limited(), then, moment)
    if len(then) < len(facts):
        yield "later"
        if amounts(owed(free(), facts, moment)) != amounts(owed(free(), facts, START + DECADE)):
            yield "replaced"


DECADE = timedelta(days=3650)


@law(HISTORIES, MOMENTS, cited=80, superseded=40)
def test_i05_evidence_was_recorded_by_then_and_current(
    facts: Facts, moment: datetime
) -> Iterator[str]:
    known = [fact for fact in facts if fact.recorded_at <= moment]
    newest = {fact.fact_id: fact for fact in sorted(known, key=lambda fact: fact.version)}
    current = {(f.fact_id, f.version) for f in newest.values() if not f.retracted}
    cited = {pair for line in owed(free(), facts, moment) for pair in line.evidence}
    assert cited <= current
    yield from ["cited"] * bool(cited)
    yield from ["superseded"] * any(version > 1 for _, version in cited)


@law(HISTORIES, FIGURES, MOMENTS, sums=30)
def test_i13_another_patient_changes_only_what_is_summed_over_all(
    told: Facts, figures: Facts, moment: datetime
) -> Iterator[str]:
    everyone = (*told, *figures)
    alone = [fact for fact in everyone if fact.treatment in {"*", "T1"}]
    before, after = (owed(everything(), facts, moment) for facts in (alone, everyone))
    assert [one for one in before if one.treatment == "T1"] == [
        one for one in after if one.treatment == "T1"
    ]
    sums = [[one for one in lines if one.treatment == "*"] for lines in (before, after)]
    yield from ["sums"] * (sums[0] != sums[1])


def no_more(fact: Fact) -> Fact:
    """A fact taken back after all the rest."""
    return replace(fact, version=9, recorded_at=START + DECADE, retracted=True)


@law(HISTORIES, PLACES, moved=20)
def test_i14_a_fact_retracted_is_as_if_never_recorded(facts: Facts, place: int) -> Iterator[str]:
    gone = facts[place % len(facts)]
    never = [fact for fact in facts if fact.fact_id != gone.fact_id]
    moment = START + DECADE
    lines = owed(free(), (*facts, no_more(gone)), moment)
    assert lines == owed(free(), never, moment)
    yield from ["moved"] * (amounts(lines) != amounts(owed(free(), facts, moment)))


@law(HISTORIES, PLACES, moved=20)
def test_i15_a_correction_and_its_reversal_come_to_nothing(
    facts: Facts, place: int
) -> Iterator[str]:
    values = [fact for fact in facts if fact.kind is Kind.OBSERVATION]
    assume(values)
    last = max(
        (fact for fact in facts if fact.fact_id == values[place % len(values)].fact_id),
        key=lambda fact: fact.version,
    )
    when = [max(f.recorded_at for f in facts) + timedelta(days=n) for n in (1, 2, 3)]
    wrong = replace(last, version=8, value="2", recorded_at=when[1], retracted=False)
    back = replace(last, version=9, recorded_at=when[2])
    _, posted = settled(free(), (*facts, wrong, back), when)
    before, _ = settled(free(), facts, when[2:])
    after: Counter[str] = Counter()
    for line in posted:
        after[line.key] += line.amount
    assert {k: n for k, n in after.items() if n} == {k: n for k, n in before.items() if n}
    yield from ["moved"] * (len({line.key for line in posted}) < len(posted))


@law(HISTORIES, FIGURES, MOMENTS, st.integers(-12, 14), shifted=80)
def test_i25_the_time_zone_of_the_recorders_machine_changes_nothing(
    told: Facts, figures: Facts, moment: datetime, hours: int
) -> Iterator[str]:
    zone = timezone(timedelta(hours=hours))
    facts = (*told, *figures)
    moved = [replace(fact, recorded_at=fact.recorded_at.astimezone(zone)) for fact in facts]
    assert as_bytes(moved, moment.astimezone(zone)) == as_bytes(facts, moment)
    yield from ["shifted"] * (hours != 0)


@law(HISTORIES, FIGURES, st.integers(0, 5), moves=30)
def test_i04_nothing_recorded_after_every_limitation_moves_money(
    told: Facts, figures: Facts, which: int
) -> Iterator[str]:
    facts, over = (*told, *figures), START + timedelta(days=3600)
    newer = {Kind.FX: "0.2", Kind.INDEX: "150", Kind.VAT: "1 %", Kind.PRICE: "999.00"}
    late = [
        replace(
            fact,
            version=9,
            recorded_at=over,
            value=newer.get(fact.kind, fact.value),
            retracted=fact.kind not in newer and n % 12 < 6,
            treatment=fact.treatment if fact.kind in newer else PATIENTS[n % 3],
        )
        for n, fact in enumerate(facts)
        if n % 6 == which
    ]
    after = over + timedelta(days=1)
    for agreement in (everything(), limited()):
        before = amounts(owed(agreement, facts, over))
        assert amounts(owed(agreement, (*facts, *late), after)) == before
    barred = owed(free(), facts, over), owed(free(), (*facts, *late), after)
    yield from ["moves"] * (amounts(barred[0]) != amounts(barred[1]))
