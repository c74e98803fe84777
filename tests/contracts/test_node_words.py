"""What is refused of a node, and how nodes read."""

from typing import Any

import pytest

from contracts.explain import explain, sentence
from contracts.facts import Fact
from tests.contracts.builders import TERM, alive, fix, infused, owed, response
from tests.contracts.figures import figures
from tests.contracts.node_builders import (
    BELOW,
    BLEEDS,
    CR,
    RUN,
    agreed,
    between,
    bleeds,
    count,
    lasting,
    ours,
    stay,
)
from tests.contracts.refusals import codes


def test_the_bound_that_fails_is_the_one_told() -> None:
    agreement = agreed(between(ends="low"))
    line = owed(agreement, infused(), fix("150", "2025-03-10"))["rates", 1]
    assert "150 % den 10-03-2025" in (said := explain(line, agreement, "da", "finance").headline)
    assert "er mindst 150 %" in said
    assert "5 %" not in said.replace("150 %", "")


NODES = [
    between(),
    between(ends="neither", method="one-stage"),
    count(),
    count(per="day", value="1"),
    count({"event": "transfusion", "within": "P12M", "before": "target"}, op="=", value="0"),
    count(BLEEDS),
    count({**BLEEDS, "within": "P12M"}, op="<"),
    {"not": count(after="P60D")},
    lasting(),
    lasting(RUN, holds=BELOW),
    lasting(until="target", at_least="3", length="P1Y"),
    CR,
]


def test_every_node_reads_alike_in_both_languages_and_no_two_read_alike() -> None:
    said = set()
    for node in NODES:
        agreement = agreed(node)
        ((_, term),) = agreement.terms()
        outcomes = agreement.document.outcomes
        danish, english = sentence(term, "da", outcomes), sentence(term, "en", outcomes)
        assert figures(danish, "da") == figures(english, "en"), (danish, english)
        said.add(danish)
    assert len(said) == len(NODES)


def faults_of(met_when: dict[str, Any]) -> set[tuple[str, str]]:
    term = TERM | {"met_when": met_when}
    place = "clauses.0.terms.0.met_when."
    return {(path.removeprefix(place), code) for path, code in codes(term, outcomes=ours(term))}


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        (between(unit="IU/mL"), ("between.unit", "unit_mismatch")),
        (between(low="5.01"), ("between.low", "too_fine")),
        (between(high="150.01"), ("between.high", "too_fine")),
        (between(method="elisa"), ("between.method", "unknown_method")),
        (between(low="151"), ("between", "bounds_crossed")),
        (between(ends="some"), ("between.ends", "literal_error")),
        (between(outcome="response"), ("", "wrong_type")),
        ({"any_of_values": {"state": "response", "in": ["CR", "XX"]}}, ("", "unknown_state")),
        ({"any_of_values": {"state": "relapse", "in": ["CR"]}}, ("", "wrong_type")),
        (count(value="1.5"), ("count_in_window.value", "too_fine")),
        (count(where={"ward": ["a"]}), ("count_in_window.where.ward", "unknown_attribute")),
        (count(where={"kind": ["x"]}), ("count_in_window.where.kind", "unknown_state")),
        (count(unit="count"), ("count_in_window", "count_unclear")),
        (count(BLEEDS, per="day"), ("count_in_window", "count_unclear")),
        (count(BLEEDS, after="infusion"), ("count_in_window", "span_unclear")),
        (count(BLEEDS, unit="bleeds"), ("count_in_window.unit", "unit_mismatch")),
        (count(BLEEDS, outcome="fix_activity"), ("count_in_window", "not_counted")),
        (count(event="response", where={}), ("count_in_window", "not_counted")),
        (count(after="P9Y"), ("", "event_window_inverted")),
        (lasting(holds=count()), ("sustained_for.holds", "sustained_needs_values")),
        (lasting(holds={"since": "infusion", "holds": CR}), ("sustained_for.holds", "x")),
        (lasting(RUN, at_least="1"), ("sustained_for.at_least", "sustained_once")),
        (lasting(RUN, length="P9Y"), ("", "sustained_too_long")),
        (lasting(over="month"), ("sustained_for.over", "literal_error")),
    ],
)
def test_a_node_that_cannot_be_meant_is_refused_at_its_place(
    node: dict[str, Any], fault: tuple[str, str]
) -> None:
    place, code = fault
    found = faults_of(node)
    code = "sustained_needs_values" if code == "x" else code
    assert code in {name for where, name in found if where.startswith(place)}, found


def test_what_is_to_last_looks_at_one_outcome_only() -> None:
    both = {"all": [CR, BELOW]}
    assert ("sustained_for.holds", "sustained_needs_values") in faults_of(lasting(holds=both))
    one = {"any": [BELOW, {"not": between(low="0")}]}
    assert agreed(lasting(holds=one))


@pytest.mark.parametrize(
    ("node", "facts", "danish", "english"),
    [
        (
            between(),
            [fix("31", "2025-03-10")],
            "er mindst 5 % og højst 150 %.",
            "is at least 5 % and at most 150 %.",
        ),
        (
            between(),
            [fix("<6", "2025-03-10")],
            "kan ikke holdes op mod grænserne 5 % og 150 %.",
            "cannot be held against the bounds 5 % and 150 %.",
        ),
        (
            count(),
            [stay("2024-05-01"), alive("2025-03-10")],
            "ospital_stay fra 10-03-2024 til 24-04-2025 er talt til 1 (den 01-05-2024",
            "ospital_stay from 10 Mar 2024 to 24 Apr 2025 is counted as 1 (on 1 May 2024",
        ),
        (
            count(),
            [stay("2024-05-01")],
            "men der kan være flere.",
            "but there may be more.",
        ),
        (
            count(BLEEDS, before="target"),
            [bleeds("2", "2025-03-10")],
            "er talt til 2 (2 count den 10-03-2025",
            "is counted as 2 (2 count on 10 Mar 2025",
        ),
        (
            lasting(),
            [response("CR", "2024-12-10"), response("PR", "2025-03-10")],
            "Det gælder ved hver måling fra 10-12-2024 til 24-04-2025 (målinger: 2).",
            "It holds at every measurement from 10 Dec 2024 to 24 Apr 2025 (measurements: 2).",
        ),
        (
            lasting(),
            [response("PD", "2025-03-10")],
            "Det gælder ikke ved hver måling frem til 24-04-2025.",
            "It does not hold at every measurement up to 24 Apr 2025.",
        ),
        (
            lasting(),
            [response("CR", "2025-03-10")],
            "(målinger: 1, aftalt: 2 over 6 måneder).",
            "(measurements: 1, agreed: 2 over 6 months).",
        ),
    ],
)
def test_a_line_tells_what_was_counted_and_for_how_long_it_held(
    node: dict[str, Any], facts: list[Fact], danish: str, english: str
) -> None:
    agreement = agreed(node)
    line = owed(agreement, infused(), *facts)["rates", 1]
    assert danish in explain(line, agreement, "da", "finance").headline
    assert english in explain(line, agreement, "en", "finance").headline


def test_what_a_node_reads_is_asked_for_and_missed() -> None:
    agreement = agreed({"all": [count(BLEEDS), between(method="one-stage"), lasting()]})
    needed = {need.name: need.methods for need in agreement.needed()}
    assert needed == {"fix_activity": ("one-stage",), "response": (), "treated_bleeds": ()}
