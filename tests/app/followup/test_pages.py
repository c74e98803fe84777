"""The pages around a visit: list, time line, events, completeness; and what strangers get."""

import pytest
from sqlmodel import select

from app.db.engine import read_tx
from app.db.tables.trail import AccessRecord
from tests.app.followup.people import CPR, FIELDS, SITE, correct, seen_at, seen_in
from tests.browsers import text_of

PAGES = ("", "/visits/M12", "/events/new")


def looks(db):
    with read_tx(db) as session:
        return [(r.kind, r.criterion) for r in session.exec(select(AccessRecord)).all()]


@pytest.mark.parametrize("page", PAGES)
def test_another_departments_page_cannot_be_told_from_no_page(
    client_for, stranger, treatment, page
):
    browser = client_for("clinician", actor=stranger)
    theirs = browser.get(f"/treatments/{treatment}{page}")
    unknown = browser.get(f"/treatments/999{page}")
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.text == unknown.text.replace("/999", f"/{treatment}")


def test_the_cpr_number_is_masked_until_asked_for_and_the_asking_is_logged(db, browser, treatment):
    assert CPR not in browser.get(f"/treatments/{treatment}").text
    assert CPR in browser.post(f"/treatments/{treatment}/cpr").text
    assert ("open", "CPR") in looks(db)


def test_every_page_about_a_patient_is_logged_before_it_is_shown(db, browser, treatment):
    for address in ("/follow-up", "/patients", f"/treatments/{treatment}"):
        browser.get(address)
    assert [kind for kind, _ in looks(db)] == ["list", "list", "open"]


def test_no_page_of_a_clinician_shows_an_amount(browser, treatment):
    for page in ("/follow-up", f"/treatments/{treatment}", f"/treatments/{treatment}/visits/M12"):
        assert "kr." not in text_of(browser.get(page))


def test_an_event_is_added_corrected_and_taken_back(browser, treatment):
    base = f"/treatments/{treatment}"
    fields = {"kind": "next_therapy", "ev_on": "01-12-2026", "ev_term": "gentransplantation"}
    page = browser.follow(browser.post(f"{base}/events", fields))
    assert "gentransplantation" in text_of(page)
    address = page.text.split(f"{base}/events/")[2].split('"')[0]
    changed = {**fields, "ev_on": "02-12-2026"}
    event = f"{base}/events/{address}"
    assert correct(browser, event, changed).status_code == 422
    browser.follow(correct(browser, event, {**changed, "reason": "forkert dag"}))
    assert "forkert dag" in text_of(browser.get(event))
    gone = browser.follow(correct(browser, event, {"retract_reason": "skete ikke"}, "/retract"))
    assert "gentransplantation" not in text_of(gone)


@pytest.mark.parametrize("way", ["", "/retract"])
def test_an_older_form_does_not_overwrite_another_s_event(browser, treatment, way):
    base = f"/treatments/{treatment}"
    fields = {"kind": "next_therapy", "ev_on": "01-12-2026", "ev_term": "gentransplantation"}
    page = browser.follow(browser.post(f"{base}/events", fields))
    event = f"{base}/events/" + page.text.split(f"{base}/events/")[2].split('"')[0]
    seen = seen_at(browser, event)
    correct(browser, event, {**fields, "ev_on": "02-12-2026", "reason": "forkert dag"})
    late = {"retract_reason": "ældre"} if way else {**fields, "reason": "ældre"}
    answer = browser.post(event + way, {**late, "seen": seen})
    assert answer.status_code == 422
    assert "ældre" in answer.text
    assert "02-12-2026" in text_of(answer)
    assert "02-12-2026" in text_of(browser.get(base))
    assert browser.post(event + way, {**late, "seen": seen_in(answer)}).status_code == 303


def test_an_event_without_its_date_comes_back_with_what_was_typed(browser, treatment):
    answer = browser.post(
        f"/treatments/{treatment}/events",
        {"kind": "adverse_event", "ev_term": "ALAT-stigning", "ev_grade": "2"},
    )
    assert answer.status_code == 422
    assert 'value="ALAT-stigning"' in answer.text


def test_a_changed_infusion_date_needs_a_reason(browser, treatment):
    state = {"state": "infused", "state_on": "06-01-2026"}
    assert browser.post(f"/treatments/{treatment}/states", state).status_code == 422
    state["state_reason"] = "forkert dag"
    page = browser.follow(browser.post(f"/treatments/{treatment}/states", state))
    assert "06-01-2026" in text_of(page)


def test_opting_out_of_secondary_use_is_shown_and_can_be_taken_back(browser, treatment):
    base = f"/treatments/{treatment}"
    fields = {"opted_out": "yes", "opted_out_on": "01-12-2026"}
    assert "kun til behandling" in text_of(
        browser.follow(browser.post(f"{base}/secondary-use", fields))
    )
    fields = {"opted_out": "no", "opted_out_on": "02-12-2026"}
    page = browser.follow(browser.post(f"{base}/secondary-use", fields))
    assert "kun til behandling" not in text_of(page)


def test_a_move_is_recorded_from_its_day(browser, treatment):
    fields = {"region": "midtjylland", "since": "01-12-2026"}
    page = browser.follow(browser.post(f"/treatments/{treatment}/residence", fields))
    assert "Region Midtjylland" in text_of(page)


def test_the_site_lead_sees_how_complete_each_visit_is(client_for, browser, person, treatment):
    browser.post(f"/treatments/{treatment}/visits/M12", FIELDS)
    page = client_for("site_lead", actor=person("site_lead", SITE)).get("/completeness")
    assert "uden årsag 1" in text_of(page)
    assert "100 %" in text_of(page)


def test_the_pages_are_complete_in_english(db, app, client_for, browser, nurse, treatment):
    browser.post("/language", {"lang": "en", "next": "/"})
    assert "days over" in text_of(browser.get("/follow-up"))


def test_an_infusion_is_not_moved_to_after_the_death(browser, treatment):
    base = f"/treatments/{treatment}"
    dead = {"kind": "death", "ev_on": "01-03-2026", "ev_cause": "unknown"}
    browser.follow(browser.post(f"{base}/events", dead))
    state = {"state": "infused", "state_on": "02-03-2026", "state_reason": "forkert dag"}
    asked = browser.post(f"{base}/states", state)
    assert asked.status_code == 422
    assert "Patienten er registreret død 01-03-2026 og kan ikke være infunderet" in text_of(asked)
    assert browser.post(f"{base}/states", {**state, "state_on": "01-03-2026"}).status_code == 303
