"""Cells: each variable's axis cut at its constants, times not being known."""

from fractions import Fraction
from typing import Any

import pytest
from pydantic import TypeAdapter

from contracts.checks.cells import FALSE, TRUE, UNKNOWN, Axis, axes, cells, count, truths
from contracts.criterion import Criterion, outcomes_in
from contracts.outcome import Outcome
from tests.contracts.builders import CHANGE, MET_WHEN, OUTCOMES

CRITERION: TypeAdapter[Criterion] = TypeAdapter(Criterion)
DECLARED = TypeAdapter(dict[str, Outcome]).validate_python(OUTCOMES)
ROUNDED = TypeAdapter(dict[str, Outcome]).validate_python(
    {"fix_activity": OUTCOMES["fix_activity"] | {"compare": "rounded"}}
)


def read(tree: dict[str, Any]) -> Criterion:
    return CRITERION.validate_python(tree)


def table(tree: dict[str, Any]) -> dict[tuple[Any, ...], int]:
    """The truth in every cell."""
    criterion = read(tree)
    found = axes(criterion, DECLARED)
    return dict(zip(cells(found), truths(criterion, found, DECLARED), strict=True))


def the_axis(tree: dict[str, Any], outcomes: dict[str, Outcome] = DECLARED) -> Axis:
    (axis,) = axes(read(tree), outcomes)
    return axis


def test_a_number_is_looked_at_just_below_at_and_just_above_its_constant_and_missing() -> None:
    assert table(MET_WHEN) == {
        (Fraction("4.9"),): FALSE,
        (Fraction(5),): TRUE,
        (Fraction("5.1"),): TRUE,
        (None,): UNKNOWN,
    }


def test_constants_of_one_outcome_cut_one_axis() -> None:
    axis = the_axis({"all": [MET_WHEN, MET_WHEN | {"op": "<", "value": "5.1"}]})
    assert axis.cuts == (5, Fraction("5.1"))
    assert Fraction("5.05") in axis.points


def test_between_neighbours_on_the_grid_of_rounded_values_there_is_nothing() -> None:
    tree = {"all": [MET_WHEN, MET_WHEN | {"op": "<", "value": "5.1"}]}
    points = the_axis(tree, ROUNDED).points
    assert points == (Fraction("4.9"), 5, Fraction("5.1"), Fraction("5.2"), None)


def test_a_state_is_looked_at_as_named_as_any_other_and_missing() -> None:
    assert table({"state": "response", "is": "PR"}) == {
        ("PR",): TRUE,
        ("CR",): FALSE,
        (None,): UNKNOWN,
    }


def test_an_event_by_one_mark_has_happened_by_every_later_one() -> None:
    early, late = {"event": "relapse", "before": "target"}, {"event": "relapse"}
    assert table({"all": [late, {"not": early}]}) == {
        ("target",): FALSE,
        ("window_close",): TRUE,
        ("never",): FALSE,
        (None,): UNKNOWN,
    }


def test_what_is_known_is_never_unknown() -> None:
    assert table({"known": "response"}) == {("CR",): TRUE, (None,): FALSE}
    assert table({"known": "fix_activity"}) == {(Fraction(0),): TRUE, (None,): FALSE}


def test_what_held_since_holds_now_unless_it_was_broken_before() -> None:
    held = table({"since": "infusion", "holds": {"state": "response", "is": "CR"}})
    assert held == {
        ("unbroken", "CR"): TRUE,
        ("unbroken", "PR"): FALSE,
        ("unbroken", None): UNKNOWN,
        ("broken", "CR"): FALSE,
        ("broken", "PR"): FALSE,
        ("broken", None): FALSE,
    }


@pytest.mark.parametrize("value", ["0", "2"])
def test_nothing_is_counted_below_none(value: str) -> None:
    counted = {"event": "relapse", "op": ">=", "value": value}
    points = the_axis({"count_in_window": counted}).points
    assert points[:2] == ((0, 1) if value == "0" else (1, 2))


def test_bounds_and_lists_of_states_cut_the_same_axes_as_single_constants() -> None:
    bounds = {"outcome": "fix_activity", "low": "5", "high": "50", "ends": "low", "unit": "%"}
    found = table({"all": [{"between": bounds}, MET_WHEN]})
    assert [point for (point,), truth in found.items() if truth == TRUE] == [5, Fraction("5.1")]
    either = table({"any_of_values": {"state": "response", "in": ["CR", "PR"]}})
    assert either == {("CR",): TRUE, ("PR",): TRUE, ("PD",): FALSE, (None,): UNKNOWN}


def test_what_holds_over_a_length_of_time_is_one_variable() -> None:
    body = {"holds": MET_WHEN, "over": "run", "length": "P6M", "at_least": "2"}
    found = table({"sustained_for": body})
    assert found == {("holds",): TRUE, ("fails",): FALSE, (None,): UNKNOWN}


def test_cells_are_the_product_of_the_axes() -> None:
    criterion = read({"any": [MET_WHEN, CHANGE, {"event": "relapse"}]})
    found = axes(criterion, DECLARED)
    assert [axis.kind for axis in found] == ["value", "change", "event"]
    assert count(found) == len([*cells(found)]) == 4 * 4 * 3
    assert {axis.name for axis in found} == {*outcomes_in(criterion)}
