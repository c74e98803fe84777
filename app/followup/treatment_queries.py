"""One treatment's whole course: visits, values, events, each with its standing today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.followup import ClinicalEvent, Observation, VisitRecord
from app.followup.alive import AliveLine, alive_days
from app.followup.deadlines import agreed_dates
from app.followup.due import ENDING, DueVisit, Followed, visits_of
from app.followup.plans import UNPLANNED, Plan, plan_for
from app.followup.values import number
from app.patients.current import current, every_version
from app.patients.queries import TreatmentHead, own_treatment, treatment_head
from app.permissions import Actor, NotFound


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A planned visit, and when it was held if it was."""

    due: DueVisit
    on: date | None
    held: bool
    missing_reason: str


@dataclass(frozen=True, slots=True)
class EventVersion:
    """One version of an event."""

    on: date
    cause: str
    term: str
    grade: int | None
    note: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened, with every version of it."""

    fact_id: str
    kind: str
    versions: tuple[EventVersion, ...]

    @property
    def now(self) -> EventVersion:
        """What holds now."""
        return self.versions[-1]

    @property
    def seen(self) -> str:
        """What a form was opened on, to tell whether anything was saved since."""
        return f"{len(self.versions)}"


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one item over time, earliest first."""

    name: str
    label_da: str
    label_en: str
    unit: str
    points: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class ValuesLine:
    """Values measured on a day between the planned visits: item, and value or choice."""

    fact_id: str
    on: date
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What the treatment's page shows."""

    head: TreatmentHead
    plan: Plan | None
    visits: tuple[VisitLine, ...]
    events: tuple[EventLine, ...]
    series: tuple[Series, ...]
    between: tuple[ValuesLine, ...]
    alive: tuple[AliveLine, ...]


def course(session: Session, actor: Actor, treatment_id: int, today: date) -> Course:
    """The treatment's course as it stands today.

    Raises:
        NotFound: unknown, or another department's.
    """
    head = treatment_head(session, actor, treatment_id)
    plan = plan_for(head.product_id, head.indication_id)
    events = events_of(session, treatment_id)
    return Course(
        head,
        plan,
        _visits(session, head, plan, events, today),
        events,
        _series(session, treatment_id, plan),
        _between(session, treatment_id),
        alive_days(session, treatment_id),
    )


def event(session: Session, actor: Actor, treatment_id: int, fact_id: str) -> EventLine:
    """One event of the treatment with every version.

    Raises:
        NotFound: unknown, retracted, or another department's.
    """
    events = course_events(session, actor, treatment_id)
    found = [one for one in events if one.fact_id == fact_id]
    if not found:
        raise NotFound
    return found[0]


def course_events(session: Session, actor: Actor, treatment_id: int) -> tuple[EventLine, ...]:
    """The events of one of the actor's treatments that stand, by day.

    Raises:
        NotFound: unknown, or another department's.
    """
    own_treatment(session, actor, treatment_id)
    return events_of(session, treatment_id)


def _visits(
    session: Session,
    head: TreatmentHead,
    plan: Plan | None,
    events: Iterable[EventLine],
    today: date,
) -> tuple[VisitLine, ...]:
    if plan is None or head.infused_on is None:
        return ()
    number = head.treatment_id
    scope = col(VisitRecord.treatment_id) == number
    held = {row.visit: row for row in current(session, VisitRecord, scope)}
    ended = min((e.now.on for e in events if e.kind in ENDING), default=None)
    followed = Followed(number, head.infused_on, frozenset(held), ended)
    lines = []
    kind = head.product_id, head.indication_id
    agreed = agreed_dates(session, kind, [head.infused_on])[head.infused_on]
    for due in visits_of(plan, followed, today, agreed):
        row = held.get(due.visit)
        lines.append(
            VisitLine(
                due,
                row.valid_on if row else None,
                row.held if row else False,
                row.missing_reason if row else "",
            )
        )
    return tuple(lines)


def _between(session: Session, treatment_id: int) -> tuple[ValuesLine, ...]:
    values = current(session, Observation, col(Observation.treatment_id) == treatment_id)
    visits = current(session, VisitRecord, col(VisitRecord.treatment_id) == treatment_id)
    return tuple(
        ValuesLine(
            visit.fact_id,
            visit.valid_on,
            tuple(
                (row.name, row.value)
                for row in values
                if row.visit in {"", UNPLANNED} and row.valid_on == visit.valid_on and row.value
            ),
        )
        for visit in visits
        if visit.visit == UNPLANNED
    )


def events_of(session: Session, treatment_id: int) -> tuple[EventLine, ...]:
    """The events of a treatment that stand, by day; whoever calls has checked the department."""
    scope = col(ClinicalEvent.treatment_id) == treatment_id
    found = every_version(session, ClinicalEvent, scope)
    ids = sorted({row.recorded_by for rows in found.values() for row in rows})
    names = dict(session.exec(select(User.id, User.name).where(col(User.id).in_(ids))).all())
    lines = [
        EventLine(key, rows[-1].kind, tuple(_version(row, names) for row in rows))
        for key, rows in found.items()
        if not rows[-1].retracted
    ]
    return tuple(sorted(lines, key=lambda one: (one.now.on, one.kind, one.fact_id)))


def _version(row: ClinicalEvent, names: dict[int | None, str]) -> EventVersion:
    return EventVersion(
        row.valid_on,
        row.cause,
        row.term,
        row.grade,
        row.note,
        row.recorded_at,
        names.get(row.recorded_by, ""),
        row.reason,
        row.retracted,
    )


def _series(session: Session, treatment_id: int, plan: Plan | None) -> tuple[Series, ...]:
    if plan is None:
        return ()
    points: dict[str, list[tuple[date, str]]] = {}
    for row in current(session, Observation, col(Observation.treatment_id) == treatment_id):
        if number(row.value) is not None:
            points.setdefault(row.name, []).append((row.valid_on, row.value))
    return tuple(
        Series(name, item.label.da, item.label.en, item.unit, tuple(points[name]))
        for name, item in plan.items.items()
        if name in points and item.type in {"quantity", "count"}
    )
