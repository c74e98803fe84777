from typing import Any

import pytest

from contracts.load import load_agreement
from contracts.wording import faults_of_form, faults_of_sense
from tests.contracts.builders import (
    TERM,
    an_agreement,
    an_agreement_tree,
    as_text,
)
from tests.contracts.refusals import codes, refused

FAULTS = faults_of_form.FAULTS | faults_of_sense.FAULTS


EXAMPLE: dict[str, Any] = {
    "id": "met",
    "title": {"da": "Opfyldt", "en": "Met"},
    "known_at": "2026-01-01T00:00Z",
    "settle_on": "2026-01-01",
    "facts": [
        {"kind": "residence", "name": "region", "value": "syddanmark", "valid_on": "2020-01-01"},
        {"kind": "treatment", "name": "infused", "value": "x", "valid_on": "2024-03-10"},
        {
            "kind": "observation",
            "name": "fix_activity",
            "value": "31.4",
            "unit": "%",
            "valid_on": "2025-03-10",
        },
    ],
    "expect": {
        "total": "100.00",
        "lines": [
            {
                "term": "rates",
                "milestone": "1",
                "status": "MET",
                "amount": "100.00",
                "sentence": {
                    "da": "§ 1, rate 1, behandling T1: Betales (100,00 kr.). Faktor IX-aktivitet "
                    "31,4 % den 10-03-2025 (måling F3 v1, registreret 10-03-2025) er mindst 5 %. "
                    "Vinduet er 08-02-2025–24-04-2025.",
                    "en": "§ 1, instalment 1, treatment T1: Payable (DKK 100.00). Factor IX "
                    "activity 31.4 % on 10 Mar 2025 (measurement F3 v1, recorded 10 Mar 2025) is "
                    "at least 5 %. The window is 8 Feb 2025–24 Apr 2025.",
                },
            }
        ],
    },
}


def expecting(**changes: Any) -> dict[str, Any]:
    line = EXAMPLE["expect"]["lines"][0] | changes
    return EXAMPLE | {"expect": EXAMPLE["expect"] | {"lines": [line]}}


def test_worked_examples_run_on_load_from_the_file_or_a_sibling() -> None:
    inside = an_agreement(TERM, examples=[EXAMPLE])
    beside = load_agreement(as_text(an_agreement_tree()), as_text({"examples": [EXAMPLE]}))
    listed = load_agreement(as_text(an_agreement_tree()), as_text([EXAMPLE]))  # type: ignore[arg-type]
    assert inside.sha256 == beside.sha256 == listed.sha256


def test_examples_in_the_file_and_beside_it_all_count_under_names_of_their_own() -> None:
    text, other = as_text(an_agreement_tree(examples=[EXAMPLE])), EXAMPLE | {"id": "other"}
    both = load_agreement(text, as_text({"examples": [other]}))
    assert [example.id for example in both.document.examples] == ["met", "other"]
    found = refused(text, as_text({"examples": [EXAMPLE]}))
    assert {fault.code for fault in found} == {"repeated_id"}


@pytest.mark.parametrize(
    ("example", "place"),
    [
        (expecting(status="NOT_MET"), "lines.0.status"),
        (expecting(amount="99.99"), "lines.0.amount"),
        (expecting(amount="a lot"), "lines.0.amount"),
        (expecting(milestone="9"), "lines.0"),
        (expecting(sentence={"da": "x", "en": "y"}), "lines.0.sentence.da"),
        (EXAMPLE | {"expect": {"total": "0.00"}}, "total"),
    ],
)
def test_an_example_that_comes_out_otherwise_is_a_fault(
    example: dict[str, Any], place: str
) -> None:
    assert (f"examples.0.expect.{place}", "example_fails") in codes(examples=[example])


def test_an_example_with_unusable_facts_is_a_fault_at_its_row() -> None:
    wrong = EXAMPLE | {"facts": [{"kind": "guess", "name": "x", "valid_on": "2024-03-10"}]}
    assert codes(examples=[wrong]) == {("examples.0.facts.0", "example_facts")}
    extra = EXAMPLE | {"facts": [{"kind": "event", "colour": "red", "valid_on": "2024-03-10"}]}
    assert codes(examples=[extra]) == {("examples.0.facts.0", "example_facts")}
