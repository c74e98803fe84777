"""The days an agreement may be settled on: none to come, and none before one that is issued."""

from datetime import date

from sqlmodel import Session, col, func, select

from app.db.tables.settlements import SettlementRun
from app.settlements.history import issued_runs
from app.settlements.refusals import DayBehind, DayToCome


def must_be_settleable(session: Session, agreement_id: str, day: date, today: date) -> None:
    """Refuse a settlement day that could only come to what nobody owes.

    Raises:
        DayToCome: it has not come.
        DayBehind: the agreement is settled to a later day.
    """
    if day > today:
        raise DayToCome(found=_told(day))
    runs = [one.run_id for one in issued_runs(session, agreement_id)]
    query = select(func.max(SettlementRun.settle_on)).where(col(SettlementRun.id).in_(runs))
    last = session.exec(query).one()
    if last is not None and day < last:
        raise DayBehind(found=_told(day), last=_told(last))


def _told(day: date) -> str:
    return day.strftime("%d-%m-%Y")
