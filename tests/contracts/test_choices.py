"""What may be written in a place is read from the form itself; a name is matched to the nearest."""

import pytest

from contracts.file.choices import choices, names_for
from contracts.file.nearest import nearest
from tests.contracts.builders import TERM, an_agreement_tree

TREE = an_agreement_tree(TERM)


def offered(path: str) -> dict[str, str]:
    return dict(choices(TREE, path.split(".")))


def meant(path: str) -> dict[str, str]:
    return dict(names_for(TREE, path.split(".")))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("calendar.month_rounding", "down, up"),
        ("clauses.0.terms.0.exceptions.competing_therapy", "IGNORED, {result, list, lasting"),
        ("clauses.0.terms.0.cap", "{per, amount, excess, allocate}"),
        ("outcomes.fix_activity.better", "higher, lower"),
        ("parties.payer", "{role, of_record?, otherwise?}"),
    ],
)
def test_a_missing_field_has_its_choices(path: str, words: str) -> None:
    assert words in offered(path)["choices"]


def test_what_cannot_be_listed_has_an_example() -> None:
    assert offered("agreement.effective_from") == {"like": "2026-03-01"}
    assert offered("clauses.0.terms.0.milestone.every") == {"like": "P12M"}


def test_free_text_and_a_place_nobody_knows_have_neither() -> None:
    assert offered("clauses.0.text.da") == offered("nowhere.at.all") == {}
    assert offered("agreement.id.deeper") == offered("clauses.7.nothing") == {}


def test_a_name_nobody_knows_is_held_against_those_of_its_own_record() -> None:
    assert meant("clauses.0.terms.0.on_failur") == {"near": "on_failure"}
    assert meant("outcomes.fix_activity.presicion") == {"near": "precision"}
    assert meant("parties.payer.zzz") == {"known": "of_record, otherwise"}
    assert meant("agreement.id.zzz") == {}


def test_a_hyphen_or_a_capital_does_not_hide_the_nearest_name() -> None:
    assert nearest("Fix-Activity", ["fix_activity", "response"]) == "fix_activity"
    assert nearest("zzz", ["fix_activity"]) == ""
