"""Visits between the planned ones: what was measured on a day, corrected and taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col

from app.db.tables.followup import Observation, VisitRecord
from app.followup.actions import record_visit, retract
from app.followup.deadlines import agreed_schedule
from app.followup.entries import FactRef, VisitEntry
from app.followup.places import key_of, visit_key
from app.followup.plans import UNPLANNED, Plan, ScheduledVisit, plan_for
from app.followup.treatment_queries import events_of
from app.followup.visit_queries import (
    ItemNow,
    VisitNow,
    contact_of,
    last_value,
    names_of,
    version_of,
)
from app.patients.current import every_version
from app.patients.queries import treatment_head
from app.patients.recording import ReasonNeeded, Recorded
from app.permissions import Actor, NotFound
from reports.language import Wording

TITLE = Wording("Værdier mellem besøg", "Values between visits")


@dataclass(frozen=True, slots=True)
class Between:
    """An unplanned visit as it stands, or the empty form of a new one."""

    visit: VisitNow
    fact_id: str
    """The visit's own fact; empty for a new one."""
    facts: tuple[str, ...]
    """The facts of its values in the form: the newest of each item."""
    others: tuple[ItemNow, ...]
    """Values of the day by other methods: shown and taken back with the rest, not in the form."""
    other_facts: tuple[str, ...]
    open_now: tuple[ScheduledVisit, ...]
    """Planned visits that are open today and not entered: perhaps this is one of them."""

    @property
    def seen(self) -> str:
        """What a form was opened on, to tell whether anything was saved or taken back since."""
        return f"{len(self.facts) + len(self.other_facts)} {self.shown.saved_at}"

    @property
    def shown(self) -> VisitNow:
        """The visit with every value of the day that was entered between visits."""
        return replace(self.visit, items=(*self.visit.items, *self.others))


def between(session: Session, actor: Actor, treatment_id: int, fact: str, today: date) -> Between:
    """The unplanned visit with this id, or a new one where the id is empty.

    Raises:
        NotFound: not a treatment of the actor's departments, not infused, or no such visit.
    """
    head = treatment_head(session, actor, treatment_id)
    plan = plan_for(head.product_id, head.indication_id)
    if plan is None or head.infused_on is None:
        raise NotFound
    scope = col(VisitRecord.treatment_id) == treatment_id
    visits = every_version(session, VisitRecord, scope)
    rows = visits.get(fact, [])
    if fact and (not rows or rows[-1].retracted or rows[-1].visit != UNPLANNED):
        raise NotFound
    day = rows[-1].valid_on if rows else None
    values = every_version(session, Observation, col(Observation.treatment_id) == treatment_id)
    standing = {name: _standing(values, name, day) for name in plan.items}
    others = [(name, key) for name, keys in standing.items() for key in keys[1:]]

    def item(name: str, key: str) -> ItemNow:
        versions = tuple(version_of(row, names) for row in values.get(key, ()))
        last = last_value(values, name, day or today, key)
        return ItemNow(name, plan.items[name], versions, last)

    names = names_of(session, [*values.values(), rows])
    kind = head.product_id, head.indication_id
    scheduled = agreed_schedule(session, kind, head.infused_on)
    done = {row[-1].visit for row in visits.values() if not row[-1].retracted}
    return Between(
        VisitNow(
            head,
            plan,
            _as_visit(plan, day or today),
            contact_of(rows, names),
            tuple(item(name, keys[0] if keys else "") for name, keys in standing.items()),
            None,
            None,
            events_of(session, treatment_id),
            None,
        ),
        fact,
        tuple(keys[0] for keys in standing.values() if keys),
        tuple(item(name, key) for name, key in others),
        tuple(key for _, key in others),
        tuple(v for v in scheduled if v.holds(today) and v.code not in done),
    )


def record_between(
    session: Session,
    actor: Actor,
    entry: VisitEntry,
    before: Between,
    *,
    at: datetime,
    reason: str = "",
) -> Recorded:
    """Record an unplanned visit, and take back what its correction no longer says.

    Raises:
        NotFound: not a treatment of the actor's departments.
        ReasonNeeded: something recorded would change and no reason is given.
    """
    done = record_visit(session, actor, entry, at=at, source="entered", reason=reason)
    kept = {key_of(entry, item) for item in entry.items if item.value}
    gone = [FactRef("observation", key) for key in before.facts if key not in kept]
    moved = before.fact_id not in {"", visit_key(entry.treatment_id, UNPLANNED, entry.held_on)}
    if moved and not before.other_facts:
        gone.append(FactRef("visit", before.fact_id))
    return done + _take_back(session, actor, gone, at, reason)


def retract_between(
    session: Session, actor: Actor, before: Between, *, at: datetime, reason: str
) -> Recorded:
    """Take an unplanned visit back with every value.

    Raises:
        NotFound: not a treatment of the actor's departments.
        ReasonNeeded: no reason is given.
    """
    gone = [FactRef("observation", key) for key in (*before.facts, *before.other_facts)]
    return _take_back(session, actor, [*gone, FactRef("visit", before.fact_id)], at, reason)


def _take_back(
    session: Session, actor: Actor, gone: Iterable[FactRef], at: datetime, reason: str
) -> Recorded:
    done = Recorded()
    for fact in gone:
        if not reason:
            raise ReasonNeeded(fact.subject)
        done += retract(session, actor, fact, at=at, source="entered", reason=reason)
    return done


def _as_visit(plan: Plan, day: date) -> ScheduledVisit:
    return ScheduledVisit(UNPLANNED, TITLE, day, date.min, date.max, tuple(plan.items))


def _standing(values: dict[str, list[Observation]], name: str, day: date | None) -> list[str]:
    """The facts of an item entered on the day between visits, newest first: one for each method.

    A laboratory's value of that day came with its own file and is not this visit's.
    """
    found = [
        (rows[-1].recorded_at, key)
        for key, rows in values.items()
        if rows[-1].name == name
        and rows[-1].visit == UNPLANNED
        and rows[-1].valid_on == day
        and not rows[-1].retracted
    ]
    return [key for _, key in sorted(found, reverse=True)]
