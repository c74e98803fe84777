"""The label of a settlement's period: a year, half-year, quarter or month, and its days."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.clock import COPENHAGEN

_FORM = re.compile(
    r"(?P<year>20\d{2})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>\d{2})))?"
)


class NotAPeriod(ValueError):  # noqa: N818 - told to the person
    """The text is no period."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its label; both days are included."""

    label: str
    starts: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.starts <= day <= self.ends


def parse_period(text: str) -> Period:
    """The period of a label: 2027, 2027-H1, 2027-Q3 or 2027-06.

    Raises:
        NotAPeriod: the text is none.
    """
    label = text.strip().upper()
    found = _FORM.fullmatch(label)
    if found is None:
        raise NotAPeriod(text)
    first, months = _months(found)
    year = int(found["year"])
    if not 1 <= first <= 12:
        raise NotAPeriod(text)
    last = first + months - 1
    return Period(label, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _months(found: re.Match[str]) -> tuple[int, int]:
    if found["half"]:
        return 6 * int(found["half"]) - 5, 6
    if found["quarter"]:
        return 3 * int(found["quarter"]) - 2, 3
    return (int(found["month"]), 1) if found["month"] else (1, 12)


def end_of(day: date) -> datetime:
    """The last instant of a day in Denmark."""
    midnight = datetime.combine(day + timedelta(days=1), time(), COPENHAGEN)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def half_year(day: date) -> Period:
    """The half-year a day lies in, the usual period of a settlement."""
    return parse_period(f"{day.year}-H{1 if day.month <= 6 else 2}")


def like(period: Period, day: date) -> Period:
    """The period of the same length that a day lies in."""
    _, _, part = period.label.partition("-")
    match part[:1]:
        case "":
            return parse_period(str(day.year))
        case "H":
            return half_year(day)
        case "Q":
            return parse_period(f"{day.year}-Q{(day.month + 2) // 3}")
        case _:
            return parse_period(f"{day.year}-{day.month:02d}")


def period_before(day: date) -> Period:
    """The latest half-year that has ended before a day."""
    return half_year(date.fromordinal(half_year(day).starts.toordinal() - 1))
