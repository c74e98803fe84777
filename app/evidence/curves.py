"""A curve with its numbers as the reader may have them: points, counts, landmarks, medians."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analytics.compare import against_published
from analytics.events import EventTable, ticks
from analytics.survival import Landmark as Standing
from analytics.survival import SurvivalCurve, follow_up_curve, kaplan_meier
from app.evidence.published import PublishedPoint, at_landmark
from app.evidence.release import ALL, END, Allowed, allowed_times, at_least, shown
from reports.council import FollowUp, Landmark, Median, Published
from reports.figures import CurvePoint, RiskCell, TimeUnit
from reports.figures import ticks as axis_ticks
from reports.language import Wording

MONTH = TimeUnit.MONTHS.days
GRID = 7  # days between the times at which a released curve may be read
DECIMALS = 4  # of a released share, so that it does not tell of single persons
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


def allowed_for(
    tables: Sequence[EventTable], national: SurvivalCurve, asked: Asked, threshold: int
) -> Allowed:
    """At which times these curves may be read; landmarks first, then the marks of the axis."""
    horizon = asked.horizon_of(national)
    marks = axis_ticks(horizon, TimeUnit.MONTHS)
    grid = range(GRID, int(national.last_time or 0) + 1, GRID)
    return allowed_times(tables, (*asked.landmark_days, *marks, *grid), threshold)


def show(table: EventTable, asked: Asked, allowed: Allowed = ALL) -> ShownCurve:
    """A curve as it may be read."""
    curve = kaplan_meier(table)
    horizon = asked.horizon_of(curve)
    if not allowed.everything and not allowed.times:
        return _nothing(curve, asked, allowed, horizon)
    totals = allowed.holds(END)
    median, withheld = _median(curve, allowed)
    return ShownCurve(
        patients=curve.n,
        events=curve.events_total if totals else None,
        censored=curve.n - curve.events_total if totals else None,
        points=_whole_points(curve) if allowed.everything else _released_points(curve, allowed),
        censored_days=_censored_days(curve) if allowed.everything else (),
        table=_table(table, horizon, allowed),
        readings=tuple(_reading(curve, day, asked, allowed) for day in asked.landmark_days),
        median=median,
        median_withheld=withheld,
        follow_up=_follow_up(table, allowed),
        horizon=horizon,
    )


def _nothing(curve: SurvivalCurve, asked: Asked, allowed: Allowed, horizon: int) -> ShownCurve:
    return ShownCurve(
        patients=shown(curve.n, allowed.threshold),
        events=None,
        censored=None,
        points=(),
        censored_days=(),
        table=(),
        readings=tuple(_withheld(day, asked, None) for day in asked.landmark_days),
        median=Median(None, None, None),
        median_withheld=True,
        follow_up=FollowUp(None, None, None, None, None),
        horizon=horizon,
    )


def _reading(curve: SurvivalCurve, day: int, asked: Asked, allowed: Allowed) -> Reading:
    standing = curve.at(day)
    beyond = standing.survival is None and standing.at_risk == 0
    if not allowed.holds(day) and not (beyond and curve.n):
        return _withheld(day, asked, at_least(curve, day, allowed.threshold))
    published = at_landmark(asked.published, day)
    told = _rounded(standing, exact=allowed.everything)
    seen = replace(standing, survival=told[0])
    against = against_published(seen, published.share) if published else None
    at_risk = standing.at_risk if told[0] is not None else None
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
    return Published(point.share, point.lower, point.upper, f"{point.name}, {point.source}")


def _rounded(one: Standing, *, exact: bool) -> tuple[float | None, float | None, float | None]:
    values = (one.survival, one.lower, one.upper)
    if exact:
        return values
    first, low, high = (None if v is None else round(v, DECIMALS) for v in values)
    return first, low, high


def _whole_points(curve: SurvivalCurve) -> tuple[CurvePoint, ...]:
    days = [0, *(int(t) for t in curve.time if t > 0)]
    return tuple(_point(curve, day, exact=True) for day in days)


def _released_points(curve: SurvivalCurve, allowed: Allowed) -> tuple[CurvePoint, ...]:
    days = (int(time) for time in allowed.times or () if time != END)
    return tuple(
        _point(curve, day, exact=False) for day in days if curve.at(day).survival is not None
    )


def _point(curve: SurvivalCurve, day: int, *, exact: bool) -> CurvePoint:
    standing = curve.at(day)
    share, low, high = _rounded(standing, exact=exact)
    return CurvePoint(day, 1.0 if share is None else share, low, high, standing.at_risk)


def _censored_days(curve: SurvivalCurve) -> tuple[int, ...]:
    return tuple(int(time) for time in curve.time[curve.censored > 0])


def _table(table: EventTable, horizon: int, allowed: Allowed) -> tuple[RiskCell, ...]:
    marks = [day for day in axis_ticks(horizon, TimeUnit.MONTHS) if allowed.holds(day)]
    return tuple(
        RiskCell(int(tick.time), tick.at_risk, tick.censored, tick.events)
        for tick in ticks(table, tuple(float(day) for day in marks))
    )


def _median(curve: SurvivalCurve, allowed: Allowed) -> tuple[Median, bool]:
    """In months; in whole ones, and only where enough are at risk, outside the department."""
    found = curve.quantile()
    if allowed.everything or found.estimate is None:
        return Median(*(_months(v) for v in (found.estimate, found.lower, found.upper))), False
    told = [_whole_months(curve, v, allowed) for v in (found.estimate, found.lower, found.upper)]
    return Median(*told), told[0] is None


def _whole_months(curve: SurvivalCurve, day: float | None, allowed: Allowed) -> float | None:
    if day is None or curve.table.at_risk_before(day) < allowed.threshold:
        return None
    return float(round(day / MONTH))


def _follow_up(table: EventTable, allowed: Allowed) -> FollowUp:
    found = follow_up_curve(table).quantile()
    median, low, high = _months(found.estimate), _months(found.lower), _months(found.upper)
    if not allowed.everything or not table.n:
        return FollowUp(median, low, high, None, None)
    shortest, longest = _months(float(table.time[0])), _months(float(table.time[-1]))
    return FollowUp(median, low, high, shortest, longest)


def _months(days: float | None) -> float | None:
    return None if days is None else round(days / MONTH, 1)
