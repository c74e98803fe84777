"""Another therapy that means nothing: the criterion alone decides."""

from contracts.reason import Status
from contracts.wording.terms import sentence
from tests.contracts.builders import (
    EXCEPTIONS,
    TERM,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    with_exceptions,
)
from tests.contracts.refusals import codes

IGNORING = with_exceptions(competing_therapy="IGNORED")
THERAPY = event("next_therapy", "2024-09-01", "therapy=fix-concentrate-prophylaxis")
FACTS = (infused(), THERAPY, fix("9", "2025-03-10"))


def test_a_therapy_on_the_list_decides_and_one_that_is_ignored_does_not() -> None:
    listed = {"result": "NOT_MET", "list": ["next_therapy"], "lasting": "P0D"}
    decided = owed(an_agreement(with_exceptions(competing_therapy=listed)), *FACTS)["rates", 1]
    ignored = owed(an_agreement(IGNORING), *FACTS)["rates", 1]
    assert (decided.status, ignored.status) == (Status.NOT_MET, Status.MET)


def test_the_sentence_says_that_it_makes_no_difference() -> None:
    agreement = an_agreement(IGNORING)
    (_, term), *_ = agreement.terms()
    outcomes = agreement.document.outcomes
    assert "konkurrerende behandling: uden betydning" in sentence(term, "da", outcomes)
    assert "competing therapy: makes no difference" in sentence(term, "en", outcomes)


def test_a_list_of_no_therapies_is_still_refused() -> None:
    empty = EXCEPTIONS | {"competing_therapy": {"result": "NOT_MET", "list": [], "lasting": "P0D"}}
    place = "clauses.0.terms.0.exceptions.competing_therapy"
    assert (f"{place}.list", "no_therapies") in codes(TERM | {"exceptions": empty})


def test_another_word_for_it_is_refused() -> None:
    assert codes(with_exceptions(competing_therapy="WHATEVER"))
