"""A duty to report that no money depends on."""

from typing import Any

import pytest

from contracts.agreement import schedule
from contracts.wording.terms import sentence
from tests.contracts.builders import UPFRONT, YEARLY, an_agreement, day, event, fix, infused
from tests.contracts.refusals import codes, without
from tests.contracts.term_builders import DUTY, lines

ALONE: dict[str, Any] = without(DUTY, "of") | {
    "otherwise": "NOTHING",
    "at_least": "90 %",
    "milestone": YEARLY | {"count": "2"},
}
PLACE = "clauses.0.terms.0"


def test_an_agreement_of_nothing_else_settles_to_no_line() -> None:
    agreement = an_agreement(ALONE)
    assert not lines(agreement, infused(), fix("9", "2025-03-10"), event("death", "2026-01-01"))


def test_it_has_windows_and_needs_of_its_own() -> None:
    agreement = an_agreement(ALONE)
    (need,) = agreement.needed()
    found = schedule(agreement, day("2024-03-10"))
    assert (need.name, need.unit, need.terms) == ("fix_activity", "%", ("duty",))
    assert [(one.term, one.index, one.target.year) for one in found] == [
        ("duty", 1, 2025),
        ("duty", 2, 2026),
    ]


def test_it_says_that_no_payment_depends_on_it() -> None:
    agreement = an_agreement(ALONE)
    (_, term), *_ = agreement.terms()
    danish = sentence(term, "da", agreement.document.outcomes)
    english = sentence(term, "en", agreement.document.outcomes)
    assert danish.startswith("Afdelingen skal indberette faktor IX-aktivitet 2 gange")
    assert "mindst 90 % af patienterne" in danish
    assert "Effekt does not watch that share." in english
    assert english.endswith("No payment depends on it.")


def test_it_may_be_about_an_event_and_for_everyone() -> None:
    duty = without(ALONE, "at_least") | {"deliver": "relapse"}
    agreement = an_agreement(UPFRONT, duty)
    (_, term), *_ = [pair for pair in agreement.terms() if pair[1].id == "duty"]
    assert "patients" not in sentence(term, "en", agreement.document.outcomes)
    assert [need.name for need in agreement.needed()] == ["relapse"]


@pytest.mark.parametrize(
    "duty",
    [
        without(ALONE, "milestone"),
        without(ALONE, "milestone", "at_least"),
        ALONE | {"otherwise": "NOT_MET"},
        ALONE | {"of": "rates"},
        DUTY | {"at_least": "90 %"},
    ],
)
def test_what_it_is_about_is_said_in_one_way(duty: dict[str, Any]) -> None:
    assert (PLACE, "obligation_unclear") in codes(duty)


def test_what_silence_means_is_never_left_open() -> None:
    assert any(path.endswith("otherwise") for path, _ in codes(without(ALONE, "otherwise")))
