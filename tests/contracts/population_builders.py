"""Small populations whose result is guaranteed."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.facts import Fact, Snapshot
from tests.contracts.builders import (
    OUTCOMES,
    UPFRONT,
    alive,
    an_agreement,
    at,
    day,
    event,
    response,
)
from tests.contracts.term_builders import lines, treated

ENDPOINTS: list[dict[str, Any]] = [
    {"id": "os", "label": {"da": "Overlevelse", "en": "Survival"}, "lost_when": {"event": "death"}},
    {
        "id": "relapse",
        "label": {"da": "Tilbagefald", "en": "Relapse"},
        "lost_when": {"event": "relapse"},
        "competing": ["death"],
    },
]
SETTLES: dict[str, Any] = {
    "guarantee": "70 %",
    "measured_by": "point",
    "corridor": "0",
    "below": {"steps": [{"to": "10", "share": "10 %"}, {"share": "25 %"}]},
    "of": ["first"],
}
GUARANTEE: dict[str, Any] = {
    "id": "guarantee",
    "population": {
        "infused_from": "2024-01-01",
        "infused_to": "2024-12-31",
        "out_of_specification": "out",
        "later_doses": "out",
    },
    "data_cut": {"after": "P12M"},
    "report_delay": "P30D",
    "met_when": {"estimate": "point", "op": ">=", "value": "70 %"},
    "precision": "0.1 %",
    "compare": "raw",
    "min_n": "1",
    "not_evaluable": "defer",
    "corrections": "resettled",
    "settles": SETTLES,
}
SURVIVAL: dict[str, Any] = GUARANTEE | {
    "type": "population_survival",
    "endpoint": "os",
    "horizon": "P12M",
    "competing": "censored",
    "min_at_risk": "1",
    "lost_to_follow_up": "left_out",
}
RESPONSE: dict[str, Any] = GUARANTEE | {
    "type": "population_response",
    "responder_when": {"state": "response", "is": "CR"},
    "at": "P3M",
    "window": {"before": "P30D", "after": "P30D"},
    "dead": "failure",
    "denominator": "treated",
}
BOUND = {"estimate": "lower", "op": ">=", "value": "70 %"}


def settles(**changes: Any) -> dict[str, Any]:
    return {"settles": SETTLES | changes}


def guaranteeing(*terms: dict[str, Any], **changes: Any) -> Agreement:
    """An agreement that pays 300 kr. at infusion and guarantees a result."""
    every = terms or (SURVIVAL,)
    return an_agreement(UPFRONT, *every, **a_tree(*every) | changes)


def a_tree(*terms: dict[str, Any]) -> dict[str, Any]:
    """What an agreement declares for its terms, and nothing that none of them reads."""
    named = json.dumps([UPFRONT, *terms, *ENDPOINTS])
    outcomes = {name: told for name, told in OUTCOMES.items() if f'"{name}"' in named}
    return {"endpoints": ENDPOINTS, "outcomes": outcomes}


def known(*facts: Fact, at_moment: str = "2027-01-01") -> Snapshot:
    """A snapshot of some facts."""
    return Snapshot.known_at(facts, at(at_moment))


def survivors(number: int, first: int = 1, on: str = "2024-03-10") -> list[Fact]:
    """Patients alive for good, each infused on a day."""
    seen = str(day(on) + timedelta(days=600))
    return [
        fact
        for n in range(first, first + number)
        for fact in (*treated(f"T{n:03}", on), alive(seen, treatment=f"T{n:03}"))
    ]


def dying(days: Iterable[int], first: int = 500, on: str = "2024-03-10") -> list[Fact]:
    """Patients who die so many days after infusion."""
    return [
        fact
        for n, after in enumerate(days, start=first)
        for fact in (
            *treated(f"T{n:03}", on),
            event("death", str(day(on) + timedelta(days=after)), treatment=f"T{n:03}"),
        )
    ]


def last_seen(days: Iterable[int], first: int = 800, on: str = "2024-03-10") -> list[Fact]:
    """Patients whom nobody has seen since so many days after infusion."""
    return [
        fact
        for n, after in enumerate(days, start=first)
        for fact in (
            *treated(f"T{n:03}", on),
            alive(str(day(on) + timedelta(days=after)), treatment=f"T{n:03}"),
        )
    ]


def answering(answers: Iterable[str], first: int = 1) -> list[Fact]:
    """Patients with an answer at three months; an empty one was never looked for."""
    return [
        fact
        for n, answer in enumerate(answers, start=first)
        for fact in (
            *treated(f"T{n:03}"),
            *([response(answer, "2024-06-10", treatment=f"T{n:03}")] if answer else []),
        )
    ]


def result(
    agreement: Agreement, *facts: Fact, on: str = "2027-01-01", known: str | None = None
) -> Entitlement:
    """The line of the guarantee for the one payer there is."""
    found = lines(agreement, *facts, on=on, known=known)
    (line,) = (line for key, line in found.items() if key.endswith("|population"))
    return line
