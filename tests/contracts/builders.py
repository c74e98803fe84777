"""Small agreements and facts that show what matters and hide the rest."""

import copy
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.fact import COMMON
from contracts.facts import Fact, Kind, Snapshot
from contracts.load import load_agreement

PRINTED = Path(__file__).with_name("printed.yaml").read_text(encoding="utf-8")

EXCEPTIONS: dict[str, Any] = {
    "death": {"related": {"yes": "NOT_MET", "no": "PRO_RATA", "unknown": "HOLD"}},
    "withdrawal": "EXCUSED",
    "lost_to_follow_up": {"after": "P6M", "result": "NOT_MET"},
    "missing_assessment": {"grace": "P90D", "then": "NOT_MET"},
    "relocation_abroad": {"result": "HOLD", "then": "SUPPLIER_OPTION"},
    "competing_therapy": {"result": "NOT_MET", "list": ["next_therapy"], "lasting": "P0D"},
}

WHOLE_EXCEPTIONS: dict[str, Any] = EXCEPTIONS | {"death": "EXCUSED"}

MET_WHEN: dict[str, Any] = {"outcome": "fix_activity", "op": ">=", "value": "5", "unit": "%"}

YEARLY: dict[str, Any] = {
    "anchor": "infusion",
    "every": "P1Y",
    "count": "3",
    "window": {"before": "P30D", "after": "P45D"},
}

TERM: dict[str, Any] = {
    "type": "result_instalments",
    "id": "rates",
    "price": {"amount": "300.00 DKK"},
    "shares": ["1/3", "1/3", "1/3"],
    "milestone": YEARLY,
    "met_when": MET_WHEN,
    "exceptions": EXCEPTIONS,
}

ANNUITY: dict[str, Any] = TERM | {"type": "performance_annuity", "on_failure": "stop_permanently"}

REBATE: dict[str, Any] = TERM | {"type": "milestone_rebate", "shares": ["20 %", "20 %", "10 %"]}

WARRANTY: dict[str, Any] = {
    "type": "warranty_refund",
    "id": "warranty",
    "price": {"amount": "2900000.00 DKK"},
    "failed_when": {"event": "relapse"},
    "linear": {"by": "months", "until": "P48M"},
    "exceptions": WHOLE_EXCEPTIONS,
}

CHANGE: dict[str, Any] = {
    "change_from_baseline": {
        "outcome": "fix_activity",
        "op": ">=",
        "value": "10",
        "unit": "%",
        "baseline_within": "P6M",
    }
}

UPFRONT: dict[str, Any] = {
    "type": "upfront",
    "id": "first",
    "price": {"amount": "300.00 DKK"},
    "share": "100 %",
    "trigger": "infusion",
    "not_infused": "10 %",
    "exceptions": WHOLE_EXCEPTIONS,
}

OUTCOMES: dict[str, Any] = {
    "fix_activity": {
        "type": "quantity",
        "unit": "%",
        "precision": "0.1",
        "better": "higher",
        "methods": ["one-stage", "chromogenic"],
        "bridge": {"chromogenic": "1"},
        "convert": {"IU/mL": "100"},
    },
    "response": {"type": "state", "values": ["CR", "PR", "PD"], "unknown_values": ["not_assessed"]},
    "death": {"type": "event", "attributes": {"related": ["yes", "no", "unknown"]}},
    "relapse": {"type": "event", "attributes": {"grade": ["1", "2"]}},
    "next_therapy": {"type": "event", "attributes": {"therapy": ["blinatumomab"]}},
}


def with_exceptions(term: Mapping[str, Any] = TERM, **changes: Any) -> dict[str, Any]:
    return dict(term) | {"exceptions": EXCEPTIONS | changes}


