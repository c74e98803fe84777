"""Values between the planned visits, and days on which the patient was known to be alive."""

from datetime import date

import pytest
from sqlmodel import select

from app.db.engine import read_tx, write_tx
from app.db.facts import known
from app.db.server_time import stamp
from app.db.tables.followup import Observation, VitalStatus
from app.followup.actions import record_observation, record_vital_status
from app.followup.entries import ObservationEntry
from app.patients.actions import NewTreatment, add_treatment
from app.patients.queries import own_treatment
from app.permissions import NotFound
from tests.app.followup.people import SITE, after, correct, seen_at, seen_in
from tests.browsers import text_of

MEASURED = {"held_on": "01-06-2026", "fix_activity": "31,4", "fix_activity_method": "one-stage"}
ALIVE = {"alive_on": "01-12-2026", "basis": "phone"}
MOVED = {**ALIVE, "alive_on": "02-12-2026"}
CHROMOGENIC = {**MEASURED, "fix_activity": "25", "fix_activity_method": "chromogenic"}


@pytest.fixture
def base(treatment):
    return f"/treatments/{treatment}"


@pytest.fixture
def measured(browser, base):
    """Where one value between visits is corrected."""
    return href(browser.follow(browser.post(f"{base}/unplanned", MEASURED)), f"{base}/unplanned/")


@pytest.fixture
def alive(browser, base):
    """Where one day of being alive is corrected."""
    return href(browser.follow(browser.post(f"{base}/alive", ALIVE)), f"{base}/alive/")


def href(page, start):
    found = [part.split('"')[0] for part in page.text.split(f'href="{start}')[1:]]
    return start + next(one for one in found if one != "new")


def values(db):
    with read_tx(db) as session:
        rows = session.exec(known(Observation).order_by(Observation.valid_on)).all()
        return [(r.visit, r.name, r.value, str(r.valid_on)) for r in rows]


def alive_days(db):
    with read_tx(db) as session:
        rows = session.exec(known(VitalStatus).order_by(VitalStatus.treatment_id)).all()
        return [(r.treatment_id, str(r.valid_on), r.basis) for r in rows]


def test_a_value_between_visits_is_a_fact_on_its_own_day(db, measured):
    assert values(db) == [("unplanned", "fix_activity", "31.4", "2026-06-01")]


def test_a_value_between_visits_stands_on_the_time_line(browser, base, measured):
    assert "Faktor IX-aktivitet 31,4 %" in text_of(browser.get(base))


def test_the_planned_visits_wait_as_before(browser, base, measured):
    assert f"{base}/visits/M12" in browser.get("/follow-up").text


def test_only_what_was_measured_is_filled_in_but_something_is(browser, base):
    asked = browser.post(f"{base}/unplanned", {"held_on": "01-06-2026"})
    assert asked.status_code == 422
    assert "Skriv mindst én værdi." in text_of(asked)


def test_an_implausible_value_between_visits_is_asked_about(browser, base):
    high = {**MEASURED, "fix_activity": "480"}
    assert "480 % er over 400 %" in text_of(browser.post(f"{base}/unplanned", high))
    kept = {**high, "fix_activity_note": "målt to gange"}
    assert browser.post(f"{base}/unplanned", kept).status_code == 303


@pytest.mark.parametrize("way", ["", "/retract"])
def test_what_a_colleague_adds_between_visits_meanwhile_is_not_taken_back_unseen(
    db, browser, base, measured, way
):
    seen = seen_at(browser, measured)
    browser.post(f"{base}/unplanned", {"held_on": "01-06-2026", "alt": "34"})
    sent = {**MEASURED, "fix_activity": "13,4", "reason": "tastefejl"}
    sent = {"retract_reason": "forkert dag"} if way else sent
    answer = browser.post(measured + way, {**sent, "seen": seen})
    assert answer.status_code == 422
    assert "Der er gemt noget" in text_of(answer)
    assert {value for _, _, value, _ in values(db)} == {"31.4", "34"}
    now = answer.text.split('name="seen" value="')[1].split('"')[0]
    sent |= {} if way else {"alt": "34"}
    assert browser.post(measured + way, {**sent, "seen": now}).status_code == 303


