"""An agreement's text is changed where a field stands, and nowhere else."""

import pytest

from contracts.file.edited import CannotEdit, with_items, with_many, with_text, with_texts
from contracts.file.places import line_of, places
from contracts.file.source import read_tree
from contracts.library import names, template
from tests.contracts.refusals import refused

TEXT = """\
# Kept: a comment.
agreement:
  id: A-1   # kept too
  title: {da: Æble, en: 'It''s one'}
  note: >-
    Two lines
    of text.
shares: ["10 %", "20 %"]
periods:
- P1Y
- P2Y
examples:
  - id: one
# The end.
"""


def test_a_plain_field_is_changed_and_the_comment_beside_it_stays() -> None:
    assert "  id: A-2   # kept too\n" in with_text(TEXT, "agreement.id", "A-2")


def test_a_value_that_needs_quotes_gets_them() -> None:
    changed = with_text(TEXT, "agreement.id", 'a: "b" #c')
    assert read_tree(changed)[0]["agreement"]["id"] == 'a: "b" #c'


def test_a_field_in_brackets_keeps_its_quotes() -> None:
    assert "en: 'That''s it'}" in with_text(TEXT, "agreement.title.en", "That's it")


def test_a_folded_text_is_replaced_with_the_line_after_it_untouched() -> None:
    assert '  note: "Ny"\nshares:' in with_text(TEXT, "agreement.note", "Ny")


def test_a_new_field_stands_after_the_last_of_its_block() -> None:
    changed = with_text(TEXT, "agreement.version", "2")
    assert "    of text.\n  version: 2\nshares" in changed


def test_a_new_field_in_brackets_stands_inside_them() -> None:
    assert "en: 'It''s one', sv: Ja}" in with_text(TEXT, "agreement.title.sv", "Ja")


def test_a_new_field_in_the_last_line_needs_no_line_end() -> None:
    assert with_text("a:\n  b: 1", "a.c", "2") == "a:\n  b: 1\n  c: 2"


@pytest.mark.parametrize("path", ["nowhere.id", "shares.name", "agreement.id.more", "shares"])
def test_a_field_that_has_no_place_is_refused(path) -> None:
    with pytest.raises(CannotEdit, match=path.split(".")[0]):
        with_text(TEXT, path, "x")


def test_a_text_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(CannotEdit):
        with_text("a: [", "a", "x")


def test_an_edit_that_would_change_anything_else_is_refused() -> None:
    with pytest.raises(CannotEdit):
        with_text('a:\n  b: 1\n"a.b": 2\n', "a.b", "3")


def test_a_value_with_a_character_nobody_sees_is_refused() -> None:
    with pytest.raises(CannotEdit):
        with_text(TEXT, "agreement.id", "A\u200b1")


def test_a_list_of_the_same_length_is_changed_item_by_item() -> None:
    assert 'shares: ["10 %", "30 %"]' in with_texts(TEXT, "shares", ["10 %", "30 %"])
    assert "- P1Y\n- P3Y\n" in with_texts(TEXT, "periods", ["P1Y", "P3Y"])


def test_a_list_of_another_length_is_written_anew_on_its_line() -> None:
    assert 'shares: ["100 %"]\nperiods' in with_texts(TEXT, "shares", ["100 %"])
    assert 'periods: ["P5Y"]\nexamples' in with_texts(TEXT, "periods", ["P5Y"])


def test_what_is_no_list_is_not_written_as_one() -> None:
    with pytest.raises(CannotEdit):
        with_texts(TEXT, "agreement.id", ["a"])


def test_items_are_put_at_the_end_of_a_list_with_its_indentation() -> None:
    changed = with_items(TEXT, "examples", "- id: two\n  n: 1\n")
    assert "  - id: one\n  - id: two\n    n: 1\n# The end.\n" in changed


@pytest.mark.parametrize("text", ["a: 1\n", "a: 1\nexamples: []\n", "a: 1\nexamples: []"])
def test_a_list_is_begun_where_there_is_none(text) -> None:
    changed = with_items(text, "examples", "- id: two\n")
    assert changed == "a: 1\nexamples:\n- id: two\n"


@pytest.mark.parametrize("listed", ["x", "[{id: one}]"])
def test_items_are_not_put_where_they_do_not_fit(listed) -> None:
    with pytest.raises(CannotEdit):
        with_items(f"examples: {listed}\n", "examples", "- id: two\n")


@pytest.mark.parametrize("name", names())
def test_every_text_of_the_library_can_be_changed_in_place(name) -> None:
    text = template(name)
    fields = [path for path, place in places(text).items() if place.kind == "text"]
    for path in fields[::9]:
        assert with_text(text, path, "Ændret: 5 %") != text


def test_places_say_line_and_kind_and_the_file_itself_is_one() -> None:
    found = places(TEXT)
    assert (found["agreement.title"].line, found["agreement.title"].style) == (4, "flow")
    assert (found["periods.1"].line, found["periods"].kind) == (11, "list")
    assert found[""].children[0] == "agreement"
    assert places("") == {}


def test_a_key_that_is_no_text_has_no_place_of_its_own() -> None:
    assert "b" in places("? [a]\n: 1\nb: 2\n")


def test_a_fault_stands_on_its_line_or_on_that_of_what_lacks_it() -> None:
    text = template("hemgenix_dk").replace("withdrawal: EXCUSED", "withdrawl: EXCUSED")
    lines = {line_of(fault, places(text)) for fault in refused(text)}
    number = text[: text.index("withdrawl")].count("\n") + 1
    above = text[: text.index("    exceptions:")].count("\n") + 1
    assert lines == {number, above}


def test_a_fault_of_a_text_that_cannot_be_read_carries_its_line() -> None:
    assert {line_of(fault, {}) for fault in refused("a: 1\nb: [")} <= {2, 3}
    assert line_of(refused("- 1")[0], {}) is None


def test_several_fields_are_changed_at_once_whatever_their_order() -> None:
    changed = with_many(TEXT, {"periods.1": "P3Y", "agreement.id": "A-2", "agreement.note": "Ny"})
    assert changed == with_text(
        with_text(with_text(TEXT, "agreement.id", "A-2"), "agreement.note", "Ny"),
        "periods.1",
        "P3Y",
    )
    assert with_many(TEXT, {}) == TEXT


@pytest.mark.parametrize("path", ["nowhere.id", "shares"])
def test_none_of_several_fields_is_changed_where_one_has_no_place(path) -> None:
    with pytest.raises(CannotEdit):
        with_many(TEXT, {"agreement.id": "A-2", path: "x"})
