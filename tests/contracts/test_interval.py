# ruff: noqa: FBT001 -- truth values are what these tests are about
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.criterion import Operator
from contracts.evaluate import Finding, _combined
from contracts.interval import Interval, compare, negate, parse_interval
from contracts.money import decimal_text
from contracts.reason import Reason

FIVE = Fraction(5)
OPPOSITES: dict[Operator, Operator] = {
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    "=": "!=",
    "!=": "=",
}


@pytest.mark.parametrize(
    ("text", "op", "truth"),
    [
        ("5", ">=", True),
        ("4.9", ">=", False),
        ("5", ">", False),
        ("5", "<=", True),
        ("5.1", "<=", False),
        ("5", "<", False),
        ("5", "=", True),
        ("6", "=", False),
        ("5", "!=", False),
        ("<5", ">=", False),
        ("<5", "<", True),
        ("<=5", ">=", None),
        ("<=5", ">", False),
        ("<6", ">=", None),
        (">5", ">", True),
        (">5", "<=", False),
        (">=5", ">=", True),
        (">=5", ">", None),
        (">4", ">", None),
        ("<5", "=", False),
        (">5", "=", False),
        ("<6", "=", None),
        ("<1", "!=", True),
    ],
)
def test_a_value_within_bounds_decides_only_if_all_of_it_is_on_one_side(
    text: str, op: Operator, truth: bool | None
) -> None:
    assert compare(parse_interval(text), op, FIVE) is truth


@pytest.mark.parametrize("text", ["", "abc", "5,0", "~5", "1e9", "< "])
def test_other_text_is_no_value(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- the text found varies
        parse_interval(text)


numbers = st.decimals(-50, 50, places=1).map(Fraction)


@given(numbers, numbers, st.sampled_from(sorted(OPPOSITES)))
def test_an_operator_and_its_opposite_never_agree(
    value: Fraction, constant: Fraction, op: Operator
) -> None:
    known = Interval(value, value)
    assert compare(known, op, constant) is negate(compare(known, OPPOSITES[op], constant))


@given(
    numbers, numbers, st.sampled_from(["<", "<=", ">", ">="]), st.sampled_from(sorted(OPPOSITES))
)
def test_a_bound_is_decided_as_every_number_within_it_would_be(
    bound: Fraction, constant: Fraction, sign: str, op: Operator
) -> None:
    text = sign + decimal_text(bound)
    decided = compare(parse_interval(text), op, constant)
    step = Fraction(1, 20) if ">" in sign else Fraction(-1, 20)
    inside = [bound + step * n for n in range(2200) if n or "=" in sign]
    answers = {compare(Interval(v, v), op, constant) for v in inside}
    assert decided is None or answers == {decided}


def test_a_change_of_bounds_keeps_its_bounds() -> None:
    change = parse_interval("<1").minus(parse_interval("3"))
    assert change == Interval(None, Fraction(-2), high_open=True)
    assert parse_interval(">4").minus(parse_interval("<1")) == Interval(
        Fraction(3), None, low_open=True
    )


def test_bounds_are_rounded_and_scaled_as_values_are() -> None:
    assert parse_interval("4.96").rounded(Fraction(1, 10)) == parse_interval("5.0")
    assert parse_interval("<0.0496").scaled(Fraction(100)).rounded(Fraction(1, 10)).high == FIVE
    assert parse_interval(">1").scaled(Fraction(2)).rounded(Fraction(1)).low == 2


def _finding(truth: bool | None) -> Finding:
    return Finding(truth, None, Reason("leaf"), (), ("leaf",))


@pytest.mark.parametrize(("a", "b"), list(product([True, False, None], repeat=2)))
def test_and_or_follow_kleene(a: bool | None, b: bool | None) -> None:
    both = _combined("all", [_finding(a), _finding(b)], decisive=False).truth
    either = _combined("any", [_finding(a), _finding(b)], decisive=True).truth
    order = {False: 0, None: 1, True: 2}
    assert order[both] == min(order[a], order[b])
    assert order[either] == max(order[a], order[b])


@pytest.mark.parametrize(("a", "b"), list(product([True, False, None], repeat=2)))
def test_de_morgan_holds_for_the_unknown_too(a: bool | None, b: bool | None) -> None:
    both = _combined("all", [_finding(a), _finding(b)], decisive=False).truth
    neither = _combined("any", [_finding(negate(a)), _finding(negate(b))], decisive=True).truth
    assert negate(both) is neither


@pytest.mark.parametrize(
    ("text", "op", "truth"),
    [
        ("<5.04", ">=", None),
        (">4.96", ">", None),
        ("<4.94", ">=", False),
        ("<4.95", ">=", False),
        ("<4.96", ">=", None),
        (">5.04", ">", None),
        (">5.05", ">", True),
        (">=5.05", ">", True),
        ("4.96", ">=", True),
    ],
)
def test_11_a_rounded_bound_decides_only_if_every_number_behind_it_agrees(
    text: str, op: Operator, truth: bool | None
) -> None:
    rounded = parse_interval(text).rounded(Fraction(1, 10))
    assert compare(rounded, op, FIVE) is truth


@given(
    st.fractions(-3, 3, max_denominator=40),
    st.fractions(0, 2, max_denominator=40),
    st.booleans(),
    st.booleans(),
)
def test_every_number_within_bounds_is_rounded_to_within_the_rounded_bounds(
    low: Fraction, width: Fraction, low_open: bool, high_open: bool
) -> None:
    precision = Fraction(1, 4)
    found = Interval(low, low + width, low_open, high_open).rounded(precision)
    for part in range(low_open, 41 - high_open):
        number = low + width * part / 40
        (one,) = {Interval(number, number).rounded(precision).low}
        assert width == 0 or (found.low is not None and found.high is not None and one is not None)
        assert width == 0 or found.low <= one <= found.high  # type: ignore[operator] # as above
