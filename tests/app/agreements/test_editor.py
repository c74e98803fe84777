"""The editor: a check that writes nothing, drafts nobody else sees, examples to put in."""

import pytest
from sqlmodel import select

from app.agreements import drafts
from app.agreements.live import look
from app.agreements.offers import first_new_line
from app.agreements.pace import CHECKS, Pace, TooFast
from app.db.engine import read_tx, write_tx
from app.db.tables.agreements import AgreementDraft, AgreementVersion
from app.permissions import NotFound
from contracts.coverage.gate import missing_cells
from contracts.file.source import MAX_BYTES
from contracts.library import template
from contracts.load import load_agreement, read_agreement
from tests.browsers import text_of

TEXT = template("hemgenix_dk")
FAULTY = TEXT.replace("withdrawal: EXCUSED", "withdrawl: EXCUSED")
RED = TEXT.replace('total: "8420833.33"', 'total: "8420833.34"')


@pytest.fixture
def browser(db, client_for):
    return client_for("analyst")


def shown(text, lang="da"):
    return look(read_agreement(text), text, lang)


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_a_fault_leads_to_its_line() -> None:
    assert line_of(FAULTY, "withdrawl") in {fault.line for fault in shown(FAULTY).faults}


def test_the_other_clauses_are_read_while_one_is_wrong() -> None:
    text = template("luxturna_dk").replace("not_infused:", "not_infusd:")
    clauses = shown(text).clauses
    assert [clause.unreadable for clause in clauses] == [1, 0]
    assert clauses[1].terms[0].sentence
    assert clauses[0].faults


def test_sentences_are_told_in_both_languages() -> None:
    danish, english = (shown(TEXT, lang).clauses[0].terms[0].sentence for lang in ("da", "en"))
    assert danish.startswith("Prisen")
    assert english != danish


def test_a_red_example_says_what_was_expected_and_what_the_rule_gives() -> None:
    (example,) = shown(RED).examples
    assert (example.ran, example.right) == (True, False)
    assert (example.expected, example.found) == ("8.420.833,34\xa0kr.", "8.420.833,33\xa0kr.")


def test_a_red_line_says_why() -> None:
    wrong = TEXT.replace('milestone: "4", status: PRO_RATA', 'milestone: "4", status: MET')
    line = shown(wrong).examples[0].lines[3]
    assert not line.right
    assert "11/12 af perioden betales" in line.why


def test_a_line_the_rule_does_not_give_is_red() -> None:
    wrong = TEXT.replace('milestone: "5", status', 'milestone: "15", status')
    assert shown(wrong).examples[0].lines[4].found == "–"


def test_examples_wait_for_the_faults_to_be_mended() -> None:
    assert [one.ran for one in shown(FAULTY).examples] == [False]


def test_an_example_whose_facts_cannot_be_read_says_so() -> None:
    wrong = TEXT.replace("valid_on: 2024-09-10", "valid_on: 2024-13-10")
    assert any("2024-13-10" in problem for problem in shown(wrong).examples[0].problems)


def test_what_the_examples_say_and_no_clause_reads_is_told() -> None:
    odd = TEXT.replace(
        "  - {kind: event,",
        "  - {kind: event, name: ralapse, valid_on: 2028-01-01}\n  - {kind: event,",
    )
    assert any("ralapse" in note for note in shown(odd).notes)


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "clauses: 1", "clauses: [1]\nexamples: [1]"])
def test_a_text_that_says_nothing_yet_is_looked_at_all_the_same(text) -> None:
    found = shown(text)
    assert not found.right
    assert found.clauses == ()


def test_the_check_answers_with_a_part_of_the_page_and_writes_nothing(db, browser) -> None:
    answer = browser.post("/agreements/check", {"text": FAULTY})
    assert "data-check-result" in answer.text
    assert "<html" not in answer.text
    assert f'data-line="{line_of(FAULTY, "withdrawl")}"' in answer.text
    with read_tx(db) as session:
        assert session.exec(select(AgreementDraft)).all() == []
        assert session.exec(select(AgreementVersion)).all() == []


