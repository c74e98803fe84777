"""Which branches of an agreement its worked examples reach, told by what the engine did."""

from typing import Any

import pytest

from contracts.coverage.gate import missing_cells
from contracts.coverage.leaves import settled_by
from contracts.criterion import AnyOf, Not
from contracts.load import load_agreement
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    WARRANTY,
    an_agreement,
    an_agreement_tree,
    as_text,
    with_exceptions,
)
from tests.contracts.test_examples import EXAMPLE

THRESHOLD = "rates/compare/fix_activity/>=/5"


def ids(*examples: dict[str, Any], term: Any = TERM) -> set[str]:
    return {cell.id for cell in missing_cells(an_agreement(term, examples=list(examples)))}


def measuring(value: str, total: str) -> dict[str, Any]:
    """The worked example with another value measured, and only the sum expected."""
    start, infused, measured = EXAMPLE["facts"]
    return EXAMPLE | {
        "facts": [start, infused, measured | {"value": value}],
        "expect": {"total": total},
    }


def test_without_examples_every_branch_is_missing() -> None:
    missing = ids()
    assert {f"{THRESHOLD}/{side}" for side in ("below", "at", "above", "missing")} <= missing
    assert {"rates/death/yes", "rates/death/no", "rates/death/unknown"} <= missing
    assert {"rates/withdrawal", "rates/competing_therapy", "rates/status/MET"} <= missing


@pytest.mark.parametrize(
    ("value", "total", "side"),
    [("4.9", "0.00", "below"), ("5", "100.00", "at"), ("5.1", "100.00", "above")],
)
def test_a_value_one_step_of_the_precision_off_reaches_that_side_only(
    value: str, total: str, side: str
) -> None:
    gone = ids() - ids(measuring(value, total))
    assert {one for one in gone if one.startswith(THRESHOLD)} == {f"{THRESHOLD}/{side}"}


@pytest.mark.parametrize("value", ["4.8", "31.4", "<4"])
def test_a_value_further_off_reaches_no_side_of_the_constant(value: str) -> None:
    total = "100.00" if value == "31.4" else "0.00"
    gone = ids() - ids(measuring(value, total))
    assert not {one for one in gone if one.startswith(THRESHOLD)}


def test_what_an_example_claims_about_itself_does_not_count() -> None:
    called = EXAMPLE | {"id": "death-yes", "title": {"da": "Død", "en": "Death"}}
    assert ids(called) == ids(EXAMPLE)


def test_a_branch_the_criterion_has_always_decided_before_is_not_asked_for() -> None:
    term = WARRANTY | {"failed_when": {"event": "death"}}
    assert "warranty/death/any" not in ids(term=term)
    assert "warranty/death/any" in ids(term=WARRANTY)


def test_a_death_that_settles_only_some_days_or_causes_leaves_its_branch_to_be_shown() -> None:
    either = AnyOf.model_validate({"any": [{"event": "death"}, {"event": "relapse"}]})
    early = AnyOf.model_validate({"any": [{"event": "death", "before": "target"}]})
    caused = Not.model_validate({"not": {"event": "death", "where": {"related": "yes"}}})
    assert settled_by(either, "death", {}, "window_close") is True
    assert settled_by(early, "death", {}, "window_close") is None
    assert settled_by(caused, "death", {"related": "yes"}, "target") is False
    assert settled_by(caused, "death", {"related": "no"}, "target") is None


def test_exceptions_that_no_priority_tells_apart_may_conflict_and_so_have_to_be_shown() -> None:
    assert "rates/status/CONFLICT" in ids()
    order = ["death", "withdrawal", "lost_to_follow_up", "relocation_abroad", "competing_therapy"]
    assert "rates/status/CONFLICT" not in ids(term=with_exceptions(priority=order))


@pytest.mark.parametrize(("number", "sides"), [("0", 3), ("1", 4)])
def test_nothing_has_to_be_shown_to_happen_less_often_than_never(number: str, sides: int) -> None:
    counted = {"event": "relapse", "before": "target", "op": "<=", "value": number}
    found = ids(term=TERM | {"met_when": {"count_in_window": counted}})
    assert len({one for one in found if "/count/" in one}) == sides


def test_a_therapy_that_means_nothing_has_not_to_be_shown() -> None:
    term = with_exceptions(competing_therapy="IGNORED")
    assert "rates/competing_therapy" in ids()
    assert "rates/competing_therapy" not in ids(term=term)


def test_a_cell_says_in_both_languages_which_clause_and_branch_it_is() -> None:
    found = {cell.id: cell for cell in missing_cells(an_agreement(UPFRONT))}
    cell = found["first/not_infused"]
    assert cell.message("da") == "§ 1 first: lægemidlet blev aldrig givet"
    assert cell.message("en") == "§ 1 first: the medicine was never given"


def test_examples_are_part_of_what_is_signed() -> None:
    text, other = as_text(an_agreement_tree()), EXAMPLE | {"id": "other"}
    hashes = {
        load_agreement(text).sha256,
        load_agreement(text, as_text({"examples": [EXAMPLE]})).sha256,
        load_agreement(text, as_text({"examples": [other]})).sha256,
    }
    assert len(hashes) == 3
