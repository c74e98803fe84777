"""Who is due: planned visits against what has been held, until something ends the follow-up."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.followup.entries import EventKind
from app.followup.plans import Asked, Plan, PlannedVisit
from reports.language import Wording

SOON = timedelta(days=14)
ENDING = frozenset(
    {
        EventKind.DEATH,
        EventKind.EMIGRATED,
        EventKind.CONSENT_WITHDRAWN,
        EventKind.LOST_TO_FOLLOW_UP,
    }
)
"""Events after which nobody is called in any more."""


class Standing(StrEnum):
    """Where one planned visit stands today."""

    DONE = "done"
    """Held, or said not to have been, with the reason."""
    MISSED = "missed"
    """Its window is over, and a later visit has been held."""
    OVERDUE = "overdue"
    """Its window is over, and nothing has been entered."""
    DUE = "due"
    """Its window is open today."""
    UPCOMING = "upcoming"
    ENDED = "ended"
    """Not asked for: the follow-up had ended before its window closed."""


_WAITING = frozenset({Standing.OVERDUE, Standing.DUE, Standing.UPCOMING})


@dataclass(frozen=True, slots=True)
class Followed:
    """What the rule needs to know about one treatment."""

    treatment_id: int
    infused_on: date
    done: frozenset[str] = frozenset()
    """Codes of the visits that are accounted for."""
    ended_on: date | None = None
    """The first event that ends the follow-up."""


@dataclass(frozen=True, slots=True)
class DueVisit:
    """One planned visit of one treatment as it stands today; both ends belong to the window.

    Where an agreement asks for the visit, the window is the agreement's.
    """

    treatment_id: int
    visit: str
    title: Wording
    standing: Standing
    target: date
    opens: date
    closes: date
    days: int
    """Days since the window closed where overdue or missed, until it opens where upcoming, else
    until it closes."""
    deadline: date | None = None
    """The day by which an agreement needs it."""


def visits_of(
    plan: Plan,
    followed: Followed,
    today: date,
    agreed: Mapping[str, Asked] | None = None,
) -> tuple[DueVisit, ...]:
    """Every planned visit of the treatment, earliest first, and where it stands today."""
    latest = _latest(plan, followed)
    return tuple(
        _placed(visit, followed, today, latest, agreed or {})
        for visit in sorted(plan.visits, key=lambda v: (v.target_day, v.code))
    )


def waiting(
    plan: Plan,
    followed: Followed,
    today: date,
    agreed: Mapping[str, Asked] | None = None,
    horizon: timedelta = SOON,
) -> tuple[DueVisit, ...]:
    """The visits to act on: overdue, open, or opening within the horizon."""
    day = (today - followed.infused_on).days + horizon.days
    opened = plan.by_opening[: bisect_right(plan.openings, day)]
    near = [visit for _, visit in opened if visit.code not in followed.done]
    if not near:
        return ()
    latest = _latest(plan, followed)
    placed = (_placed(visit, followed, today, latest, agreed or {}) for visit in near)
    found = (visit for visit in placed if visit.standing in _WAITING)
    return tuple(sorted(found, key=lambda visit: (visit.target, visit.visit)))


def urgency(visit: DueVisit) -> tuple[bool, date, date, int, str]:
    """Sorts overdue first, by the agreement's deadline; the others by what ends first.

    That is the window, or the time the agreement gives.
    """
    late, limit = visit.standing is Standing.OVERDUE, visit.deadline or date.max
    return (
        not late,
        limit if late else min(limit, visit.closes),
        visit.closes,
        visit.treatment_id,
        visit.visit,
    )


def _latest(plan: Plan, followed: Followed) -> int | None:
    days = plan.target_days
    return max((days[code] for code in followed.done if code in days), default=None)


def _placed(
    visit: PlannedVisit,
    followed: Followed,
    today: date,
    latest: int | None,
    agreed: Mapping[str, Asked],
) -> DueVisit:
    target = followed.infused_on + timedelta(days=visit.target_day)
    opens = target - timedelta(days=visit.window.before)
    closes = target + timedelta(days=visit.window.after)
    asked = agreed.get(visit.code)
    if asked is not None:
        opens, closes = max(opens, asked.opens), asked.closes
    standing = _standing(visit, followed, (opens, closes), today, latest)
    if standing is Standing.MISSED and asked is not None and asked.by >= today:
        standing = Standing.OVERDUE  # the agreement still asks for it
    days = today - closes if closes < today else (opens if opens > today else closes) - today
    return DueVisit(
        followed.treatment_id,
        visit.code,
        visit.title,
        standing,
        target,
        opens,
        closes,
        days.days,
        asked.by if asked else None,
    )


def _standing(
    visit: PlannedVisit,
    followed: Followed,
    window: tuple[date, date],
    today: date,
    latest: int | None,
) -> Standing:
    opens, closes = window
    if visit.code in followed.done:
        return Standing.DONE
    if followed.ended_on is not None and followed.ended_on <= closes:
        return Standing.ENDED
    if closes < today:
        later = latest is not None and latest > visit.target_day
        return Standing.MISSED if later else Standing.OVERDUE
    return Standing.DUE if opens <= today else Standing.UPCOMING
