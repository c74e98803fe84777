"""Registering, finding and meeting a patient again."""

from sqlmodel import select

from app.db.engine import read_tx
from app.db.tables.patients import PatientIdentity
from app.db.tables.trail import AccessRecord, AuditEvent
from tests.browsers import text_of

NEW = {
    "cpr": "010190-1234",
    "name": "Ada Testesen",
    "region": "hovedstaden",
    "product": "hemgenix",
    "indication": "",
    "course": "",
    "state": "infused",
    "state_on": "05-01-2026",
    "cpr_confirmed": "yes",
}
EYE = {**NEW, "product": "luxturna", "course": "right"}


def test_eight_fields_register_a_treated_patient(browser_at):
    browser = browser_at("rh-haem")
    page = browser.follow(browser.post("/patients/new", NEW))
    assert "Ada Testesen" in text_of(page)
    assert "infunderet 05-01-2026" in text_of(page)


def test_the_database_holds_neither_number_nor_name_in_clear(db, browser_at):
    browser_at("rh-haem").post("/patients/new", NEW)
    with read_tx(db) as session:
        row = session.exec(select(PatientIdentity)).one()
    assert b"0101901234" not in row.cpr_sealed
    assert b"Ada" not in row.name_sealed


def test_the_other_eye_is_another_treatment_of_the_same_person(browser_at):
    browser = browser_at("rh-oje")
    browser.follow(browser.post("/patients/new", EYE))
    other = {**EYE, "course": "left"}
    asked = browser.post("/patients/new", other)
    assert asked.status_code == 422
    assert "Åbn P-0001" in text_of(asked)
    page = browser.follow(browser.post("/patients/new", {**other, "same_person": "yes"}))
    assert "venstre øje" in text_of(page)


def test_a_person_of_another_department_is_known_by_department_only(browser_at):
    browser_at("rh-haem").post("/patients/new", NEW)
    answer = browser_at("rh-oje").post("/patients/new", {**EYE, "same_person": "yes"})
    assert answer.status_code == 422
    assert "Spørg Rigshospitalet, Afdeling for Blodsygdomme" in text_of(answer)
    assert "P-0001" not in answer.text


def test_what_does_not_fit_comes_back_whole_with_what_to_do(browser_at):
    answer = browser_at("rh-haem").post(
        "/patients/new", {**NEW, "cpr": "310290-1234", "state_on": "31-12-2030", "course": "left"}
    )
    assert answer.status_code == 422
    assert "Dagen 31-02-90 findes ikke" in text_of(answer)
    assert "31-12-2030" in text_of(answer)
    assert 'value="Ada Testesen"' in answer.text


def test_an_eye_is_asked_for_with_luxturna_only(browser_at):
    assert browser_at("rh-oje").post("/patients/new", {**EYE, "course": ""}).status_code == 422
    assert browser_at("rh-haem").post("/patients/new", {**NEW, "course": "left"}).status_code == 422


def test_a_patient_is_found_by_number_name_and_pseudonym(browser_at):
    browser = browser_at("rh-haem")
    browser.post("/patients/new", NEW)
    for sought in ("010190 1234", "testesen", "p-0001"):
        assert "Ada Testesen" in text_of(browser.post("/patients/search", {"q": sought}))


def test_another_departments_patient_is_not_found(browser_at):
    browser_at("rh-haem").post("/patients/new", NEW)
    stranger = browser_at("rh-oje")
    for sought in ("010190-1234", "Testesen", "P-0001"):
        assert "Ada" not in text_of(stranger.post("/patients/search", {"q": sought}))


def test_the_search_is_logged_without_what_was_sought(db, browser_at):
    browser = browser_at("rh-haem")
    browser.post("/patients/new", NEW)
    browser.post("/patients/search", {"q": "010190-1234"})
    browser.post("/patients/search", {"q": "Testesen"})
    with read_tx(db) as session:
        criteria = [r.criterion for r in session.exec(select(AccessRecord)).all()]
        trail = str([(e.subject, e.details) for e in session.exec(select(AuditEvent)).all()])
    assert criteria == ["by CPR", "by name"]
    assert "010190" not in trail
    assert "Ada" not in trail


def test_a_lost_identity_key_leaves_the_pages_working(db, browser_at, data_folder):
    browser = browser_at("rh-haem")
    browser.post("/patients/new", NEW)
    keys = data_folder / "keys.json"
    keys.rename(data_folder / "away.json")
    try:
        assert "nøglen mangler" in text_of(browser.get("/treatments/1"))
    finally:
        (data_folder / "away.json").rename(keys)


