"""What of a curve a reader outside the department may see: nothing that tells of fewer than five.

The released times are chosen so that between any two of them nobody, or at least the threshold,
had the event, and the same of those who left otherwise. Every number shown (curve, table at risk,
landmarks, totals) is taken at those times only, so that subtraction finds no small number. Curves
of departments are shown at times where this holds for every one of them and for the rest together.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analytics.aggregates import Aggregate
from analytics.disclosure import THRESHOLD, protect
from analytics.events import EventTable
from analytics.survival import SurvivalCurve

END = math.inf
"""The end of everybody's follow-up: shown when all events and all censorings may be."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The times at which a curve may be read, in order; `None` as `times` for every time."""

    times: tuple[float, ...] | None
    threshold: int = THRESHOLD
    _set: frozenset[float] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_set", frozenset(self.times or ()))

    @property
    def everything(self) -> bool:
        """Whether the reader may see the curve as it is."""
        return self.times is None

    def holds(self, time: float) -> bool:
        """Whether the curve may be read at this time."""
        return self.times is None or time in self._set


ALL = Allowed(None)


def allowed_times(
    tables: Sequence[EventTable], candidates: Iterable[float], threshold: int = THRESHOLD
) -> Allowed:
    """The times at which every one of the tables may be shown.

    Args:
        tables: cohorts that are shown together; nothing is shown unless all have the threshold.
        candidates: times, the ones that matter most first (they are tried in this order).
        threshold: the least number of persons that may be told of.
    """
    if any(table.n < threshold for table in tables):
        return Allowed((), threshold)
    chosen: list[float] = [0.0]
    for time in dict.fromkeys((END, *candidates)):
        if time > 0 and all(_fits(table, chosen, time, threshold) for table in tables):
            chosen = sorted([*chosen, time])
    return Allowed(tuple(chosen), threshold)


def visible_sites(patients: dict[str, int], threshold: int = THRESHOLD) -> frozenset[str]:
    """The departments whose number of patients may be told, given that the total is."""
    cells = [Aggregate(name, (name,), n) for name, n in sorted(patients.items())]
    total = Aggregate("*", tuple(sorted(patients)), sum(patients.values()))
    shown = protect((*cells, total), threshold)
    return frozenset(a.name for a in shown if a.value is not None and a.name != "*")


def small(count: int, threshold: int = THRESHOLD) -> bool:
    """Whether a number of persons is too small to be told; nobody is not a small number."""
    return 0 < count < threshold


def shown(count: int, threshold: int = THRESHOLD) -> int | None:
    """The number, or None where it is one to four."""
    return None if small(count, threshold) else count


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


def _fits(table: EventTable, chosen: list[float], time: float, threshold: int) -> bool:
    before = max(t for t in chosen if t < time)
    after = min((t for t in chosen if t > time), default=None)
    if time != END and table.at_risk_before(time) < threshold:
        return False
    here = _left_before(table, time)
    gaps = [(here, _left_before(table, before))]
    if after is not None:
        gaps.append((_left_before(table, after), here))
    return not any(
        small(late - early, threshold)
        for later, earlier in gaps
        for late, early in zip(later, earlier, strict=True)
    )


def _left_before(table: EventTable, time: float) -> tuple[int, int]:
    """Events and others who left before a time, as the table at risk counts them."""
    until = table.time < time
    return int(table.events[until].sum()), int(table.censored[until].sum())
