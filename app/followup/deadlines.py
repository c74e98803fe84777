"""By when agreements need a visit: dates for the clinic's list, never an amount."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from app.agreements.queries import milestones_for
from app.db.facts import known
from app.db.tables.agreements import Agreement, AgreementActivation, AgreementVersion
from app.db.tables.patients import Treatment, TreatmentState
from app.followup.plans import ScheduledVisit, plan_for, schedule
from contracts.agreement import Milestone

Deadlines = Mapping[tuple[int, str], date]
"""The day by which an agreement needs a visit, by treatment number and visit code."""


def deadlines(session: Session, treatment_ids: Iterable[int]) -> Deadlines:
    """The agreements' deadlines for visits of these treatments.

    A milestone is served by the planned visit whose target lies nearest to its own within its
    window; the deadline is the day its result must be reported, or else the window's last day.
    """
    wanted = set(treatment_ids)
    courses = session.exec(select(Treatment).where(col(Treatment.id).in_(wanted))).all()
    by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
    for course in courses:
        by_kind[course.product_id, course.indication_id].append(course.id or 0)
    infused = {
        state.treatment_id: state.valid_on
        for state in session.exec(
            known(TreatmentState).where(
                TreatmentState.state == "infused", col(TreatmentState.treatment_id).in_(wanted)
            )
        )
    }
    found: dict[tuple[int, str], date] = {}
    for kind, ids in by_kind.items():
        _add(session, kind, {one: infused[one] for one in ids if one in infused}, found)
    return found


def _add(
    session: Session,
    kind: tuple[str, str],
    infused: Mapping[int, date],
    found: dict[tuple[int, str], date],
) -> None:
    plan = plan_for(*kind)
    if plan is None:
        return
    worked_out = _worked_out(plan.plan, plan.version, _in_force(session, kind))
    milestones: Callable[[date], tuple[Milestone, ...]] | None = None
    for treatment, day in infused.items():
        if day not in worked_out:
            milestones = milestones or milestones_for(session, *kind)
            worked_out[day] = _limits(schedule(plan, day), milestones(day))
        found.update({(treatment, code): limit for code, limit in worked_out[day].items()})


@lru_cache(maxsize=32)
def _worked_out(_plan: str, _version: str, _agreements: str) -> dict[date, dict[str, date]]:
    """What was worked out before for a plan and the agreements in force, by infusion date."""
    return {}


def _in_force(session: Session, kind: tuple[str, str]) -> str:
    hashes = session.exec(
        select(AgreementVersion.sha256)
        .join(AgreementActivation)
        .join(Agreement, col(Agreement.id) == AgreementVersion.agreement_id)
        .where(Agreement.product_id == kind[0], Agreement.indication_id == kind[1])
        .order_by(AgreementVersion.sha256)
    )
    return " ".join(hashes)


def _limits(visits: Sequence[ScheduledVisit], milestones: Iterable[Milestone]) -> dict[str, date]:
    found: dict[str, date] = {}
    for milestone in milestones:
        serving = [v for v in visits if milestone.opens <= v.target <= milestone.closes]
        if serving:
            nearest = min(serving, key=lambda v: (abs(v.target - milestone.target), v.code))
            limit = milestone.report_by or milestone.closes
            found[nearest.code] = min(limit, found.get(nearest.code, limit))
    return found
