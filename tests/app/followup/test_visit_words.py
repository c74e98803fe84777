"""What the visit's page says before, during and after typing."""

from datetime import date

from tests.app.followup.people import FIELDS, treated
from tests.browsers import text_of


def late_visit(browser, treatment):
    return text_of(browser.get(f"/treatments/{treatment}/visits/M09"))


def url(treatment):
    return f"/treatments/{treatment}/visits/M12"


def test_before_a_day_is_typed_a_late_visit_is_told_that_its_window_closed(browser, treatment):
    page = late_visit(browser, treatment)
    assert "Vinduet lukkede for 68 dage siden. Besøget kan stadig indtastes" in page
    assert "Besøget ligger" not in page


def test_once_a_day_is_typed_only_that_day_is_judged(browser, treatment):
    held = {"held_on": "20-11-2026"}
    browser.post(f"/treatments/{treatment}/visits/M09/draft", held)
    page = late_visit(browser, treatment)
    assert "Besøget ligger 15 dage efter vinduet. Det kan gemmes alligevel." in page
    assert "Vinduet lukkede" not in page


def test_a_saved_visit_is_no_longer_told_that_it_can_be_saved(browser, treatment):
    saved = browser.follow(browser.post(url(treatment), {**FIELDS, "held_on": "01-10-2026"}))
    assert "Besøget ligger 36 dage før vinduet." in text_of(saved)
    assert "Det kan gemmes" not in text_of(saved)


def test_wrong_and_missing_fields_stand_under_one_headline(browser, treatment):
    partly = {**FIELDS, "alt": "", "weight": "", "fix_activity": "3l,4"}
    answer = browser.post(url(treatment), partly)
    page = text_of(answer)
    assert "3 ting skal rettes. Alt er gemt som kladde." in page
    assert "felter mangler" not in page
    assert answer.text.count('role="alert"') == 1


def test_every_letter_for_a_reason_is_named(browser, treatment):
    page = text_of(browser.post(url(treatment), {**FIELDS, "alt": ""}))
    for letter in ("U = ukendt", "I = ikke", "R = ikke", "A = afsl", "F = flyttet", "D = d"):
        assert letter in page


def test_the_visit_opens_with_the_cursor_in_its_first_field(browser, treatment):
    page = browser.get(url(treatment)).text
    assert "autofocus" in page.split('id="f-held_on"')[1].split(">")[0]


def test_a_count_below_zero_has_one_message(browser, treatment):
    page = text_of(browser.post(url(treatment), {**FIELDS, "treated_bleeds": "-1"}))
    assert "-1 er under 0." in page
    assert "helt tal" not in page


def test_a_tenth_is_suggested_only_far_above_the_range(browser, treatment):
    far = text_of(browser.post(url(treatment), {**FIELDS, "fix_activity": "1010"}))
    near = text_of(browser.post(url(treatment), {**FIELDS, "fix_activity": "480"}))
    assert "Mente du 101,0?" in far
    assert "Mente du" not in near


def test_the_method_is_named_in_danish(browser, treatment):
    assert "1-trins" in text_of(browser.get(url(treatment)))


def test_a_window_that_ends_today_closes_today(browser, db, nurse):
    treated(db, nurse, infused=date(2025, 11, 13), cpr="020290-1234")
    assert "lukker i dag" in text_of(browser.get("/follow-up"))


def test_the_list_marks_my_own_draft(browser, colleague, treatment):
    browser.post(url(treatment) + "/draft", {"alt": "3"})
    assert "kladde gemt" in text_of(browser.get("/follow-up"))
    assert "kladde gemt" not in text_of(colleague.get("/follow-up"))


def test_the_dead_leave_what_could_have_been_recorded(browser, client_for, person, treatment):
    browser.post(url(treatment) + "/not-held", {"why_not_held": "refused"})
    browser.post(url(treatment), {**FIELDS, "alt": "", "alt_missing": "dead", "reason": "x"})
    lead = client_for("site_lead", actor=person("site_lead", "rh-haem"))
    assert "0/0 død 1" in text_of(lead.get("/completeness"))
