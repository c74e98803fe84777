"""Values that may only be known within bounds, such as "<1", compared in three values."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import assert_never

from contracts.criterion import Operator
from contracts.money import parse_number, round_half_away

_VALUE = re.compile(r"(<=|>=|<|>)?\s*(-?\d.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Interval:
    """All the numbers a recorded value may stand for; None is no bound on that side."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def scaled(self, factor: Fraction) -> "Interval":
        """The interval in another unit, by a positive factor."""
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high, self.low_open, self.high_open)

    def rounded(self, precision: Fraction) -> "Interval":
        """What the numbers become at the declared precision, halves away from zero.

        Rounded numbers lie on a grid, so the ends of the result are always reached.
        """
        low = None if self.low is None else _lowest(self.low / precision, self.low_open)
        high = None if self.high is None else _highest(self.high / precision, self.high_open)
        return Interval(
            None if low is None else low * precision, None if high is None else high * precision
        )

    def plus(self, other: "Interval") -> "Interval":
        """All sums of a number here and a number there."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(
            low, high, self.low_open or other.low_open, self.high_open or other.high_open
        )

    def minus(self, other: "Interval") -> "Interval":
        """All differences between a number here and a number there."""
        low = None if self.low is None or other.high is None else self.low - other.high
        high = None if self.high is None or other.low is None else self.high - other.low
        return Interval(
            low, high, self.low_open or other.high_open, self.high_open or other.low_open
        )


def _lowest(end: Fraction, is_open: bool) -> int:  # noqa: FBT001 -- the end it belongs to
    """The least whole number that numbers from `end` upwards are rounded to."""
    if not is_open:
        return round_half_away(end)
    half = Fraction(1, 2)
    return floor(end + half) if end >= 0 else floor(end - half) + 1


def _highest(end: Fraction, is_open: bool) -> int:  # noqa: FBT001 -- the end it belongs to
    """The greatest whole number that numbers up to `end` are rounded to."""
    return -_lowest(-end, is_open)


def parse_interval(text: str) -> Interval:
    """The interval of recorded text: "31.4", "<1", ">=400".

    Raises:
        ValueError: the text is not a number.
    """
    found = _VALUE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    sign, number = found.group(1), parse_number(found.group(2))
    match sign:
        case "<" | "<=":
            return Interval(None, number, high_open=sign == "<")
        case ">" | ">=":
            return Interval(number, None, low_open=sign == ">")
        case _:
            return Interval(number, number)


def _below(value: Interval, constant: Fraction, *, or_equal: bool) -> bool | None:
    """Whether every number is under (or at) the constant, none is, or it is not known."""
    if value.high is not None and (
        value.high < constant or (value.high == constant and (or_equal or value.high_open))
    ):
        return True
    if value.low is not None and (
        value.low > constant or (value.low == constant and (not or_equal or value.low_open))
    ):
        return False
    return None


def _equal(value: Interval, constant: Fraction) -> bool | None:
    if value.low == value.high == constant:
        return True
    below = _below(value, constant, or_equal=False)
    at_most = _below(value, constant, or_equal=True)
    return False if below is True or at_most is False else None


def compare(value: Interval, op: Operator, constant: Fraction) -> bool | None:
    """The comparison of everything the value may stand for; None where it may go either way."""
    match op:
        case "<":
            return _below(value, constant, or_equal=False)
        case "<=":
            return _below(value, constant, or_equal=True)
        case ">":
            return negate(_below(value, constant, or_equal=True))
        case ">=":
            return negate(_below(value, constant, or_equal=False))
        case "=":
            return _equal(value, constant)
        case "!=":
            return negate(_equal(value, constant))
        case _:
            assert_never(op)


def negate(truth: bool | None) -> bool | None:  # noqa: FBT001 -- a truth value, not a switch
    """Not, where not knowing stays not knowing."""
    return None if truth is None else not truth
