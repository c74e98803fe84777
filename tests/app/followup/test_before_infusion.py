"""Events dated before the infusion are asked about; a death there cannot be; texts are not cut."""

import pytest

from app.db.engine import write_tx
from app.db.server_time import stamp
from app.followup.actions import record_event
from app.followup.entries import DeathBeforeInfusion, EventEntry
from tests.app.followup.people import FIELDS, after
from tests.browsers import text_of

HARM = {"ev_on": "20-12-2025", "ev_term": "CRS", "ev_grade": "2"}
EARLY = {"kind": "adverse_event", **HARM}
DEATH = {"kind": "death", "ev_on": "20-12-2025", "ev_cause": "unknown"}
LONG = "å" * 401


def url(treatment):
    return f"/treatments/{treatment}/visits/M12"


def test_an_adverse_event_before_the_infusion_is_asked_about(browser, treatment):
    asked = browser.post(f"/treatments/{treatment}/events", EARLY)
    assert asked.status_code == 422
    assert "Infusionen var 05-01-2026, og dette ligger før." in text_of(asked)
    assert 'value="CRS"' in asked.text


def test_an_adverse_event_during_apheresis_is_kept_with_a_reason(browser, treatment):
    kept = {**EARLY, "ev_note": "under aferese"}
    page = browser.follow(browser.post(f"/treatments/{treatment}/events", kept))
    assert "under aferese" in text_of(page)


def test_an_early_event_entered_with_a_visit_is_asked_about(browser, treatment):
    early = {f"ev_adverse_event{k[2:]}": v for k, v in HARM.items()}
    asked = browser.post(url(treatment), {**FIELDS, **early})
    assert asked.status_code == 422
    assert "Infusionen var 05-01-2026" in text_of(asked)
    kept = {**FIELDS, **early, "ev_adverse_event_note": "under aferese"}
    assert browser.post(url(treatment), kept).status_code == 303


def test_an_event_on_the_day_of_the_infusion_is_not_asked_about(browser, treatment):
    same = {**EARLY, "ev_on": "05-01-2026"}
    assert browser.post(f"/treatments/{treatment}/events", same).status_code == 303


def test_a_death_before_the_infusion_is_refused_with_the_reason(browser, treatment):
    for fields in (DEATH, {**DEATH, "ev_note": "skal stå"}):
        asked = browser.post(f"/treatments/{treatment}/events", fields)
        assert asked.status_code == 422
        assert "er infunderet 05-01-2026 og kan ikke være død før" in text_of(asked)


def test_a_death_before_the_infusion_is_refused_with_a_visit_too(browser, treatment):
    death = {"ev_death_on": "20-12-2025", "ev_death_cause": "unknown", "reason": "x"}
    asked = browser.post(url(treatment), {**FIELDS, **death})
    assert asked.status_code == 422
    assert "kan ikke være død før" in text_of(asked)
    assert 'value="31,4"' in browser.get(url(treatment)).text


def test_no_way_in_records_a_death_before_the_infusion(db, nurse, treatment):
    entry = EventEntry(treatment, "death", after(-1), "unknown")
    with pytest.raises(DeathBeforeInfusion), write_tx(db) as session:
        record_event(session, nurse, entry, at=stamp(session), source="import:1")


@pytest.mark.parametrize(
    "fields",
    [
        {"alt_note": LONG},
        {"reason": LONG},
        {"ev_next_therapy_on": "01-12-2026", "ev_next_therapy_note": LONG},
    ],
)
def test_a_text_that_is_too_long_comes_back_whole_with_its_length(browser, treatment, fields):
    asked = browser.post(url(treatment), {**FIELDS, **fields})
    assert asked.status_code == 422
    assert "Teksten har 401 tegn, og der er plads til 400. Forkort den." in text_of(asked)
    assert LONG in asked.text
    assert LONG in browser.get(url(treatment)).text


def test_the_name_of_an_adverse_event_is_never_cut(browser, treatment):
    asked = browser.post(f"/treatments/{treatment}/events", {**EARLY, "ev_term": "x" * 81})
    assert asked.status_code == 422
    assert "Teksten har 81 tegn, og der er plads til 80." in text_of(asked)


def test_a_reason_that_is_too_long_comes_back_whole(browser, treatment):
    state = {"state": "infused", "state_on": "06-01-2026", "state_reason": LONG}
    asked = browser.post(f"/treatments/{treatment}/states", state)
    assert asked.status_code == 422
    assert "Teksten har 401 tegn" in text_of(asked)
    assert LONG in asked.text
