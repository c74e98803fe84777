"""Single histories both engines decide alike: therapies, methods, counts, runs, merges, waivers."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.columns.build import table_of
from contracts.columns.evaluate import evaluate
from contracts.facts import Fact, Kind
from contracts.reason import Status
from tests.contracts.builders import (
    OUTCOMES,
    TERM,
    a_fact,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
    response,
    with_exceptions,
)
from tests.contracts.columns.compared import differences
from tests.contracts.node_builders import CR, RUN, SPAN, STAYS, agreed, count, lasting

THERAPY = {"result": "NOT_MET", "list": ["next_therapy"]}
STAY = "hospital_stay"
HIGH, LOW = fix("31.4", "2025-03-12"), fix("4.5", "2025-03-12", method="chromogenic")


def first(ruling: Agreement, *facts: Fact, on: str = "2026-12-01") -> Status | None:
    """What the first key of T1 comes to, by both engines alike."""
    known = (infused(), lives_in("syd"), *facts)
    assert differences(ruling, known, at(on), day(on), Counter()) == []
    return evaluate(ruling, table_of(known, ruling), at(on), day(on)).told(0, 0)[0]


def therapy(attributes: str = "", on: str = "2024-12-01") -> Fact:
    return event("next_therapy", on, attributes)


def competing(**more: Any) -> Agreement:
    return an_agreement(with_exceptions(competing_therapy=THERAPY | {"lasting": "P30D"} | more))


@pytest.mark.parametrize(
    ("ended", "status"),
    [
        ("", Status.NOT_MET),
        ("until=2024-12-29", Status.MET),
        ("until=2024-12-30", Status.NOT_MET),
        ("until=never", Status.NOT_MET),
    ],
)
def test_a_therapy_counts_once_it_has_lasted(ended: str, status: Status) -> None:
    assert first(competing(), HIGH, therapy(ended)) is status


def test_a_therapy_that_may_still_end_in_time_is_waited_for() -> None:
    ruling = competing(lasting="P6M")
    begun = therapy(on="2025-04-01")
    assert first(ruling, HIGH, begun, on="2025-07-01") is Status.MET
    late = replace(HIGH, valid_on=day("2025-04-10"))
    assert first(ruling, late, begun, on="2025-07-01") is Status.AWAITING
    assert first(ruling, late, begun, on="2025-10-02") is Status.NOT_MET


def test_a_therapy_that_is_exempt_is_as_none_and_the_next_one_counts() -> None:
    ruling = competing(unless=["blinatumomab"])
    exempt = therapy("therapy=blinatumomab")
    assert first(ruling, HIGH, exempt) is Status.MET
    assert first(ruling, HIGH, exempt, therapy(on="2024-12-05")) is Status.NOT_MET


def test_of_two_kinds_of_therapy_the_first_counts() -> None:
    ruling = competing(list=["next_therapy", "relapse"])
    assert first(ruling, HIGH, event("relapse", "2025-03-20"), therapy()) is Status.NOT_MET
    assert first(ruling, HIGH, event("relapse", "2024-03-20")) is Status.NOT_MET


def bridged(factor: str, **changes: Any) -> Agreement:
    how = OUTCOMES["fix_activity"] | {"bridge": {"chromogenic": factor}}
    return an_agreement(
        TERM | {"met_when": TERM["met_when"] | changes}, outcomes={"fix_activity": how}
    )


@pytest.mark.parametrize(("factor", "status"), [("1.1", Status.NOT_MET), ("1.12", Status.MET)])
def test_a_value_by_another_method_is_bridged_exactly(factor: str, status: Status) -> None:
    assert first(bridged(factor), LOW) is status


def test_where_a_criterion_asks_for_a_method_nothing_is_bridged() -> None:
    assert first(bridged("2", method="chromogenic"), LOW) is Status.NOT_MET


def test_a_value_of_the_main_method_beside_others_is_as_it_is() -> None:
    main = fix("4.9", "2025-03-10", method="one-stage")
    assert first(bridged("2"), main, fix("9", "2026-03-10", method="chromogenic")) is Status.NOT_MET


def stays(*days: str) -> list[Fact]:
    return [event(STAY, on, "kind=voe", fact_id=f"S{i}") for i, on in enumerate(days)]


SEEN = a_fact(Kind.VITAL_STATUS, "alive", on="2025-05-01")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, Status.MET),
        ({"per": "day"}, Status.NOT_MET),
        ({"op": "<="}, Status.MET),
        ({"op": "<", "value": "2"}, Status.NOT_MET),
        ({"op": "=", "value": "2"}, Status.MET),
        ({"op": ">", "value": "1", "within": "P12M"}, Status.MET),
        ({"after": "window_open"}, Status.NOT_MET),
    ],
)
def test_events_are_counted_one_by_one_or_by_their_days(
    changes: dict[str, Any], status: Status
) -> None:
    found = stays("2024-06-01", "2024-06-01")
    assert first(agreed(count(**changes)), *found, SEEN) is status


def test_a_count_is_complete_once_the_patient_was_seen() -> None:
    few = count(op="<=")
    assert first(agreed(few), *stays("2024-06-01")) is not Status.MET
    assert first(agreed(few), *stays("2024-06-01"), SEEN) is Status.MET
    assert first(agreed(few), *stays("2024-06-01", "2024-06-02", "2024-06-03")) is Status.NOT_MET


def test_no_event_is_none_only_where_the_patient_was_seen() -> None:
    assert first(agreed(count(STAYS, op="<", value="1"))) is Status.NOT_MET
    assert first(agreed(count(STAYS, op="<", value="1")), SEEN) is Status.MET


def answers(*told: tuple[str, str]) -> list[Fact]:
    return [response(value, on) for value, on in told]


@pytest.mark.parametrize(
    ("body", "told", "status"),
    [
        (SPAN, (("CR", "2024-11-01"), ("CR", "2025-03-10")), Status.MET),
        (SPAN, (("PD", "2024-11-01"), ("CR", "2025-03-10"), ("CR", "2025-03-11")), Status.NOT_MET),
        (SPAN, (("CR", "2025-03-10"),), Status.NOT_MET),
        (RUN, (("PD", "2024-11-01"), ("CR", "2025-02-10"), ("CR", "2025-03-12")), Status.MET),
        (RUN, (("CR", "2025-02-20"), ("CR", "2025-03-10")), Status.NOT_MET),
        (RUN, (("CR", "2025-02-01"), ("PD", "2025-03-10")), Status.NOT_MET),
        (RUN, (), Status.NOT_MET),
    ],
)
def test_a_condition_held_long_enough_or_not(
    body: dict[str, Any], told: tuple[tuple[str, str], ...], status: Status
) -> None:
    assert first(agreed(lasting(body)), *answers(*told)) is status


def test_what_cannot_be_read_holds_a_run_back() -> None:
    told = answers(("CR", "2025-02-10"), ("odd", "2025-03-12"))
    assert first(agreed(lasting(RUN)), *told) is Status.HOLD


def test_a_run_is_shown_by_what_is_carried_forward() -> None:
    missing = {"missing_assessment": {"then": "NOT_MET", "carry_forward": "P8M"}}
    term = TERM | {"exceptions": TERM["exceptions"] | missing}
    told = answers(("CR", "2024-11-01"), ("CR", "2025-01-10"))
    assert first(agreed(lasting(RUN, holds=CR), term), *told) is Status.MET


def test_two_registrations_of_one_patient_are_read_as_one() -> None:
    other = {"treatment": "T2"}
    merge = a_fact(Kind.MERGE, "same", "T1", "2025-06-01", **other)
    theirs = (infused(**other), lives_in("syd", **other), replace(HIGH, treatment="T2"))
    assert first(an_agreement(), *theirs) is Status.NOT_MET
    assert first(an_agreement(), *theirs, merge) is Status.MET
    third = a_fact(Kind.MERGE, "same", "T2", "2025-06-01", treatment="T3")
    assert first(an_agreement(), *theirs, merge, third) is Status.MET


def test_a_value_outside_its_window_counts_where_the_parties_said_so() -> None:
    told = "term=rates;milestone=1;counts_on=2025-05-12"
    late, waiver = fix("31.4", "2025-05-12"), a_fact(Kind.RULING, "waiver", told, "2025-06-01")
    assert first(an_agreement(), late) is Status.NOT_MET
    assert first(an_agreement(), late, waiver) is Status.MET


def test_a_sign_of_life_after_a_death_is_left_to_the_readable_engine() -> None:
    died = event("death", "2025-01-10", "related=no")
    assert first(an_agreement(), HIGH, died) is Status.CONFLICT
    assert first(an_agreement(), died) is Status.PRO_RATA
