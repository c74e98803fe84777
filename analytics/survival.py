"""Kaplan-Meier: the share still free of the event, with its uncertainty. Equals R to 1e-8."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analytics.cohort import Cohort, Numbers
from analytics.events import Counts, EventTable, event_table
from analytics.wording import Note

Floats = NDArray[np.float64]

# R's tolerance for "exactly on the plateau": the square root of the double's epsilon.
PLATEAU = 1.4901161193847656e-08


@dataclass(frozen=True, slots=True)
class Landmark:
    """The curve at one time. None means not defined, or beyond the follow-up.

    `at_risk` counts those under observation just before `time`.
    """

    time: float
    at_risk: int
    survival: float | None
    std_err: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Quantile:
    """The time by which a given share had the event; None where a curve never gets there."""

    estimate: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """A Kaplan-Meier curve: one row per distinct time, and the table it was computed from.

    `std_err` is Greenwood's, on the survival scale; `lower` and `upper` are log-log limits at
    `level`. NaN where not defined: limits when survival is 1 or 0, standard error when it is 0.
    """

    table: EventTable
    survival: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    level: float
    notes: tuple[Note, ...]

    @property
    def time(self) -> Numbers:
        """The distinct times."""
        return self.table.time

    @property
    def at_risk(self) -> Counts:
        """Number at risk just before each time."""
        return self.table.at_risk

    @property
    def events(self) -> Counts:
        """Events at each time."""
        return self.table.events

    @property
    def censored(self) -> Counts:
        """Censored at each time."""
        return self.table.censored

    @property
    def n(self) -> int:
        """Number of patients."""
        return self.table.n

    @property
    def events_total(self) -> int:
        """Number of events."""
        return int(self.table.events.sum())

    @property
    def last_time(self) -> float | None:
        """The last time anyone was followed; None without patients."""
        return self.time[-1].item() if len(self.time) else None

    @property
    def delayed_entry(self) -> bool:
        """Whether anyone came under observation after the start."""
        return self.table.delayed_entry

    def at(self, time: float) -> Landmark:
        """The curve at `time`; survival is None beyond the last follow-up unless it had reached 0.

        Raises:
            ValueError: `time` is negative or not a number.
        """
        if not 0 <= time < float("inf"):
            raise ValueError(f"a landmark is a time from 0 on, not {time}")
        at_risk = self.table.at_risk_before(time)
        if not len(self.time):
            return Landmark(time, at_risk, None, None, None, None)
        row = int(np.searchsorted(self.time, time, side="right")) - 1
        if row < 0:
            return Landmark(time, at_risk, 1.0, 0.0, None, None)
        survival = self.survival[row]
        if time > self.time[-1] and survival > 0:
            return Landmark(time, at_risk, None, None, None, None)
        columns = (self.std_err, self.lower, self.upper)
        return Landmark(time, at_risk, float(survival), *(_defined(c[row]) for c in columns))

    def quantile(self, share: float = 0.5) -> Quantile:
        """The time by which `share` had the event; on a plateau there, its midpoint (as R)."""
        height = 1 - share
        curves = (self.survival, self.lower, self.upper)
        return Quantile(*(_first_reach(self.time, curve, height) for curve in curves))


def kaplan_meier(follow_up: Cohort | EventTable, level: float = 0.95) -> SurvivalCurve:
    """The Kaplan-Meier curve of a cohort or of (merged) event tables.

    Source: Kaplan & Meier 1958; Greenwood 1926; log-log limits, Kalbfleisch & Prentice 2002.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level lies between 0 and 1, not {level}")
    table = event_table(follow_up) if isinstance(follow_up, Cohort) else follow_up
    with np.errstate(divide="ignore", invalid="ignore"):
        happened = table.events > 0
        at_risk = table.at_risk.astype(np.float64)
        remaining = at_risk - table.events
        survival = np.multiply.accumulate(np.where(happened, remaining / at_risk, 1.0))
        log_variance = np.cumsum(np.where(happened, table.events / (at_risk * remaining), 0.0))
        log_error = np.sqrt(log_variance)
        inside = (survival > 0) & (survival < 1)
        logarithm = np.log(survival)
        width = float(ndtri(0.5 + level / 2)) * log_error / logarithm
        lower = np.where(inside, np.exp(logarithm * np.exp(-width)), np.nan)
        upper = np.where(inside, np.exp(logarithm * np.exp(width)), np.nan)
        std_err = np.where(survival > 0, survival * log_error, np.nan)
    return SurvivalCurve(table, survival, std_err, lower, upper, level, _remarks(table, survival))


def follow_up_curve(follow_up: Cohort | EventTable, level: float = 0.95) -> SurvivalCurve:
    """The reverse Kaplan-Meier curve, whose median is the median follow-up.

    Source: Schemper & Smith 1996, doi 10.1016/0197-2456(96)00075-X.
    """
    table = event_table(follow_up) if isinstance(follow_up, Cohort) else follow_up
    return kaplan_meier(table.reversed(), level)


def cross_check(cohort: Cohort, curve: SurvivalCurve) -> float | None:
    """The largest absolute difference from lifelines' Kaplan-Meier, survival and limits alike.

    None when lifelines declines the cohort: no patients, or a risk set that empties early.
    """
    if not len(cohort) or Note.RISK_SET_EMPTIED in curve.notes:
        return None
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 - a second to import, and only reports ask

    with np.errstate():  # lifelines leaves numpy's error state changed in the calling thread
        fitter: Any = KaplanMeierFitter(alpha=1 - curve.level)
        fitter.fit(cohort.days, cohort.observed, entry=cohort.entry, timeline=curve.time)
    theirs = fitter.survival_function_.join(fitter.confidence_interval_).to_numpy()
    ours = np.column_stack((curve.survival, curve.lower, curve.upper))
    return float(np.nanmax(np.abs(ours - theirs)))


def _defined(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)


def _first_reach(time: Numbers, curve: Floats, height: float) -> float | None:
    """When a falling curve first reaches `height`; on a plateau there, the middle of it."""
    known = ~np.isnan(curve)
    reached = np.flatnonzero(known & (curve <= height + PLATEAU))
    if not len(reached):
        return None
    start = time[reached[0]].item()
    if curve[reached[0]] < height - PLATEAU:
        return float(start)
    below = np.flatnonzero(known & (curve < height - PLATEAU))
    end = time[below[0]].item() if len(below) else time[-1].item()
    return float((start + end) / 2)


def _remarks(table: EventTable, survival: Floats) -> tuple[Note, ...]:
    if not len(table.time):
        return (Note.NO_PATIENTS,)
    if not table.delayed_entry:
        return ()
    after = table.at_risk + table.entered - table.events - table.censored
    began = np.cumsum(table.entered) + table.from_start > 0
    empty = began & (after == 0)
    empty[-1] = False
    notes = []
    if survival[-1] == 0 and (survival[:-1] == 0).any():
        notes.append(Note.RISK_SET_EMPTIED)
    if (empty & (survival > 0)).any():
        notes.append(Note.RISK_SET_GAP)
    return tuple(notes)
