"""The laws of settlement hold with guarantees on the population, and each of them bites."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from time import process_time
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Snapshot
from contracts.reason import Status
from contracts.settle import settle
from tests.contracts.builders import EXCEPTIONS, REBATE, alive, at, day, event, response
from tests.contracts.population_builders import (
    BOUND,
    RESPONSE,
    SURVIVAL,
    dying,
    guaranteeing,
    settles,
    survivors,
)
from tests.contracts.term_builders import BASKET, BUDGET, END, TIERS, ruled, treated

LAWS = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
KINDS = ("alive", "alive", "alive", "alive", "death", "death", "relapse", "emigrated")
REGIONS = ("hovedstaden", "nordjylland", "syddanmark")


@cache
def everything() -> Agreement:
    both = settles(above={"per_point": "0.5 %", "most": "3 %"}, of=["first", "rebate"])
    exceptions = EXCEPTIONS | {"death": "EXCUSED", "missing_assessment": {"then": "EXCUSED"}}
    return guaranteeing(
        REBATE | {"id": "rebate", "exceptions": exceptions},
        SURVIVAL | both | {"min_n": "3", "min_at_risk": "1"},
        SURVIVAL
        | {"id": "frozen", "corrections": "final_at_cut", "not_evaluable": "neutral"}
        | {"endpoint": "relapse", "competing": "cumulative_incidence"}
        | {"met_when": BOUND | {"value": "30 %"}, "level": "80 %", "compare": "rounded"}
        | {"lost_to_follow_up": {"left_out_up_to": "70 %", "then": "failure"}},
        RESPONSE | {"id": "answers"},
        BUDGET | {"of": ["first", "guarantee", "frozen", "answers"]},
        TIERS,
        BASKET,
        END | {"corrections_until": {"anchor": "window_close", "plus": "P24M"}},
    )


def history(seed: int) -> tuple[Fact, ...]:
    """Some patients, what became of them, and corrections of it; the dice are the seed's."""
    dice, facts = Random(seed), list[Fact]()
    for n in range(dice.randint(3, 12)):
        who, on = f"T{n}", day("2023-12-20") + timedelta(days=dice.randint(0, 390))
        facts += treated(who, str(on), dice.choice(REGIONS))
        after, kind = str(on + timedelta(days=dice.randint(1, 900))), dice.choice(KINDS)
        if kind == "alive":
            facts.append(alive(after, treatment=who))
        else:
            facts.append(event(kind, after, treatment=who))
        answered = str(on + timedelta(days=90))
        facts.append(response(dice.choice(["CR", "CR", "PD"]), answered, treatment=who))
        if dice.random() < 0.3:
            late = facts[-2].recorded_at + timedelta(days=dice.randint(1, 1500))
            facts.append(replace(facts[-2], version=2, recorded_at=late, retracted=True))
        if dice.random() < 0.15:
            facts.append(ruled("population", "excluded", after, treatment=who))
    return tuple(facts)


def courses() -> st.SearchStrategy[tuple[Fact, ...]]:
    return st.integers(0, 10**9).map(history)


def owed(facts: tuple[Fact, ...], moment: datetime) -> tuple[Entitlement, ...]:
    return entitlements(everything(), Snapshot.known_at(facts, moment), moment.date())


MOMENTS = st.integers(0, 2200).map(lambda days: at("2024-01-01") + timedelta(days=days))


@given(courses(), st.lists(MOMENTS, min_size=1, max_size=4))
@LAWS
def test_any_sequence_of_runs_adds_up_and_a_rerun_posts_nothing(
    facts: tuple[Fact, ...], moments: list[datetime]
) -> None:
    position: Counter[str] = Counter()
    for moment in [*sorted(moments), max(moments)]:
        found = owed(facts, moment)
        posted = settle(found, position)
        position.update({line.key: line.amount for line in posted})
    assert {k: v for k, v in position.items() if v} == {e.key: e.amount for e in found if e.amount}
    assert not any(line.posts for line in posted)


@given(courses(), MOMENTS, st.randoms(use_true_random=False))
@LAWS
def test_the_order_of_facts_changes_nothing(
    facts: tuple[Fact, ...], moment: datetime, shuffle: Any
) -> None:
    mixed = list(facts)
    shuffle.shuffle(mixed)
    assert owed(tuple(mixed), moment) == owed(facts, moment)


@given(courses(), MOMENTS, st.sampled_from(["2023-06-01", "2025-02-01"]))
@LAWS
def test_a_patient_outside_the_population_changes_no_result(
    facts: tuple[Fact, ...], moment: datetime, on: str
) -> None:
    other = (*treated("T99", on, "nordjylland"), event("death", "2025-06-01", treatment="T99"))
    before, after = results(owed(facts, moment)), results(owed((*facts, *other), moment))
    assert after == before


def results(lines: tuple[Entitlement, ...]) -> dict[str, Entitlement]:
    return {line.key: line for line in lines if line.key.endswith("|population")}


@given(courses())
@LAWS
def test_nothing_recorded_after_every_limitation_moves_a_result(facts: tuple[Fact, ...]) -> None:
    over = at("2032-01-01")
    late = [replace(f, version=9, recorded_at=over, retracted=True) for f in facts]
    before, after = owed(facts, over), owed((*facts, *late), over + timedelta(days=1))
    assert {k: e.amount for k, e in results(after).items()} == {
        k: e.amount for k, e in results(before).items()
    }


@given(courses(), MOMENTS)
@LAWS
def test_no_more_comes_back_than_was_paid(facts: tuple[Fact, ...], moment: datetime) -> None:
    agreement = guaranteeing(SURVIVAL | settles(below={"steps": [{"share": "100 %"}]}))
    found = entitlements(agreement, Snapshot.known_at(facts, moment), moment.date())
    paid = Counter[str]()
    for line in found:
        paid[line.payer] += line.amount
    assert min(paid.values(), default=0) >= 0


def test_the_laws_are_not_empty() -> None:
    seen: Counter[str] = Counter()

    @given(courses(), MOMENTS)
    @settings(LAWS, max_examples=60)
    def look(facts: tuple[Fact, ...], moment: datetime) -> None:
        for line in results(owed(facts, moment)).values():
            seen[f"{line.term} {line.status}"] += 1
            seen["moved" if line.amount else "still"] += 1

    look()
    assert min(seen[f"guarantee {s}"] for s in ("MET", "NOT_MET", "HOLD", "AWAITING")) > 0, seen
    assert min(seen[f"frozen {s}"] for s in ("MET", "NOT_MET", "AWAITING")) > 0, seen
    assert seen["moved"] > 20


def test_a_result_of_a_thousand_patients_is_worked_out_at_once() -> None:
    facts = (*survivors(700), *dying([n % 360 + 1 for n in range(300)], 5000))
    snapshot, agreement = Snapshot.known_at(facts, at("2027-01-01")), guaranteeing()
    start = process_time()
    found = entitlements(agreement, snapshot, day("2027-01-01"))
    assert process_time() - start < 4
    assert results(found).popitem()[1].status is Status.MET
