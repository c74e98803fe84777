"""Offered examples close the gate, hold by themselves, and say that they are to be confirmed."""

from typing import Any

import pytest

from contracts import library
from contracts.coverage.gate import missing_cells
from contracts.load import load_agreement
from contracts.offered.offer import Offer, offer, unconfirmed
from contracts.offered.text import as_yaml
from tests.contracts.builders import (
    ANNUITY,
    CHANGE,
    OUTCOMES,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    an_agreement_tree,
    as_text,
    with_exceptions,
)
from tests.contracts.population_builders import ENDPOINTS, RESPONSE, SURVIVAL
from tests.contracts.term_builders import (
    AT_COST,
    BASKET,
    BUDGET,
    CURRENCY,
    DISPUTE,
    DOSES,
    DUTY,
    END,
    INDEX,
    NETTING,
    PATIENT_CAP,
    PAYER,
    SWITCH,
    TIERS,
    VAT,
)

LISTED = UPFRONT | {"price": {"list": "list"}}
YEARLY_CAP = {
    "per": "calendar_year",
    "amount": "1000.00 DKK",
    "excess": "rebate_100",
    "allocate": "largest_remainder",
}
WAITING: dict[str, Any] = {
    "death": {
        "related": {"yes": "NOT_MET", "no": "EXCUSED", "unknown": "HOLD"},
        "unknown_after": "P6M",
        "unknown_then": "EXCUSED",
    },
    "relocation_abroad": {"result": "HOLD", "after": "P12M", "then": "EXCUSED"},
}
STATES = {
    "all": [
        {"any_of_values": {"state": "response", "in": ["CR", "PR"]}},
        {"known": "fix_activity"},
        {"not": {"event": "relapse"}},
    ]
}
COUNTED = {
    "all": [
        {"count_in_window": {"event": "relapse", "within": "P12M", "op": "<=", "value": "2"}},
        {"between": {"outcome": "fix_activity", "low": "5", "high": "150", "ends": "both"}
         | {"unit": "%"}},
    ]
}  # fmt: skip
HELD = {
    "sustained_for": {
        "holds": {"outcome": "fix_activity", "op": ">=", "value": "5", "unit": "%"},
        "over": "run",
        "length": "P6M",
        "at_least": "3",
    }
}
OTHERS: dict[str, tuple[dict[str, Any], ...]] = {
    "annuity": (ANNUITY | {"partial_period": "pro_rata"},),
    "suspended": (ANNUITY | {"on_failure": "suspend_until_restored"},),
    "waiting": (with_exceptions(**WAITING),),
    "change": (TERM | {"met_when": CHANGE},),
    "states": (TERM | {"met_when": STATES},),
    "counted": (TERM | {"met_when": COUNTED},),
    "held": (TERM | {"met_when": HELD},),
    "warranty": (UPFRONT, WARRANTY | {"steps": [{"until": "P6M", "share": "100 %"}]}),
    "switch": (UPFRONT, SWITCH, REBATE | {"id": "rebate"}),
    "cost": (UPFRONT, AT_COST),
    "doses": (TERM, DOSES | {"not_infused": "5 %"}),
    "ceiling": (UPFRONT, PATIENT_CAP),
    "floor": (LISTED, PATIENT_CAP | {"floor": "90.00 DKK"}),
    "budget": (UPFRONT, BUDGET),
    "budget by list": (LISTED, BUDGET),
    "cap": (ANNUITY | {"price": {"list": "list"}, "cap": YEARLY_CAP},),
    "tiers": (UPFRONT, TIERS),
    "tiers for all": (UPFRONT, TIERS | {"mode": "all_units"}),
    "basket": (UPFRONT, REBATE | {"id": "rebate"}, BASKET),
    "index": (TERM, INDEX | {"floor": "90 %", "cap": "110 %"}),
    "currency": (TERM, CURRENCY),
    "netting": (TERM, VAT, NETTING),
    "duty": (TERM, DUTY, PAYER),
    "end": (TERM, DISPUTE, END | {"ends_on": "2026-01-01", "lapses": ["rates"]}),
    "runs on": (TERM, END | {"ends_on": "2026-01-01", "survives": ["rates"]}),
    "survival": (UPFRONT, SURVIVAL | {"min_n": "4"}),
    "response": (UPFRONT, RESPONSE),
}


def tree_of(name: str) -> str:
    terms = OTHERS[name]
    guaranteed = any(term["type"].startswith("population") for term in terms)
    changes: dict[str, Any] = {"endpoints": ENDPOINTS} if guaranteed else {}
    if name == "counted":
        # A value between two bounds is better neither higher nor lower.
        plain = {key: v for key, v in OUTCOMES["fix_activity"].items() if key != "better"}
        changes["outcomes"] = OUTCOMES | {"fix_activity": plain}
    return as_text(an_agreement_tree(*terms, **changes))


def offered(text: str, examples: str | None = None) -> Offer:
    return offer(load_agreement(text, examples))


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_offered_closes_the_gate_and_holds(name: str) -> None:
    text = tree_of(name)
    found = offered(text)
    assert found.beyond == ()
    pasted = load_agreement(text, f"examples:\n{as_yaml(found.examples)}")
    assert missing_cells(pasted) == ()
    assert offer(pasted).examples == ()


@pytest.mark.parametrize("name", library.names())
def test_every_template_is_covered_by_its_examples(name: str) -> None:
    agreement = load_agreement(library.template(name), library.examples_of(name))
    assert missing_cells(agreement) == ()


@pytest.mark.parametrize("name", library.names())
def test_a_template_stripped_of_its_own_examples_is_offered_what_it_lacks(name: str) -> None:
    text, _, _ = library.template(name).partition("\nexamples:\n")
    found = offered(f"{text}\n")
    assert found.beyond == ()
    beside = f"examples:\n{as_yaml(found.examples)}" if found.examples else None
    pasted = load_agreement(f"{text}\n", beside)
    assert missing_cells(pasted) == ()
    assert len(found.examples) <= 40


def test_an_offered_example_says_that_the_parties_have_to_confirm_it() -> None:
    for example in offered(tree_of("annuity")).examples:
        assert example.title.da.startswith("Skal bekræftes af parterne: ")
        assert example.title.en.startswith("To be confirmed by the parties: ")
        assert all(line.sentence is not None for line in example.expect.lines)


def test_the_same_agreement_is_offered_the_same_text() -> None:
    first, second = (as_yaml(offered(tree_of("states")).examples) for _ in range(2))
    assert first == second


def test_only_what_is_missing_is_offered() -> None:
    text = tree_of("change")
    every = offered(text).examples
    rest = offered(text, f"examples:\n{as_yaml(every[:3])}").examples
    assert 0 < len(rest) <= len(every)
    assert not {one.id for one in rest} & {one.id for one in every[:3]}


def test_offered_examples_are_unconfirmed_and_written_ones_are_not() -> None:
    agreement = load_agreement(library.template("hemgenix_dk"))
    offered = offer(agreement).examples
    assert unconfirmed((*agreement.document.examples, *offered)) == offered
