"""Days, numbers and amounts in arrays are those of the readable engine, exactly."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import dates, interval, money
from contracts.columns.build import _on_grid
from contracts.columns.days import add, completed_months, day_of, number, subtract
from contracts.columns.numbers import Numbers, compare
from contracts.columns.table import TableRefused
from contracts.columns.worth import parts_of
from contracts.dates import Period, Rounding

days = st.dates(date(1950, 1, 1), date(2150, 1, 1))
ends = st.sampled_from([date(2024, 2, 29), date(2023, 1, 31), date(2023, 12, 31)])
some_days = st.one_of(days, ends)
periods = st.builds(Period, st.integers(0, 240), st.integers(0, 400))
roundings = st.sampled_from(list(Rounding))
LAWS = settings(max_examples=150, deadline=None, derandomize=True)


def one(value: date) -> np.ndarray:
    return np.array([number(value)])


@given(some_days, periods, roundings)
@LAWS
def test_periods_are_added_and_subtracted_alike(
    day: date, period: Period, rounding: Rounding
) -> None:
    assert day_of(add(one(day), period, rounding)[0]) == dates.add(day, period, rounding)
    assert day_of(subtract(one(day), period, rounding)[0]) == dates.subtract(day, period, rounding)


@given(some_days, some_days, roundings)
@LAWS
def test_months_are_completed_alike(anchor: date, day: date, rounding: Rounding) -> None:
    found = completed_months(one(anchor), one(day), rounding)[0]
    assert found == dates.completed_months(anchor, day, rounding)


numbers = st.fractions(-12, 12, max_denominator=20)
signs = st.sampled_from(["", "<", "<=", ">", ">="])
operators = st.sampled_from([">=", ">", "<=", "<", "=", "!="])
SCALE = 10


def an_interval(sign: str, value: int) -> interval.Interval:
    return interval.parse_interval(f"{sign}{money.decimal_text(Fraction(value, SCALE))}")


def as_numbers(found: interval.Interval) -> Numbers:
    low, high = _on_grid(found, SCALE, "x")
    return Numbers(np.array([low]), np.array([high]), SCALE)


def truth_of(found: Numbers, op: str, constant: Fraction) -> bool | None:
    return {1: True, 0: False, -1: None}[int(compare(found, op, constant)[0])]  # type: ignore[arg-type]


@given(signs, st.integers(-60, 60), operators, numbers)
@LAWS
def test_values_are_compared_alike(sign: str, value: int, op: str, constant: Fraction) -> None:
    found = an_interval(sign, value)
    assert truth_of(as_numbers(found), op, constant) is interval.compare(found, op, constant)  # type: ignore[arg-type]


@given(signs, st.integers(-60, 60), operators, numbers, st.sampled_from(["0.5", "0.2", "0.1", "3"]))
@LAWS
def test_values_are_rounded_alike(
    sign: str, value: int, op: str, constant: Fraction, precision: str
) -> None:
    found, step = an_interval(sign, value), Fraction(precision)
    theirs = interval.compare(found.rounded(step), op, constant)  # type: ignore[arg-type]
    assert truth_of(as_numbers(found).rounded(step), op, constant) is theirs


@given(signs, signs, st.integers(-60, 60), st.integers(-60, 60), operators, numbers)
@settings(LAWS, max_examples=300)
def test_differences_are_taken_alike(
    sign: str, other: str, value: int, base: int, op: str, constant: Fraction
) -> None:
    later, first = an_interval(sign, value), an_interval(other, base)
    theirs = interval.compare(later.minus(first), op, constant)  # type: ignore[arg-type]
    assert truth_of(as_numbers(later).minus(as_numbers(first)), op, constant) is theirs


@given(
    signs, st.integers(-60, 60), operators, numbers, st.sampled_from(["1.25", "0.8", "1/3", "7"])
)
@LAWS
def test_values_are_multiplied_alike(
    sign: str, value: int, op: str, constant: Fraction, by: str
) -> None:
    found, factor = an_interval(sign, value), Fraction(by)
    ours = as_numbers(found).times(np.array([factor.numerator]), factor.denominator)
    assert truth_of(ours, op, constant) is interval.compare(found.scaled(factor), op, constant)  # type: ignore[arg-type]


def test_a_value_that_a_factor_takes_out_of_bounds_is_refused() -> None:
    found = Numbers(np.array([1 << 50]), np.array([1 << 50]), SCALE)
    with pytest.raises(TableRefused, match="too large"):
        found.times(np.array([1 << 8]), 1)


@given(st.integers(0, 10**12), st.integers(-400, 400), st.integers(1, 400))
@LAWS
def test_shares_are_rounded_alike(amount: int, past: int, whole: int) -> None:
    found = parts_of(np.array([amount]), np.array([past]), np.array([whole]))[0]
    assert found == money.share_of(amount, Fraction(past, whole))
