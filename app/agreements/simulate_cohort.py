"""The actual cohort a simulation goes on from; the room that holds the evidence reads it."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from contracts.agreement import Agreement
from contracts.simulate.known import Cohort

Read = Callable[[Session, Agreement, Agreement, datetime], Cohort]
Moment = Callable[[Session], datetime]
_READERS: list[tuple[Read, Moment]] = []


def read_by(read: Read, moment: Moment) -> None:
    """Register who reads a cohort as known at a moment, and who tells the last such moment."""
    _READERS[:] = [(read, moment)]


def actual(session: Session, of: Agreement, design: Agreement, known_at: datetime) -> Cohort:
    """Everyone treated with one agreement's product, and what a design reads of them."""
    read, _ = _READERS[0]
    return read(session, of, design, known_at)


def last_known(session: Session) -> datetime:
    """The last moment anything was recorded; knowledge at it never changes."""
    _, moment = _READERS[0]
    return moment(session)
