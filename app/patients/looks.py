"""Log a look at patients before they are shown; if it cannot be written, nothing is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.audit import saw
from app.db.engine import Database, write_tx
from app.db.tables.accounts import User
from app.db.tables.trail import AccessRecord
from app.permissions import Actor


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a patient."""

    at: datetime
    name: str
    kind: str
    purpose: str


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


def looks_at(session: Session, patient_id: str, limit: int = 50) -> list[Look]:
    """Who has looked at the patient and for which purpose, newest first."""
    rows = session.exec(
        select(AccessRecord.at, User.name, AccessRecord.kind, AccessRecord.purpose)
        .join(User, col(User.id) == AccessRecord.actor)
        .where(AccessRecord.patient_id == patient_id)
        .order_by(col(AccessRecord.id).desc())
        .limit(limit)
    )
    return [Look(*row) for row in rows]
