"""What leaves the department: no number of persons under five, and none that follows."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.cohort import Cohort
from analytics.events import EventTable, event_table
from analytics.survival import kaplan_meier
from app.evidence.curves import Asked, show
from app.evidence.release import (
    END,
    Allowed,
    allowed_times,
    at_least,
    small,
    visible_sites,
)

RECORDS = st.lists(st.tuples(st.integers(0, 1200), st.booleans()), max_size=60)
WANTED = (365, 730, END)
GRID = range(7, 1200, 7)


def table_of(records: list[tuple[int, bool]]) -> EventTable:
    days, seen = zip(*records, strict=True) if records else ((), ())
    return event_table(Cohort(np.array(days, np.int64), np.array(seen, np.bool_)))


def left_before(table: EventTable, time: float) -> tuple[int, int]:
    until = table.time < time
    return int(table.events[until].sum()), int(table.censored[until].sum())


def steps(table: EventTable, times: tuple[float, ...], which: int) -> list[int]:
    sums = [left_before(table, time)[which] for time in times]
    return [after - before for before, after in pairwise(sums)]


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_between_two_told_times_nobody_or_at_least_five_had_the_event(records) -> None:
    table = table_of(records)
    told = allowed_times([table], WANTED, GRID).times
    assert not any(small(step) for step in steps(table, told, 0))


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_between_two_exact_numbers_at_risk_nobody_or_at_least_five_left(records) -> None:
    table = table_of(records)
    allowed = allowed_times([table], WANTED, GRID)
    assert not any(small(step) for step in steps(table, allowed.counted, 1))


@given(RECORDS)
@settings(max_examples=60, deadline=None)
def test_a_number_at_risk_is_never_told_too_high_nor_under_five(records) -> None:
    table = table_of(records)
    allowed = allowed_times([table], WANTED, GRID)
    for time in allowed.times:
        if time not in (0, END):
            assert 5 <= allowed.at_risk(table, time) <= table.at_risk_before(time)


@given(RECORDS)
@settings(max_examples=40, deadline=None)
def test_the_told_curve_never_rises(records) -> None:
    table = table_of(records)
    curve = show(table, Asked((365, 730)), allowed_times([table], WANTED, GRID))
    shares = [point.survival for point in curve.points]
    assert shares == sorted(shares, reverse=True)


@given(st.lists(RECORDS, min_size=2, max_size=3))
@settings(max_examples=30, deadline=None)
def test_departments_shown_together_hide_as_much_as_each_alone(parts) -> None:
    tables = [table_of(part) for part in parts]
    told = allowed_times(tables, WANTED, GRID).times
    assert not any(small(step) for table in tables for step in steps(table, told, 0))


def test_the_promised_landmark_is_told_before_others() -> None:
    records = [(100, True)] * 5 + [(300, True)] * 3 + [(600, True)] * 2 + [(900, False)] * 20
    allowed = allowed_times([table_of(records)], (730, 200, 365), ())
    assert allowed.times == (0.0, 200.0, 730.0)


def test_fewer_than_five_patients_are_not_told_of_at_all() -> None:
    curve = show(table_of([(10, True)] * 4), Asked((365,)), allowed_times([], (), ()))
    assert (curve.patients, curve.points, curve.table, curve.events) == (None, (), (), None)


def test_where_few_had_the_event_only_the_least_share_is_told() -> None:
    table = table_of([(50, True)] * 2 + [(900, False)] * 28)
    allowed = allowed_times([table], (365,), ())
    assert not allowed.holds(365)
    assert at_least(kaplan_meier(table), 365) == 0.84


def test_nothing_is_hidden_from_the_departments_own_reader() -> None:
    curve = show(table_of([(50, True)] * 2 + [(900, False)] * 28), Asked((365,)), Allowed(None))
    assert curve.events == 2
    assert curve.readings[0].landmark.at_risk == 28


def test_a_small_department_takes_another_with_it_into_hiding() -> None:
    assert visible_sites({"a": 20, "b": 11, "c": 2}) == {"a"}
    assert visible_sites({"a": 20, "b": 11}) == {"a", "b"}


def test_a_fall_at_an_untold_time_is_a_gap_and_no_level_line() -> None:
    falls = [(200 + 20 * n, True) for n in range(6)]
    table = table_of([*falls, *((900, False) for _ in range(24))])
    points = show(table, Asked((365,)), allowed_times([table], (365,), GRID)).points
    drop = next(n for n, after in enumerate(points) if after.survival < 1)
    assert points[drop - 1].until is not None
    assert points[drop].day - points[drop - 1].until > 7


@given(RECORDS)
@settings(max_examples=30, deadline=None)
def test_rounded_numbers_of_a_hidden_total_are_never_too_high(records) -> None:
    table = table_of(records)
    allowed = allowed_times([table], WANTED, GRID).rounded(table.n + 3)
    curve = show(table, Asked((365, 730)), allowed)
    assert curve.patients is None or not curve.patients
    for point in curve.points:
        assert point.at_risk <= max(table.at_risk_before(point.day), 5)
