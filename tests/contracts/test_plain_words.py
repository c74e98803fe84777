"""Sentences that were misread once, and numbers told with the decimals they were written with."""

import copy
import pickle

import pytest

from contracts.agreement import Agreement
from contracts.explain import explain, sentence
from contracts.money import Written, decimal_text
from contracts.reason import Language
from tests.contracts.builders import MET_WHEN, TERM, UPFRONT, an_agreement, fix, infused, owed
from tests.contracts.term_builders import BUDGET


def told(agreement: Agreement, term: str, language: Language) -> str:
    return sentence(agreement.term(term)[1], language, agreement.document.outcomes)


def test_a_ceiling_of_a_year_says_plainly_which_terms_it_counts() -> None:
    every = an_agreement(TERM, BUDGET)
    assert told(every, "budget", "da") == (
        "Forfalder der i et kalenderår mere end 500,00 kr. for alle vilkår, betaler leverandøren "
        "100 % af det, der ligger over 500,00 kr., tilbage, fordelt efter det, hver betaler "
        "skylder."
    )
    one = an_agreement(TERM, UPFRONT | {"price": {"amount": "9.00 DKK"}}, BUDGET | {"of": "rates"})
    assert told(one, "budget", "en") == (
        "If more than DKK 500.00 falls due in a calendar year for the term “rates”, the supplier "
        "pays back 100 % of what lies above DKK 500.00, divided by what each payer owes."
    )


@pytest.mark.parametrize(("written", "da", "en"), [("9", "9", "9"), ("9.0", "9,0", "9.0")])
def test_a_number_keeps_the_decimals_it_was_written_with(written: str, da: str, en: str) -> None:
    agreement = an_agreement(TERM | {"met_when": MET_WHEN | {"value": written}})
    line = owed(agreement, infused(), fix("9.5", "2025-03-10"))["rates", 1]
    said: tuple[tuple[Language, str], ...] = (("da", f"mindst {da} %"), ("en", f"at least {en} %"))
    for language, words in said:
        assert words in told(agreement, "rates", language)
        assert words in explain(line, agreement, language, "finance").headline


def test_a_number_as_written_is_worked_with_like_any_other_and_copied_as_it_stands() -> None:
    number = Written("-9.50")
    assert number == Written("-9.5")
    assert decimal_text(number * 1) == "-9.5"
    again = pickle.loads(pickle.dumps(number))  # noqa: S301 -- it was written in the line itself
    for same in (copy.copy(number), copy.deepcopy(number), again):
        assert decimal_text(same) == "-9.50"
    with pytest.raises(ValueError, match="1e5"):
        Written("1e5")
