"""The actual cohort: what is known stands, only what comes after it is drawn."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.columns.refused import NotInColumns
from contracts.document import Limitation
from contracts.fact import Fact, Kind
from contracts.simulate.by_rows import by_rows, facts_in
from contracts.simulate.drawn import Drawn, draw
from contracts.simulate.known import Cohort, known_of
from contracts.simulate.plan import plan_of
from contracts.simulate.refused import NobodyToDraw, TooManyKnown
from contracts.simulate.scenario import Scenario
from contracts.simulate.settle import in_columns
from contracts.simulate.settled import Settled
from contracts.simulate.simulate import costs, simulate
from contracts.simulate.stories import drawn
from tests.contracts.builders import ANNUITY, UPFRONT, an_agreement
from tests.contracts.columns import made
from tests.contracts.simulate.scenarios import a_scenario, patients

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
NOBODY_NEW = patients(0, first="2026-01-01")
LISTED = ANNUITY | {"price": {"list": "list", "at": "treated_on"}}


def past(agreement: Agreement, scenario: Scenario, at: datetime = NOW) -> Cohort:
    """One future of a scenario, as it would have been recorded by a moment."""
    plan = plan_of(agreement, scenario)
    told = facts_in(plan, Drawn(drawn(plan)), 0)
    return Cohort(tuple(fact for fact in told if fact.recorded_at <= at), at)


def both(agreement: Agreement, scenario: Scenario, cohort: Cohort) -> tuple[Settled, Settled]:
    plan, found = draw(agreement, scenario, cohort)
    return in_columns(plan, found), by_rows(plan, found, "")


def told(found: Settled) -> Any:
    paid = {n: found.cash[:, i].tolist() for i, n in enumerate(found.payers)}
    off = {name: count for name, count in found.patients.items() if count}
    futures = {name: marks.tolist() for name, marks in found.futures.items() if marks.any()}
    return {n: c for n, c in paid.items() if any(map(any, c))}, found.statuses, off, futures


def limited(ruling: Agreement, limit: str | None) -> Agreement:
    """The agreement with another limitation, as far as it has none of its own."""
    if limit is None or ruling.limitation is not None:
        return ruling
    until = {"anchor": "window_close", "plus": limit}
    tree = {"corrections_until": until, "clawback": "both_ways"}
    kept = Limitation.model_validate(tree)
    document = ruling.document.model_copy(update={"limitation": kept})
    return replace(ruling, document=document)


rates = st.sampled_from(["0 %", "3 %", "20 %"])
limits = st.sampled_from([None, "P6M", "P36M"])


@given(st.randoms(use_true_random=False), rates, limits, st.integers(0, 10**6))
@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_known_cohort_comes_to_the_same_in_both_engines(
    random: Random, left: str, limit: str | None, seed: int
) -> None:
    ruling = limited(made.agreement(random), limit)
    leave = {"withdrawal": {"per_year": left}, "lost_to_follow_up": {"per_year": left}}
    cohort = past(ruling, a_scenario(seed=str(seed), **leave))
    later = a_scenario(seed=str(seed + 1), paths="4", enrolment=patients(3), **leave)
    try:
        ours, theirs = both(ruling, later, cohort)
    except NotInColumns:
        return
    assert told(ours) == told(theirs)


def a_treatment(name: str = "T1", infused: str = "2025-01-15", **on: str) -> tuple[Fact, ...]:
    """A treatment in Southern Denmark, with factor IX activity by day: `d2026_01_15="12"`."""
    rows = [
        (Kind.TREATMENT, "infused", "x", "", infused),
        (Kind.RESIDENCE, "region", "syddanmark", "", "2000-01-01"),
        *(
            (Kind.OBSERVATION, "fix_activity", value, "%", day.removeprefix("d").replace("_", "-"))
            for day, value in on.items()
        ),
    ]
    return tuple(
        Fact(f"{name}-{place}", 1, name, kind, what, value, unit, "", day, NOW)
        for place, (kind, what, value, unit, on_day) in enumerate(rows)
        for day in [date.fromisoformat(on_day)]
    )


def left(event: str, on: str, name: str = "T1") -> Fact:
    day = date.fromisoformat(on)
    return Fact(f"{name}-{event}", 1, name, Kind.EVENT, event, "", "", "", day, NOW)


CERTAIN: dict[str, Any] = {
    "loss": {"cured": "1", "shape": "1", "scale_months": "1"},
    "death": {"per_year": "0 %", "related": "0", "unknown": "0"},
    "lost_to_follow_up": {"per_year": "0 %"},
    "withdrawal": {"per_year": "0 %"},
    "relocation_abroad": {"per_year": "0 %"},
    "missed_visits": "0 %",
    "enrolment": NOBODY_NEW,
}
GOOD = {"d2026_01_15": "12"}


def total(*facts: Fact, **changes: Any) -> int:
    found = simulate(an_agreement(ANNUITY), a_scenario(**CERTAIN | changes), Cohort(facts, NOW))
    return found.payer_exposure.mean


def test_what_is_known_is_paid_and_a_lasting_effect_pays_the_rest() -> None:
    assert total(*a_treatment(**GOOD)) == 300_00


def test_a_loss_already_seen_pays_nothing_more_in_any_future() -> None:
    assert total(*a_treatment(**GOOD, d2026_06_01="1")) == 100_00


def test_an_effect_kept_so_far_is_drawn_among_the_losses_still_to_come() -> None:
    first_year = {"curve": [{"month": "12", "kept": "10 %"}]}
    assert total(*a_treatment(**GOOD), loss=first_year) == 300_00
    later = {"curve": [{"month": "18", "kept": "100 %"}, {"month": "20", "kept": "0 %"}]}
    assert total(*a_treatment(**GOOD), loss=later) == 100_00


@pytest.mark.parametrize("event", ["consent_withdrawn", "emigrated", "lost_to_follow_up"])
def test_nothing_more_is_drawn_of_who_has_left(event: str) -> None:
    facts = (*a_treatment(**GOOD), left(event, "2026-03-01"))
    plan, found = draw(an_agreement(ANNUITY), a_scenario(**CERTAIN), Cohort(facts, NOW))
    assert not [f for f in facts_in(plan, found, 0) if f.valid_on > NOW.date()]


def test_a_visit_whose_window_is_open_is_still_to_come_and_one_that_took_place_is_not() -> None:
    waiting = a_treatment(infused="2025-06-15")
    plan, found = draw(an_agreement(ANNUITY), a_scenario(**CERTAIN), Cohort(waiting, NOW))
    seen = [f.valid_on for f in facts_in(plan, found, 0) if f.name == "fix_activity"]
    assert seen == [date(2026, 7, 1), date(2027, 6, 15), date(2028, 6, 15)]
    came = Cohort(a_treatment(infused="2025-06-15", d2026_06_10="12"), NOW)
    assert known_of(plan, came).past.tolist() == [1]


def test_who_was_never_infused_stays_as_it_is() -> None:
    day = date(2026, 5, 1)
    ordered = Fact("o", 1, "T2", Kind.TREATMENT, "ordered", "x", "", "", day, NOW)
    never = Fact("n", 1, "T3", Kind.TREATMENT, "not_infused", "x", "", "", day, NOW)
    home = Fact("r", 1, "T3", Kind.RESIDENCE, "region", "syddanmark", "", "", day, NOW)
    known = Cohort((ordered, never, home), NOW)
    found = simulate(an_agreement(UPFRONT), a_scenario(**CERTAIN), known)
    assert (found.known, found.payer_exposure.mean) == (2, 30_00)


def test_only_what_was_recorded_by_its_moment_is_known() -> None:
    plan = plan_of(an_agreement(ANNUITY), a_scenario(**CERTAIN))
    earlier = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(known_of(plan, Cohort(a_treatment(**GOOD), earlier))) == 0


def test_new_patients_are_the_same_beside_a_cohort_and_add_to_it() -> None:
    agreement, scenario = an_agreement(ANNUITY), a_scenario()
    alone = simulate(agreement, scenario)
    cohort = Cohort((*a_treatment(**GOOD, d2026_06_01="1"),), NOW)
    beside = simulate(agreement, scenario, cohort)
    assert beside.payer_exposure.mean == alone.payer_exposure.mean + 100_00
    assert beside.known == 1


def test_a_cohort_without_anybody_changes_nothing_but_needs_new_patients() -> None:
    agreement, nobody = an_agreement(ANNUITY), Cohort((), NOW)
    assert simulate(agreement, a_scenario(), nobody) == simulate(agreement, a_scenario())
    with pytest.raises(NobodyToDraw) as refused:
        simulate(agreement, a_scenario(enrolment=NOBODY_NEW), nobody)
    assert "ingen nye patienter" in refused.value.into("da")


def test_a_cohort_too_large_for_its_futures_is_refused_with_what_to_do() -> None:
    facts = (*a_treatment("T1"), *a_treatment("T2"))
    with pytest.raises(TooManyKnown) as refused:
        simulate(an_agreement(ANNUITY), a_scenario(paths="10001"), Cohort(facts, NOW))
    assert "20002" in refused.value.into("en")


def test_each_choice_is_read_otherwise_for_the_known_too() -> None:
    facts = (*a_treatment(**GOOD), left("consent_withdrawn", "2026-03-01"))
    found = {
        (one.reading.choice, one.reading.read_as): one.change.mean
        for one in costs(an_agreement(ANNUITY), a_scenario(**CERTAIN), Cohort(facts, NOW))
    }
    assert found["exceptions.withdrawal.result", "NOT_MET"] == -200_00


def test_a_fact_that_moved_to_another_treatment_is_gone_from_the_first() -> None:
    first, second = a_treatment("T1", **GOOD), a_treatment("T2", infused="2025-02-15")
    moved = replace(first[-1], version=2, treatment="T2")
    ours, theirs = both(
        an_agreement(ANNUITY), a_scenario(**CERTAIN), Cohort((*first, *second, moved), NOW)
    )
    assert told(ours) == told(theirs)


def test_a_correction_recorded_after_the_limitation_is_worked_out_by_hand() -> None:
    until = {"corrections_until": {"anchor": "window_close", "plus": "P3M"}}
    ruling = an_agreement(ANNUITY, limitation=until | {"clawback": "both_ways"})
    found = a_treatment(infused="2024-01-15", d2025_01_15="12", d2026_01_15="12")
    ours, theirs = both(ruling, a_scenario(**CERTAIN), Cohort(found, NOW))
    assert told(ours) == told(theirs)
    assert ours.totals.tolist() != [300_00] * 5
