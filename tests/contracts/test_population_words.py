"""What is wrong with guarantees on a population, and how they and their lines are told."""

from typing import Any

import pytest

from contracts.entitlement import Entitlement
from contracts.explain import explain, sentence
from contracts.unread import unread, unrecorded
from contracts.wording import estimates, phrases_of_population
from contracts.wording.terms import population
from tests.contracts.builders import TERM, event, fix
from tests.contracts.figures import figures
from tests.contracts.population_builders import (
    BOUND,
    RESPONSE,
    SETTLES,
    SURVIVAL,
    answering,
    dying,
    guaranteeing,
    known,
    last_seen,
    result,
    settles,
    survivors,
)
from tests.contracts.term_builders import BUDGET, ruled, treated

LEVEL = {"level": "95 %"}
LOST = {"left_out_up_to": "10 %", "then": "failure"}
LISTED = {key: value for key, value in SETTLES.items() if key != "of"}
BOUNDS = {
    "all": [
        BOUND,
        {"any": [{"estimate": "upper", "op": "<", "value": "99 %"}, BOUND | {"value": "60 %"}]},
        {"not": {"estimate": "point", "op": "<", "value": "70 %"}},
    ]
}
EVERYONE = SURVIVAL["population"] | {"out_of_specification": "in", "later_doses": "in"}
RICH: list[dict[str, Any]] = [
    SURVIVAL,
    SURVIVAL | {"endpoint": "relapse", "competing": "cumulative_incidence"},
    SURVIVAL | {"data_cut": {"on": "2026-06-01"}, "corrections": "final_at_cut"},
    SURVIVAL | {"met_when": BOUND, "not_evaluable": "neutral", **LEVEL},
    SURVIVAL | {"met_when": BOUNDS, "compare": "rounded", **LEVEL},
    SURVIVAL | {"population": EVERYONE},
    SURVIVAL | {"lost_to_follow_up": LOST},
    SURVIVAL | {"lost_to_follow_up": LOST | {"reasons": ["emigrated", "consent_withdrawn"]}},
    SURVIVAL | settles(corridor="0.5", below={"per_point": "1/2", "most": "10 %"}),
    SURVIVAL | settles(below={"per_point": "1/2", "most": "10 %", "points": "exact"}),
    SURVIVAL | settles(above={"steps": [{"share": "1 %"}]}),
    SURVIVAL | {"settles": LISTED | {"price": {"list": "list"}}},
    SURVIVAL | {"settles": LISTED | {"price": {"amount": "10.00 DKK"}}},
    RESPONSE,
    RESPONSE | {"dead": "left_out", "denominator": "evaluable", "lost_to_follow_up": "left_out"},
    RESPONSE | {"select": {"rule": "last"}},
]


@pytest.mark.parametrize("which", range(len(RICH)))
def test_the_sentence_has_the_same_figures_in_both_languages(which: int) -> None:
    term = guaranteeing(RICH[which]).term("guarantee")[1]
    danish, english = sentence(term, "da"), sentence(term, "en")
    assert figures(danish, "da") == figures(english, "en"), (danish, english)
    assert danish != english
    assert ".." not in danish + english


def test_any_change_changes_the_sentence() -> None:
    said = {sentence(guaranteeing(term).term("guarantee")[1], "da") for term in RICH}
    assert len(said) == len(RICH)


def test_the_sentence_of_a_survival_guarantee() -> None:
    term = guaranteeing(RICH[3] | settles(corridor="5")).term("guarantee")[1]
    assert sentence(term, "en") == (
        "The population is the patients infused from 1 Jan 2024 to 31 Dec 2024 without products "
        "out of specification or later doses. Of the population the share without loss of “os” "
        "1 year after infusion is read (Kaplan-Meier; competing events end the time). The lost, "
        "seen by nobody since, are left out. Data up to and including 1 year after 31 Dec 2024 "
        "count, and the result is decided 30 days later; corrections after that count too. The "
        "guarantee is met if the interval's lower bound is at least 70 % (an interval of 95 %) "
        "unrounded; agreed shares are in steps of 0.1 %. The population must be at least 1, and "
        "at least 1 followed to it; otherwise it moves no money. If the guarantee is not met, "
        "and the share is more than 5 percentage points below 70 %, the supplier pays back a "
        "share of what was paid for the term “first”: 10 % up to and including 10 points; 25 % "
        "beyond. The amount is divided by what each payer has paid."
    )


@pytest.mark.parametrize(
    "words", [phrases_of_population.PHRASES, population._WORDS, estimates._WORDS]
)
def test_every_phrase_takes_the_same_values_in_both_languages(
    words: dict[str, tuple[str, str]],
) -> None:
    for danish, english in words.values():
        assert figures(danish, "da") == figures(english, "en"), (danish, english)
        slots = [{part.partition("}")[0] for part in t.split("{")[1:]} for t in (danish, english)]
        assert slots[0] == slots[1], (danish, english)


def both(line: Entitlement, term: dict[str, Any]) -> str:
    agreement = guaranteeing(term)
    danish, english = (explain(line, agreement, x, "finance").headline for x in ("da", "en"))
    assert figures(danish, "da") == figures(english, "en"), (danish, english)
    return english


