"""Numbers and dates are read in the map's notation, and nothing is guessed."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.imports import cells
from app.imports.cells import CellFault

TODAY = date(2026, 11, 20)


def refusal(read, *arguments):
    with pytest.raises(CellFault) as fault:
        read(*arguments)
    return fault.value.reason, fault.value.suggestion


@pytest.mark.parametrize(
    ("cell", "value"),
    [("31,4", "31.4"), ("5", "5"), ("-0,5", "-0.5"), ("<1", "<1"), ("0,0", "0.0")],
)
def test_a_danish_number_becomes_canonical_text(cell, value) -> None:
    assert cells.number(cell, ",", "<") == value


@pytest.mark.parametrize(
    ("cell", "reason", "meant"),
    [
        ("5,O", "not_a_number", "5,0"),
        ("３１,４", "not_a_number", "31,4"),
        ("３１", "not_a_number", "31"),
        ("31.4", "decimal_point", "31,4"),
        ("1.234", "ambiguous_number", "1234"),
        ("1.031,4", "thousands", "1031,4"),
        ("1 031,4", "thousands", "1031,4"),
        ("1,234.50", "not_a_number", ""),
        ("NaN", "not_a_number", ""),
        ("Infinity", "not_a_number", ""),
        ("1e999", "not_a_number", ""),
        ("1_000", "not_a_number", ""),
        ("=1+1", "not_a_number", ""),
        (">400", "sign", ""),
        ("1234567890", "too_many_digits", ""),
        ("1,2345678", "too_many_digits", ""),
    ],
)
def test_what_is_no_danish_number_is_refused_with_what_was_meant(cell, reason, meant) -> None:
    assert refusal(cells.number, cell, ",", "<") == (reason, meant)


@given(st.text(max_size=30), st.sampled_from([",", "."]))
def test_a_cell_is_a_number_or_a_fault_and_never_anything_else(cell, decimal) -> None:
    with suppress(CellFault):
        assert Decimal(cells.number(cell, decimal)).is_finite()


@pytest.mark.parametrize(
    ("cell", "reason", "meant"),
    [
        ("31-02-2026", "no_such_day", ""),
        ("29-02-2025", "no_such_day", ""),
        ("2026-11-14", "not_a_date", "14-11-2026"),
        ("14/11/2026", "not_a_date", ""),
        ("1-1-2026", "not_a_date", ""),
        ("21-11-2026", "future_date", ""),
        ("01-01-1899", "too_early", ""),
        ("１４-11-2026", "not_a_date", ""),
    ],
)
def test_a_date_must_be_in_the_map_s_form_exist_and_have_passed(cell, reason, meant) -> None:
    assert refusal(cells.day, cell, "dd-mm-yyyy", TODAY) == (reason, meant)


def test_the_leap_day_of_a_leap_year_exists() -> None:
    assert cells.day("29-02-2024", "dd-mm-yyyy", TODAY) == date(2024, 2, 29)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "＝1"])
def test_a_formula_is_refused_wherever_it_stands(cell) -> None:
    assert refusal(cells.check_text, cell)[0] == "formula"


@pytest.mark.parametrize("cell", ["P-0\u202e14", "a\u200bb", "a\x07b"])
def test_invisible_characters_are_refused(cell) -> None:
    assert refusal(cells.check_text, cell)[0] == "invisible"


def test_units_are_converted_exactly() -> None:
    assert cells.scaled("0.31", Decimal(100)) == "31"
    assert cells.scaled("<0.01", Decimal(100)) == "<1"
    assert cells.scaled("7.355", Decimal("1.6114")) == "11.851847"
