"""One planned visit as it stands: what is recorded, what was last, the draft, every version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.followup import Observation, VisitRecord
from app.followup.deadlines import agreed_dates
from app.followup.drafts import find_draft
from app.followup.entries import Draft, EventKind
from app.followup.places import item_key, visit_key
from app.followup.plans import Item, Plan, ScheduledVisit, plan_for, schedule
from app.followup.signing import Signature, signature
from app.followup.treatment_queries import EventLine, events_of
from app.patients.current import every_version
from app.patients.queries import TreatmentHead, treatment_head
from app.permissions import Actor, NotFound


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a value: what it said, from when, by whom and why."""

    version: int
    value: str
    method: str
    missing_reason: str
    note: str
    on: date
    recorded_at: datetime
    recorded_by: str
    source: str
    reason: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class ItemNow:
    """One item of the visit: what the plan asks, every version recorded, and the value before."""

    name: str
    item: Item
    versions: tuple[Version, ...]
    last: tuple[str, date] | None

    @property
    def now(self) -> Version | None:
        """What holds now; None where nothing does."""
        newest = self.versions[-1] if self.versions else None
        return None if newest is None or newest.retracted else newest

    @property
    def version(self) -> int:
        """The newest version's number, 0 for none."""
        return self.versions[-1].version if self.versions else 0


@dataclass(frozen=True, slots=True)
class Contact:
    """The visit's own record."""

    version: int
    on: date
    held: bool
    missing_reason: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    """Why it was saved although something spoke against it, or why it was corrected."""


@dataclass(frozen=True, slots=True)
class VisitNow:
    """Everything the visit's page shows."""

    head: TreatmentHead
    plan: Plan
    scheduled: ScheduledVisit
    """In the window of the agreement that asks for the visit, or else the plan's."""
    contact: Contact | None
    items: tuple[ItemNow, ...]
    draft: Draft | None
    deadline: date | None
    events: tuple[EventLine, ...]
    """Every event of the treatment that stands."""
    before: date | None
    """When the visit before this one was held."""
    signature: Signature | None = None

    @property
    def url(self) -> str:
        """Where the visit's page is."""
        return f"/treatments/{self.head.treatment_id}/visits/{self.scheduled.code}"

    @property
    def saved_at(self) -> str:
        """When the visit or one of its values was last saved; empty for a new one."""
        return max((at.isoformat() for at in _changes(self.contact, self.items)), default="")

    @property
    def died_on(self) -> date | None:
        """The day of a recorded death."""
        return next((e.now.on for e in self.events if e.kind == EventKind.DEATH), None)

    @property
    def recent(self) -> tuple[EventLine, ...]:
        """The events since the visit before, and those entered together with this one."""
        contact = self.contact
        return tuple(
            e
            for e in self.events
            if (contact and e.now.recorded_at == contact.recorded_at)
            or (
                (self.before is None or e.now.on > self.before)
                and (contact is None or e.now.on <= contact.on)
            )
        )


def visit_now(session: Session, actor: Actor, treatment_id: int, code: str) -> VisitNow:
    """The visit as it stands.

    Raises:
        NotFound: not a treatment of the actor's departments, not infused, or no such visit.
    """
    head = treatment_head(session, actor, treatment_id)
    plan = plan_for(head.product_id, head.indication_id)
    if plan is None or head.infused_on is None:
        raise NotFound
    scheduled = next((v for v in schedule(plan, head.infused_on) if v.code == code), None)
    if scheduled is None:
        raise NotFound
    kind = head.product_id, head.indication_id
    asked = agreed_dates(session, kind, [head.infused_on])[head.infused_on].get(code)
    scope = col(Observation.treatment_id) == treatment_id
    values = every_version(session, Observation, scope)
    visits = every_version(session, VisitRecord, col(VisitRecord.treatment_id) == treatment_id)
    names = names_of(session, [*values.values(), *visits.values()])
    contact = contact_of(visits.get(visit_key(treatment_id, code, scheduled.target), []), names)
    day = contact.on if contact else scheduled.target
    items = tuple(
        _item(plan, name, (treatment_id, code, day), values, names) for name in scheduled.items
    )
    return VisitNow(
        head,
        plan,
        scheduled.asked_by(asked),
        contact,
        items,
        _own_draft(session, actor, treatment_id, code),
        asked.by if asked else None,
        events_of(session, treatment_id),
        _before(visits, code, day),
        signature(session, treatment_id, code, _changes(contact, items)),
    )


def _changes(contact: Contact | None, items: Iterable[ItemNow]) -> list[datetime]:
    """The moments at which what stands of the visit was saved."""
    values = [one.versions[-1].recorded_at for one in items if one.versions]
    return [*values, *([contact.recorded_at] if contact else [])]


def _own_draft(session: Session, actor: Actor, treatment_id: int, code: str) -> Draft | None:
    row = find_draft(session, actor, treatment_id, code)
    return Draft(dict(row.typed), row.saved_at) if row else None


def _before(visits: Mapping[str, Sequence[VisitRecord]], code: str, day: date) -> date | None:
    newest = [rows[-1] for rows in visits.values()]
    held = [v for v in newest if v.held and not v.retracted and v.visit != code]
    return max((v.valid_on for v in held if v.valid_on < day), default=None)


def contact_of(rows: Sequence[VisitRecord], names: Mapping[int, str]) -> Contact | None:
    """The visit's own record as it stands, None where there is none."""
    if not rows or rows[-1].retracted:
        return None
    row = rows[-1]
    by = names.get(row.recorded_by, "")
    return Contact(
        row.version,
        row.valid_on,
        row.held,
        row.missing_reason,
        row.recorded_at,
        by,
        row.reason,
    )


def _item(
    plan: Plan,
    name: str,
    where: tuple[int, str, date],
    values: Mapping[str, Sequence[Observation]],
    names: Mapping[int, str],
) -> ItemNow:
    treatment_id, code, day = where
    key = item_key(treatment_id, code, name)
    versions = tuple(version_of(row, names) for row in values.get(key, ()))
    return ItemNow(name, plan.items[name], versions, last_value(values, name, day, key))


def last_value(
    values: Mapping[str, Sequence[Observation]], name: str, day: date, own: str
) -> tuple[str, date] | None:
    """The newest value of an item up to a day, apart from the fact itself, and its date."""
    before = [
        (rows[-1].valid_on, rows[-1].value)
        for key, rows in values.items()
        if key != own
        and rows[-1].name == name
        and not rows[-1].retracted
        and rows[-1].value
        and rows[-1].valid_on <= day
    ]
    last = max(before, default=None)
    return (last[1], last[0]) if last else None


def version_of(row: Observation, names: Mapping[int, str]) -> Version:
    """One version of a value, with who recorded it."""
    return Version(
        row.version,
        row.value,
        row.method,
        row.missing_reason,
        row.note,
        row.valid_on,
        row.recorded_at,
        names.get(row.recorded_by, ""),
        row.source,
        row.reason,
        row.retracted,
    )


def names_of(
    session: Session, facts: Sequence[Sequence[Observation] | Sequence[VisitRecord]]
) -> dict[int, str]:
    """What the people who recorded these facts are called."""
    ids = {row.recorded_by for rows in facts for row in rows}
    return {
        key or 0: name
        for key, name in session.exec(
            select(User.id, User.name).where(col(User.id).in_(sorted(ids)))
        )
    }
