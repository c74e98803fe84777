"""What is wrong with guarantees on a population, each refused with its place."""

from typing import Any

import pytest

from contracts.faults import Fault
from contracts.wording import faults_of_population
from tests.contracts.builders import UPFRONT
from tests.contracts.population_builders import (
    BOUND,
    RESPONSE,
    SETTLES,
    SURVIVAL,
    a_tree,
    guaranteeing,
    settles,
)
from tests.contracts.refusals import codes
from tests.contracts.term_builders import END, SECOND

LEVEL = {"level": "95 %"}
LOST = {"left_out_up_to": "10 %", "then": "failure"}
LISTED = {key: value for key, value in SETTLES.items() if key != "of"}
TERM_AT = "clauses.1.terms.0"
POPULATION = SURVIVAL["population"]
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("missing", ".min_at_risk", {k: v for k, v in SURVIVAL.items() if k != "min_at_risk"}),
    ("missing", ".precision", {k: v for k, v in SURVIVAL.items() if k != "precision"}),
    ("union_tag_not_found", ".met_when", SURVIVAL | {"met_when": "70 %"}),
    ("missing", ".met_when", {k: v for k, v in SURVIVAL.items() if k != "met_when"}),
    (
        "missing",
        ".lost_to_follow_up",
        {k: v for k, v in SURVIVAL.items() if k != "lost_to_follow_up"},
    ),
    ("unknown_endpoint", ".endpoint", SURVIVAL | {"endpoint": "pfs"}),
    ("no_competing", ".competing", SURVIVAL | {"competing": "cumulative_incidence"}),
    ("risk_above_n", ".min_at_risk", SURVIVAL | {"min_at_risk": "2"}),
    ("cut_before_horizon", ".data_cut", SURVIVAL | {"data_cut": {"on": "2025-12-30"}}),
    ("cut_before_horizon", ".data_cut", RESPONSE | {"data_cut": {"after": "P3M"}}),
    ("cut_unclear", ".data_cut", SURVIVAL | {"data_cut": {"on": "2026-01-01", "after": "P1Y"}}),
    (
        "population_backwards",
        ".population",
        SURVIVAL | {"population": POPULATION | {"infused_to": "2023-01-01"}},
    ),
    (
        "population_unruled",
        ".population",
        SURVIVAL | {"population": POPULATION | {"infused_from": "1999-01-01"}},
    ),
    ("level_needed", ".level", SURVIVAL | {"met_when": BOUND}),
    ("level_idle", ".level", SURVIVAL | LEVEL),
    ("less_than", ".level", SURVIVAL | {"level": "100 %"}),
    ("precision_unusable", ".precision", SURVIVAL | {"precision": "1/7"}),
    ("too_fine", ".met_when", SURVIVAL | {"precision": "20 %"}),
    ("unknown_term", ".settles.of", SURVIVAL | settles(of=["guarantee"])),
    ("repeated_id", ".settles.of", SURVIVAL | settles(of=["first", "first"])),
    ("payoff_basis", ".settles", SURVIVAL | {"settles": LISTED}),
    ("payoff_unclear", ".settles.below", SURVIVAL | settles(below={"per_point": "1 %"})),
    (
        "tiers_open",
        ".settles.below",
        SURVIVAL | settles(below={"steps": [{"to": "1", "share": "1"}]}),
    ),
    (
        "tiers_unordered",
        ".settles.below",
        SURVIVAL
        | settles(
            below={"steps": [{"to": "2", "share": "1"}, {"to": "1", "share": "1"}, {"share": "1"}]}
        ),
    ),
    ("step_in_corridor", ".settles.below.steps", SURVIVAL | settles(corridor="10")),
    ("greater_than_equal", ".settles.corridor", SURVIVAL | settles(corridor="-1")),
    ("guarantee_elsewhere", ".settles.guarantee", SURVIVAL | settles(guarantee="80 %")),
    (
        "currency_mismatch",
        ".settles.price",
        SURVIVAL | {"settles": LISTED | {"price": {"amount": "1.00 EUR"}}},
    ),
    (
        "amount_negative",
        ".settles.price.amount",
        SURVIVAL | {"settles": LISTED | {"price": {"amount": "-1.00 DKK"}}},
    ),
    ("denominator_unclear", "", RESPONSE | {"denominator": "evaluable"}),
    (
        "reason_not_an_end",
        ".lost_to_follow_up.reasons",
        SURVIVAL | {"lost_to_follow_up": LOST | {"reasons": ["death"]}},
    ),
    (
        "unknown_state",
        ".responder_when.is",
        RESPONSE | {"responder_when": {"state": "response", "is": "SD"}},
    ),
    ("end_undecided", ".survives", END | {"id": "end", "ends_on": "2030-01-01"}),
]


