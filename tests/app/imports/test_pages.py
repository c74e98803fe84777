"""The pages: choose a file, look, answer, store; and what another department cannot see."""

from tests.app.imports.conftest import FAR_CPR, files, lab
from tests.browsers import text_of

GOOD = files()["good_utf8_bom.csv"].content
MIXED = lab(
    "0702684659;16-11-2026;NPU19651;24;U/L;",
    "1404694661;14-11-2026;LOK-FIX1;480;%;1-trins",
    "P-002;14-11-2026;LOK-FIX1;5,O;%;1-trins",
    f'{FAR_CPR};14-11-2026;NPU19651;"=HYPERLINK(""x"")";U/L;',
)


def send(browser, content, name="svar.csv"):
    return browser.post("/imports", {"map": "lab"}, files={"file": (name, content, "text/csv")})


def store(browser, upload, **fields):
    path = upload.headers["location"].partition("?")[0]
    return browser.post(f"{path}/commit", {"map": "lab", "choice": "valid", **fields})


def test_a_laboratory_file_is_accepted_in_three_clicks(browser) -> None:
    nurse = browser()
    upload = send(nurse, GOOD)
    assert "Alle 6 rækker kan gemmes." in text_of(nurse.follow(upload))
    stored = store(nurse, upload, choice="all")
    assert "Filen er indlæst." in text_of(nurse.follow(stored))


def test_the_preview_says_what_is_wrong_in_danish_and_in_english(browser) -> None:
    nurse = browser()
    upload = send(nurse, MIXED)
    danish = text_of(nurse.follow(upload))
    nurse.post("/language", {"lang": "en", "next": "/"})
    english = text_of(nurse.follow(upload))
    assert "480 er over 400, den højeste sandsynlige værdi. Mente du 48,0?" in danish
    assert "480 is above 400, the highest plausible value. Did you mean 48,0?" in english


def test_the_preview_masks_cpr_numbers_and_logs_whom_it_shows(browser, ward) -> None:
    from sqlmodel import select

    from app.db.engine import read_tx
    from app.db.tables.trail import AccessRecord

    nurse = browser()
    shown = nurse.follow(send(nurse, MIXED)).text
    assert not any(cpr in shown for cpr in ("0702684659", "1404694661", FAR_CPR))
    with read_tx(ward.db) as session:
        looks = session.exec(select(AccessRecord).where(AccessRecord.criterion == "file:1")).all()
    assert len({one.patient_id for one in looks}) == 2


def test_a_file_that_cannot_be_read_is_refused_on_the_page_and_not_kept(browser, ward) -> None:
    from sqlmodel import select

    from app.db.engine import read_tx
    from app.db.tables.imports import ImportFile

    answer = send(browser(), files()["bad_spreadsheet.csv"].content)
    assert answer.status_code == 422
    assert "Filen er et regneark eller et arkiv" in text_of(answer)
    with read_tx(ward.db) as session:
        assert session.exec(select(ImportFile)).all() == []


def test_no_file_at_all_is_told(browser) -> None:
    assert "Der er ikke valgt en fil" in text_of(browser().post("/imports", {"map": "lab"}))


def test_a_value_is_not_taken_without_a_reason_and_the_answer_stays_chosen(browser) -> None:
    nurse = browser()
    answer = store(nurse, send(nurse, MIXED), **{"answer-3": "suggestion"})
    assert answer.status_code == 422
    assert '<option value="suggestion" selected>' in answer.text


def test_answers_are_stored_and_the_rest_can_be_fetched_and_mended(browser) -> None:
    nurse = browser()
    fields = {"answer-3": "suggestion", "answer-4": "suggestion", "reason": "Ringet"}
    stored = store(nurse, send(nurse, MIXED), **fields)
    page = nurse.follow(stored)
    assert "3 rækker gemt" in text_of(page)
    rows = nurse.get("/imports/1/refused.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert rows[1].startswith(f"{FAR_CPR};14-11-2026;NPU19651;")


def test_a_formula_leaves_in_the_error_file_as_text(browser) -> None:
    nurse = browser()
    store(nurse, send(nurse, MIXED))
    text = nurse.get("/imports/1/refused.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert ";=HYPERLINK" not in text.replace('"', "")


def test_all_or_nothing_stops_at_one_refused_row(browser) -> None:
    nurse = browser()
    answer = store(nurse, send(nurse, MIXED), choice="all")
    assert answer.status_code == 422
    assert "Intet er gemt" in text_of(answer)
    assert nurse.get("/imports/1").status_code == 404


def test_the_same_click_twice_stores_once(browser) -> None:
    nurse = browser()
    upload = send(nurse, GOOD)
    answers = [store(nurse, upload, request_key="a" * 32) for _ in range(2)]
    assert {one.headers["location"] for one in answers} == {"/imports/1?done=imported"}


def test_a_colleague_sees_the_batch_and_not_the_file_itself(browser, person) -> None:
    nurse = browser()
    store(nurse, send(nurse, MIXED))
    colleague = browser(person("clinician", "rh-haem"))
    assert colleague.get("/imports/1").status_code == 200
    assert colleague.get("/imports/files/1?map=lab").status_code == 404


def test_another_department_sees_neither(browser, ward) -> None:
    nurse, other = browser(), browser(ward.other)
    store(nurse, send(nurse, MIXED))
    urls = ("/imports/1", "/imports/1/refused.csv", "/imports/files/1?map=lab")
    assert {other.get(url).status_code for url in urls} == {404}
    assert "svar.csv" not in other.get("/imports").text


def test_a_large_file_is_left_to_a_job(browser, ward) -> None:
    from app.worker import run

    nurse = browser()
    rows = [f"P-0002;16-11-2026;NPU19651;{n};U/L;" for n in range(10, 2011)]
    stored = store(nurse, send(nurse, lab(*rows)))
    job = stored.headers["location"].removeprefix("/jobs/")
    run(ward.db, job)
    assert "1 række gemt" in text_of(nurse.follow(nurse.get(f"/jobs/{job}")))


def test_an_unknown_kind_of_file_or_a_huge_number_is_not_found(browser) -> None:
    nurse = browser()
    upload = send(nurse, GOOD)
    path = upload.headers["location"].partition("?")[0]
    assert nurse.get(f"{path}?map=nix").status_code == 404
    assert nurse.get("/imports/999999").status_code == 404


def test_people_without_a_department_s_work_may_not_import(browser, person) -> None:
    assert browser(person("analyst")).get("/imports").status_code == 403
