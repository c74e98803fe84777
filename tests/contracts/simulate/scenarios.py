"""Scenarios small enough to settle by hand, and the ways they may be changed."""

from collections.abc import Mapping
from typing import Any

from contracts.simulate.scenario import Scenario, scenario_of

PLAIN: dict[str, Any] = {
    "seed": "7",
    "paths": "5",
    "years": "6",
    "enrolment": {"first": "2024-01-01", "months": "24", "patients": "8"},
    "regions": {"hovedstaden": "2", "syddanmark": "1"},
    "loss": {"cured": "40 %", "shape": "1.2", "scale_months": "20"},
    "death": {"per_year": "8 %", "related": "30 %", "unknown": "20 %"},
    "lost_to_follow_up": {"per_year": "5 %"},
    "withdrawal": {"per_year": "4 %"},
    "relocation_abroad": {"per_year": "3 %"},
    "missed_visits": "20 %",
    "prices": {"list": "1000000.00 DKK"},
}


def a_tree(**changes: Any) -> dict[str, Any]:
    return PLAIN | changes


def a_scenario(**changes: Any) -> Scenario:
    return scenario_of(a_tree(**changes))


def patients(count: int, **more: str) -> Mapping[str, str]:
    return PLAIN["enrolment"] | {"patients": str(count)} | more
