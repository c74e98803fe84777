from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.dates import (
    BusinessDay,
    Holidays,
    Period,
    Rounding,
    Window,
    add,
    add_months,
    bank_holidays,
    completed_months,
    easter,
    end_of,
    is_bank_day,
    parse_date,
    parse_instant,
    parse_period,
    payment_day,
    subtract,
)

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("text", "period", "again"),
    [
        ("P365D", Period(days=365), "P365D"),
        ("P12M", Period(months=12), "P1Y"),
        ("P1Y6M", Period(months=18), "P1Y6M"),
        ("P2W", Period(days=14), "P14D"),
        ("P0D", Period(), "P0D"),
    ],
)
def test_periods_are_days_or_months(text: str, period: Period, again: str) -> None:
    assert parse_period(text) == period
    assert period.text == again


@pytest.mark.parametrize("text", ["P", "1Y", "P1.5Y", "-P1D", "PT5H"])
def test_other_text_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_period(text)


@pytest.mark.parametrize("text", ["20260301", "2026-W01-1", "01-03-2026", "1700000000"])
def test_a_date_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_date(text)


def test_an_instant_names_its_offset() -> None:
    assert parse_instant("2026-07-01T01:30+02:00").isoformat() == "2026-06-30T23:30:00+00:00"
    with pytest.raises(ValueError, match="2026-07-01"):
        parse_instant("2026-07-01T01:30")


def test_a_leap_day_is_rounded_as_agreed_and_comes_back_after_four_years() -> None:
    leap = date(2024, 2, 29)
    assert add_months(leap, 12, Rounding.DOWN) == date(2025, 2, 28)
    assert add_months(leap, 12, Rounding.UP) == date(2025, 3, 1)
    assert add_months(leap, 48, Rounding.DOWN) == date(2028, 2, 29)


def test_a_schedule_on_the_31st_is_counted_from_the_anchor_and_never_chained() -> None:
    anchor = date(2024, 1, 31)
    assert [add(anchor, Period(months=1).times(n)) for n in (1, 2, 3)] == [
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 4, 30),
    ]


def test_periods_reach_back_before_the_anchor() -> None:
    assert subtract(date(2024, 3, 31), Period(months=1, days=1)) == date(2024, 2, 28)


@given(days, st.integers(0, 240))
def test_completed_months_undo_added_months(anchor: date, months: int) -> None:
    then = add_months(anchor, months)
    assert completed_months(anchor, then) == months
    assert completed_months(anchor, then - timedelta(days=1)) == max(0, months - 1)


def test_both_ends_of_a_window_count() -> None:
    window = Window(date(2024, 1, 1), date(2024, 1, 3))
    inside = [date(2024, 1, n) in window for n in (1, 2, 3, 4)]
    assert inside == [True, True, True, False]


@pytest.mark.parametrize(
    ("year", "sunday"),
    [(2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))],
)
def test_easter_falls_where_the_calendar_says(year: int, sunday: date) -> None:
    assert easter(year) == sunday


def test_great_prayer_day_was_a_bank_holiday_up_to_2023() -> None:
    assert date(2023, 5, 5) in bank_holidays(Holidays.DK, 2023)
    assert date(2024, 4, 26) not in bank_holidays(Holidays.DK, 2024)


def test_danish_banks_are_closed_the_day_after_ascension() -> None:
    assert not is_bank_day(date(2026, 5, 15), Holidays.DK)
    assert is_bank_day(date(2026, 5, 15), Holidays.TARGET)


def test_without_holidays_only_weekends_close_the_banks() -> None:
    assert is_bank_day(date(2026, 12, 25), Holidays.NONE)
    assert not is_bank_day(date(2026, 12, 26), Holidays.NONE)


@pytest.mark.parametrize(
    ("convention", "paid"),
    [
        (BusinessDay.FOLLOWING, date(2026, 12, 28)),
        (BusinessDay.PRECEDING, date(2026, 12, 23)),
        (BusinessDay.UNADJUSTED, date(2026, 12, 25)),
    ],
)
def test_a_payment_on_a_closed_day_moves_as_agreed(convention: BusinessDay, paid: date) -> None:
    is_open = lambda d: is_bank_day(d, Holidays.DK)  # noqa: E731 -- a calendar passed as a value
    assert payment_day(date(2026, 12, 25), convention, is_open) == paid


def test_a_local_day_ends_at_local_midnight() -> None:
    assert (
        end_of(date(2026, 6, 30), "Europe/Copenhagen").isoformat()
        == "2026-06-30T21:59:59.999999+00:00"
    )
