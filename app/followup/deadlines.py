"""When agreements need a visit: windows and dates for the clinic, never an amount."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from app.agreements.queries import milestones_for
from app.db.tables.agreements import Agreement, AgreementActivation, AgreementVersion
from app.followup.plans import Asked, ScheduledVisit, plan_for, schedule
from contracts.agreement import Milestone

Agreed = Mapping[str, Asked]
"""When an agreement needs each visit it asks for, by visit code."""
IN_FORCE = "effekt.agreements_in_force"
NOTHING: Agreed = {}


def agreed_dates(
    session: Session, kind: tuple[str, str], infused: Iterable[date]
) -> Mapping[date, Agreed]:
    """When agreements need the visits of treatments infused on these days.

    A milestone is served by the planned visit whose target lies nearest to its own within its
    window; the deadline is the day its result must be reported, or else the window's last day.

    Args:
        session: a reader.
        kind: the treatments' product and indication.
        infused: the days of infusion.
    """
    plan = plan_for(*kind)
    if plan is None:
        return {}
    worked_out = _worked_out(plan.plan, plan.version, _in_force(session, kind))
    new = {day for day in infused if day not in worked_out}
    if new:
        milestones = milestones_for(session, *kind)
        worked_out.update({day: _asked(schedule(plan, day), milestones(day)) for day in new})
    return worked_out


def agreed_schedule(
    session: Session, kind: tuple[str, str], infused: date
) -> tuple[ScheduledVisit, ...]:
    """The planned visits, each in the window of the agreement that asks for it."""
    plan = plan_for(*kind)
    agreed = agreed_dates(session, kind, [infused]).get(infused, NOTHING)
    visits = schedule(plan, infused) if plan else ()
    return tuple(visit.asked_by(agreed.get(visit.code)) for visit in visits)


@lru_cache(maxsize=32)
def _worked_out(_plan: str, _version: str, _agreements: str) -> dict[date, Agreed]:
    """What was worked out before for a plan and the agreements in force, by infusion date."""
    return {}


def _in_force(session: Session, kind: tuple[str, str]) -> str:
    """The agreements in force, read once a transaction: an import asks for every value."""
    asked: dict[tuple[str, str], str] = session.info.setdefault(IN_FORCE, {})
    if kind not in asked:
        hashes = session.exec(
            select(AgreementVersion.sha256)
            .join(AgreementActivation)
            .join(Agreement, col(Agreement.id) == AgreementVersion.agreement_id)
            .where(Agreement.product_id == kind[0], Agreement.indication_id == kind[1])
            .order_by(AgreementVersion.sha256)
        )
        asked[kind] = " ".join(hashes)
    return asked[kind]


def _asked(visits: Sequence[ScheduledVisit], milestones: Iterable[Milestone]) -> Agreed:
    found: dict[str, Asked] = {}
    for milestone in milestones:
        serving = [v for v in visits if milestone.opens <= v.target <= milestone.closes]
        if serving:
            nearest = min(serving, key=lambda v: (abs(v.target - milestone.target), v.code)).code
            limit = milestone.report_by or milestone.closes
            one = Asked(milestone.opens, milestone.closes, limit)
            found[nearest] = _both(one, found.get(nearest, one))
    return found


def _both(one: Asked, other: Asked) -> Asked:
    """What serves two milestones: the days of both windows (its target is one), the earlier end."""
    opens, closes = max(one.opens, other.opens), min(one.closes, other.closes)
    return Asked(opens, closes, min(one.by, other.by))
