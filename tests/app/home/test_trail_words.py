"""The auditor reads words: what was done, on what, and for what somebody looked."""

import re
from pathlib import Path

import pytest

from app.home.trail_words import NOUNS, VERBS, action_words, criterion_words, subject_words

WRITTEN = re.compile(r'"([a-z_]+)\.([a-z_]+)", f?"[a-z_]+:')


def test_a_change_is_read_as_words_in_both_languages() -> None:
    assert action_words("user.signed_in", "da") == "Bruger: logget ind"
    assert action_words("user.signed_in", "en") == "User: signed in"


def test_every_change_that_is_written_down_has_words() -> None:
    sources = "\n".join(path.read_text() for path in sorted(Path("app").rglob("*.py")))
    unknown = {(n, v) for n, v in WRITTEN.findall(sources) if n not in NOUNS or v not in VERBS}
    assert not unknown


def test_a_change_of_a_kind_not_known_is_shown_as_written() -> None:
    assert action_words("moon.landed", "da") == "moon.landed"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("line:64", "Afregningslinje 64"),
        ("settlement:" + "d31f1781bd1064cf" * 4, "Afregning d31f1781bd10"),
        ("agreement:DK-HEMGENIX-ANNUITY", "Aftale DK-HEMGENIX-ANNUITY"),
    ],
)
def test_what_was_changed_is_named_and_long_ids_are_cut(code: str, said: str) -> None:
    assert subject_words(code, "da") == said


def test_what_was_looked_for_is_said() -> None:
    assert criterion_words("settlements:due", "da") == "Afregninger: forfalder i perioden"
    assert criterion_words("file:3 row:4", "da") == "Fil 3, række 4"
    assert criterion_words("by P-0123", "da") == "på P-nummer P-0123"
