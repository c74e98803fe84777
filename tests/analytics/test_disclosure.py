"""No small count leaves the house, and none follows from what does."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.aggregates import Aggregate, Release
from analytics.cohort import Cohort
from analytics.disclosure import ReleasedStep, coarsen, protect, protect_table, recoverable
from analytics.survival import kaplan_meier

COUNT = st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 17, 40])
TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=1, max_size=4)
)


def aggregates_of(hidden) -> list[Aggregate]:
    """The released table as a reader sees it."""
    grid = [[f"{r}:{c}" for c in range(len(row))] for r, row in enumerate(hidden.counts)]
    names = [n for row in grid for n in row]
    single = [Aggregate(n, (n,), v) for n, v in zip(names, sum(hidden.counts, ()), strict=True)]
    rows = [Aggregate(f"r{i}", tuple(row), hidden.row_totals[i]) for i, row in enumerate(grid)]
    columns = [
        Aggregate(f"c{i}", cells, hidden.column_totals[i])
        for i, cells in enumerate(zip(*grid, strict=True))
    ]
    return [*single, *rows, *columns, Aggregate("total", tuple(names), hidden.total)]


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_no_hidden_count_of_any_table_can_be_recovered(counts) -> None:
    released = protect_table(counts)
    assert recoverable(aggregates_of(released)) == ()
    shown = [a.value for a in aggregates_of(released) if a.value is not None]
    assert all(value >= 5 for value in shown)


@settings(deadline=None, max_examples=60)
@given(TABLES)
def test_what_is_shown_is_what_was_counted(counts) -> None:
    released = protect_table(counts)
    for kept, row in zip(released.counts, counts, strict=True):
        assert all(value in (None, count) for value, count in zip(kept, row, strict=True))
    assert released.total in (None, sum(map(sum, counts)))


def test_one_small_cell_takes_three_others_with_it_so_that_the_totals_can_stay() -> None:
    released = protect_table([[10, 3, 20], [7, 8, 9], [12, 30, 30]])
    assert released.row_totals == (33, 24, 72)
    assert released.column_totals == (29, 41, 59)
    assert sum(value is None for row in released.counts for value in row) == 4


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert protect_table([[5, 6], [7, 8]]).counts == ((5, 6), (7, 8))


def test_an_empty_table_has_nothing_to_show() -> None:
    assert protect_table([]).counts == ()


def test_a_cell_follows_from_its_row() -> None:
    row = [
        Aggregate("a", ("a",), 10),
        Aggregate("b", ("b",), None),
        Aggregate("ab", ("a", "b"), 12),
    ]
    assert recoverable(row) == ("b",)


def test_two_cells_with_the_sum_zero_are_both_zero() -> None:
    row = [Aggregate(n, (n,), None) for n in "ab"]
    assert recoverable([*row, Aggregate("ab", ("a", "b"), 0)]) == ("a", "b")
    assert recoverable([*row, Aggregate("ab", ("a", "b"), 9)]) == ()


def test_where_nothing_is_shown_nothing_follows() -> None:
    hidden = Aggregate("a", ("a",), None)
    assert recoverable([hidden]) == Release([hidden]).by_bounds() == ()


def test_a_cell_follows_from_an_earlier_release() -> None:
    earlier = Aggregate("both, last year", ("a", "b"), 30)
    now = [Aggregate("a", ("a",), 28), Aggregate("b", ("b",), None)]
    assert recoverable(now) == ()
    assert recoverable([*now, earlier]) == ("b",)
    assert recoverable(protect([*now, earlier])) == ()


def test_a_pair_that_could_only_be_small_takes_a_third_with_it() -> None:
    row = protect_table([[40, 30, 0, 1, 9]])
    assert row.counts == ((40, 30, None, None, None),)


def test_a_higher_threshold_hides_more() -> None:
    assert protect_table([[12, 7, 8]], threshold=10).counts[0][1:] == (None, None)


@pytest.mark.parametrize("threshold", [4, 0, -1])
def test_the_threshold_is_never_lowered(threshold) -> None:
    with pytest.raises(ValueError, match="raised"):
        protect([], threshold)


def test_two_aggregates_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="name"):
        protect([Aggregate("a", ("a",), 9), Aggregate("a", ("b",), 9)])


DAYS = st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=120)


@given(DAYS, st.sampled_from([30, 91]), st.sampled_from([5, 8]))
def test_no_step_of_a_released_curve_tells_of_a_few(records, every, threshold) -> None:
    days, observed = (np.array(column) for column in zip(*records, strict=True))
    steps = coarsen(kaplan_meier(Cohort(days, observed)), every, threshold)
    assert all(step.at_risk >= threshold for step in steps)
    for before, after in pairwise([ReleasedStep(-1, len(days), 1.0), *steps]):
        events = observed & (before.time < days) & (days <= after.time)
        assert events.sum() == 0 or events.sum() >= threshold
        others = ~observed & (before.time <= days) & (days < after.time)
        assert others.sum() == 0 or others.sum() >= threshold


def test_a_released_curve_says_what_the_curve_says(table_of) -> None:
    frame = table_of("ebmt3")
    curve = kaplan_meier(Cohort(frame.rfstime, frame.rfsstat))
    steps = coarsen(curve, 30)
    assert len(steps) > 40
    assert all(step.survival == curve.at(step.time).survival for step in steps)


def test_a_cohort_under_the_threshold_has_no_released_curve() -> None:
    assert coarsen(kaplan_meier(Cohort(np.arange(1, 5), np.ones(4, bool))), 30) == ()


def test_a_curve_followed_by_many_to_its_last_day_is_released_to_that_day() -> None:
    curve = kaplan_meier(Cohort(np.full(10, 60), np.zeros(10, bool)))
    assert [(step.time, step.at_risk) for step in coarsen(curve, 30)] == [
        (0, 10),
        (30, 10),
        (60, 10),
    ]


def test_nobody_has_no_released_curve() -> None:
    assert coarsen(kaplan_meier(Cohort(np.zeros(0), np.zeros(0, bool))), 30) == ()


def test_the_grid_is_in_whole_days() -> None:
    with pytest.raises(ValueError, match="whole days"):
        coarsen(kaplan_meier(Cohort(np.arange(1, 5), np.ones(4, bool))), 0)