def test_a_correction_between_visits_asks_why_and_keeps_both(db, browser, measured):
    changed = {**MEASURED, "fix_activity": "13,4"}
    assert correct(browser, measured, changed).status_code == 422
    assert correct(browser, measured, {**changed, "reason": "tastefejl"}).status_code == 303
    assert [value for _, _, value, _ in values(db)] == ["13.4"]
    page = text_of(browser.get(measured))
    assert "31,4 %" in page
    assert "tastefejl" in page


def test_another_day_or_method_leaves_no_value_behind(db, browser, measured):
    moved = {**MEASURED, "held_on": "02-06-2026", "fix_activity_method": "chromogenic"}
    assert correct(browser, measured, moved).status_code == 422
    assert correct(browser, measured, {**moved, "reason": "forkert dag"}).status_code == 303
    assert values(db) == [("unplanned", "fix_activity", "31.4", "2026-06-02")]
    assert browser.get(measured).status_code == 404


def test_an_emptied_value_is_taken_back(db, browser, base):
    both = {**MEASURED, "alt": "34"}
    page = browser.follow(browser.post(f"{base}/unplanned", both))
    where = href(page, f"{base}/unplanned/")
    assert correct(browser, where, MEASURED).status_code == 422
    correct(browser, where, {**MEASURED, "reason": "hører til en anden"})
    assert [name for _, name, _, _ in values(db)] == ["fix_activity"]


def test_values_between_visits_are_taken_back_together(db, browser, measured):
    assert correct(browser, measured, {"retract_reason": ""}, "/retract").status_code == 422
    page = browser.follow(correct(browser, measured, {"retract_reason": "forkert"}, "/retract"))
    assert values(db) == []
    assert "31,4" not in text_of(page)


@pytest.mark.parametrize("way", ["", "/retract"])
def test_a_form_that_does_not_say_what_it_was_opened_on_is_refused(db, browser, measured, way):
    sent = {**MEASURED, "fix_activity": "13,4", "reason": "tastefejl"}
    sent = {"retract_reason": "forkert dag"} if way else sent
    answer = browser.post(measured + way, sent)
    assert answer.status_code == 422
    assert ("forkert dag" if way else "tastefejl") in answer.text
    assert [value for _, _, value, _ in values(db)] == ["31.4"]


def test_two_methods_of_one_day_are_shown_and_taken_back_together(db, browser, base, measured):
    browser.post(f"{base}/unplanned", CHROMOGENIC)
    page = text_of(browser.get(measured))
    assert "31,4 %" in page
    assert "25 %" in page
    correct(browser, measured, {"retract_reason": "forkert"}, "/retract")
    assert values(db) == []


def test_a_moved_value_leaves_the_other_method_on_its_day(db, browser, base, measured):
    browser.post(f"{base}/unplanned", CHROMOGENIC)
    moved = {**CHROMOGENIC, "held_on": "02-06-2026", "reason": "forkert dag"}
    correct(browser, measured, moved)
    days = [(value, day) for _, _, value, day in values(db)]
    assert days == [("31.4", "2026-06-01"), ("25", "2026-06-02")]
    assert "31,4 %" in text_of(browser.get(measured))


def test_a_laboratory_value_of_the_day_is_not_taken_back(db, nurse, treatment, browser, measured):
    lab = ObservationEntry(treatment, "alt", date(2026, 6, 1), "34", "U/L")
    with write_tx(db) as session:
        record_observation(session, nurse, lab, at=stamp(session), source="import:1")
    correct(browser, measured, {"retract_reason": "forkert"}, "/retract")
    assert values(db) == [("", "alt", "34", "2026-06-01")]


def test_a_planned_visit_that_is_open_today_is_pointed_at(browser, base):
    assert f"{base}/visits/M12" in browser.get(f"{base}/unplanned/new").text


def test_last_known_alive_is_a_fact_with_its_source(db, browser, base, alive, treatment):
    assert alive_days(db) == [(treatment, "2026-12-01", "phone")]
    shown = "Senest i live 01-12-2026 · talt med pr. telefon eller video"
    assert shown in text_of(browser.get(base))


