"""Contract time: periods from the anchor, windows with both ends, bank days, local dates."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

_PERIOD = re.compile(r"P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# What is written lies in these years and spans, so that no sum of them leaves the calendar.
_YEARS = range(1900, 2200)
_MOST_MONTHS = 1200
_MOST_DAYS = 36600


class Rounding(StrEnum):
    """What an anniversary becomes when its month is too short: 28 February or 1 March."""

    DOWN = "down"
    UP = "up"


class BusinessDay(StrEnum):
    """Where a payment date goes that falls on a day the banks are closed."""

    FOLLOWING = "calculate_then_following"
    PRECEDING = "calculate_then_preceding"
    UNADJUSTED = "unadjusted"


class Holidays(StrEnum):
    """Whose bank holidays count; weekends always do."""

    DK = "DK"
    TARGET = "TARGET"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Period:
    """A length of contract time: whole months and whole days, never mixed up with each other."""

    months: int = 0
    days: int = 0

    def times(self, count: int) -> "Period":
        """The period taken `count` times, so that schedules are never chained."""
        return Period(self.months * count, self.days * count)

    @property
    def within_a_century(self) -> bool:
        """Whether it is short enough to be agreed, so that no date computed from it runs over."""
        return self.months <= _MOST_MONTHS and self.days <= _MOST_DAYS

    @property
    def text(self) -> str:
        """The period as ISO 8601 text, in one spelling."""
        years, months = divmod(self.months, 12)
        parts = ((years, "Y"), (months, "M"), (self.days, "D"))
        return "P" + ("".join(f"{n}{unit}" for n, unit in parts if n) or "0D")


@dataclass(frozen=True, slots=True)
class Window:
    """The days at which evidence counts; both ends included."""

    opens: date
    closes: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.closes


def parse_period(text: str) -> Period:
    """A period from ISO 8601 text: P365D, P12M, P1Y, P2W, P1Y6M."""
    found = _PERIOD.fullmatch(text)
    if found is None or text == "P":
        raise ValueError(text)
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    period = Period(12 * years + months, 7 * weeks + days)
    if not period.within_a_century:
        raise ValueError(text)
    return period


def parse_date(text: str) -> date:
    """A date from YYYY-MM-DD text between 1900 and 2199, and nothing else."""
    if _DATE.fullmatch(text) is None or int(text[:4]) not in _YEARS:
        raise ValueError(text)
    return date.fromisoformat(text)


def parse_instant(text: str) -> datetime:
    """An instant in UTC from ISO 8601 text that names its offset."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or instant.year not in _YEARS:
        raise ValueError(text)
    return instant.astimezone(UTC)


def add_months(anchor: date, months: int, rounding: Rounding = Rounding.DOWN) -> date:
    """The anchor moved by whole months, rounded once where the month is too short."""
    years, month0 = divmod(anchor.month - 1 + months, 12)
    year, month = anchor.year + years, month0 + 1
    last = 28 if anchor.day <= 28 else monthrange(year, month)[1]
    if anchor.day <= last:
        return date(year, month, anchor.day)
    short = date(year, month, last)
    return short if rounding is Rounding.DOWN else short + timedelta(days=1)


def add(anchor: date, period: Period, rounding: Rounding = Rounding.DOWN) -> date:
    """The anchor plus a period: months first, then days."""
    return add_months(anchor, period.months, rounding) + timedelta(days=period.days)


def subtract(anchor: date, period: Period, rounding: Rounding = Rounding.DOWN) -> date:
    """The anchor minus a period: months first, then days."""
    return add_months(anchor, -period.months, rounding) - timedelta(days=period.days)


def completed_months(anchor: date, day: date, rounding: Rounding = Rounding.DOWN) -> int:
    """Whole months from the anchor up to and including `day`; 0 before the first."""
    months = max(0, (day.year - anchor.year) * 12 + day.month - anchor.month + 1)
    while months > 0 and add_months(anchor, months, rounding) > day:
        months -= 1
    return months


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


_GREAT_PRAYER_DAY_ENDED = 2024
_EASTER_OFFSETS = {Holidays.DK: (-3, -2, 1, 39, 40, 50), Holidays.TARGET: (-2, 1)}
_FIXED_DAYS = {
    Holidays.DK: ((1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)),
    Holidays.TARGET: ((1, 1), (5, 1), (12, 25), (12, 26)),
}


@cache
def bank_holidays(holidays: Holidays, year: int) -> frozenset[date]:
    """The days of a year, weekends aside, on which the banks are closed."""
    if holidays is Holidays.NONE:
        return frozenset()
    sunday = easter(year)
    days = {date(year, month, day) for month, day in _FIXED_DAYS[holidays]}
    days |= {sunday + timedelta(days=offset) for offset in _EASTER_OFFSETS[holidays]}
    if holidays is Holidays.DK and year < _GREAT_PRAYER_DAY_ENDED:
        days.add(sunday + timedelta(days=26))
    return frozenset(days)


def is_bank_day(day: date, holidays: Holidays) -> bool:
    """Whether the banks are open."""
    return day.weekday() < 5 and day not in bank_holidays(holidays, day.year)


def payment_day(
    day: date,
    convention: BusinessDay,
    is_open: Callable[[date], bool],
) -> date:
    """The day a payment falls on, given which days the banks are open."""
    if convention is BusinessDay.UNADJUSTED:
        return day
    step = timedelta(days=1 if convention is BusinessDay.FOLLOWING else -1)
    while not is_open(day):
        day += step
    return day


class Banking(Protocol):
    """A calendar, as far as payments go by it."""

    @property
    def holidays(self) -> Holidays:
        """Whose bank holidays count."""

    @property
    def business_day(self) -> BusinessDay:
        """Where a payment goes that falls on a closed day."""


def paid_on(day: date, calendar: Banking) -> date:
    """The day a payment agreed for a day falls on by a calendar."""
    return payment_day(day, calendar.business_day, lambda one: is_bank_day(one, calendar.holidays))


@cache
def end_of(day: date, zone: str) -> datetime:
    """The last instant of a local day."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def microseconds(instant: datetime) -> int:
    """An instant as a whole number, so that it can be ordered backwards."""
    return (instant - _EPOCH) // timedelta(microseconds=1)