def test_the_check_never_runs_twice_at_once_for_one_person(browser) -> None:
    with CHECKS.one(browser.actor.user_id):
        answer = browser.post("/agreements/check", {"text": TEXT})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert browser.post("/agreements/check", {"text": TEXT}).status_code == 200


def test_so_many_checks_a_minute_are_enough() -> None:
    pace = Pace(most=2)
    for _ in range(2):
        with pace.one(1):
            pass
    with pytest.raises(TooFast) as fast, pace.one(1):
        pass
    assert 1 <= fast.value.seconds <= 60
    with pace.one(2):
        pass


def test_a_minute_later_there_is_room_again() -> None:
    pace = Pace(most=1, within=0)
    for _ in range(3):
        with pace.one(1):
            pass


def test_a_text_too_big_is_told_so_at_once(browser) -> None:
    answer = browser.post("/agreements/check", {"text": "a" * (MAX_BYTES + 1)})
    assert "højst 256 kB" in text_of(answer)


def test_a_draft_is_its_authors_alone(db, browser, client_for) -> None:
    kept = browser.post("/agreements/draft", {"subject": "new:DK-1", "text": "# mine"})
    assert "# mine" in browser.follow(kept).text
    other = client_for("analyst")
    assert other.get("/agreements/new?draft=new:DK-1").status_code == 404
    assert "DK-1" in browser.get("/agreements").text
    assert "DK-1" not in other.get("/agreements").text


def test_the_script_is_answered_without_a_page(browser) -> None:
    answer = browser.post(
        "/agreements/draft", {"text": "# mine"}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 204
    assert "# mine" in browser.get("/agreements/new").text


def test_a_draft_is_overwritten_and_thrown_away(db, browser) -> None:
    for text in ("# one", "# two"):
        browser.post("/agreements/draft", {"text": text})
    page = browser.get("/agreements/new").text
    assert "# two" in page
    assert "# one" not in page
    browser.post("/agreements/draft/drop", {"subject": "new"})
    assert "# two" not in browser.get("/agreements/new").text


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].partition('"')[0]


def test_a_draft_saved_in_another_window_is_not_overwritten_and_both_texts_are_kept(
    browser,
) -> None:
    both = seen_in(browser.get("/agreements/new").text)
    browser.post("/agreements/draft", {"text": "# one", "seen": both})
    refused = browser.post("/agreements/draft", {"text": "# two", "seen": both})
    assert refused.status_code == 422
    assert "gemt i et andet vindue" in text_of(refused)
    assert "# two" in refused.text
    assert "# one" in browser.get("/agreements/new").text
    browser.post("/agreements/draft", {"text": "# two", "seen": seen_in(refused.text)})
    assert "# two" in browser.get("/agreements/new").text


def test_the_script_learns_what_stands_and_is_refused_where_something_else_does(browser) -> None:
    script = {"accept": "application/json"}
    first = browser.post("/agreements/draft", {"text": "# 1", "seen": ""}, headers=script)
    form = {"text": "# 2", "seen": first.headers["x-seen"]}
    assert browser.post("/agreements/draft", form, headers=script).status_code == 204
    late = browser.post("/agreements/draft", form | {"text": "# 3"}, headers=script)
    assert late.status_code == 422
    assert "# 2" in browser.get("/agreements/new").text


def test_keeping_a_version_leaves_the_draft_of_another_window(browser) -> None:
    seen = seen_in(browser.get("/agreements/new").text)
    browser.post("/agreements/draft", {"text": "# other", "seen": seen})
    form = {"text": TEXT, "act": "save", "subject": "new", "seen": seen}
    assert browser.post("/agreements/new", form).status_code == 303
    assert "# other" in browser.get("/agreements/new").text


