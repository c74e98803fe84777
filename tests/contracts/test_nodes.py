"""Bounds, counts and states that are one of several."""

import pytest

from contracts.reason import Status
from tests.contracts.builders import (
    ANNUITY,
    TERM,
    YEARLY,
    alive,
    event,
    fix,
    infused,
    owed,
    response,
)
from tests.contracts.node_builders import (
    BLEEDS,
    CR,
    agreed,
    between,
    bleeds,
    came_to,
    count,
    stay,
    truth,
)


@pytest.mark.parametrize(
    ("ends", "at_low", "at_high"),
    [
        ("both", "true", "true"),
        ("low", "true", "false"),
        ("high", "false", "true"),
        ("neither", "false", "false"),
    ],
)
def test_a_bound_counts_where_the_ends_say_so(ends: str, at_low: str, at_high: str) -> None:
    assert truth(between(ends=ends), fix("5", "2025-03-10")) == at_low
    assert truth(between(ends=ends), fix("150", "2025-03-10")) == at_high


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("4.9", "%", "false"),
        ("151", "%", "false"),
        ("<1", "%", "false"),
        ("<6", "%", "unknown"),
        (">100", "%", "unknown"),
        (">150", "%", "false"),
        ("0.31", "IU/mL", "true"),
    ],
)
def test_58_a_value_within_limits_of_detection_lies_between_only_if_all_of_it_does(
    value: str, unit: str, found: str
) -> None:
    assert truth(between(), fix(value, "2025-03-10", unit)) == found


@pytest.mark.parametrize(("rule", "found"), [("raw", "false"), ("rounded", "true")])
def test_59_bounds_are_held_against_the_value_raw_or_rounded_as_declared(
    rule: str, found: str
) -> None:
    assert truth(between(), fix("4.96", "2025-03-10"), compare=rule) == found


def test_only_the_method_asked_for_lies_between() -> None:
    node = between(method="chromogenic")
    one_stage = fix("31", "2025-03-10", method="one-stage")
    assert came_to(node, one_stage).status is Status.NOT_MET
    assert truth(node, one_stage, fix("31", "2025-03-11", method="chromogenic")) == "true"


@pytest.mark.parametrize(("value", "found"), [("CR", "true"), ("PR", "true"), ("PD", "false")])
def test_any_of_several_states_will_do(value: str, found: str) -> None:
    assert truth(CR, response(value, "2025-03-10")) == found


def test_a_state_that_says_nothing_is_none_of_several() -> None:
    line = came_to(CR, response("not_assessed", "2025-03-10"))
    assert line.reason.children[0].code == "missing_final"


def test_as_many_events_as_agreed_are_enough_though_nobody_was_seen_later() -> None:
    line = came_to(count(), stay("2024-05-01"), stay("2024-06-01"))
    assert (line.status, truth(count(), stay("2024-05-01"), stay("2024-06-01"))) == (
        Status.MET,
        "true",
    )
    assert {fact_id for fact_id, _ in line.evidence} >= {
        "T1-hospital_stay-2024-05-01",
        "T1-hospital_stay-2024-06-01",
    }


def test_fewer_events_decide_only_once_the_patient_was_seen_late_enough() -> None:
    assert came_to(count(), stay("2024-05-01")).reason.children[0].code == "missing_final"
    assert truth(count(), stay("2024-05-01"), alive("2025-03-10")) == "false"


def test_events_of_another_kind_before_infusion_or_after_the_last_day_are_not_counted() -> None:
    facts = (stay("2024-05-01"), stay("2024-06-01", "other"), stay("2024-03-09"))
    assert truth(count(), *facts, stay("2025-04-25"), alive("2025-03-10")) == "false"
    assert truth(count(before="target"), *facts, stay("2025-03-11"), alive("2025-03-10")) == "false"
    assert truth(count(), *facts, stay("2025-04-24")) == "true"


def test_two_events_of_one_day_are_two_or_one_as_agreed() -> None:
    facts = (stay("2024-05-01"), stay("2024-05-01", fact_id="again"), alive("2025-03-10"))
    assert truth(count(), *facts) == "true"
    assert truth(count(per="day"), *facts) == "false"


def test_no_transfusion_in_the_twelve_months_before_a_milestone_is_a_count_of_none() -> None:
    node = count({"event": "transfusion", "within": "P12M", "before": "target"}, op="=", value="0")
    second = YEARLY | {"at": ["P12M", "P24M", "P36M"]}
    milestone = {name: part for name, part in second.items() if name not in {"every", "count"}}
    agreement = agreed(node, TERM | {"milestone": milestone})
    early, visits = event("transfusion", "2024-09-01"), (alive("2025-03-10"), alive("2026-03-10"))
    lines = owed(agreement, infused(), early, *visits)
    assert [lines["rates", i].status for i in (1, 2)] == [Status.NOT_MET, Status.MET]


def test_a_transfusion_on_the_day_of_infusion_is_no_part_of_the_span() -> None:
    node = count({"event": "transfusion", "within": "P12M", "before": "target"}, op="=", value="0")
    assert truth(node, event("transfusion", "2024-03-10"), alive("2025-03-10")) == "true"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("1", "2024-12-10"), ("0", "2025-03-10")], "true"),
        ([("1", "2024-12-10"), ("1", "2025-03-10")], "false"),
        ([("3", "2024-08-10"), ("1", "2025-03-10")], "true"),
        ([("2", "2024-12-10")], "false"),
        ([("1", "2024-12-10")], "unknown"),
        ([("<2", "2025-03-10")], "unknown"),
        ([("<1", "2025-03-10")], "true"),
        ([("1", "2024-12-10"), ("x", "2025-01-10"), ("0", "2025-03-10")], "unknown"),
    ],
)
def test_observations_add_up_over_the_span_once_the_last_is_there(
    rows: list[tuple[str, str]], found: str
) -> None:
    facts = [bleeds(value, on) for value, on in rows]
    line = came_to(count(BLEEDS, before="target"), *facts)
    told = next(node for node in line.reason.walk() if node.code == "count")
    assert told.get("truth") == found


def test_two_values_of_one_day_are_counted_once() -> None:
    first = bleeds("1", "2025-03-10", fact_id="first", recorded="2025-03-10")
    later = bleeds("0", "2025-03-10", fact_id="later", recorded="2025-03-11")
    assert truth(count(BLEEDS, before="target"), first, later) == "true"


def test_a_value_never_recorded_is_missing_and_one_nobody_can_read_is_on_hold() -> None:
    node = count(BLEEDS, before="target")
    assert came_to(node).reason.children[0].code == "missing_final"
    assert came_to(node, bleeds("x", "2025-03-10")).status is Status.HOLD


def test_a_count_reached_is_dated_by_its_last_event_so_that_the_period_is_paid_until_then() -> None:
    term = ANNUITY | {"partial_period": "pro_rata"}
    agreement = agreed({"not": count()}, term)
    line = owed(agreement, infused(), stay("2024-05-01"), stay("2024-09-10"))["rates", 1]
    assert (line.status, line.amount) == (Status.PRO_RATA, 50_41)
