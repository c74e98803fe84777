"""Criteria that bound, count, last or choose among several, and what a milestone makes of them."""

from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Kind
from tests.contracts.builders import (
    OUTCOMES,
    TERM,
    a_fact,
    an_agreement,
    as_text,
    event,
    infused,
    owed,
)

OURS: dict[str, Any] = OUTCOMES | {
    "fix_activity": {k: v for k, v in OUTCOMES["fix_activity"].items() if k != "better"},
    "treated_bleeds": {"type": "quantity", "unit": "count", "precision": "1"},
    "hospital_stay": {"type": "event", "attributes": {"kind": ["voe", "other"]}},
    "transfusion": {"type": "event"},
}
BOUNDS = {"outcome": "fix_activity", "low": "5", "high": "150", "ends": "both", "unit": "%"}
BELOW = {"outcome": "fix_activity", "op": "<", "value": "5", "unit": "%"}
STAYS = {"event": "hospital_stay", "where": {"kind": ["voe"]}, "op": ">=", "value": "2"}
BLEEDS = {"outcome": "treated_bleeds", "op": "<=", "value": "1", "unit": "count", "within": "P6M"}
SPAN = {"over": "span", "length": "P6M", "at_least": "2"}
RUN = {"over": "run", "length": "P30D", "at_least": "2"}
CR = {"any_of_values": {"state": "response", "in": ["CR", "PR"]}}


def between(**changes: Any) -> dict[str, Any]:
    return {"between": BOUNDS | changes}


def count(body: dict[str, Any] = STAYS, **changes: Any) -> dict[str, Any]:
    return {"count_in_window": body | changes}


def lasting(body: dict[str, Any] = SPAN, **changes: Any) -> dict[str, Any]:
    return {"sustained_for": {"holds": CR} | body | changes}


def ours(term: dict[str, Any], **activity: Any) -> dict[str, Any]:
    """The declarations of the outcomes a term reads."""
    known = OURS | {"fix_activity": OURS["fix_activity"] | activity}
    return {name: known[name] for name in known if f'"{name}"' in as_text(term)}


def agreed(met_when: dict[str, Any], term: dict[str, Any] = TERM, **activity: Any) -> Agreement:
    term = term | {"met_when": met_when}
    return an_agreement(term, outcomes=ours(term, **activity))


def came_to(met_when: dict[str, Any], *facts: Fact, **activity: Any) -> Entitlement:
    """The first milestone, a year after infusion; its window is 8 February to 24 April 2025."""
    return owed(agreed(met_when, **activity), infused(), *facts)["rates", 1]


def truth(met_when: dict[str, Any], *facts: Fact, **activity: Any) -> str:
    line = came_to(met_when, *facts, **activity)
    top = line.reason.children[0].children[0]
    return top.get("truth")


def stay(on: str, kind: str = "voe", **more: Any) -> Fact:
    return event("hospital_stay", on, f"kind={kind}", **more)


def bleeds(value: str, on: str, **more: Any) -> Fact:
    return a_fact(Kind.OBSERVATION, "treated_bleeds", value, on, "count", **more)