@pytest.mark.parametrize(("code", "place", "term"), WRONG, ids=lambda v: str(v)[:24])
def test_what_is_wrong_is_refused_with_its_place(
    code: str, place: str, term: dict[str, Any]
) -> None:
    both = (SURVIVAL, term) if code == "end_undecided" else (term,)
    at = "clauses.2.terms.0" if code == "end_undecided" else TERM_AT
    assert (f"{at}{place}", code) in codes(UPFRONT, *both, **a_tree(*both))


def test_a_survival_term_without_an_end_of_its_endpoint_takes_the_usual_ones() -> None:
    term = SURVIVAL | {"endpoint": "pfs", "lost_to_follow_up": LOST | {"reasons": ["death"]}}
    found = codes(UPFRONT, term, **a_tree(term))
    assert (f"{TERM_AT}.lost_to_follow_up.reasons", "reason_not_an_end") in found


ALL_BACK = SURVIVAL | settles(below={"steps": [{"to": "10", "share": "60 %"}, {"share": "50 %"}]})
AGAIN = ALL_BACK | {"id": "again"}
LATER = {"population": POPULATION | {"infused_from": "2024-12-31", "infused_to": "2025-06-30"}}
APART = {"population": POPULATION | {"infused_from": "2025-01-01", "infused_to": "2025-06-30"}}
PRICED = {"settles": LISTED | {"below": {"steps": [{"share": "41 %"}]}, "price": {"list": "list"}}}
LESS = settles(below={"per_point": "1 %", "most": "40 %"})
ELSE = settles(of=["second"], below={"steps": [{"share": "100 %"}]})


@pytest.mark.parametrize("again", [AGAIN, AGAIN | LATER, AGAIN | PRICED, RESPONSE | PRICED])
def test_two_results_that_promise_more_than_all_back_are_refused(again: dict[str, Any]) -> None:
    again |= {"id": "again"}
    found = codes(UPFRONT, ALL_BACK, again, **a_tree(ALL_BACK, again))
    assert found == {("clauses.2.terms.0.settles.below", "results_exceed")}


@pytest.mark.parametrize("again", [AGAIN | APART, AGAIN | LESS, AGAIN | ELSE])
def test_two_results_may_share_patients_or_money(again: dict[str, Any]) -> None:
    assert guaranteeing(SECOND, ALL_BACK, again).version == "1"


@pytest.mark.parametrize("code", sorted(faults_of_population.FAULTS))
def test_every_fault_has_the_same_values_in_both_languages(code: str) -> None:
    danish, english, remedy_da, remedy_en = faults_of_population.FAULTS[code]
    assert Fault("", "", code).reason("da") != Fault("", "", code).reason("en")
    for name in ("{found}", "{expected}"):
        assert (name in danish) == (name in english)
        assert (name in remedy_da) == (name in remedy_en)


def test_an_amendment_may_guarantee_the_result_of_those_treated_before_it() -> None:
    header = {"id": "A1", "version": "2", "governs": "treated_on", "engine_semantics": "1"}
    begins = header | {"effective_from": "2024-06-01"}
    ends = begins | {"supersedes": "1", "effective_until": "2024-11-30"}
    for amended in (begins, ends):
        found = codes(UPFRONT, SURVIVAL, **a_tree(SURVIVAL), agreement=amended)
        assert found == {(f"{TERM_AT}.population", "population_unruled")}
    assert guaranteeing(SURVIVAL, agreement=begins | {"supersedes": "1"}).version == "2"
