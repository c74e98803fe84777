"""What a figure shows: finished curves, published references, tables at risk, heat tables."""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from reports.language import Wording


class TimeUnit(StrEnum):
    """How the time axis is labelled. Days are always counted; months and years only label."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"

    @property
    def days(self) -> float:
        """Its length in days; a month is the average Gregorian month, for labels only."""
        return {"days": 1.0, "months": 30.436875, "years": 365.2425}[self.value]


_TICK_STEPS = {
    TimeUnit.DAYS: (1, 7, 30, 60, 90, 180, 365),
    TimeUnit.MONTHS: (1, 2, 3, 6, 12, 24, 60),
    TimeUnit.YEARS: (1, 2, 5, 10),
}
_MOST_TICKS = 9


def ticks(horizon: int, unit: TimeUnit) -> tuple[int, ...]:
    """The days to mark on a time axis, and to count the table at risk at; day 0 is one."""
    steps = _TICK_STEPS[unit]
    fitting = (step for step in steps if horizon / (step * unit.days) < _MOST_TICKS)
    step = next(fitting, steps[-1]) * unit.days
    return tuple(round(index * step) for index in range(int(horizon / step + 1e-6) + 1))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The curve from one day on, until the next point.

    `at_risk` is the number at risk just before the day; None means it is not shown (under 5).
    `lower` and `upper` are None where no interval can be given. After `until` the curve is not
    shown up to the next point, as what happened there would tell of fewer than 5.
    """

    day: int
    survival: float
    lower: float | None
    upper: float | None
    at_risk: int | None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class RiskCell:
    """One column of the table at risk: at risk at the tick; censored and events before it.

    None means the number is not shown because it is under 5.
    """

    day: int
    at_risk: int | None
    censored: int | None
    events: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """One group's Kaplan-Meier curve, its censored days and its table at risk.

    `points` has a point for day 0 and for each day with an event or a censoring, in order, so
    that the day when few are left at risk can be seen from them.
    """

    label: Wording
    points: tuple[CurvePoint, ...]
    censored_days: tuple[int, ...] = ()
    table: tuple[RiskCell, ...] = ()

    @property
    def last_day(self) -> int:
        """The last day anybody was followed; the curve says nothing after it."""
        return max([0, *(point.day for point in self.points), *self.censored_days])

    def standing(self, day: int) -> CurvePoint | None:
        """The point in force on a day; None after the last day followed, and where hidden."""
        if day > self.last_day:
            return None
        index = bisect_right(self.points, day, key=lambda point: point.day)
        point = self.points[index - 1] if index else None
        hidden = point is not None and point.until is not None and day > point.until
        return None if hidden else point

    @property
    def hidden(self) -> tuple[tuple[int, int], ...]:
        """The stretches of days over which the curve is not shown."""
        return tuple(
            (one.until, after.day) for one, after in pairwise(self.points) if one.until is not None
        )


@dataclass(frozen=True, slots=True)
class ReferencePoint:
    """One published number; the interval only where the source prints one."""

    day: int
    survival: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A published cohort beside ours, drawn in grey; `joined` when it is a whole curve."""

    label: Wording
    source: str
    points: tuple[ReferencePoint, ...]
    joined: bool = False


@dataclass(frozen=True, slots=True)
class SurvivalChart:
    """A Kaplan-Meier figure.

    `identifier` names its files (`figure-1-os.svg`) and must be unique in a document.
    The axis is marked at `ticks`; where the tables at risk count at other days, at those instead.
    """

    identifier: str
    title: Wording
    y_label: Wording
    unit: TimeUnit
    horizon: int
    curves: tuple[Curve, ...]
    references: tuple[Reference, ...] = ()
    few_at_risk: int = 10

    @property
    def tick_days(self) -> tuple[int, ...]:
        """The days marked on the axis."""
        counted = {cell.day for curve in self.curves for cell in curve.table}
        regular = ticks(self.horizon, self.unit)
        return regular if counted <= set(regular) else tuple(sorted(counted))


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How many of the expected values are there. None as `seen` means not shown (under 5)."""

    expected: int | None
    seen: int | None
    share: float | None

    @property
    def level(self) -> int:
        """How strongly the cell is tinted: 0 under a half or not shown, up to 4 from 95 percent."""
        return bisect_right((0.5, 0.7, 0.85, 0.95), self.share or 0.0)


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Completeness, visit by item: one row for each visit, one cell for each item, in order."""

    items: tuple[Wording, ...]
    rows: tuple[tuple[Wording, tuple[HeatCell, ...]], ...]
