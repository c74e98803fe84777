from fractions import Fraction
from typing import Any

import pytest

from contracts.dates import Period
from contracts.explain import sentence
from contracts.reason import Owner, Status
from contracts.terms import Term
from contracts.wording.formats import money, number, period, share
from contracts.wording.labels import attribute_label, label, owner_label, status_label
from tests.contracts import test_warranty
from tests.contracts.builders import (
    ANNUITY,
    CHANGE,
    EXCEPTIONS,
    MET_WHEN,
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    YEARLY,
    an_agreement,
)
from tests.contracts.figures import figures

RICH: list[dict[str, Any]] = [
    TERM,
    ANNUITY | {"partial_period": "pro_rata"},
    REBATE,
    WARRANTY,
    test_warranty.STEPS,
    UPFRONT,
    TERM | {"price": {"list": "x", "at": "milestone"}, "milestone": YEARLY | {"report_by": "P60D"}},
    TERM
    | {"met_when": {"any": [{"all": [MET_WHEN, {"known": "response"}]}, {"event": "relapse"}]}},
    TERM | {"met_when": {"not": {"state": "response", "is": "PD"}}},
    TERM | {"met_when": {"since": "P3M", "holds": MET_WHEN | {"method": "one-stage"}}},
    TERM | {"met_when": {"not": {"event": "relapse", "after": "P60D", "where": {"grade": ["2"]}}}},
    TERM | {"met_when": CHANGE},
    TERM
    | {
        "milestone": {
            "anchor": "infusion",
            "at": ["P18M", "P3Y", "P1500D"],
            "window": YEARLY["window"],
        },
        "exceptions": EXCEPTIONS
        | {
            "death": {
                "result": "HOLD",
                "later": "same",
                "unknown_after": "P180D",
                "unknown_then": "NOT_MET",
            },
            "missing_assessment": {
                "grace": "P1D",
                "then": "HOLD",
                "cure": "none",
                "carry_forward": "P6M",
            },
            "relocation_abroad": {"result": "HOLD", "after": "P1Y", "then": "NOT_MET"},
            "priority": ["death", "withdrawal"],
        },
    },
]


@pytest.mark.parametrize("which", range(len(RICH)))
def test_the_sentence_of_a_term_has_the_same_figures_in_both_languages(which: int) -> None:
    agreement = an_agreement(RICH[which])
    ((_, term),) = agreement.terms()
    danish, english = sentence(term, "da"), sentence(term, "en")
    assert figures(danish, "da") == figures(english, "en"), (danish, english)
    assert danish != english


def test_any_change_of_a_term_changes_its_sentence() -> None:
    said = {sentence(_term(term), "da") for term in RICH}
    assert len(said) == len(RICH)


def _term(tree: dict[str, Any]) -> Term:
    ((_, term),) = an_agreement(tree).terms()
    return term


def test_numbers_are_written_as_each_language_writes_them() -> None:
    assert money(258000000, "DKK", "da") == "2.580.000,00 kr."
    assert money(-258000000, "EUR", "en") == "−EUR 2,580,000.00"
    assert money(50, "EUR", "da") == "0,50 EUR"
    assert number("-1.25", "da") == "−1,25"
    assert number("CR", "da") == "CR"
    assert share(Fraction(1, 3), "da") == "1/3"
    assert share(Fraction(-1, 3), "da") == "−1/3"
    assert share(Fraction(1, 8), "en") == "12.5 %"


@pytest.mark.parametrize(
    ("value", "danish"),
    [
        (Period(months=12), "1 år"),
        (Period(months=18), "18 måneder"),
        (Period(months=1, days=1), "1 måned og 1 dag"),
        (Period(), "0 dage"),
    ],
)
def test_periods_are_written_out(value: Period, danish: str) -> None:
    assert period(value, "da") == danish


def test_every_status_and_owner_has_words_and_an_unknown_name_stays_itself() -> None:
    assert len({status_label(status, "da") for status in Status}) == len(Status)
    assert len({owner_label(owner, "en") for owner in Owner}) == len(Owner)
    assert label("enzyme_x", "da") == "enzyme_x"


def test_35_an_events_condition_is_worded_and_an_unknown_one_stays_itself() -> None:
    assert attribute_label("grade", "da") == "grad"
    assert attribute_label("odd", "en") == "odd"


def test_35_a_payment_at_infusion_says_nothing_of_a_missing_assessment() -> None:
    assert "manglende vurdering" not in sentence(_term(UPFRONT), "da")
    assert "manglende vurdering: ikke opfyldt" in sentence(_term(TERM), "da")


def test_35_a_single_instalment_reads_as_one() -> None:
    once = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
    said = sentence(_term(once), "da")
    assert said.startswith("100 % af prisen på 300,00 kr. betales 1 år efter infusionen, hvis ")
