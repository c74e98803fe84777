"""What holds for the whole agreement is told in sentences, in both languages alike."""

import re
from typing import Any

import pytest

from contracts import library
from contracts.load import load_agreement
from contracts.wording.common import common
from contracts.wording.terms import sentence
from tests.contracts.builders import TERM, an_agreement
from tests.contracts.laws.histories import LIMITATION
from tests.contracts.term_builders import DISPUTE, END, PAYER

CALENDAR = {"tz": "UTC", "holidays": "none", "month_rounding": "up"}


def told(*terms: dict[str, Any], language: Any = "en", **changes: Any) -> str:
    return " ".join(common(an_agreement(*(terms or (TERM,)), **changes), language))


def test_who_pays_where_no_region_is_known() -> None:
    assert "If no region is known, the line is held back." in told()
    other = {"payer": {"role": "payer", "otherwise": "staten"}, "supplier": {"role": "supplier"}}
    assert "betaler «staten»" in told(language="da", parties=other)


def test_how_long_corrections_count() -> None:
    assert "Corrections move money without an end." in told()
    assert "until 3 years after the close of the window" in told(limitation=LIMITATION)


def test_what_a_dispute_holds_back() -> None:
    short = {"hold": "disputed_lines_only", "notice": "P30D", "adjudicator": "voldgiften"}
    assert "til voldgiften har afgjort den" in told(language="da", disputes=short)


@pytest.mark.parametrize(
    ("business_day", "words"),
    [
        ("calculate_then_following", "banks are closed (weekends) is moved to the next bank day"),
        ("calculate_then_preceding", "is moved to the bank day before"),
        ("unadjusted", "Payments are not moved"),
    ],
)
def test_how_days_count(business_day: str, words: str) -> None:
    said = told(calendar=CALENDAR | {"business_day": business_day})
    assert words in said
    assert "one year after 29 February is 1 March" in said
    assert "the time zone UTC" in said


def test_whom_the_version_rules() -> None:
    assert "infused from 1 Jan 2000." in told()
    header = {"id": "A1", "version": "1", "effective_from": "2020-01-01"}
    header |= {"governs": "treated_on", "engine_semantics": "1", "effective_until": "2021-12-31"}
    assert "fra den 01-01-2020 til og med den 31-12-2021" in told(language="da", agreement=header)


def test_what_a_clause_of_its_own_says_is_not_told_again() -> None:
    said = told(TERM, PAYER, DISPUTE, END)
    assert not re.search(r"region|Corrections|disputed", said)


@pytest.mark.parametrize("cure", ["until limitation", "none"])
def test_a_term_says_whether_a_late_report_puts_a_missing_one_right(cure: str) -> None:
    missing = {"grace": "P90D", "then": "NOT_MET", "cure": cure}
    term = TERM | {"exceptions": TERM["exceptions"] | {"missing_assessment": missing}}
    (_, found), *_ = an_agreement(term).terms()
    assert ("as long as corrections move money" in sentence(found, "en")) is (cure != "none")
    assert ("så længe rettelser flytter penge" in sentence(found, "da")) is (cure != "none")


@pytest.mark.parametrize("name", library.names())
def test_every_published_agreement_reads_with_the_same_numbers_in_both_languages(name: str) -> None:
    agreement = load_agreement(library.template(name))
    danish, english = (common(agreement, language) for language in ("da", "en"))
    assert len(danish) == len(english) >= 7
    assert not {*danish} & {*english}
