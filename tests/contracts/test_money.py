import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contracts
from contracts.money import (
    decimal_text,
    parse_minor,
    parse_money,
    parse_number,
    parse_share,
    round_half_away,
    share_of,
    split,
)

amounts = st.integers(-(10**12), 10**12)
shares = st.fractions(0, 1, max_denominator=1000)


@pytest.mark.parametrize(
    ("text", "minor"),
    [("21500000.00", 2150000000), ("0.5", 50), ("-3", -300), ("90000000", 9000000000)],
)
def test_decimal_text_becomes_exact_minor_units(text: str, minor: int) -> None:
    assert parse_minor(text) == minor


@pytest.mark.parametrize("text", ["1,00", "1.000", "1e3", "NaN", "١.00"])
def test_other_text_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_minor(text)


@pytest.mark.parametrize("text", ["5 XXX", "5", "5DKK"])
def test_an_amount_names_a_known_currency(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        parse_money(text)


@pytest.mark.parametrize(
    ("text", "share"),
    [("40 %", Fraction(2, 5)), ("1/3", Fraction(1, 3)), ("0.25", Fraction(1, 4)), ("100%", 1)],
)
def test_a_share_is_an_exact_part_of_one(text: str, share: Fraction) -> None:
    assert parse_share(text) == share


@pytest.mark.parametrize("text", ["101 %", "-1 %", "4/0", "40 percent", "1/3 of it"])
def test_other_text_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_share(text)


def test_a_number_has_no_exponent() -> None:
    with pytest.raises(ValueError, match="1e5"):
        parse_number("1e5")


@pytest.mark.parametrize(
    ("value", "rounded"),
    [("5/2", 3), ("-5/2", -3), ("7/3", 2), ("-7/3", -2), ("1/2", 1), ("0", 0)],
)
def test_halves_are_rounded_away_from_zero(value: str, rounded: int) -> None:
    assert round_half_away(Fraction(value)) == rounded


def test_a_hundred_in_three_is_34_33_33() -> None:
    assert split(100, [Fraction(1, 3)] * 3) == (34, 33, 33)


def test_nothing_is_divided_by_no_weight() -> None:
    assert split(100, [Fraction(0), Fraction(0)]) == (0, 0)


@given(amounts, st.lists(st.integers(1, 1000).map(Fraction), min_size=1, max_size=12))
def test_the_parts_add_up_and_none_is_a_unit_off(total: int, weights: list[Fraction]) -> None:
    parts = split(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(abs(p - total * w / whole) < 1 for p, w in zip(parts, weights, strict=True))


@given(amounts, shares)
def test_a_share_is_at_most_half_a_unit_off(amount: int, share: Fraction) -> None:
    assert abs(share_of(amount, share) - amount * share) <= Fraction(1, 2)


@given(amounts, shares)
def test_a_refund_is_rounded_as_the_payment_was(amount: int, share: Fraction) -> None:
    assert share_of(-amount, share) == -share_of(amount, share)


@given(st.decimals(-1000, 1000, places=4, allow_nan=False).map(Fraction))
def test_a_number_survives_being_written(value: Fraction) -> None:
    assert parse_number(decimal_text(value)) == value


def test_a_number_without_end_is_written_as_a_fraction() -> None:
    assert decimal_text(Fraction(-1, 3)) == "-1/3"


def test_the_package_knows_no_binary_fractions() -> None:
    sources = sorted(Path(contracts.__file__).parent.rglob("*.py"))
    word = "flo" + "at"
    assert len(sources) > 30
    assert [path.name for path in sources if word in path.read_text(encoding="utf-8")] == []
