"""How complete the department's follow-up is: each due item, whether it is there, and why not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import sqlalchemy as sql
from sqlmodel import Session

from analytics.completeness import CompletenessRow, DueItem, completeness
from app.db.types import metadata
from app.followup.due import Standing, visits_of
from app.followup.plans import Plan, plans
from app.followup.queries import Own, own_treatments
from app.permissions import Actor, Permission

Entered = dict[tuple[int, str, str], tuple[str, str, int]]
EXPECTED = frozenset({Standing.DONE, Standing.OVERDUE, Standing.MISSED})


def department(
    session: Session, actor: Actor, today: date
) -> list[tuple[Plan, tuple[CompletenessRow, ...]]]:
    """Each plan followed where the actor leads, with its visit by item table."""
    actor = replace(actor, site_ids=actor.sites_where(Permission.COMPLETENESS_READ))
    own = own_treatments(session, actor)
    entered = _entered(session, actor)
    found = []
    for plan in plans():
        treatments = [
            one
            for one in own
            if one.product_id in plan.products and one.indication_id in plan.indications
        ]
        if treatments:
            due = (item for one in treatments for item in _due(plan, one, entered, today))
            found.append((plan, completeness(due)))
    return found


def _due(plan: Plan, one: Own, entered: Entered, today: date) -> Iterator[DueItem]:
    days = {visit.code: visit.target_day for visit in plan.visits}
    for visit in visits_of(plan, one.followed, today):
        if visit.standing not in EXPECTED:
            continue
        planned = plan.visit(visit.visit)
        for name in planned.items if planned else ():
            value, reason, lag = entered.get((one.treatment_id, visit.visit, name), ("", "", 0))
            yield DueItem(
                days[visit.visit],
                visit.visit,
                name,
                present=bool(value),
                reason=reason or None,
                lag_days=lag if value else None,
            )


def _entered(session: Session, actor: Actor) -> Entered:
    fact, treatment = metadata.tables["observation"].c, metadata.tables["treatment"].c
    scope = sql.select(treatment.id).where(treatment.site_id.in_(sorted(actor.site_ids)))
    rows = session.connection().execute(
        sql.select(
            *(fact.treatment_id, fact.visit, fact.name, fact.value, fact.missing_reason),
            *(fact.valid_on, fact.recorded_at, fact.retracted),
        )
        .where(fact.treatment_id.in_(scope), fact.visit != "")
        .order_by(fact.version)
    )
    found: Entered = {}
    for tid, visit, name, value, reason, on, at, gone in rows:
        lag = max((at.date() - on).days, 0)
        found[tid, visit, name] = ("", "", 0) if gone else (value, reason, lag)
    return found
