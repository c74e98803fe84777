"""Instants that strictly increase: "known at T" has one answer even if the clock is set back."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.clock import now
from app.db.tables.operations import ServerTime


def stamp(session: Session, at: datetime | None = None) -> datetime:
    """A new instant later than every one given before; call it once per write transaction.

    Args:
        session: an open write transaction.
        at: the instant to use instead of the clock's (demo data and tests); still never earlier
            than the last one given.
    """
    instant = at or now()
    row = session.get(ServerTime, 1)
    if row is None:
        session.add(ServerTime(id=1, last=instant))
        return instant
    instant = max(instant, row.last + timedelta(microseconds=1))
    row.last = instant
    session.add(row)
    return instant
