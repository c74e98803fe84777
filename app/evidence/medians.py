"""Medians of a curve and of the follow-up, in months, as the reader may have them."""

from analytics.events import EventTable
from analytics.survival import SurvivalCurve, follow_up_curve
from app.evidence.cohorts import Followed
from app.evidence.release import Allowed
from reports.council import FollowUp, Median
from reports.figures import TimeUnit

MONTH = TimeUnit.MONTHS.days


def median_time(curve: SurvivalCurve, allowed: Allowed) -> tuple[Median, bool]:
    """In months; in whole ones, and only where enough are at risk, outside the department."""
    found = curve.quantile()
    if allowed.everything or found.estimate is None:
        low, high = in_months(found.lower), in_months(found.upper)
        return Median(in_months(found.estimate), low, high), False
    told, low, high = (
        _whole_months(curve, v, allowed) for v in (found.estimate, found.lower, found.upper)
    )
    return Median(told, low, high, withheld=told is None), told is None


def _whole_months(curve: SurvivalCurve, day: float | None, allowed: Allowed) -> float | None:
    if day is None or curve.table.at_risk_before(day) < allowed.threshold:
        return None
    return float(round(day / MONTH))


def median_follow_up(whole: Followed, threshold: int | None) -> float | None:
    """How long the cohort has been followed, in months; not told of a few."""
    if threshold is not None and len(whole.durations) < threshold:
        return None
    return in_months(follow_up_curve(whole.cohort).quantile().estimate)


def length(table: EventTable, allowed: Allowed) -> FollowUp:
    """How long the cohort has been followed; the ends are told to the department alone."""
    found = follow_up_curve(table).quantile()
    median, low, high = in_months(found.estimate), in_months(found.lower), in_months(found.upper)
    if not allowed.everything or not table.n:
        return FollowUp(median, low, high, None, None)
    shortest, longest = in_months(float(table.time[0])), in_months(float(table.time[-1]))
    return FollowUp(median, low, high, shortest, longest)


def in_months(days: float | None) -> float | None:
    """Days as months, in tenths."""
    return None if days is None else round(days / MONTH, 1)
