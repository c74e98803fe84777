"""When what a sum over treatments rests on becomes final."""

from datetime import date, datetime

from contracts.agreement import Agreement
from contracts.dates import add, end_of
from contracts.snapshot import Snapshot


def final_at(agreement: Agreement, snapshot: Snapshot, day: date) -> datetime | None:
    """The end of the limitation counted from a day; None while it has not passed, or is none."""
    if agreement.limitation is None:
        return None
    calendar = agreement.document.calendar
    last = end_of(add(day, agreement.limitation, calendar.month_rounding), calendar.tz)
    return last if last < snapshot.at else None
