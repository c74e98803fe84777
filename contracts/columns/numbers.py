"""Measured values as intervals on a grid, compared in three values without a division."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import Mask, Whole
from contracts.columns.table import LARGEST, NO_HIGH, NO_LOW, TableRefused
from contracts.leaves import Operator


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """Intervals from `low` to `high`, on the grid of `Series`."""

    low: Whole
    high: Whole
    scale: int

    def minus(self, other: "Numbers") -> "Numbers":
        """All differences between a number here and a number there."""
        low = (self.low >> 1) - ((other.high + 1) >> 1)
        high = ((self.high + 1) >> 1) - (other.low >> 1)
        open_low = (self.low | other.high) & 1
        open_high = (self.high | other.low) & 1
        no_low = (self.low == NO_LOW) | (other.high == NO_HIGH)
        no_high = (self.high == NO_HIGH) | (other.low == NO_LOW)
        return Numbers(
            np.where(no_low, NO_LOW, 2 * low + open_low),
            np.where(no_high, NO_HIGH, 2 * high - open_high),
            self.scale,
        )

    def times(self, factors: Whole, finer: int) -> "Numbers":
        """Each number times its factor, and the grid so much finer."""
        low, high = self.low != NO_LOW, self.high != NO_HIGH
        ends = np.concatenate([self.low[low], self.high[high]])
        if len(ends) and int(np.abs(ends).max()) * int(factors.max()) >= LARGEST:
            raise TableRefused("a value times what its method is multiplied by is too large")
        open_low, open_high = self.low & 1, self.high & 1
        return Numbers(
            np.where(low, (self.low - open_low) * factors + open_low, NO_LOW),
            np.where(high, (self.high + open_high) * factors - open_high, NO_HIGH),
            self.scale * finer,
        )

    def rounded(self, precision: Fraction) -> "Numbers":
        """What the numbers become at a precision, halves away from zero; ends are reached."""
        step = precision * self.scale
        if step.denominator != 1:
            raise TableRefused(f"scale {self.scale}: not a whole part of {precision}")
        low = _lowest(self.low >> 1, self.low & 1, step.numerator)
        high = -_lowest(-((self.high + 1) >> 1), self.high & 1, step.numerator)
        return Numbers(
            np.where(self.low == NO_LOW, NO_LOW, 2 * low),
            np.where(self.high == NO_HIGH, NO_HIGH, 2 * high),
            self.scale,
        )


def _lowest(end: Whole, is_open: Whole, step: int) -> Whole:
    """The least multiple of a step that numbers from an end upwards are rounded to."""
    nearest = np.where(end < 0, -((step - 2 * end) // (2 * step)), (2 * end + step) // (2 * step))
    # Just above a half below zero, the nearest is the one nearer to zero.
    above = np.where(end < 0, (2 * end - step) // (2 * step) + 1, nearest)
    lowest: Whole = np.where(is_open.astype(np.bool_), above, nearest) * step
    return lowest


def compare(found: Numbers, op: Operator, constant: Fraction) -> NDArray[np.int8]:
    """The comparison of everything each value may stand for; unknown where it may go either way."""
    if op in {"=", "!="}:
        return _equal(found, constant, same=op == "=")
    under, not_under = _sides(found, constant, or_equal=op in {"<=", ">"})
    if op in {"<", "<="}:
        return _truth(under, not_under)
    return _truth(not_under, under)


def _truth(yes: Mask, no: Mask) -> NDArray[np.int8]:
    truth: NDArray[np.int8] = yes.view(np.int8) - (1 - (yes | no).view(np.int8))
    return truth


def _grid(found: Numbers, constant: Fraction) -> tuple[int, bool]:
    """The constant on the grid; where it falls between two numbers, the place between them."""
    scaled = constant * found.scale
    exact = scaled.denominator == 1
    return (2 * scaled.numerator, True) if exact else (2 * floor(scaled) + 1, False)


def _sides(found: Numbers, constant: Fraction, *, or_equal: bool) -> tuple[Mask, Mask]:
    """Whether every number is under (or at) the constant, and whether none is."""
    mark, exact = _grid(found, constant)
    at_most = mark if or_equal and exact else mark - 1
    at_least = mark if exact and not or_equal else mark + 1
    return found.high <= _bounded(at_most), found.low >= _bounded(at_least)


def _bounded(mark: int) -> int:
    """A constant so large that no value reaches it, as one that still fits."""
    return max(NO_LOW + 1, min(NO_HIGH - 1, mark))


def _equal(found: Numbers, constant: Fraction, *, same: bool) -> NDArray[np.int8]:
    mark, exact = _grid(found, constant)
    under, _ = _sides(found, constant, or_equal=False)
    _, over = _sides(found, constant, or_equal=True)
    equal = (found.low == found.high) & (found.low == mark) & exact
    apart = ~equal & (under | over)
    return _truth(equal, apart) if same else _truth(apart, equal)
