"""New amounts for red examples: shown before they are put in, and nothing but amounts."""

import pytest

from app.agreements.amounts import amounts, taken
from app.agreements.drafts import Draft
from app.agreements.live import look
from contracts.file.edited import CannotEdit
from contracts.library import examples_of, template
from contracts.load import read_agreement
from tests.browsers import text_of

TEXT, EXAMPLES = template("hemgenix_dk"), examples_of("hemgenix_dk")
TEN = ", ".join(['"10 %"'] * 10)
SHIFTED = TEXT.replace(TEN, ", ".join(['"15 %"', '"5 %"', *['"10 %"'] * 8]))
FIRST = "prophylaxis-resumed-month-47"


def red(draft):
    reading = read_agreement(draft.text, draft.examples or None)
    return look(reading, draft.text, "da").red


def test_each_new_amount_is_told_beside_the_old() -> None:
    (first,) = amounts(Draft("new", SHIFTED), "da").examples
    assert (first.id, len(first.rows)) == (FIRST, 2)
    assert first.rows[0].line == "Betaling, så længe behandlingen virker, 1"
    assert (first.rows[0].old, first.rows[0].new) == ("2.150.000,00\xa0kr.", "3.225.000,00\xa0kr.")


def test_an_example_is_green_with_them_and_nothing_else_is_changed() -> None:
    changed = taken(Draft("new", SHIFTED), FIRST)
    assert red(changed) == 0
    lines = zip(SHIFTED.splitlines(), changed.text.splitlines(), strict=True)
    assert sum(old != new for old, new in lines) == 2


def test_examples_in_a_file_of_their_own_are_mended_there_with_their_sentences() -> None:
    draft = Draft("new", SHIFTED, EXAMPLES)
    before = red(draft)
    changed = taken(draft, "*")
    assert before > 1
    assert red(changed) == 0
    assert "DKK 2,956,250" in changed.examples
    assert "DKK 2,956,250" not in changed.text


def test_another_result_is_left_to_the_parties() -> None:
    wrong = TEXT.replace('milestone: "4", status: PRO_RATA', 'milestone: "4", status: MET')
    found = amounts(Draft("new", wrong), "da")
    assert (found.examples, found.beyond) == ((), ("Forebyggelse genoptaget i måned 47",))
    with pytest.raises(CannotEdit):
        taken(Draft("new", wrong), "*")


def test_facts_that_cannot_be_read_have_no_amounts() -> None:
    wrong = TEXT.replace("valid_on: 2024-09-10", "valid_on: 2024-13-10")
    assert amounts(Draft("new", wrong), "da").examples == ()


def test_a_text_with_a_fault_is_mended_first() -> None:
    faulty = Draft("new", TEXT.replace("withdrawal: EXCUSED", "withdrawl: EXCUSED"))
    assert amounts(faulty, "da") == amounts(Draft("new", "a: ["), "da")
    with pytest.raises(CannotEdit):
        taken(faulty, "*")


def test_the_editor_shows_them_puts_them_in_and_keeps_the_draft(client_for) -> None:
    browser = client_for("analyst")
    form = {"text": SHIFTED, "subject": "new"}
    assert "Brug de beløb, reglen giver nu" in text_of(browser.post("/agreements/check", form))
    shown = browser.post("/agreements/new", form | {"act": "amounts"})
    assert "<del>2.150.000,00\xa0kr.</del> → <ins>3.225.000,00\xa0kr.</ins>" in shown.text
    done = browser.post("/agreements/new", form | {"act": f"amounts:{FIRST}"})
    assert done.status_code == 200
    assert "Intet eksempel afviger kun i beløb" in text_of(done)
    assert "3225000.00" in browser.get("/agreements/new").text


def test_amounts_of_an_example_that_is_gone_are_not_put_in(client_for) -> None:
    form = {"text": SHIFTED, "act": "amounts:nothing"}
    assert client_for("analyst").post("/agreements/new", form).status_code == 422
