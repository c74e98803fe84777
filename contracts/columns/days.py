"""Contract time over arrays of days: the same sums as `contracts.dates`, all at once.

A day is a whole number counted from 1 January 1970.
"""

from datetime import UTC, date, datetime
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts.dates import Period, Rounding, microseconds

Whole: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

A_DAY = 86_400_000_000
"""The microseconds of a day."""

_EPOCH = date(1970, 1, 1)


def number(day: date) -> int:
    """A day as a whole number."""
    return (day - _EPOCH).days


def day_of(found: int) -> date:
    """The day of a whole number."""
    return date.fromordinal(_EPOCH.toordinal() + int(found))


def instant(moment: datetime) -> int:
    """A moment as whole microseconds."""
    return microseconds(moment.astimezone(UTC))


def add_months(anchors: Whole, months: Whole | int, rounding: Rounding) -> Whole:
    """Each anchor moved by whole months, rounded once where the month is too short."""
    days = anchors.astype(np.int64).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    past = (days - month).astype(np.int64)
    target = month.astype(np.int64) + months
    first = target.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (target + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    last = after - first - 1
    moved: Whole = first + np.minimum(past, last)
    return moved + (past > last) if rounding is Rounding.UP else moved


def add(anchors: Whole, period: Period, rounding: Rounding) -> Whole:
    """Each anchor plus a period: months first, then days."""
    moved = add_months(anchors, period.months, rounding) if period.months else anchors
    return moved + period.days


def subtract(anchors: Whole, period: Period, rounding: Rounding) -> Whole:
    """Each anchor minus a period: months first, then days."""
    moved = add_months(anchors, -period.months, rounding) if period.months else anchors
    return moved - period.days


def completed_months(anchors: Whole, days: Whole, rounding: Rounding) -> Whole:
    """Whole months from each anchor up to and including a day; 0 before the first."""
    begun, now = (
        found.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        for found in (anchors, days)
    )
    months = np.maximum(now - begun, 0)
    over = (months > 0) & (add_months(anchors, months, rounding) > days)
    completed: Whole = months - over
    return completed