def test_a_draft_longer_than_an_agreement_may_be_is_not_kept(browser) -> None:
    answer = browser.post("/agreements/draft", {"text": "a" * (MAX_BYTES + 1)})
    assert answer.status_code == 422
    assert "kladden er ikke gemt" in text_of(answer)


@pytest.mark.parametrize("subject", ["", "other", "edit:", "new:a:b"])
def test_a_draft_needs_something_to_be_about(db, person, subject) -> None:
    author = person("analyst")
    with pytest.raises(NotFound), write_tx(db) as session:
        drafts.save(session, author, drafts.Draft(subject, "x"))


def test_nobody_keeps_drafts_without_end(db, person) -> None:
    author = person("analyst")
    with pytest.raises(NotFound), write_tx(db) as session:
        for number in range(drafts.MOST + 1):
            drafts.save(session, author, drafts.Draft(f"new:{number}", "x"))


def test_keeping_the_version_ends_the_draft(db, browser) -> None:
    browser.post("/agreements/draft", {"text": TEXT})
    kept = browser.post("/agreements/new", {"text": TEXT, "act": "save"})
    assert kept.headers["location"].endswith("?done=version-saved")
    with read_tx(db) as session:
        assert session.exec(select(AgreementDraft)).all() == []


def test_a_new_version_begins_from_the_old_one(client_for, world) -> None:
    page = client_for("analyst").get(f"/agreements/{world.agreement}/versions/1/edit")
    assert "version: &#34;2&#34;" in page.text
    assert "supersedes: 1" in page.text


def test_an_empty_text_and_a_file_that_is_no_text_are_sent_back(browser) -> None:
    assert "Der er ingen tekst" in text_of(browser.post("/agreements/new", {"text": " "}))
    files = {"text_file": ("a.yaml", b"a: \xff")}
    answer = browser.post("/agreements/new", {"text": "# mine"}, files=files)
    assert answer.status_code == 422
    assert "# mine" in answer.text


def test_a_file_takes_the_place_of_the_text(browser) -> None:
    files = {"text_file": ("a.yaml", TEXT.replace("\n", "\r\n").encode())}
    answer = browser.post("/agreements/new", {"text": "# mine", "act": "check"}, files=files)
    assert "Kontrollen fandt ingen fejl" in text_of(answer)


def test_cases_without_an_example_are_told_and_examples_suggested(browser) -> None:
    page = text_of(browser.post("/agreements/new", {"text": TEXT, "act": "offer"}))
    assert "Tilfælde uden eksempel" in page
    assert "Skal bekræftes af parterne" in page


def test_the_suggested_examples_close_every_case(db, browser) -> None:
    answer = browser.post("/agreements/new", {"text": TEXT, "act": "example:*"})
    assert "#line-" in answer.headers["location"]
    with read_tx(db) as session:
        (draft,) = drafts.mine(session, browser.actor)
    assert missing_cells(load_agreement(draft.text)) == ()
    assert draft.text.startswith(TEXT.rstrip())


def test_an_example_that_is_not_offered_is_not_put_in(browser) -> None:
    answer = browser.post("/agreements/new", {"text": TEXT, "act": "example:nothing"})
    assert answer.status_code == 422
    answer = browser.post("/agreements/new", {"text": FAULTY, "act": "example:*"})
    assert "kan ikke sættes ind" in text_of(answer)


def test_the_first_new_line_is_found() -> None:
    assert first_new_line("a\nb\n", "a\nb\nc\n") == 3
    assert first_new_line("a\nb\n", "a\nc\nb\n") == 2


def test_a_product_outside_the_catalogue_is_told_at_the_text(browser) -> None:
    unknown = TEXT.replace("product: hemgenix", "product: nothing").replace(
        "value: hemgenix", "value: nothing"
    )
    answer = browser.post("/agreements/new", {"text": unknown, "act": "save"})
    assert answer.status_code == 422
    assert "findes ikke i kataloget" in text_of(answer)
