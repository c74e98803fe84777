"""Danish bank days against an independent calendar."""

from datetime import date, timedelta

import holidays
import pytest

from contracts.dates import Holidays, bank_holidays


@pytest.mark.parametrize("year", range(2020, 2041))
def test_danish_bank_holidays_are_those_of_an_independent_calendar(year: int) -> None:
    public = holidays.country_holidays("DK", years=year, language="en_US")
    ascension = next(day for day, name in public.items() if "Ascension" in name)
    # Banks are closed on these too, and open on 1 May.
    besides = {
        ascension + timedelta(days=1),
        *(date(year, m, d) for m, d in ((6, 5), (12, 24), (12, 31))),
    }
    expected = {day for day in {*public, *besides} if day.weekday() < 5}
    assert {day for day in bank_holidays(Holidays.DK, year) if day.weekday() < 5} == expected
