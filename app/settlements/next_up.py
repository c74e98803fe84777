"""Which agreement is settled next, and for which period: what follows the last one issued."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session

from app.db.tables.settlements import SettlementRun
from app.settlements.history import issued_runs
from app.settlements.periods import Period, like, parse_period, period_before


@dataclass(frozen=True, slots=True)
class NextUp:
    """An agreement's next settlement."""

    agreement_id: str
    period: Period
    settle_on: date
    """The period's last day, or today while it runs."""
    issued_to: date | None
    """The day up to which it is settled; None where nothing is issued."""


def next_of(session: Session, agreement_id: str, today: date) -> NextUp:
    """The period that follows what is issued, as long as the last; else the half-year before."""
    runs = issued_runs(session, agreement_id)
    if not runs:
        before = period_before(today)
        return NextUp(agreement_id, before, before.ends, None)
    rows = [session.get_one(SettlementRun, one.run_id) for one in runs]
    last = parse_period(rows[-1].period)
    settled = max(row.settle_on for row in rows)
    ended = max(settled, *(parse_period(row.period).ends for row in rows))
    period = like(last, ended + timedelta(days=1))
    return NextUp(agreement_id, period, min(period.ends, max(today, settled)), settled)


def due_first(found: list[NextUp]) -> NextUp | None:
    """The one to settle first: of those settled before whose period ends first, then the others."""
    if not found:
        return None
    return min(found, key=lambda one: (one.issued_to is None, one.period.ends, one.agreement_id))
