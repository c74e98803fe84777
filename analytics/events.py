"""The event table: what happened on each distinct day. Adds up exactly over sites and countries."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analytics.cohort import Cohort, Numbers

Counts = NDArray[np.int64]

# Counting by day needs a slot per day: so many are always affordable, whatever the cohort's size.
SPARE_DAYS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class EventTable:
    """Per distinct time: how many entered, had the event, were censored, and were at risk.

    `from_start` were under observation from the beginning; `entered` came later (at risk from the
    next day). At risk at t means entry < t <= exit: whoever leaves on t is still at risk on t, so
    the event counts first when an event and a censoring fall on one day.
    """

    time: Numbers
    entered: Counts
    events: Counts
    censored: Counts
    from_start: int
    at_risk: Counts = field(init=False)

    def __post_init__(self) -> None:
        change = self.entered - self.events - self.censored
        at_risk = self.from_start + np.cumsum(change) - change
        object.__setattr__(self, "at_risk", at_risk)

    @property
    def n(self) -> int:
        """Number of patients."""
        return self.from_start + int(self.entered.sum())

    @property
    def delayed_entry(self) -> bool:
        """Whether anyone came under observation after the start."""
        return bool(self.entered.any())

    def at_risk_before(self, time: float) -> int:
        """Number still under observation just before `time`."""
        before = int(np.searchsorted(self.time, time, side="left"))
        left = self.events[:before].sum() + self.censored[:before].sum()
        return self.from_start + int(self.entered[:before].sum() - left)

    def reversed(self) -> Self:
        """The same follow-up with the end of observation as the event."""
        return type(self)(self.time, self.entered, self.censored, self.events, self.from_start)


@dataclass(frozen=True, slots=True)
class Tick:
    """One column of the table under a curve; the four numbers add up to all patients.

    At risk counts time >= tick, events and censored time < tick; `waiting` have not entered yet.
    """

    time: float
    at_risk: int
    censored: int
    events: int
    waiting: int


def event_table(cohort: Cohort) -> EventTable:
    """The event table of a cohort, in time linear in its size for whole days."""
    days, entry = cohort.days, cohort.entry
    entries = days[:0] if entry is None else entry
    if days.dtype.kind == "i" and len(days) and days.max() <= 4 * len(days) + SPARE_DAYS:
        return _counted(np.arange(days.max() + 1), days, cohort.observed, entries)
    time, place = np.unique(np.concatenate((days, entries)), return_inverse=True)
    return _counted(time, place[: len(days)], cohort.observed, place[len(days) :])


def merge(*tables: EventTable) -> EventTable:
    """The event table of all the patients together: exact, in any order and any grouping."""
    if not tables:
        return event_table(Cohort(np.zeros(0, np.int64), np.zeros(0, np.bool_)))
    time = np.unique(np.concatenate([table.time for table in tables]))
    entered, events, censored = (np.zeros(len(time), np.int64) for _ in range(3))
    for table in tables:
        rows = np.searchsorted(time, table.time)
        entered[rows] += table.entered
        events[rows] += table.events
        censored[rows] += table.censored
    return EventTable(time, entered, events, censored, sum(table.from_start for table in tables))


def ticks(table: EventTable, times: tuple[float, ...]) -> tuple[Tick, ...]:
    """The at-risk, censored and events table under a curve.

    Source: Morris et al. 2019 (KMunicate), doi 10.1136/bmjopen-2019-030215.
    """
    return tuple(_tick(table, time) for time in times)


def _tick(table: EventTable, time: float) -> Tick:
    before = int(np.searchsorted(table.time, time, side="left"))
    events, censored = int(table.events[:before].sum()), int(table.censored[:before].sum())
    waiting = int(table.entered[before:].sum())
    return Tick(time, table.n - events - censored - waiting, censored, events, waiting)


def _counted(
    time: Numbers, exits: Numbers, observed: NDArray[np.bool_], entries: Numbers
) -> EventTable:
    """Count what happened at each of `time`; `exits` and `entries` are positions in it."""
    left = np.bincount(2 * exits + observed, minlength=2 * len(time)).reshape(-1, 2)
    entered = np.bincount(entries, minlength=len(time))
    rows = np.flatnonzero(left.any(axis=1) | (entered > 0))
    return EventTable(
        time[rows],
        entered[rows],
        left[rows, 1],
        left[rows, 0],
        0 if len(entries) else len(exits),
    )
