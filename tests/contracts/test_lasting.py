"""Conditions that have to last: over a span, or in a run of observations."""

import pytest

from contracts.reason import Status
from tests.contracts.builders import (
    WARRANTY,
    alive,
    an_agreement,
    fix,
    infused,
    owed,
    response,
    with_exceptions,
)
from tests.contracts.node_builders import BELOW, RUN, SPAN, agreed, came_to, lasting, ours, truth


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("CR", "2024-12-10"), ("PR", "2025-03-10")], "true"),
        ([("CR", "2024-12-10"), ("PD", "2025-01-10"), ("CR", "2025-03-10")], "false"),
        ([("PD", "2024-06-10"), ("CR", "2024-12-10"), ("CR", "2025-03-10")], "true"),
        ([("CR", "2025-03-10")], "unknown"),
        ([("CR", "2024-11-10"), ("CR", "2025-01-10")], "unknown"),
        ([("CR", "2024-12-10"), ("not_assessed", "2025-01-10"), ("CR", "2025-03-10")], "true"),
        ([], "unknown"),
    ],
)
def test_a_response_lasts_if_every_assessment_of_the_span_shows_it(
    rows: list[tuple[str, str]], found: str
) -> None:
    line = came_to(lasting(), *(response(value, on) for value, on in rows))
    told = next(node for node in line.reason.walk() if node.code == "sustained")
    assert told.get("truth") == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("3", "2025-02-10"), ("4", "2025-03-12")], "true"),
        ([("3", "2025-02-10"), ("4", "2025-03-11")], "unknown"),
        ([("3", "2025-01-01"), ("6", "2025-02-15"), ("4", "2025-03-12")], "false"),
        ([("6", "2025-01-01"), ("3", "2025-02-10"), ("4", "2025-03-12")], "true"),
        ([("3", "2025-01-01"), ("<9", "2025-02-15"), ("4", "2025-03-12")], "unknown"),
        ([("3", "2024-12-01"), ("4", "2025-01-12")], "unknown"),
        ([("3", "2025-01-01"), ("6", "2025-03-12")], "false"),
        ([("2", "2024-03-10"), ("4", "2025-03-12")], "unknown"),
    ],
)
def test_a_low_value_is_confirmed_by_a_second_a_month_later(
    rows: list[tuple[str, str]], found: str
) -> None:
    line = came_to(lasting(RUN, holds=BELOW), *(fix(value, on) for value, on in rows))
    told = next(node for node in line.reason.walk() if node.code == "sustained")
    assert told.get("truth") == found


def test_a_warranty_runs_out_of_effect_on_the_day_the_loss_was_confirmed() -> None:
    term = WARRANTY | {"failed_when": lasting(RUN, holds=BELOW), "watch_from": "P6M"}
    agreement = an_agreement(term, outcomes=ours(term))
    seen = [fix("31", "2024-10-10"), fix("4", "2025-01-10"), fix("3", "2025-02-20")]
    line = owed(agreement, infused(), *seen, fix("30", "2025-06-01"))["warranty", 1]
    assert line.status is Status.NOT_MET
    assert line.reason.children[0].get("on") == "2025-02-20"
    once = owed(agreement, infused(), *seen[:2], fix("30", "2025-06-01"), alive("2028-04-01"))
    assert once["warranty", 1].amount == 0


def test_only_values_after_the_day_of_infusion_can_last() -> None:
    node = lasting(SPAN, holds=BELOW, length="P12M", until="target")
    assert truth(node, fix("4", "2024-09-10"), fix("3", "2025-03-10")) == "true"
    before = (fix("31", "2024-03-10"), fix("31", "2024-03-01"))
    assert truth(node, *before, fix("4", "2024-09-10"), fix("3", "2025-03-10")) == "true"


def test_a_value_carried_forward_still_lasts() -> None:
    term = with_exceptions(
        missing_assessment={"grace": "P1D", "then": "NOT_MET", "carry_forward": "P12M"}
    )
    facts = [response("CR", "2024-11-10"), response("CR", "2025-01-10")]
    line = owed(agreed(lasting(), term), infused(), *facts)["rates", 1]
    assert (line.status, line.reason.children[0].code) == (Status.MET, "carried_forward")
