"""What the auditor and the administrator see of the installation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select

from app.db.tables.accounts import User
from app.db.tables.operations import Job
from app.db.tables.trail import AccessRecord, AuditEvent
from app.permissions import Actor, Permission, check

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One change, as the auditor reads it."""

    sequence: int
    at: datetime
    who: str
    action: str
    subject: str
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look at a patient: when, who, for what; the patient only as a random id."""

    id: int
    at: datetime
    who: str
    kind: str
    purpose: str
    patient_id: str
    criterion: str


def _names(session: Session) -> dict[int, str]:
    return {u.id or 0: u.name for u in session.exec(select(User))}


def trail(session: Session, actor: Actor, before: int | None = None) -> list[TrailRow]:
    """The newest changes first, a page at a time."""
    check(actor, Permission.AUDIT_READ)
    names = _names(session)
    query = select(AuditEvent).order_by(col(AuditEvent.sequence).desc()).limit(PER_PAGE)
    if before is not None:
        query = query.where(AuditEvent.sequence < before)
    return [
        TrailRow(r.sequence, r.at, names.get(r.actor, "–"), r.action, r.subject, r.details, r.hash)
        for r in session.exec(query)
    ]


def looks(
    session: Session, actor: Actor, before: int | None = None, kind: str = ""
) -> list[LookRow]:
    """The newest look-ups first, a page at a time; of one kind where it is named."""
    check(actor, Permission.AUDIT_READ)
    names = _names(session)
    query = select(AccessRecord).order_by(col(AccessRecord.id).desc()).limit(PER_PAGE)
    if before is not None:
        query = query.where(col(AccessRecord.id) < before)
    if kind:
        query = query.where(AccessRecord.kind == kind)
    return [
        LookRow(
            id=row.id or 0,
            at=row.at,
            who=names.get(row.actor, "–"),
            kind=row.kind,
            purpose=row.purpose,
            patient_id=row.patient_id or "",
            criterion=row.criterion,
        )
        for row in session.exec(query)
    ]


def counts(session: Session, actor: Actor, tables: tuple[type[SQLModel], ...]) -> dict[str, int]:
    """How many rows each table holds; never what is in them."""
    check(actor, Permission.ACCOUNT_MANAGE)
    return {
        str(t.__tablename__): session.exec(select(func.count()).select_from(t)).one()
        for t in tables
    }


def jobs(session: Session, actor: Actor) -> list[Job]:
    """The newest jobs."""
    check(actor, Permission.ACCOUNT_MANAGE)
    return list(session.exec(select(Job).order_by(col(Job.created_at).desc()).limit(30)))
