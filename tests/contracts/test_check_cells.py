"""Criteria that cannot come out either way, parts that decide nothing, better that is worse."""

from typing import Any

import pytest

from tests.contracts.builders import CHANGE, MET_WHEN, OUTCOMES, TERM, WARRANTY, an_agreement
from tests.contracts.refusals import codes, without

PLACE = "clauses.0.terms.0.met_when"
BELOW = MET_WHEN | {"op": "<"}
HIGH = MET_WHEN | {"value": "50"}
COMPLETE = {"state": "response", "is": "CR"}
RELAPSED = {"event": "relapse"}


def sustained(holds: dict[str, Any]) -> dict[str, Any]:
    return {"sustained_for": {"holds": holds, "over": "run", "length": "P6M", "at_least": "2"}}


def found(criterion: dict[str, Any]) -> set[tuple[str, str]]:
    told = codes(TERM | {"met_when": criterion})
    return {(path.removeprefix(PLACE).removeprefix("."), code) for path, code in told}


@pytest.mark.parametrize(
    ("criterion", "place", "code"),
    [
        ({"all": [MET_WHEN, BELOW]}, "", "never_holds"),
        ({"all": [{"not": COMPLETE}, COMPLETE]}, "", "never_holds"),
        ({"any": [RELAPSED, {"all": [MET_WHEN, {"not": HIGH}, HIGH]}]}, "any.1", "never_holds"),
        ({"not": {"all": [MET_WHEN, BELOW]}}, "not", "never_holds"),
        ({"any": [MET_WHEN, MET_WHEN | {"op": "<", "value": "6"}]}, "", "always_holds"),
        ({"all": [MET_WHEN, HIGH]}, "all.0", "dead_branch"),
        ({"any": [HIGH, MET_WHEN, RELAPSED]}, "any.0", "dead_branch"),
        ({"all": [{"not": RELAPSED}, {"not": RELAPSED | {"before": "target"}}]}, "all.1", None),
        ({"all": [{"any": [COMPLETE, RELAPSED]}, COMPLETE]}, "all.0", "dead_branch"),
        (sustained({"all": [MET_WHEN, HIGH]}), "sustained_for.holds.all.0", "dead_branch"),
    ],
)
def test_a_part_that_decides_nothing_is_found_at_its_place(
    criterion: dict[str, Any], place: str, code: str | None
) -> None:
    assert found(criterion) == {(place, code or "dead_branch")}


def test_a_part_that_decides_only_where_a_value_is_missing_stays() -> None:
    known = {"all": [{"known": "fix_activity"}, MET_WHEN]}
    assert an_agreement(TERM | {"met_when": known}).id == "A1"


@pytest.mark.parametrize(
    "criterion",
    [
        BELOW,
        {"not": MET_WHEN},
        {"all": [MET_WHEN, {"not": HIGH}]},
        {"any": [RELAPSED, MET_WHEN | {"op": "="}]},
        {"all": [{"not": RELAPSED}, {"change_from_baseline": BELOW}]},
        {"not": sustained(MET_WHEN)},
    ],
)
def test_a_better_value_never_undoes_what_is_wanted(criterion: dict[str, Any]) -> None:
    assert {code for _, code in found(criterion)} == {"not_monotone"}


def test_what_is_better_lower_and_what_is_a_loss_are_turned_round() -> None:
    lower = OUTCOMES | {"fix_activity": OUTCOMES["fix_activity"] | {"better": "lower"}}
    assert an_agreement(TERM | {"met_when": BELOW}, outcomes=lower).id == "A1"
    lost = WARRANTY | {"failed_when": sustained(BELOW), "watch_from": "P6M"}
    assert an_agreement(lost).id == "A1"
    assert an_agreement(TERM | {"met_when": {"not": sustained(BELOW)}}).id == "A1"


def test_where_nothing_is_better_every_direction_is_taken() -> None:
    neither = OUTCOMES | {"fix_activity": without(OUTCOMES["fix_activity"], "better")}
    either = {"any": [BELOW, CHANGE, {"all": [MET_WHEN, {"not": HIGH}]}]}
    assert "not_monotone" not in str(an_agreement(TERM | {"met_when": either}, outcomes=neither))


def test_a_count_goes_neither_way() -> None:
    events = {"event": "relapse", "op": "<", "value": "2"}
    values = {"outcome": "fix_activity", "unit": "%", "op": "<", "value": "2"}
    whole = OUTCOMES | {"fix_activity": OUTCOMES["fix_activity"] | {"precision": "1"}}
    for counted in (events, values):
        term = TERM | {"met_when": {"count_in_window": counted}}
        assert an_agreement(term, outcomes=whole).id == "A1"


def test_one_criterion_of_two_terms_is_found_in_both() -> None:
    both = [TERM | {"met_when": BELOW}, TERM | {"met_when": BELOW, "id": "more"}]
    told = {path for path, code in codes(*both) if code == "not_monotone"}
    assert told == {PLACE, "clauses.1.terms.0.met_when"}
