"""What a visit says against what is recorded is asked about, and kept with a reason."""

from tests.app.followup.people import FIELDS
from tests.browsers import text_of

DEAD = {"kind": "death", "ev_on": "12-11-2026", "ev_cause": "unknown"}
RETURN = {"kind": "prophylaxis_resumed", "ev_on": "10-11-2026"}


def url(treatment):
    return f"/treatments/{treatment}/visits/M12"


def happened(browser, treatment, fields):
    assert browser.post(f"/treatments/{treatment}/events", fields).status_code == 303


def test_a_visit_after_a_recorded_death_is_asked_about(browser, treatment):
    happened(browser, treatment, DEAD)
    asked = browser.post(url(treatment), FIELDS)
    assert asked.status_code == 422
    assert "Patienten er registreret død 12-11-2026; besøget ligger efter." in text_of(asked)
    assert 'value="31,4"' in browser.get(url(treatment)).text


def test_a_visit_after_a_recorded_death_is_saved_with_a_reason(browser, treatment):
    happened(browser, treatment, DEAD)
    saved = browser.follow(browser.post(url(treatment), {**FIELDS, "reason": "forkert person"}))
    assert "Begrundelse: forkert person" in text_of(saved)


def test_a_draft_after_a_recorded_death_is_never_blocked(browser, treatment):
    happened(browser, treatment, DEAD)
    json = {"accept": "application/json"}
    assert browser.post(url(treatment) + "/draft", FIELDS, headers=json).status_code == 204


def test_no_prophylaxis_after_a_return_in_the_same_visit_is_asked_about(browser, treatment):
    both = {**FIELDS, "ev_prophylaxis_resumed_on": "10-11-2026"}
    asked = browser.post(url(treatment), both)
    assert asked.status_code == 422
    said = "Genoptaget profylakse er registreret 10-11-2026, men punktet siger Ingen."
    assert said in text_of(asked)
    kept = {**both, "prophylaxis_note": "stoppet igen"}
    assert browser.post(url(treatment), kept).status_code == 303


def test_prophylaxis_resumed_without_its_event_is_asked_about(browser, treatment):
    resumed = {**FIELDS, "prophylaxis": "resumed"}
    assert "Tilføj hændelsen med dato" in text_of(browser.post(url(treatment), resumed))
    with_event = {**resumed, "ev_prophylaxis_resumed_on": "10-11-2026"}
    assert browser.post(url(treatment), with_event).status_code == 303


def test_a_second_return_to_prophylaxis_says_that_one_stands(browser, treatment):
    happened(browser, treatment, RETURN)
    second = {**RETURN, "ev_on": "01-12-2026"}
    asked = browser.post(f"/treatments/{treatment}/events", second)
    assert asked.status_code == 422
    assert "Genoptaget profylakse er allerede registreret 10-11-2026" in text_of(asked)
    happened(browser, treatment, {**second, "ev_note": "efter pause"})


def test_a_second_return_entered_with_a_visit_says_that_one_stands(browser, treatment):
    happened(browser, treatment, RETURN)
    second = {**FIELDS, "prophylaxis": "resumed", "ev_prophylaxis_resumed_on": "01-12-2026"}
    asked = text_of(browser.post(url(treatment), second))
    assert "Genoptaget profylakse er allerede registreret 10-11-2026" in asked


def test_the_saved_visit_shows_its_events_with_their_days(browser, treatment):
    harm = {
        "ev_adverse_event_on": "02-01-2027",
        "ev_adverse_event_term": "ALAT-stigning",
        "ev_adverse_event_grade": "2",
    }
    saved = text_of(browser.follow(browser.post(url(treatment), {**FIELDS, **harm})))
    assert "Bivirkning 02-01-2027 · ALAT-stigning" in saved