def test_last_known_alive_holds_for_both_treatments(db, nurse, browser, base, treatment):
    with write_tx(db) as session:
        patient = own_treatment(session, nurse, treatment).patient_id
        new = NewTreatment(patient, "hemgenix", "haemophilia-b", SITE, "second")
        other = add_treatment(session, nurse, new, at=stamp(session), source="entered")
    browser.post(f"{base}/alive", ALIVE)
    assert [number for number, _, _ in alive_days(db)] == [treatment, other]


def test_a_corrected_day_asks_why_and_leaves_one_day(db, browser, alive, treatment):
    moved = {**ALIVE, "alive_on": "02-12-2026"}
    assert correct(browser, alive, moved).status_code == 422
    correct(browser, alive, {**moved, "alive_reason": "forkert dag"})
    assert alive_days(db) == [(treatment, "2026-12-02", "phone")]
    assert "forkert dag" in text_of(browser.get(alive))


def test_a_day_that_was_moved_away_may_be_recorded_again(db, browser, base, alive):
    correct(browser, alive, {**MOVED, "alive_reason": "forkert dag"})
    browser.post(f"{base}/alive", ALIVE)
    assert sorted(day for _, day, _ in alive_days(db)) == ["2026-12-01", "2026-12-02"]


@pytest.mark.parametrize(
    "late",
    [
        {**ALIVE, "basis": "register", "alive_reason": "set selv"},
        {**ALIVE, "alive_on": "03-12-2026", "alive_reason": "set selv"},
    ],
)
def test_an_older_form_does_not_overwrite_another_s_correction(db, browser, alive, late):
    seen = seen_at(browser, alive)
    correct(browser, alive, {**MOVED, "alive_reason": "forkert dag"})
    answer = browser.post(alive, {**late, "seen": seen})
    assert answer.status_code == 422
    assert "set selv" in answer.text
    assert "02-12-2026" in text_of(answer)
    assert [day for _, day, _ in alive_days(db)] == ["2026-12-02"]
    assert browser.post(alive, {**late, "seen": seen_in(answer)}).status_code == 303


def test_an_older_form_does_not_take_a_corrected_day_back(db, browser, alive):
    seen = seen_at(browser, alive)
    correct(browser, alive, {**MOVED, "alive_reason": "forkert dag"})
    answer = browser.post(f"{alive}/retract", {"retract_reason": "nej", "seen": seen})
    assert answer.status_code == 422
    assert len(alive_days(db)) == 1


def test_a_day_that_moved_away_is_not_corrected_in_silence(db, nurse, alive, treatment):
    with pytest.raises(NotFound), write_tx(db) as session:
        record_vital_status(
            session, nurse, treatment, after(9), at=stamp(session), source="entered", reason="x",
            instead_of=after(1),
        )  # fmt: skip


def test_a_day_is_taken_back_with_a_reason(db, browser, alive):
    correct(browser, alive, {"retract_reason": "forkert patient"}, "/retract")
    assert alive_days(db) == []


def test_nobody_is_alive_after_their_death(db, browser, base):
    dead = {"kind": "death", "ev_on": "12-11-2026", "ev_cause": "unknown"}
    browser.post(f"{base}/events", dead)
    asked = browser.post(f"{base}/alive", ALIVE)
    assert asked.status_code == 422
    assert "Patienten er registreret død 12-11-2026" in text_of(asked)
    assert alive_days(db) == []


def test_a_file_that_knows_the_day_too_leaves_its_source(db, nurse, alive, treatment):
    with write_tx(db) as session:
        at = stamp(session)
        on = session.exec(select(VitalStatus.valid_on)).one()
        done = record_vital_status(session, nurse, treatment, on, at=at, source="import:1")
    assert done.unchanged == 1
    assert alive_days(db)[0][2] == "phone"


def test_a_day_known_from_a_file_gets_its_source_without_a_reason(db, nurse, browser, base):
    with write_tx(db) as session:
        at, number = stamp(session), int(base.rsplit("/", 1)[1])
        record_vital_status(session, nurse, number, after(100), at=at, source="import:1")
    day = after(100).strftime("%d-%m-%Y")
    assert browser.post(f"{base}/alive", {**ALIVE, "alive_on": day}).status_code == 303
    assert [basis for _, _, basis in alive_days(db)] == ["phone"]
