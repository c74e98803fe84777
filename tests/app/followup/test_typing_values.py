"""What is typed is read as a Dane means it, or comes back; it is never changed silently."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.followup.plans import plan_for
from app.followup.typing_values import read_value, shown
from app.followup.values import canonical, doubt, takes

ITEMS = plan_for("hemgenix", "haemophilia-b").items
FIX = ITEMS["fix_activity"]
NUMBERS = st.decimals(min_value=0, max_value=99999, places=2)


@given(NUMBERS)
def test_a_number_with_a_decimal_comma_is_kept_exactly(number):
    typed = str(number).replace(".", ",")
    assert Decimal(read_value(FIX, typed)) == number


@given(NUMBERS)
def test_what_is_shown_for_correction_reads_back_as_the_same_value(number):
    value = canonical(str(number))
    assert read_value(FIX, shown(FIX, value)) == value


@given(st.text(min_size=1, max_size=12).filter(lambda text: text.strip()))
def test_any_text_is_either_a_value_the_item_takes_or_a_message(text):
    found = read_value(FIX, text.strip())
    assert takes(FIX, found) if isinstance(found, str) else found.worded("da")


def test_below_detection_is_a_value():
    assert read_value(FIX, "< 1") == "<1"


def test_a_tenth_is_suggested_only_where_it_lies_in_range():
    assert doubt(FIX, "480").meant == Decimal(48)
    assert doubt(FIX, "48000").meant is None
    assert doubt(FIX, "400") is None


def test_a_count_is_whole():
    assert not isinstance(read_value(ITEMS["treated_bleeds"], "1,5"), str)


@given(st.dates(date(1990, 1, 1), date(2045, 12, 31)))
def test_a_date_as_shown_reads_back(day):
    from reports.language import parse_date

    assert parse_date(day.strftime("%d-%m-%Y"), date(2026, 1, 1)) == day
