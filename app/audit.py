"""The trail: every change chained by hash, every look at a patient with its purpose."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from app.clock import now
from app.db.tables.trail import AccessRecord, AuditEvent
from app.permissions import Actor

GENESIS = "0" * 64
MOST_DENIALS = 60
"""Denials written down one by one for each person and clock hour; the log is never filled."""
MORE = "more than are listed this hour"
"""The criterion of the one row that stands for every further denial of the hour."""


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    details: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Add one change to the trail, in the same transaction as the change.

    Args:
        session: the write transaction of the change.
        actor: who did it.
        action: `noun.verb`, e.g. `visit.recorded`.
        subject: `noun:id` of what was changed.
        details: ids, versions and hashes; never values, names, CPR numbers or prices.
        at: the transaction's instant, or the clock's.
    """
    last = session.exec(
        select(AuditEvent).order_by(col(AuditEvent.sequence).desc()).limit(1)
    ).first()
    previous = last.hash if last else GENESIS
    event = AuditEvent(
        sequence=last.sequence + 1 if last else 1,
        at=at or now(),
        actor=actor.user_id,
        action=action,
        subject=subject,
        details=details or {},
        previous_hash=previous,
        hash="",
    )
    event.hash = event_hash(event)
    session.add(event)
    session.flush()


def event_hash(event: AuditEvent) -> str:
    """SHA-256 over the previous event's hash and this event's canonical bytes; instants in UTC."""
    body = json.dumps(
        [
            event.previous_hash,
            event.sequence,
            event.at.astimezone(UTC).isoformat(),
            event.actor,
            event.action,
            event.subject,
            event.details,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(body.encode()).hexdigest()


def first_broken(session: Session) -> int | None:
    """The sequence number of the first event that does not follow from the one before, or None."""
    query = select(AuditEvent).order_by(col(AuditEvent.sequence))
    previous, expected = GENESIS, 1
    with session.exec(query.execution_options(yield_per=1000)) as events:
        for event in events:
            if (
                event.sequence != expected
                or event.previous_hash != previous
                or event.hash != event_hash(event)
            ):
                return event.sequence
            previous, expected = event.hash, expected + 1
    return None


def saw(
    session: Session,
    actor: Actor,
    kind: str,
    patient_ids: Iterable[str] = (),
    criterion: str = "",
) -> None:
    """Log a look at patients (or a search that found none) before they are shown.

    Args:
        session: a write transaction; if it cannot be written, nothing is shown.
        actor: who looks, with the purpose of the session.
        kind: open, list, search, export, print or denied.
        patient_ids: whom the page shows.
        criterion: what was searched for, in a form that holds no CPR number.
    """
    at = now()
    session.add_all(
        AccessRecord(
            at=at,
            actor=actor.user_id,
            kind=kind,
            purpose=actor.purpose,
            patient_id=patient_id,
            criterion=criterion[:200],
        )
        for patient_id in (tuple(patient_ids) or (None,))
    )


def denied(session: Session, actor: Actor, asked: str) -> None:
    """Log what a person asked for and was not given, in a write transaction of its own.

    Args:
        session: a write transaction.
        actor: who asked.
        asked: the kind of page and the ids asked for; never a CPR number or a name.
    """
    hour = now().replace(minute=0, second=0, microsecond=0)
    so_far = looks_since(session, actor, "denied", hour)
    if so_far <= MOST_DENIALS:
        saw(session, actor, "denied", criterion=asked if so_far < MOST_DENIALS else MORE)


def looks_since(
    session: Session, actor: Actor, kind: str, since: datetime, criterion: str = ""
) -> int:
    """How many look-ups of a kind a person has made since an instant, for limits."""
    query = select(func.count()).where(
        AccessRecord.actor == actor.user_id, AccessRecord.kind == kind, AccessRecord.at >= since
    )
    if criterion:
        query = query.where(AccessRecord.criterion == criterion)
    return session.exec(query).one()