def test_a_number_without_a_check_digit_is_asked_about_and_never_refused(browser_at):
    browser = browser_at("rh-haem")
    asked = browser.post("/patients/new", {**NEW, "cpr_confirmed": ""})
    assert asked.status_code == 422
    assert "CPR-nummeret har intet gyldigt kontrolciffer" in text_of(asked)
    assert "Ada Testesen" in text_of(browser.follow(browser.post("/patients/new", NEW)))


def test_a_number_with_its_check_digit_is_not_asked_about(browser_at):
    page = browser_at("rh-haem").post(
        "/patients/new", {**NEW, "cpr": "010190-1009", "cpr_confirmed": ""}
    )
    assert page.status_code == 303


def test_the_list_of_errors_names_the_field(browser_at):
    answer = browser_at("rh-haem").post("/patients/new", {**NEW, "name": ""})
    assert "Navn: Feltet er tomt" in text_of(answer)


def test_the_eye_is_asked_for_only_where_a_product_is_given_per_eye(browser_at):
    assert 'name="course"' not in browser_at("rh-haem").get("/patients/new").text
    assert 'name="course"' in browser_at("rh-oje").get("/patients/new").text


def test_indications_stand_under_their_product(browser_at):
    page = browser_at("rh-haem").get("/patients/new").text
    hemgenix = page.split('<optgroup label="Hemgenix">')[1].split("</optgroup>")[0]
    assert 'value="haemophilia-b"' in hemgenix
    assert hemgenix.count("<option") == 1


def test_another_name_for_a_known_number_is_mentioned(browser_at):
    browser = browser_at("rh-oje")
    browser.post("/patients/new", EYE)
    other = {**EYE, "course": "left", "name": "Ada Hansen"}
    asked = text_of(browser.post("/patients/new", other))
    assert "registreret med navnet Ada Testesen, og du har skrevet Ada Hansen" in asked


def test_being_listed_is_told_once_a_day_and_openings_one_by_one(browser_at):
    browser = browser_at("rh-haem")
    browser.post("/patients/new", NEW)
    for _ in range(3):
        browser.get("/patients")
    browser.get("/treatments/1")
    page = text_of(browser.post("/treatments/1/cpr", {}))
    assert page.count("vist i en liste") == 1
    assert "vist i en liste, 3 gange den dag" in page
    assert page.count("så hele CPR-nummeret") == 1


def test_which_department_treats_a_person_is_told_so_often_a_day(browser_at, monkeypatch):
    monkeypatch.setattr("app.patients.looks.MOST_ELSEWHERE", 2)
    browser_at("rh-haem").post("/patients/new", NEW)
    stranger, colleague = browser_at("rh-oje"), browser_at("rh-oje")
    for _ in range(2):
        assert "Spørg Rigshospitalet" in text_of(stranger.post("/patients/new", EYE))
    refused = text_of(stranger.post("/patients/new", EYE))
    assert "Spørg din administrator" in refused
    assert "Rigshospitalet, Afdeling for Blodsygdomme" not in refused
    assert "Spørg Rigshospitalet" in text_of(colleague.post("/patients/new", EYE))


def test_every_number_of_another_departments_patient_typed_is_logged(db, browser_at, monkeypatch):
    monkeypatch.setattr("app.patients.looks.MOST_ELSEWHERE", 1)
    browser_at("rh-haem").post("/patients/new", NEW)
    stranger = browser_at("rh-oje")
    stranger.post("/patients/new", EYE)
    stranger.post("/patients/new", EYE)
    with read_tx(db) as session:
        rows = [(r.kind, r.criterion) for r in session.exec(select(AccessRecord)).all()]
    assert rows == [("search", "known elsewhere"), ("denied", "known elsewhere")]


def test_nobody_is_registered_as_infused_after_their_death(browser_at):
    browser = browser_at("rh-oje")
    browser.follow(browser.post("/patients/new", EYE))
    dead = {"kind": "death", "ev_on": "01-03-2026", "ev_cause": "unknown"}
    browser.follow(browser.post("/treatments/1/events", dead))
    other = {**EYE, "course": "left", "same_person": "yes", "state_on": "02-03-2026"}
    asked = browser.post("/patients/new", other)
    assert asked.status_code == 422
    assert "registreret død 01-03-2026 og kan ikke være infunderet" in text_of(asked)
