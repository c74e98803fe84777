"""What a simulation is asked with: a short form with defaults, made into a scenario."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.agreements import simulate_price
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused, Fault
from contracts.simulate.plan import last_look
from contracts.simulate.scenario import Scenario, scenario_of
from contracts.terms import ListPrice
from reports.language import Language, UnreadableInputError, parse_decimal

REGIONS = {
    "hovedstaden": "1.91",
    "midtjylland": "1.37",
    "nordjylland": "0.59",
    "sjaelland": "0.85",
    "syddanmark": "1.24",
}
"""Inhabitants in millions: Statistics Denmark, FOLK1A, first quarter of 2024, rounded."""

_PRICE = "price:"
_POINTED = re.compile(r"-?\d+\.\d+").fullmatch
ACTUAL = "actual"
"""The choice of the patients treated already."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A field: its name, where it goes in the scenario, its default, label and meaning."""

    name: str
    path: str
    default: str
    label: str
    hint: str
    unit: str = ""


TREATED = (
    Asked(
        "patients",
        "enrolment.patients",
        "20",
        N_("Patients treated"),
        N_("New ones, in all. Assumed; ask the departments."),
    ),
    Asked(
        "months",
        "enrolment.months",
        "36",
        N_("Over how many months"),
        N_("Each month is as likely. Assumed."),
    ),
)
LASTING = (
    Asked(
        "cured",
        "loss.cured",
        "70",
        N_("Keep the effect for good"),
        N_("Assumed; read it off a curve of the trial or of your own patients."),
        "%",
    ),
    Asked(
        "scale_months",
        "loss.scale_months",
        "48",
        N_("The others lose it around month"),
        N_("By this month 63 in 100 of those who lose it have lost it. Assumed."),
    ),
    Asked(
        "shape",
        "loss.shape",
        "1.2",
        N_("How the losses gather"),
        N_("1: as many of those left each month. Above 1: later. Below 1: early. Assumed."),
    ),
    Asked(
        "death",
        "death.per_year",
        "1",
        N_("Die each year"),
        N_("Of those alive. One in ten from the treatment, one in ten of unknown cause. Assumed."),
        "%",
    ),
    Asked(
        "lost",
        "lost_to_follow_up.per_year",
        "1",
        N_("Are lost to follow-up each year"),
        N_("Assumed."),
        "%",
    ),
    Asked(
        "withdrawn",
        "withdrawal.per_year",
        "0.5",
        N_("Withdraw consent each year"),
        N_("Assumed."),
        "%",
    ),
    Asked(
        "abroad",
        "relocation_abroad.per_year",
        "0.5",
        N_("Move abroad each year"),
        N_("Assumed."),
        "%",
    ),
)
DRAWN = (
    Asked(
        "missed",
        "missed_visits",
        "3",
        N_("Visits missed"),
        N_("Of those planned. See Completeness for your own figure."),
        "%",
    ),
    Asked("futures", "paths", "500", N_("Futures drawn"), N_("More futures, smoother bands.")),
    Asked(
        "seed",
        "seed",
        "1",
        N_("Seed"),
        N_("The same seed draws the same patients. Change it to see what is chance."),
    ),
)
FIELDS = (*TREATED, *LASTING, *DRAWN)


def prices(agreements: tuple[Agreement, ...]) -> tuple[tuple[str, str], ...]:
    """The listed prices the designs read, each with its currency."""
    found = {
        (term.price.list, agreement.currency)
        for agreement in agreements
        for _, term in agreement.judged
        if isinstance(term.price, ListPrice)
    }
    return tuple(sorted(found))


def defaults(agreement: Agreement, today: date, known: Mapping[str, str]) -> dict[str, str]:
    """The form as first shown; prices are those stated for the agreement, where any are."""
    fields = {one.name: one.default for one in FIELDS}
    years = -(-(36 + last_look(agreement)) // 12)
    fields |= {
        "first": f"{today.year + 1}-01",
        "years": str(min(years, 15)),
        "other": "",
        "cohort": "",
    }
    return fields | {_PRICE + name: known.get(name, "") for name, _ in prices((agreement,))}


def scenario(fields: Mapping[str, str], currencies: Mapping[str, str]) -> Scenario:
    """The scenario of a form.

    Raises:
        AgreementRefused: with every fault, its path the name of the field.
    """
    try:
        return scenario_of(_tree(fields, currencies))
    except AgreementRefused as refused:
        raise AgreementRefused(tuple(_at_field(fault) for fault in refused.faults)) from None


def plain(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with their numbers in one spelling, so that equal inputs are equal."""
    numbers = {one.name for one in FIELDS} | {"years"}
    return {
        name: simulate_price.plain(text)
        if name.startswith(_PRICE)
        else _plain(text)
        if name in numbers
        else text.strip()
        for name, text in fields.items()
    }


def shown(fields: Mapping[str, str], lang: Language) -> dict[str, str]:
    """The fields with their numbers as a reader writes them; what is no number as it was typed."""
    return {
        name: simulate_price.shown(text, lang)
        if name.startswith(_PRICE)
        else text.replace(".", ",")
        if lang == "da" and _POINTED(text)
        else text
        for name, text in fields.items()
    }


def _tree(fields: Mapping[str, str], currencies: Mapping[str, str]) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "years": fields.get("years", ""),
        "enrolment": {"first": f"{fields.get('first', '')}-01"},
        "regions": REGIONS,
        "loss": {},
        "death": {"related": "10 %", "unknown": "10 %"},
        "prices": {},
    }
    for one in FIELDS:
        text = _plain(fields.get(one.name, ""))
        top, _, below = one.path.partition(".")
        value = f"{text} %" if one.unit else text
        if below:
            tree.setdefault(top, {})[below] = value
        else:
            tree[top] = value
    for name, currency in currencies.items():
        tree["prices"][name] = f"{simulate_price.plain(fields.get(_PRICE + name, ''))} {currency}"
    return tree


def _plain(text: str) -> str:
    """A number as a Dane types it, in the spelling of the scenario; what is none stays as it is."""
    try:
        return f"{parse_decimal(text):f}"
    except UnreadableInputError:
        return text.strip()


def _at_field(fault: Fault) -> Fault:
    paths = {one.path: one.name for one in FIELDS}
    paths |= {"enrolment.first": "first"}
    name = paths.get(fault.path, fault.path)
    if name == "first":
        found = dict(fault.values).get("found", "").removesuffix("-01")
        return Fault("", name, "bad_month", (("found", found),))
    if fault.path.startswith("prices."):
        name = _PRICE + fault.path.removeprefix("prices.")
        found = dict(fault.values).get("found", "").rpartition(" ")[0]
        return Fault("", name, "bad_price", (("found", found),))
    return Fault("", name, fault.code, fault.values)
