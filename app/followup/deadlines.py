"""By when agreements need a visit: dates for the clinic's list, never an amount."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from app.agreements.queries import milestones_for
from app.db.facts import known
from app.db.tables.patients import Treatment, TreatmentState
from app.followup.plans import plan_for, schedule

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
    milestones = milestones_for(session, *kind)
    for treatment, day in infused.items():
        visits = schedule(plan, day)
        for milestone in milestones(day):
            serving = [v for v in visits if milestone.opens <= v.target <= milestone.closes]
            if not serving:
                continue
            nearest = min(serving, key=lambda v: (abs(v.target - milestone.target), v.code))
            limit = milestone.report_by or milestone.closes
            key = (treatment, nearest.code)
            found[key] = min(limit, found.get(key, limit))
