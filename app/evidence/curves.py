"""A curve with its numbers as the reader may have them: points, counts, landmarks, medians."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.compare import against_published
from analytics.events import EventTable, event_table, ticks
from analytics.survival import SurvivalCurve, kaplan_meier
from app.evidence.cohorts import Followed
from app.evidence.medians import MONTH, length, median_time
from app.evidence.published import PublishedPoint, at_landmark
from app.evidence.release import ALL, END, Allowed, allowed_times, at_least, small
from reports.council import FollowUp, Landmark, Median, Published
from reports.figures import CurvePoint, RiskCell, TimeUnit
from reports.figures import ticks as axis_ticks
from reports.language import Wording

GRID = 7  # days between the times at which a released curve may be read
DECIMALS = 4  # of a released share, so that it does not tell of single persons
WHOLE_PERCENTS = 2  # where the number at risk may not be told exactly
FEW_AT_RISK = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """A landmark, with what is told instead where the share may not be shown.

    `difference` is seen minus published and `inside` whether our interval holds what was published.
    """

    day: int
    landmark: Landmark
    withheld: bool
    at_least: float | None
    difference: float | None
    inside: bool | None


@dataclass(frozen=True, slots=True)
class ShownCurve:
    """Everything about one curve that the reader may see; None where a number may not be told."""

    patients: int | None
    events: int | None
    censored: int | None
    points: tuple[CurvePoint, ...]
    censored_days: tuple[int, ...]
    table: tuple[RiskCell, ...]
    readings: tuple[Reading, ...]
    median: Median
    median_withheld: bool
    follow_up: FollowUp
    horizon: int


@dataclass(frozen=True, slots=True)
class Asked:
    """At which days the curve is read, and what was published there."""

    landmark_days: tuple[int, ...]
    published: tuple[PublishedPoint, ...] = ()
    horizon: int | None = None

    def horizon_of(self, curve: SurvivalCurve) -> int:
        """How far the axis goes: as asked, or to the follow-up and the last landmark within it."""
        if self.horizon is not None:
            return self.horizon
        last = max(int(curve.last_time or 0), 1)
        within = [day for day in self.landmark_days if day <= last + MONTH]
        return max([*within, min(last, max(self.landmark_days))])


def national_times(
    whole: Followed, asked: Asked, threshold: int, others: Sequence[Followed] = ()
) -> Allowed:
    """At which times the whole cohort's curve may be read by somebody outside the departments.

    The number infused is always told. Where one to four of them are not in the analysis, its
    numbers are rounded and its shares in whole percents, so that they do not tell of those few.
    """
    table = event_table(whole.cohort)
    allowed = allowed_for([table], kaplan_meier(table), asked, threshold)
    near = beside(whole, others, threshold)
    return allowed if near is None or allowed.times == () else allowed.rounded(near)


def beside(whole: Followed, others: Sequence[Followed], threshold: int) -> int | None:
    """A number told already that the number in this analysis lies too near to be told beside it.

    First the number infused, then the numbers of the endpoints before this one, where those are
    told themselves.
    """
    told = [len(whole.known.infused)]
    for one in (*others, whole):
        near = next((n for n in told if small(abs(n - len(one.durations)), threshold)), None)
        if one is whole:
            return near
        if near is None:
            told.append(len(one.durations))
    return None


def allowed_for(
    tables: Sequence[EventTable], national: SurvivalCurve, asked: Asked, threshold: int
) -> Allowed:
    """At which times these curves may be read; landmarks first, then the marks of the axis.

    It depends on the tables and the landmarks alone, so that a page and a report tell the same.
    """
    marks = axis_ticks(max(asked.landmark_days), TimeUnit.MONTHS)
    grid = range(GRID, int(national.last_time or 0) + 1, GRID)
    return allowed_times(tables, wanted(asked), (*marks, *grid), threshold)


def wanted(asked: Asked) -> tuple[float, ...]:
    """The times a reader needs most: where the promise stands, other published ones, the end."""
    promise = [point for point in asked.published if point.name == asked.published[0].name]
    beside = [
        day
        for points in (tuple(promise), asked.published)
        for day in asked.landmark_days
        if at_landmark(points, day)
    ]
    years = [day for day in (365, 730) if day in asked.landmark_days]
    return (*dict.fromkeys((*beside, *years, *asked.landmark_days)), END)


def show(table: EventTable, asked: Asked, allowed: Allowed = ALL) -> ShownCurve:
    """A curve as it may be read."""
    curve = kaplan_meier(table)
    horizon = asked.horizon_of(curve)
    if not allowed.everything and not allowed.times:
        return _nothing(curve, asked, horizon)
    totals, shares = allowed.holds(END), told_shares(curve, allowed)
    median, withheld = median_time(curve, allowed)
    return ShownCurve(
        patients=curve.n if allowed.counts(0) else None,
        events=curve.events_total if totals else None,
        censored=curve.n - curve.events_total if totals else None,
        points=_points(curve, allowed, shares),
        censored_days=_censored_days(curve) if allowed.everything else (),
        table=_table(table, horizon, allowed),
        readings=tuple(_reading(curve, day, asked, allowed, shares) for day in asked.landmark_days),
        median=median,
        median_withheld=withheld,
        follow_up=length(table, allowed),
        horizon=horizon,
    )


def _nothing(curve: SurvivalCurve, asked: Asked, horizon: int) -> ShownCurve:
    return ShownCurve(
        patients=0 if not curve.n else None,
        events=None,
        censored=None,
        points=(),
        censored_days=(),
        table=(),
        readings=tuple(_withheld(day, asked, None) for day in asked.landmark_days),
        median=Median(None, None, None, withheld=True),
        median_withheld=True,
        follow_up=FollowUp(None, None, None, None, None),
        horizon=horizon,
    )


def _reading(
    curve: SurvivalCurve, day: int, asked: Asked, allowed: Allowed, shares: dict[float, float]
) -> Reading:
    standing = curve.at(day)
    beyond = standing.survival is None and standing.at_risk == 0
    if not allowed.holds(day) and not (beyond and curve.n):
        return _withheld(day, asked, at_least(curve, day, allowed.threshold))
    published = at_landmark(asked.published, day)
    told = _told(curve, day, allowed, shares)
    seen = replace(standing, survival=told[0])
    against = against_published(seen, published.share) if published else None
    at_risk = allowed.at_risk(curve.table, day) if told[0] is not None else None
    return Reading(
        day,
        Landmark(after(day), *told, at_risk, _printed(published)),
        withheld=False,
        at_least=None,
        difference=_shorter(against.difference) if against else None,
        inside=against.inside if against else None,
    )


def _shorter(difference: float | None) -> float | None:
    return None if difference is None else round(difference, DECIMALS)


def _withheld(day: int, asked: Asked, bound: float | None) -> Reading:
    published = _printed(at_landmark(asked.published, day))
    empty = Landmark(after(day), None, None, None, None, published)
    return Reading(day, empty, withheld=True, at_least=bound, difference=None, inside=None)


def after(day: int) -> Wording:
    """How long a landmark is, in the words of its unit."""
    months = round(day / MONTH)
    if day < 60:
        return Wording(f"{day} dage", f"{day} days")
    return Wording(f"{months} måneder", f"{months} months")


def _printed(point: PublishedPoint | None) -> Published | None:
    if point is None:
        return None
    source = f"{point.name}, {point.source}"
    return Published(point.share, point.lower, point.upper, source, point.name)


def told_shares(curve: SurvivalCurve, allowed: Allowed) -> dict[float, float]:
    """The share at each told time, rounded; rounding never makes the curve rise."""
    told: dict[float, float] = {}
    lowest = 1.0
    for time in allowed.times or ():
        share = None if time == END else curve.at(time).survival
        if share is not None:
            lowest = min(lowest, round(share, _decimals(time, allowed)))
            told[time] = lowest
    return told


def _told(
    curve: SurvivalCurve, day: float, allowed: Allowed, shares: dict[float, float]
) -> tuple[float | None, float | None, float | None]:
    """The share and its limits as the reader may have them."""
    one = curve.at(day)
    if allowed.everything or one.survival is None:
        return one.survival, one.lower, one.upper
    share = shares.get(day)
    whole = share is not None and share == round(share, WHOLE_PERCENTS)
    decimals = WHOLE_PERCENTS if whole else _decimals(day, allowed)
    low, high = (None if v is None else round(v, decimals) for v in (one.lower, one.upper))
    return share, low, high


def _decimals(time: float, allowed: Allowed) -> int:
    return DECIMALS if allowed.counts(time) else WHOLE_PERCENTS


def _points(
    curve: SurvivalCurve, allowed: Allowed, shares: dict[float, float]
) -> tuple[CurvePoint, ...]:
    """The curve from day 0: every step, or those that may be told and tell something new."""
    if allowed.everything:
        days = [0, *(int(t) for t in curve.time if t > 0)]
        return tuple(_point(curve, day, allowed, shares) for day in days)
    points = [_point(curve, int(time), allowed, shares) for time in shares]
    news = [
        after
        for before, after in pairwise(points)
        if (before.survival, before.at_risk) != (after.survival, after.at_risk)
    ]
    kept = (points[0], *news, *(one for one in points[-1:] if one not in (points[0], *news)))
    days = [point.day for point in points]
    return (*(_ending(one, after, days) for one, after in pairwise(kept)), kept[-1])


def _ending(one: CurvePoint, after: CurvePoint, days: Sequence[int]) -> CurvePoint:
    """The point with where it ends: not at a fall that came at an untold time long before."""
    level = max(day for day in days if day < after.day)
    if after.survival == one.survival or after.day - level <= GRID:
        return one
    return replace(one, until=level)


def _point(
    curve: SurvivalCurve, day: int, allowed: Allowed, shares: dict[float, float]
) -> CurvePoint:
    share, low, high = _told(curve, day, allowed, shares)
    at_risk = allowed.at_risk(curve.table, day)
    return CurvePoint(day, 1.0 if share is None else share, low, high, at_risk)


def _censored_days(curve: SurvivalCurve) -> tuple[int, ...]:
    return tuple(int(time) for time in curve.time[curve.censored > 0])


def _table(table: EventTable, horizon: int, allowed: Allowed) -> tuple[RiskCell, ...]:
    marks = [day for day in axis_ticks(horizon, TimeUnit.MONTHS) if allowed.counts(day)]
    return tuple(
        RiskCell(int(tick.time), tick.at_risk, tick.censored, tick.events)
        for tick in ticks(table, tuple(float(day) for day in marks))
    )
