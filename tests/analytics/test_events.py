"""Event tables add up: sites, countries and partitions together give the table of everyone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.cohort import Cohort
from analytics.events import Tick, event_table, merge, ticks
from analytics.survival import kaplan_meier

RECORDS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 40), st.booleans(), st.integers(0, 3)), min_size=1
)


def cohort_of(records: list[tuple[int, int, bool, int]], *, delayed: bool) -> Cohort:
    entry, length, observed, _ = (np.array(column) for column in zip(*records, strict=True))
    return Cohort(entry + length if delayed else length, observed, entry if delayed else None)


def columns(table) -> list[list[int]]:
    parts = (table.time, table.entered, table.events, table.censored, table.at_risk)
    return [part.tolist() for part in parts]


@given(RECORDS, st.booleans())
def test_any_split_merges_to_the_same_table_and_curve(records, delayed) -> None:
    whole = cohort_of(records, delayed=delayed)
    site = np.array([record[3] for record in records])
    merged = merge(*(event_table(whole.select(site == number)) for number in range(4)))
    assert columns(merged) == columns(event_table(whole))
    assert merged.n == len(whole)
    np.testing.assert_array_equal(kaplan_meier(merged).survival, kaplan_meier(whole).survival)
    np.testing.assert_array_equal(kaplan_meier(merged).lower, kaplan_meier(whole).lower)


@given(RECORDS, st.booleans(), st.integers(0, 80))
def test_at_risk_is_everyone_who_has_entered_and_not_left(records, delayed, day) -> None:
    cohort = cohort_of(records, delayed=delayed)
    entered = np.ones(len(cohort), bool) if cohort.entry is None else cohort.entry < day
    expected = int((entered & (cohort.days >= day)).sum())
    assert event_table(cohort).at_risk_before(day) == expected


@given(RECORDS, st.booleans(), st.integers(0, 80))
def test_each_column_under_the_curve_adds_up_to_all_patients(records, delayed, day) -> None:
    table = event_table(cohort_of(records, delayed=delayed))
    (tick,) = ticks(table, (day,))
    assert tick.at_risk + tick.censored + tick.events + tick.waiting == len(records)
    assert tick.at_risk == table.at_risk_before(day)


@given(RECORDS, st.booleans())
def test_counting_by_day_and_sorting_give_the_same_table(records, delayed) -> None:
    cohort = cohort_of(records, delayed=delayed)
    shift = 10**9
    entry = None if cohort.entry is None else cohort.entry + shift
    late = event_table(Cohort(cohort.days + shift, cohort.observed, entry))
    assert columns(late)[1:] == columns(event_table(cohort))[1:]
    assert (late.time - shift).tolist() == event_table(cohort).time.tolist()


def test_nobody_makes_an_empty_table() -> None:
    assert (merge().n, merge().time.tolist()) == (0, [])


def test_the_table_under_the_curve_of_four_patients() -> None:
    table = event_table(Cohort(np.array([1, 2, 2, 4]), np.array([1, 0, 1, 0])))
    assert ticks(table, (0, 2, 3, 5)) == (
        Tick(0, at_risk=4, censored=0, events=0, waiting=0),
        Tick(2, at_risk=3, censored=0, events=1, waiting=0),
        Tick(3, at_risk=1, censored=1, events=2, waiting=0),
        Tick(5, at_risk=0, censored=2, events=2, waiting=0),
    )


def test_fractions_of_a_day_are_kept_apart() -> None:
    table = event_table(Cohort(np.array([0.5, 1.5, 1.5]), np.array([1, 0, 1])))
    assert columns(table) == [[0.5, 1.5], [0, 0], [1, 1], [0, 1], [3, 2]]
