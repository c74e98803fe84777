"""What an agreement decides so that it may surprise is told, and never refused."""

from typing import Any

import pytest

from contracts.checks.cautions import cautions
from tests.contracts.builders import TERM, WARRANTY, WHOLE_EXCEPTIONS, an_agreement
from tests.contracts.term_builders import SWITCH


def found(term: dict[str, Any], death: Any) -> list[str]:
    exceptions = WHOLE_EXCEPTIONS | {"death": death}
    return [one.code for one in cautions(an_agreement(term | {"exceptions": exceptions}))]


def related(unknown: str, **more: str) -> dict[str, Any]:
    return {"related": {"yes": "NOT_MET", "no": "EXCUSED", "unknown": unknown}} | more


@pytest.mark.parametrize("term", [WARRANTY, SWITCH], ids=lambda term: str(term["type"]))
@pytest.mark.parametrize("result", ["EXCUSED", "TERMINATED"])
def test_a_warranty_under_which_no_death_is_ever_claimed_is_told(term: Any, result: str) -> None:
    assert found(term, result) == ["death_never"]


def test_so_is_one_under_which_a_death_of_unknown_cause_is_closed_at_once() -> None:
    assert found(WARRANTY, related("EXCUSED")) == ["unknown_death_never"]


@pytest.mark.parametrize(
    "death",
    [
        "HOLD",
        "NOT_MET",
        related("HOLD"),
        related("NOT_MET"),
        related("EXCUSED", unknown_after="P6M", unknown_then="EXCUSED"),
    ],
)
def test_a_death_that_waits_is_refunded_or_has_its_time_is_no_surprise(death: Any) -> None:
    assert found(WARRANTY, death) == []


def test_a_death_that_is_the_loss_itself_is_claimed() -> None:
    died = WARRANTY | {"failed_when": {"event": "death"}}
    assert found(died, "EXCUSED") == []
    by_treatment = WARRANTY | {"failed_when": {"event": "death", "where": {"related": ["yes"]}}}
    assert found(by_treatment, "EXCUSED") == ["death_never"]


def test_a_term_that_refunds_nothing_has_no_such_caution() -> None:
    assert cautions(an_agreement(TERM)) == ()


@pytest.mark.parametrize(("language", "words"), [("da", "aldrig"), ("en", "never")])
def test_the_caution_names_clause_and_term_and_what_to_write(language: Any, words: str) -> None:
    for death in ("EXCUSED", related("TERMINATED")):
        rules = WHOLE_EXCEPTIONS | {"death": death}
        (one,) = cautions(an_agreement(WARRANTY | {"exceptions": rules}))
        said = one.message(language)
        assert said.startswith("§ 1, warranty: ")
        assert words in said
        assert "exceptions.death" in said
