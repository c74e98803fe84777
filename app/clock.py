"""The only place that reads the clock; everything else is handed `today` or an instant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def now() -> datetime:
    """The present instant, aware and in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one clock


def today() -> date:
    """Today's date in Denmark, where windows and deadlines are counted."""
    return now().astimezone(COPENHAGEN).date()
