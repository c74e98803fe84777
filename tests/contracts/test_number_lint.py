"""Numbers on one side only of a clause: in its text, or in its terms."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from contracts import library
from contracts.agreement import Agreement
from contracts.checks.number_lint import lint
from contracts.checks.number_words import numbers_in
from contracts.load import load_agreement
from contracts.reason import Language
from tests.contracts.builders import UPFRONT, an_agreement_tree, as_text
from tests.contracts.term_builders import BUDGET, END

DANISH = "300 kr. betales; 10 % hvis den ikke gives. Der ventes 6 måneder og 90 dage."
ENGLISH = "DKK 300 is paid; 10 % if it is not given. 6 months and 90 days are waited."


def saying(da: str, en: str, *terms: dict[str, Any]) -> Agreement:
    tree = an_agreement_tree(*(terms or (UPFRONT,)))
    tree["clauses"][0]["text"] = {"da": da, "en": en}
    return load_agreement(as_text(tree))


def told(agreement: Agreement, language: Language = "da") -> list[str]:
    return [one.message(language) for one in lint(agreement) if one.clause == "1"]


@pytest.mark.parametrize("name", library.names())
def test_the_templates_say_the_same_numbers_in_text_and_terms(name: str) -> None:
    agreement = load_agreement(library.template(name), library.examples_of(name))
    assert [one.message("en") for one in lint(agreement)] == []


def test_a_share_that_is_no_whole_per_cent_is_written_as_a_fraction() -> None:
    assert numbers_in("1/3 af prisen betales 3 gange, (48 − m)/48", "da") == (
        Fraction(1, 3),
        Fraction(3),
        Fraction(48),
        Fraction(48),
    )


def test_a_number_of_the_text_that_no_term_has_is_told() -> None:
    found = told(saying(f"{DANISH} Betales inden 14 dage.", ENGLISH))
    assert found == ["§ 1: tallet 14 står i den danske tekst, men ikke i punktets vilkår."]


def test_a_number_of_a_term_that_the_text_does_not_say_is_told() -> None:
    found = told(saying(DANISH, ENGLISH.replace("10 %", "A part")), "en")
    assert found == [
        "§ 1: 10 % (first.not_infused) stands in the term, but not in the English text."
    ]


def test_amounts_dates_and_periods_are_told_as_they_are_read() -> None:
    end = END | {"ends_on": "2030-12-31"}
    found = [one.message("da") for one in lint(saying("-", "-", UPFRONT, BUDGET, end))]
    assert (
        "§ 1: 300,00 kr. (first.price.amount) står i vilkåret, men ikke i den danske tekst."
        in found
    )
    assert any("500,00 kr. (budget.amount)" in one for one in found)
    assert any("31-12-2030 (end.ends_on)" in one for one in found)
    assert any("36 måneder" in one or "3 år" in one for one in found)


def test_a_price_named_by_any_clause_is_named() -> None:
    second = UPFRONT | {"id": "second"}
    assert not [one for one in lint(saying("300 og 10", "300 and 10", UPFRONT, second))
                if one.place == "second.price.amount"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("1.250.000,50 kr.", "da", [Fraction("1250000.50")]),
        ("DKK 1,250,000.50", "en", [Fraction("1250000.50")]),
        ("2,9 mio. kr.", "da", [2900000]),
        ("USD 2.9 million", "en", [2900000]),
        ("halvdelen af prisen i fire år", "da", [Fraction(1, 2), 4]),
        ("half the price for twenty months", "en", [Fraction(1, 2), 20]),
        ("log10 cd.s/m2 efter § 4.2, bilag 3 og rate 2–6", "da", []),
        ("log10 by clause 4.2 and instalments 2-6", "en", []),
        ("senest 31-12-2027", "da", [date(2027, 12, 31)]),
        ("den 3. marts 2026", "da", [date(2026, 3, 3)]),
        ("on 3 March 2026 or 2026-03-04", "en", [date(2026, 3, 3), date(2026, 3, 4)]),
        ("40-50-2026", "en", [40, 50, 2026]),
        ("1.5 og 1,5", "da", [Fraction(3, 2), Fraction(3, 2)]),
        ("1.2.3", "en", [123]),
    ],
)
def test_numbers_are_read_as_their_language_writes_them(
    text: str, language: Language, numbers: list[Any]
) -> None:
    assert list(numbers_in(text, language)) == numbers
