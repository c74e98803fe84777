"""Differences of two versions: word by word, fields in words, and the examples that changed."""

import pytest

from app.agreements import actions
from app.agreements.compared import of_examples, word_by_word
from app.agreements.field_words import field_words
from app.db.engine import write_tx
from contracts.library import examples_of, template
from contracts.load import load_agreement
from tests.browsers import text_of

TEXT, EXAMPLES = template("hemgenix_dk"), examples_of("hemgenix_dk")
HEMGENIX = load_agreement(TEXT, EXAMPLES)
SECOND = (
    TEXT.replace('version: "1"', 'version: "2"\n  supersedes: "1"')
    .replace("højst 60 dage før", "højst 50 dage før")
    .replace("Forebyggelse genoptaget i måned 47", "Forebyggelse i måned 47")
)


def told(old, new):
    marks = {"same": "{}", "del": "[-{}-]", "ins": "[+{}+]"}
    return "".join(marks[one.kind].format(one.text) for one in word_by_word(old, new))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("betales 60 % nu", "betales 50 % nu", "betales [-60-][+50+] % nu"),
        ("a b c d e f", "a b x y e f", "a b [-c d-][+x y+] e f"),
        ("a b c d", "a b c d e", "a b c d[+ e+]"),
        ("a b c d", "b c d", "[-a -]b c d"),
        ("helt andet", "noget nyt her", "[-helt andet-][+noget nyt her+]"),
        ("", "nyt", "[+nyt+]"),
        ("gammelt", "", "[-gammelt-]"),
    ],
)
def test_a_paragraph_is_told_word_by_word(old, new, found) -> None:
    assert told(old, new) == found


def test_nothing_is_lost_of_either_paragraph() -> None:
    old, new = (text.da for text in (HEMGENIX.clauses[0].text, HEMGENIX.titles))
    for first, second in ((old, new), (old, old.replace("60", "50"))):
        pieces = tuple(word_by_word(first, second))
        assert "".join(one.text for one in pieces if one.kind != "ins") == first
        assert "".join(one.text for one in pieces if one.kind != "del") == second


def test_fields_are_read_as_words_in_both_languages() -> None:
    assert field_words("agreement.supersedes", HEMGENIX, "da") == "Afløser version"
    assert field_words("agreement.supersedes", HEMGENIX, "en") == "Takes over from version"
    assert field_words("outcomes.fix_activity.unit", HEMGENIX, "da").endswith(", enhed")
    assert field_words("something.else", HEMGENIX, "da") == "something.else"


def test_examples_are_told_as_new_changed_or_removed() -> None:
    fewer = load_agreement(SECOND)
    found = of_examples(HEMGENIX, fewer, "da")
    assert (len(found.changed), found.new) == (1, frozenset())
    assert "Død af ukendt årsag" in found.removed
    assert len(of_examples(fewer, HEMGENIX, "da").new) == len(found.removed)


def test_the_page_tells_only_the_changed_examples_and_folds_the_rest(client_for) -> None:
    browser = client_for("analyst")
    with write_tx(browser.client.app.state.database) as session:
        for text in (TEXT, SECOND):
            actions.record_version(session, browser.actor, text, EXAMPLES)
    page = browser.get("/agreements/DK-HEMGENIX-ANNUITY/versions/2")
    assert "højst <del>60</del> <ins>50</ins> dage før" in page.text
    words = text_of(page)
    assert "ændret · Forebyggelse i måned 47" in words
    assert "eksempler er som i version 1" in words
    assert "Afløser version er tilføjet" in words
    assert "agreement.supersedes" not in words
