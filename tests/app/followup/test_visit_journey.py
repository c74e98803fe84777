"""A nurse enters, corrects and meets a visit again, in a browser."""

from tests.app.followup.people import FIELDS
from tests.browsers import text_of


def url(treatment):
    return f"/treatments/{treatment}/visits/M12"


def test_a_due_visit_is_one_click_from_the_list(browser, treatment):
    answer = browser.get("/follow-up")
    assert answer.status_code == 200
    assert f"{url(treatment)}" in answer.text
    assert browser.get(url(treatment)).status_code == 200


def test_a_whole_visit_is_saved_and_then_read_only(browser, treatment):
    saved = browser.follow(browser.post(url(treatment), FIELDS))
    assert "31,4 %" in text_of(saved)
    assert 'name="fix_activity"' not in saved.text


def test_a_saved_visit_leaves_the_list(browser, treatment):
    browser.post(url(treatment), FIELDS)
    assert f"{url(treatment)}" not in browser.get("/follow-up").text


def test_missing_items_stay_as_a_draft_with_everything_typed(browser, treatment):
    partly = {**FIELDS, "alt": "", "weight": "", "pro_score": ""}
    answer = browser.post(url(treatment), partly)
    assert answer.status_code == 422
    assert "3 felter mangler. Gemt som kladde." in text_of(answer)
    assert 'value="31,4"' in answer.text
    assert 'value="31,4"' in browser.get(url(treatment)).text


def test_one_reason_can_be_given_for_everything_that_is_missing(browser, treatment):
    partly = {**FIELDS, "alt": "", "weight": "", "all_missing": "not_done"}
    saved = browser.follow(browser.post(url(treatment), partly))
    assert "ikke udført" in text_of(saved)


def test_an_implausible_value_is_asked_about_and_kept_with_a_reason(browser, treatment):
    high = {**FIELDS, "fix_activity": "480"}
    asked = browser.post(url(treatment), high)
    assert asked.status_code == 422
    assert "480 % er over 400 %. Ret" in text_of(asked)
    kept = browser.follow(
        browser.post(url(treatment), {**high, "fix_activity_note": "målt to gange"})
    )
    assert "480 %" in text_of(kept)


def test_a_letter_for_a_digit_comes_back_with_a_suggestion(browser, treatment):
    answer = browser.post(url(treatment), {**FIELDS, "fix_activity": "5,O"})
    assert answer.status_code == 422
    assert "Mente du 5,0?" in text_of(answer)


def test_a_late_visit_is_saved_and_said_to_be_late(browser, treatment):
    early = {**FIELDS, "held_on": "01-10-2026"}
    saved = browser.follow(browser.post(url(treatment), early))
    assert "før vinduet" in text_of(saved)


def test_a_correction_asks_why_and_keeps_both_versions(browser, treatment):
    browser.post(url(treatment), FIELDS)
    changed = {**FIELDS, "fix_activity": "13,4", "visit_version": "1"}
    changed |= {
        f"{name}_version": "1" for name in FIELDS if name != "held_on" and "_" not in name[-7:]
    }
    changed |= {
        "fix_activity_version": "1",
        "fix_inhibitor_version": "1",
        "pro_score_version": "1",
        "treated_bleeds_version": "1",
    }
    changed = {k: v for k, v in changed.items() if not k.endswith("method_version")}
    assert browser.post(url(treatment), changed).status_code == 422
    saved = browser.follow(browser.post(url(treatment), {**changed, "reason": "tastefejl"}))
    assert "13,4 %" in text_of(saved)
    assert "31,4 %" in text_of(saved)
    assert "tastefejl" in text_of(saved)


def test_the_same_form_sent_twice_is_saved_once(browser, treatment):
    fields = {**FIELDS, "request_key": "k" * 32}
    first, second = browser.post(url(treatment), fields), browser.post(url(treatment), fields)
    assert first.headers["location"] == second.headers["location"]
    assert "versioner" not in text_of(browser.follow(second))


def test_two_people_at_once_choose_field_by_field(browser, colleague, treatment):
    colleague.post(url(treatment), {**FIELDS, "fix_activity": "30"})
    answer = browser.post(url(treatment), FIELDS)
    assert answer.status_code == 409
    assert "Per Lund" in text_of(answer)
    assert "31,4 %" in text_of(answer)
    assert "30 %" in text_of(answer)


def test_after_choosing_the_chosen_value_holds(browser, colleague, treatment):
    colleague.post(url(treatment), {**FIELDS, "fix_activity": "30"})
    browser.post(url(treatment), FIELDS)
    chosen = {
        **FIELDS,
        "merge": "fix_activity",
        "fix_activity_choose": "theirs",
        "fix_activity_version": "1",
    }
    saved = browser.follow(browser.post(url(treatment), chosen))
    assert "30 %" in text_of(saved)


def test_death_is_recorded_from_the_visit_and_ends_the_list(browser, treatment):
    dead = {"ev_death_on": "06-01-2027", "ev_death_cause": "unknown"}
    browser.follow(browser.post(url(treatment), {**FIELDS, **dead}))
    assert f"/treatments/{treatment}/visits" not in browser.get("/follow-up?show=all").text


def test_a_draft_is_always_kept_and_only_the_person_sees_it(browser, colleague, treatment):
    typed = {"fix_activity": "not a number yet", "held_on": "??"}
    answer = browser.post(url(treatment) + "/draft", typed, headers={"accept": "application/json"})
    assert answer.status_code == 204
    assert "not a number yet" in browser.get(url(treatment)).text
    assert "not a number yet" not in colleague.get(url(treatment)).text


def test_without_a_script_the_draft_button_comes_back_to_the_visit(browser, treatment):
    page = browser.follow(browser.post(url(treatment) + "/draft", {"alt": "3"}))
    assert "Kladden er gemt" in text_of(page)


def test_a_visit_that_was_not_held_leaves_the_list_with_its_reason(browser, treatment):
    page = browser.follow(browser.post(url(treatment) + "/not-held", {"why_not_held": "refused"}))
    assert "afslået" in text_of(page)
    assert f"{url(treatment)}" not in browser.get("/follow-up").text


def test_a_field_the_form_does_not_have_is_refused(browser, treatment):
    assert browser.post(url(treatment), {**FIELDS, "recorded_by": "1"}).status_code == 422
