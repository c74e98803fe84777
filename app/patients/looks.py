"""Log a look at patients before they are shown; if it cannot be written, nothing is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.audit import denied, looks_since, saw
from app.clock import now
from app.db.engine import Database, write_tx
from app.db.tables.accounts import User
from app.db.tables.trail import AccessRecord
from app.permissions import Actor
from reports.language import COPENHAGEN

CPR = "CPR"
"""The criterion of a look that showed the whole CPR number."""
ELSEWHERE = "known elsewhere"
"""The criterion of a registration that met a patient of another department."""
MOST_ELSEWHERE = 30
"""How often within a day a person is told which department treats someone else's patient."""
READ_FOR_ONE = 20
"""Rows read for each look told, as many of them are folded."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a patient."""

    at: datetime
    name: str
    kind: str
    purpose: str
    cpr: bool = False
    """Whether the whole CPR number was shown."""
    count: int = 1
    """How often that day, where many looks of the same kind are told as one."""


def looked(
    database: Database,
    actor: Actor,
    kind: str,
    patient_ids: Iterable[str] = (),
    criterion: str = "",
) -> None:
    """Write the look in its own small transaction.

    Args:
        database: where to write.
        actor: who looks, with the purpose of the session.
        kind: open, list, search, export or print.
        patient_ids: whom the page shows.
        criterion: what was looked for; never a CPR number or a name.
    """
    with write_tx(database) as session:
        saw(session, actor, kind, sorted(set(patient_ids)), criterion)


def told_elsewhere(database: Database, actor: Actor, patient_id: str) -> bool:
    """Log that a CPR number typed is another department's patient; whether to say whose.

    The clinic needs to know whom to ask, and a list of CPR numbers must not be tried out.
    """
    with write_tx(database) as session:
        day = now() - timedelta(days=1)
        if looks_since(session, actor, "search", day, ELSEWHERE) >= MOST_ELSEWHERE:
            denied(session, actor, ELSEWHERE)
            return False
        saw(session, actor, "search", [patient_id], ELSEWHERE)
        return True


def looks_at(session: Session, patient_id: str, limit: int = 50) -> list[Look]:
    """Who has looked at the patient and for which purpose, newest first.

    Looks of one kind are told once for each person, purpose and day, with how often; to have seen
    the whole CPR number is a kind of its own.
    """
    rows = session.exec(
        select(AccessRecord, User.name)
        .join(User, col(User.id) == AccessRecord.actor)
        .where(AccessRecord.patient_id == patient_id)
        .order_by(col(AccessRecord.id).desc())
        .limit(limit * READ_FOR_ONE)
    )
    folded: dict[tuple[object, ...], Look] = {}
    for row, name in rows:
        day = row.at.astimezone(COPENHAGEN).date()
        cpr = row.criterion == CPR
        key = (row.actor, row.purpose, day, row.kind, cpr)
        first = folded.get(key, Look(row.at, name, row.kind, row.purpose, cpr, 0))
        folded[key] = replace(first, count=first.count + 1)
    return list(folded.values())[:limit]
