"""Small terms that act on others, and the facts they read."""

from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement, entitlements
from contracts.facts import Fact, Kind, Snapshot
from tests.contracts.builders import (
    UPFRONT,
    WHOLE_EXCEPTIONS,
    a_fact,
    at,
    day,
    infused,
    lives_in,
)

SWITCH: dict[str, Any] = {
    "type": "switch_refund",
    "id": "switch",
    "price": {"amount": "300.00 DKK"},
    "failed_when": {"event": "next_therapy"},
    "until": "P2Y",
    "share": "40 %",
    "stacking": "max",
    "exceptions": WHOLE_EXCEPTIONS,
}
AT_COST: dict[str, Any] = {
    **{key: value for key, value in SWITCH.items() if key != "share"},
    "actual_cost": {"ruling": "switch-cost", "up_to": "200.00 DKK"},
}
DOSES: dict[str, Any] = {
    "type": "repeat_dose",
    "id": "doses",
    "price": {"amount": "300.00 DKK"},
    "second_dose": "50 %",
    "out_of_specification": "80 %",
}
PATIENT_CAP: dict[str, Any] = {
    "type": "patient_cap",
    "id": "bound",
    "per": "course",
    "ceiling": "250.00 DKK",
}
BUDGET: dict[str, Any] = {
    "type": "budget_cap",
    "id": "budget",
    "per": "calendar_year",
    "amount": "500.00 DKK",
    "basis": "due_date",
    "excess": "100 %",
    "allocate": "largest_remainder",
}
TIERS: dict[str, Any] = {
    "type": "volume_tiers",
    "id": "tiers",
    "mode": "graduated",
    "per": "calendar_year",
    "counts": "infused",
    "tiers": [{"to": "1", "share": "100 %"}, {"to": "2", "share": "90 %"}, {"share": "50 %"}],
}
BASKET: dict[str, Any] = {
    "type": "basket",
    "id": "basket",
    "members": [{"term": "first", "weight": "1"}, {"term": "rebate", "weight": "150 %"}],
    "per": "calendar_year",
    "net": "both_ways",
}
INDEX: dict[str, Any] = {
    "type": "indexation",
    "id": "index",
    "of": ["rates"],
    "series": "pris",
    "base": "2024-01-01",
    "lag": "P2M",
    "floor": "none",
    "revised": "true_up",
}
CURRENCY: dict[str, Any] = {
    "type": "currency",
    "id": "fx",
    "to": "EUR",
    "source": "nb",
    "fixing": "due_date",
    "fallback": {"previous_bank_days": "5"},
    "true_up": "original_rate",
}
VAT: dict[str, Any] = {
    "type": "vat",
    "id": "vat",
    "scheme": "moms",
    "rate_at": "original_supply",
    "mode": "cumulative",
}
NETTING: dict[str, Any] = {
    "type": "rounding_netting",
    "id": "netting",
    "unit": "1.00 DKK",
    "de_minimis": "150.00 DKK",
}
PAYER: dict[str, Any] = {"type": "payer_of_record", "id": "payer", "rule": "split_by_days"}
DUTY: dict[str, Any] = {
    "type": "data_obligation",
    "id": "duty",
    "of": "rates",
    "party": "site",
    "deliver": "fix_activity",
    "within": "P10D",
    "otherwise": "EXCUSED",
}
DISPUTE: dict[str, Any] = {
    "type": "dispute_hold",
    "id": "disputes",
    "hold": "disputed_lines_only",
    "notice": "P30D",
    "adjudicator": "Voldgiften",
}
END: dict[str, Any] = {
    "type": "limitation_termination",
    "id": "end",
    "corrections_until": {"anchor": "window_close", "plus": "P36M"},
    "clawback": "both_ways",
}
SECOND = UPFRONT | {"id": "second", "price": {"amount": "200.00 DKK"}}


def treated(treatment: str, on: str = "2024-03-10", region: str = "syddanmark") -> list[Fact]:
    """One treatment infused in a region."""
    who = {"treatment": treatment}
    return [infused(on, **who), lives_in(region, **who)]


def ruled(name: str, value: str, on: str = "2024-03-10", unit: str = "", **more: Any) -> Fact:
    return a_fact(Kind.RULING, name, value, on, unit, **more)


def batch(name: str, value: str, **more: Any) -> Fact:
    return a_fact(Kind.BATCH, name, value, "2024-03-01", **more)


def figure(kind: Kind, name: str, value: str, on: str, **more: Any) -> Fact:
    return a_fact(kind, name, value, on, **more)


def lines(
    agreement: Agreement, *facts: Fact, on: str = "2030-01-01", known: str | None = None
) -> dict[str, Entitlement]:
    """What every key is owed; the agreement's number is left off the key."""
    snapshot = Snapshot.known_at(facts, at(known or on))
    found = entitlements(agreement, snapshot, day(on))
    return {line.key.partition("|")[2]: line for line in found}


def amounts(found: dict[str, Entitlement], component: str = "") -> dict[str, int]:
    """The amounts that are not nothing, by payer, treatment, term and milestone."""
    return {
        key.rpartition("|")[0]: line.amount
        for key, line in found.items()
        if line.amount and component in {"", key.rpartition("|")[2]}
    }
