"""A visit is entered by a nurse and signed by the department's lead; a change takes that off."""

import pytest

from app.accounts.actions import grant
from app.db.engine import write_tx
from app.permissions import Role
from tests.app.followup.people import FIELDS, OTHER_SITE, SITE
from tests.browsers import text_of


@pytest.fixture
def lead(client_for, browser, person):
    return client_for("site_lead", actor=person("site_lead", SITE, "Lea Lund"))


@pytest.fixture
def visit(browser, treatment):
    """The address of a visit the nurse has entered."""
    address = f"/treatments/{treatment}/visits/M12"
    assert browser.post(address, FIELDS).status_code == 303
    return address


def signed(lead, visit):
    seen = lead.get(visit).text.split('name="seen" value="')[1].split('"')[0]
    return lead.post(f"{visit}/sign", {"seen": seen})


def test_a_lead_signs_a_visit_as_it_stands(lead, visit):
    assert "Underskrevet af Lea Lund" in text_of(lead.follow(signed(lead, visit)))


def test_the_nurse_sees_who_signed_but_cannot_sign(browser, lead, visit):
    assert f"{visit}/sign" not in browser.get(visit).text
    assert browser.post(f"{visit}/sign", {}).status_code == 403
    signed(lead, visit)
    assert "Underskrevet af Lea Lund" in text_of(browser.get(visit))


def test_what_waits_for_a_signature_is_listed_until_it_is_signed(lead, visit):
    assert visit in lead.get("/follow-up/to-sign").text
    signed(lead, visit)
    assert visit not in lead.get("/follow-up/to-sign").text


def test_a_change_to_a_signed_visit_needs_a_reason_and_is_signed_again(browser, lead, visit):
    signed(lead, visit)
    changed = {**FIELDS, "alt": "43", "alt_version": "1"}
    assert browser.post(visit, changed).status_code == 422
    browser.post(visit, {**changed, "reason": "tastefejl"})
    assert "Ændret, siden Lea Lund underskrev det" in text_of(browser.get(visit))
    assert visit in lead.get("/follow-up/to-sign").text


def test_whoever_corrects_a_signed_visit_is_told_so(browser, lead, visit):
    signed(lead, visit)
    page = text_of(browser.get(f"{visit}?correct=1"))
    assert "Lea Lund har underskrevet besøget. En ændring kræver en begrundelse" in page


def test_a_visit_that_changed_while_it_was_read_is_shown_before_it_is_signed(lead, visit):
    answer = lead.post(f"{visit}/sign", {"seen": "2027-01-01T00:00:00+00:00"})
    assert answer.status_code == 409
    assert "Læs det igen, før du underskriver." in text_of(answer)
    assert visit in lead.get("/follow-up/to-sign").text


def test_a_visit_nobody_has_entered_cannot_be_signed(lead, treatment):
    assert lead.post(f"/treatments/{treatment}/visits/M24/sign", {}).status_code == 404


def test_another_departments_lead_neither_sees_nor_signs_it(client_for, person, visit):
    other = client_for("site_lead", actor=person("site_lead", OTHER_SITE))
    assert other.post(f"{visit}/sign", {}).status_code == 404
    assert visit not in other.get("/follow-up/to-sign").text


@pytest.fixture
def elsewhere(db, client_for, browser, person):
    """Works as a clinician at the visit's department, and leads another."""
    both, admin = person("site_lead", OTHER_SITE, "Bo Begge"), person("admin")
    with write_tx(db) as session:
        grant(session, admin, both.user_id, Role.CLINICIAN, SITE)
    return client_for("site_lead", actor=both)


def test_a_lead_elsewhere_who_works_here_reads_the_visit_but_does_not_sign_it(elsewhere, visit):
    page = elsewhere.get(visit)
    assert page.status_code == 200
    assert f"{visit}/sign" not in page.text
    assert visit not in elsewhere.get("/follow-up/to-sign").text


def test_the_signature_of_a_lead_elsewhere_is_refused(lead, elsewhere, visit):
    seen = lead.get(visit).text.split('name="seen" value="')[1].split('"')[0]
    assert elsewhere.post(f"{visit}/sign", {"seen": seen}).status_code == 403


def test_a_lead_elsewhere_sees_no_completeness_and_no_evidence_of_here(lead, elsewhere, visit):
    for page, shown in (("/completeness", "Faktor IX-aktivitet"), ("/evidence", "Hemgenix")):
        assert shown.lower() in text_of(lead.get(page)).lower()
        assert shown.lower() not in text_of(elsewhere.get(page)).lower()


def test_the_page_says_that_a_signature_does_not_cover_the_events(lead, visit):
    signed(lead, visit)
    assert "Hændelser rettes for sig og underskrives ikke." in text_of(lead.get(visit))