def test_a_missed_guarantee_is_told_with_all_it_rests_on() -> None:
    term = SURVIVAL | {"met_when": BOUND, **LEVEL}
    line = result(guaranteeing(term), *survivors(6), *dying([30, 40, 50]), *last_seen([10]))
    assert both(line, term) == (
        "§ 2, result of the population: The supplier pays back (−DKK 300.00). Data up to and "
        "including 31 Dec 2025 count, and the result is decided after 30 Jan 2026. Of 10 patients "
        "3 have lost “os”, 1 were left out before the horizon, and 6 were followed to it; the "
        "share without loss is 66.666 %. 1 are lost to follow-up (10 %, at most 100 %) and left "
        "out: 66.666 %; counted as failures the share would be 60 %. The interval of 95 % is "
        "29.929 % to 92.514 %. The interval's lower bound of 29.929 % is below 70 %. 3.333 "
        "percentage points below 70 % give back 10 % of DKK 3,000.00."
    )
    steps = {
        s.label: s.value for s in explain(line, guaranteeing(term), "en", "finance").arithmetic
    }
    assert steps == {
        "Worked out on": "DKK 3,000.00",
        "Share paid back": "10 %",
        "In all": "−DKK 300.00",
    }


SITUATIONS: list[tuple[dict[str, Any], list[Any], str]] = [
    (SURVIVAL, survivors(2), "No refund"),
    (SURVIVAL | {"min_n": "9"}, survivors(2), "the population is 2, and at least 9"),
    (
        SURVIVAL | {"min_n": "4", "min_at_risk": "4", "not_evaluable": "neutral"},
        [*survivors(3), *last_seen([5, 6])],
        "moves no money",
    ),
    (
        SURVIVAL | {"min_n": "4", "min_at_risk": "4"},
        [*survivors(1), *dying([1, 2, 3, 4])],
        "the rest cannot change the answer",
    ),
    (SURVIVAL, [*survivors(2), ruled("population", "excluded", treatment="T001")], "kept out"),
    (
        SURVIVAL,
        [*survivors(2), ruled("population", "excluded", "2026-05-01", treatment="T001")],
        "keeps no one out",
    ),
    (SURVIVAL, [*survivors(2), treated("T001", "2024-03-11")[0]], "contradicts other facts"),
    (SURVIVAL | settles(above={"steps": [{"share": "5 %"}]}), survivors(2), "above 70 % cost 5 %"),
    (RESPONSE, answering(["CR", "PD"]), "the share with a response is 50 %"),
    (
        RESPONSE | {"dead": "left_out"},
        [*answering(["CR", ""]), event("death", "2024-04-01", treatment="T002")],
        "1 died before the assessment",
    ),
    (
        RESPONSE | {"dead": "left_out"},
        [*answering([""]), event("death", "2024-04-01", treatment="T001")],
        "no patients belong to the population",
    ),
    (
        RESPONSE
        | {"responder_when": {"outcome": "fix_activity", "op": ">=", "value": "5", "unit": "%"}},
        [*treated("T001"), fix("5", "2024-06-10", "x", treatment="T001")],
        "cannot be used; correct it",
    ),
    (
        SURVIVAL | {"lost_to_follow_up": LOST},
        [*survivors(1), *last_seen([9])],
        "count as failures: 50 %",
    ),
    (SURVIVAL | {"met_when": BOUNDS, **LEVEL}, survivors(30), "upper bound of 100 % is at least"),
    (SURVIVAL | {"met_when": BOUNDS, **LEVEL}, survivors(30), "bound of 88.429 % is at least 60 %"),
]


@pytest.mark.parametrize(("term", "facts", "part"), SITUATIONS, ids=lambda v: str(v)[-24:])
def test_every_situation_is_told_in_both_languages(
    term: dict[str, Any], facts: list[Any], part: str
) -> None:
    assert part.casefold() in both(result(guaranteeing(term), *facts), term).casefold()


def test_a_supplier_is_told_the_counts_and_of_no_single_patient() -> None:
    ruling = ruled("population", "excluded", treatment="T001")
    line = result(guaranteeing(), *survivors(2), *dying([30]), ruling)
    said = explain(line, guaranteeing(), "en", "supplier").headline
    assert "Of 2 patients 1 have lost" in said
    assert "T001" not in said


def test_a_ruling_on_a_population_is_read_and_its_price_is_looked_for() -> None:
    term = SURVIVAL | {"settles": LISTED | {"price": {"list": "list"}}}
    snapshot = known(*survivors(1), ruled("population", "excluded", treatment="T001"))
    assert unread(guaranteeing(term), snapshot) == ()
    assert [one.name for one in unrecorded(guaranteeing(term), snapshot)] == ["list"]
    assert [one.reason for one in unread(guaranteeing(TERM), snapshot)] == ["ruling"]


def test_a_department_records_what_an_endpoint_or_a_response_looks_at() -> None:
    assert [need.name for need in guaranteeing(SURVIVAL).needed()] == ["death"]
    assert [need.name for need in guaranteeing(RESPONSE).needed()] == ["response"]


def test_a_ceiling_may_count_a_guarantee() -> None:
    agreement = guaranteeing(SURVIVAL, BUDGET | {"of": ["guarantee"]})
    assert agreement.term("budget")[0].id == "3"