def an_agreement_tree(*terms: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "agreement": {
            "id": "A1",
            "version": "1",
            "effective_from": "2000-01-01",
            "governs": "treated_on",
            "engine_semantics": "1",
        },
        "parties": {"payer": {"role": "payer"}, "supplier": {"role": "supplier"}},
        "calendar": {"tz": "Europe/Copenhagen", "holidays": "DK", "month_rounding": "down"},
        "money": {"currency": "DKK"},
        "outcomes": OUTCOMES,
        "clauses": [
            {"id": str(i), "text": {"da": "Punkt", "en": "Clause"}, "terms": [term]}
            for i, term in enumerate(terms or (TERM,), start=1)
        ],
    }
    return copy.deepcopy(_without_unread(tree | changes))


def _without_unread(tree: dict[str, Any]) -> dict[str, Any]:
    """An outcome that nothing names is a fault, so only those that something names are declared."""
    outcomes = tree["outcomes"]
    rest = as_text({key: tree[key] for key in tree if key != "outcomes"})
    if not isinstance(outcomes, dict):
        return tree
    spoken = rest.replace("-", "_")
    named = {
        name: outcome
        for name, outcome in outcomes.items()
        if f'"{name}"' in rest or _therapies(outcome, spoken)
    }
    return tree | {"outcomes": named}


def _therapies(outcome: Mapping[str, Any], spoken: str) -> bool:
    values = [value for some in outcome.get("attributes", {}).values() for value in some]
    return any(f'"{value}"' in spoken for value in values if len(value) > 3)


def as_text(tree: Mapping[str, Any]) -> str:
    # JSON is YAML that never shares a part between two places.
    return json.dumps(tree, ensure_ascii=False)


def an_agreement(*terms: Mapping[str, Any], **changes: Any) -> Agreement:
    return load_agreement(as_text(an_agreement_tree(*terms, **changes)))


def printed() -> Agreement:
    return load_agreement(PRINTED)


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.combine(day(text), time(12), tzinfo=UTC)


def a_fact(
    kind: Kind,
    name: str,
    value: str = "",
    on: str = "2024-03-10",
    unit: str = "",
    **more: Any,
) -> Fact:
    treatment = "*" if kind in COMMON else more.get("treatment", "T1")
    return Fact(
        more.get("fact_id", f"{treatment}-{name}-{on}"),
        more.get("version", 1),
        treatment,
        kind,
        name,
        value,
        unit,
        more.get("method", ""),
        day(on),
        at(more.get("recorded", on)),
        more.get("retracted", False),
    )


def infused(on: str = "2024-03-10", **more: Any) -> Fact:
    return a_fact(Kind.TREATMENT, "infused", "hemgenix", on, **more)


def lives_in(region: str, on: str = "2020-01-01", **more: Any) -> Fact:
    return a_fact(Kind.RESIDENCE, "region", region, on, **more)


def fix(value: str, on: str, unit: str = "%", **more: Any) -> Fact:
    return a_fact(Kind.OBSERVATION, "fix_activity", value, on, unit, **more)


def response(value: str, on: str, **more: Any) -> Fact:
    return a_fact(Kind.OBSERVATION, "response", value, on, **more)


def event(name: str, on: str, value: str = "", **more: Any) -> Fact:
    return a_fact(Kind.EVENT, name, value, on, **more)


def alive(on: str, **more: Any) -> Fact:
    return a_fact(Kind.VITAL_STATUS, "alive", "", on, **more)


def price(amount: str, name: str = "fictive-hemgenix", on: str = "2020-01-01", **more: Any) -> Fact:
    return a_fact(Kind.PRICE, name, amount, on, "DKK", **more)


def owed(
    agreement: Agreement, *facts: Fact, on: str = "2030-01-01", known: str | None = None
) -> dict[tuple[str, int], Entitlement]:
    """Entitlements by term and milestone, for one treatment that lives in Syddanmark."""
    snapshot = Snapshot.known_at((lives_in("syddanmark"), *facts), at(known or on))
    return {(e.term, e.milestone): e for e in entitlements(agreement, snapshot, day(on))}


def the_only(
    term: Mapping[str, Any], *facts: Fact, on: str = "2030-01-01", milestone: int = 1
) -> Entitlement:
    """The entitlement of one milestone of one term, infused on 10 March 2024."""
    return owed(an_agreement(term), infused(), *facts, on=on)[str(term["id"]), milestone]
