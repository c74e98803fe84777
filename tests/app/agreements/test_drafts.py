"""Drafts that outlive the page: kept with a check, found by their old address once kept."""

import pytest

from app.agreements import drafts
from app.db.engine import write_tx
from contracts.library import template
from tests.browsers import text_of

TEXT = template("hemgenix_dk")
FAULTY = TEXT.replace("withdrawal: EXCUSED", "withdrawl: EXCUSED")


@pytest.fixture
def browser(db, client_for):
    return client_for("analyst")


def seen_in(page: str) -> str:
    return page.split('name="seen" value="')[1].partition('"')[0]


def test_a_text_that_is_only_checked_is_kept_as_a_draft_all_the_same(browser) -> None:
    browser.post("/agreements/new", {"text": FAULTY, "act": "check"})
    assert "withdrawl: EXCUSED" in browser.get("/agreements/new").text


def test_a_check_never_puts_aside_the_draft_of_another_window(browser) -> None:
    seen = seen_in(browser.get("/agreements/new").text)
    browser.post("/agreements/draft", {"text": "# other", "seen": seen})
    answer = browser.post("/agreements/new", {"text": TEXT, "act": "check", "seen": seen})
    assert answer.status_code == 422
    assert "gemt i et andet vindue" in text_of(answer)
    assert "# other" in browser.get("/agreements/new").text


def test_a_check_is_answered_where_the_draft_cannot_be_kept(db, browser) -> None:
    with write_tx(db) as session:
        for number in range(drafts.MOST):
            drafts.save(session, browser.actor, drafts.Draft(f"new:{number}", "x"))
    answer = browser.post("/agreements/new", {"text": TEXT, "act": "check"})
    assert "Kontrollen fandt ingen fejl" in text_of(answer)


def test_the_address_of_a_draft_leads_to_the_version_it_became(browser) -> None:
    subject = "new:DK-HEMGENIX-ANNUITY"
    browser.post("/agreements/draft", {"subject": subject, "text": TEXT})
    browser.post("/agreements/new", {"text": TEXT, "act": "save", "subject": subject})
    answer = browser.get(f"/agreements/new?draft={subject}")
    there = "/agreements/DK-HEMGENIX-ANNUITY/versions/1"
    assert answer.headers["location"] == f"{there}?done=already-kept"
    assert browser.get("/agreements/new?draft=new:NOTHING").status_code == 404
    second = TEXT.replace('version: "1"', 'version: "2"\n  supersedes: "1"')
    browser.post("/agreements/new", {"text": second, "act": "save"})
    answer = browser.get(f"{there}/edit")
    assert answer.headers["location"].endswith("/versions/2?done=already-kept")


def test_the_live_check_drops_the_mark_with_the_field(browser) -> None:
    plain = TEXT.replace('illustrative: "true"', 'illustrative: "false"')
    for text, there in ((TEXT, True), (plain, False)):
        page = browser.post("/agreements/check", {"text": text})
        assert ("Illustrative vilkår" in text_of(page)) is there
