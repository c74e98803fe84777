"""What of a curve a reader outside the department may see: nothing that tells of fewer than five.

A share is told at a time only where between any two told times nobody, or at least the threshold,
had the event. A number at risk is told exactly only where the same holds of those who left
otherwise; elsewhere it is rounded down so far that the smallest numbers cannot be worked out, and
the share to whole percents. The times that matter most are tried first, in every combination.
Curves of departments are told at times where all this holds for each of them, and for the rest.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analytics.aggregates import Aggregate
from analytics.disclosure import THRESHOLD, protect
from analytics.events import EventTable
from analytics.survival import SurvivalCurve

END = math.inf
"""The end of everybody's follow-up: where it may be told, the number of events may."""
MOST_WANTED = 8


@dataclass(frozen=True, slots=True)
class Allowed:
    """The times at which a curve may be read, in order; `None` as `times` for every time.

    `counted` are those of them at which numbers may be told exactly. None is, where the number in
    the analysis lies too near another that is told, `beside`; the numbers are rounded down from it.
    """

    times: tuple[float, ...] | None
    counted: tuple[float, ...] = ()
    threshold: int = THRESHOLD
    beside: int | None = None

    @property
    def everything(self) -> bool:
        """Whether the reader may see the curve as it is."""
        return self.times is None

    def holds(self, time: float) -> bool:
        """Whether the share may be told at this time."""
        return self.times is None or time in self.times

    def counts(self, time: float) -> bool:
        """Whether the numbers may be told exactly at this time."""
        return self.times is None or time in self.counted

    def rounded(self, beside: int) -> "Allowed":
        """The same times, but no number of patients exactly: it is known that `beside` are near."""
        times = None if self.times is None else tuple(one for one in self.times if one != END)
        return Allowed(times, (), self.threshold, beside)

    def at_risk(self, table: EventTable, time: float) -> int:
        """The number at risk: exact, or rounded down in steps from the last exact one."""
        exact = table.at_risk_before(time)
        if self.counts(time):
            return exact
        last = max((one for one in self.counted if one < time), default=None)
        told = table.n if last is None else table.at_risk_before(last)
        told = told if self.beside is None else self.beside
        steps = max(1, -(-(told - exact) // self.threshold))
        return max(told - steps * self.threshold, self.threshold)


ALL = Allowed(None)
NOTHING = Allowed(())


def allowed_times(
    tables: Sequence[EventTable],
    wanted: Sequence[float],
    further: Iterable[float],
    threshold: int = THRESHOLD,
) -> Allowed:
    """The times at which every one of the tables may be shown.

    Args:
        tables: cohorts that are shown together; nothing is shown unless all have the threshold.
        wanted: the few times that matter, the most important first; as many as can be together.
        further: more times, tried one by one in this order.
        threshold: the least number of persons that may be told of.
    """
    if not tables or any(table.n < threshold for table in tables):
        return Allowed((), (), threshold)
    sums = [_Sums.of(table) for table in tables]
    times = _most(sums, tuple(dict.fromkeys(wanted))[:MOST_WANTED], threshold)
    ordered = tuple(dict.fromkeys((*wanted, *further)))
    for time in ordered:
        if (
            time > 0
            and time not in times
            and all(one.joins(times, time, threshold) for one in sums)
        ):
            times = sorted([*times, time])
    counted: list[float] = [0.0]
    for time in ordered:
        if (
            time in times
            and time not in (0.0, END)
            and all(one.counted(counted, time, threshold) for one in sums)
        ):
            counted = sorted([*counted, time])
    return Allowed(tuple(times), tuple(counted), threshold)


@dataclass(frozen=True, slots=True)
class _Sums:
    """The running sums of an event table: how many left before any time, and how."""

    table: EventTable
    events: NDArray[np.int64]
    censored: NDArray[np.int64]

    @classmethod
    def of(cls, table: EventTable) -> "_Sums":
        return cls(table, *(np.cumsum([0, *part]) for part in (table.events, table.censored)))

    def before(self, time: float) -> tuple[int, int]:
        """Events and others who left before a time, as the table at risk counts them."""
        row = int(np.searchsorted(self.table.time, time, side="left"))
        return int(self.events[row]), int(self.censored[row])

    def fits(self, times: Sequence[float], threshold: int) -> bool:
        """Whether the times can be told together."""
        ordered = sorted(times)
        return all(
            self.joins(ordered[:place], time, threshold)
            for place, time in enumerate(ordered)
            if place
        )

    def joins(self, told: Sequence[float], time: float, threshold: int) -> bool:
        """Whether a time can be told beside others, which are in order and begin with 0."""
        (events, censored), at_risk = self.before(time), self.table.n
        if time == END and small(self.table.n - events, threshold):
            return False
        if time != END and at_risk - events - censored < threshold:
            return False
        return not any(
            small(abs(events - self.before(other)[0]), threshold)
            for other in _neighbours(told, time)
        )

    def counted(self, told: Sequence[float], time: float, threshold: int) -> bool:
        """Whether the number at risk can be told exactly too."""
        left = self.before(time)[1]
        return not any(
            small(abs(left - self.before(other)[1]), threshold) for other in _neighbours(told, time)
        )


def _neighbours(told: Sequence[float], time: float) -> Sequence[float]:
    place = bisect_left(told, time)
    return told[max(place - 1, 0) : place + 1]


def visible_sites(patients: dict[str, int], threshold: int = THRESHOLD) -> frozenset[str]:
    """The departments whose number of patients may be told, given that the total is."""
    cells = [Aggregate(name, (name,), n) for name, n in sorted(patients.items())]
    total = Aggregate("*", tuple(sorted(patients)), sum(patients.values()))
    shown_cells = protect((*cells, total), threshold)
    return frozenset(a.name for a in shown_cells if a.value is not None and a.name != "*")


def hidden_parts(counts: Mapping[str, int], threshold: int) -> dict[str, int | None]:
    """The parts of a total that is told: None for small ones and for what would give them away."""
    present = {name: n for name, n in sorted(counts.items()) if n}
    if not present:
        return {}
    cells = [Aggregate(name, (name,), n) for name, n in present.items()]
    total = Aggregate("*", tuple(present), sum(present.values()))
    values = {one.name: one.value for one in protect((*cells, total), threshold)}
    if values.pop("*") is None and len(present) > 1:
        return dict.fromkeys(present)  # the total is told elsewhere, so no part may be
    return values


def small(count: int, threshold: int = THRESHOLD) -> bool:
    """Whether a number of persons is too small to be told; nobody is not a small number."""
    return 0 < count < threshold


def shown(count: int, threshold: int = THRESHOLD) -> int | None:
    """The number, or None where it is one to four."""
    return None if small(count, threshold) else count


def told_number(count: int, threshold: int | None) -> int | None:
    """A number as the reader may have it; the departments' own reader has them all."""
    return count if threshold is None else shown(count, threshold)


def told_share(share: float | None, items: int, threshold: int | None) -> float | None:
    """A share in whole percents; not told of a handful of items."""
    if share is None or (threshold is not None and items < threshold):
        return None
    return round(share, 2)


def at_least(curve: SurvivalCurve, time: float, threshold: int = THRESHOLD) -> float | None:
    """The least the share can be where fewer than the threshold had the event, in whole percents.

    Told instead of a share that cannot be. It rests on nothing but that and on the number at risk,
    rounded down to a multiple of the threshold. None where more had the event, or few are left.
    """
    events = int(curve.events[curve.time <= time].sum())
    rounded = curve.table.at_risk_before(time) // threshold * threshold
    if events >= threshold or rounded < 2 * threshold:
        return None
    return math.floor(100 * (1 - (threshold - 1) / rounded)) / 100


def _most(sums: Sequence[_Sums], wanted: tuple[float, ...], threshold: int) -> list[float]:
    """The first wanted time that can be told, and as many others as can be told with it."""
    alone = (t for t in wanted if all(one.fits((0.0, t), threshold) for one in sums))
    first = next(alone, None)
    if first is None:
        return [0.0]
    others = tuple(time for time in wanted if time != first)
    for size in range(len(others), 0, -1):
        for chosen in combinations(others, size):
            times = sorted((0.0, first, *chosen))
            if all(one.fits(times, threshold) for one in sums):
                return times
    return [0.0, first]
