"""The pages: choose a file, look, answer, store; and what another department cannot see."""

import re

import pytest

from tests.app.imports.conftest import FAR_CPR, HEADER, files, lab
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


def answering(shown, row, answer):
    """The answer to a row as the page that is shown would send it."""
    of_row = shown.text.partition(f'name="answer-{row}"')[2].partition("</select>")[0]
    return {f"answer-{row}": re.search(f'value="({answer}[^"]+)"', of_row)[1]}


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
    assert len({one.patient_id for one in looks}) == 3  # also another department's, whom it names


def test_a_file_that_cannot_be_read_is_refused_on_the_page_and_not_kept(browser, ward) -> None:
    from sqlmodel import select

    from app.db.engine import read_tx
    from app.db.tables.imports import ImportFile

    answer = send(browser(), files()["bad_spreadsheet.csv"].content)
    assert answer.status_code == 422
    assert "Filen er hverken CSV eller en Excel-projektmappe, der kan læses." in text_of(answer)
    with read_tx(ward.db) as session:
        assert session.exec(select(ImportFile)).all() == []


def test_no_file_at_all_is_told(browser) -> None:
    assert "Der er ikke valgt en fil" in text_of(browser().post("/imports", {"map": "lab"}))


def test_a_value_is_not_taken_without_a_reason_and_the_answer_stays_chosen(browser) -> None:
    nurse = browser()
    upload = send(nurse, MIXED)
    typed = answering(nurse.follow(upload), 3, "suggestion")
    answer = store(nurse, upload, **typed)
    assert answer.status_code == 422
    assert f'<option value="{typed["answer-3"]}" selected>' in answer.text


def test_answers_are_stored_and_the_rest_can_be_fetched_and_mended(browser) -> None:
    nurse = browser()
    upload = send(nurse, MIXED)
    shown = nurse.follow(upload)
    fields = answering(shown, 3, "suggestion") | answering(shown, 4, "suggestion")
    stored = store(nurse, upload, reason="Ringet", **fields)
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


def looks(ward, criterion):
    from sqlmodel import select

    from app.db.engine import read_tx
    from app.db.tables.trail import AccessRecord

    with read_tx(ward.db) as session:
        rows = session.exec(select(AccessRecord).where(AccessRecord.criterion == criterion)).all()
        return {one.patient_id for one in rows}


def test_a_batch_and_its_left_out_rows_log_whom_they_show(browser, ward) -> None:
    nurse = browser()
    store(nurse, send(nurse, MIXED))
    nurse.get("/imports/1")
    nurse.get("/imports/1/refused.csv")
    shown = looks(ward, "import:1")
    assert len(shown) == 3
    assert None not in shown
    assert looks(ward, "import:1 refused.csv") == shown


def test_a_batch_that_left_nothing_out_shows_and_logs_nobody(browser, ward) -> None:
    nurse = browser()
    nurse.follow(store(nurse, send(nurse, GOOD)))
    assert looks(ward, "import:1") == {None}


def test_what_needs_an_answer_stands_apart_from_what_is_refused(browser) -> None:
    nurse = browser()
    shown = text_of(nurse.follow(send(nurse, MIXED)))
    assert "Kræver svar 2 Afvist 1 Nye 1" in shown
    assert "Gem 1 række og dem, du siger ja til" in shown


def test_only_refused_rows_are_counted_as_left_out(browser) -> None:
    nurse = browser()
    good, refused = MIXED.splitlines()[1].decode(), MIXED.splitlines()[4].decode()
    assert "Gem 1, udelad 1" in text_of(nurse.follow(send(nurse, lab(good, refused))))


def test_a_converted_value_stands_beside_what_the_file_said(browser) -> None:
    nurse = browser()
    content = lab("P-0003;14-11-2026;LOK-FIX1;0,31;IU/mL;1-trins")
    assert "0,31 IU/mL → 31 %" in text_of(nurse.follow(send(nurse, content)))


def test_an_unknown_patient_can_be_registered_with_the_number_in_the_file(browser, ward) -> None:
    nurse = browser()
    upload = send(nurse, lab("0101801234;14-11-2026;NPU19651;24;U/L;"))
    path = upload.headers["location"].partition("?")[0]
    assert f'href="{path}/rows/2/register?map=lab"' in nurse.follow(upload).text
    assert 'value="0101801234"' in nurse.get(f"{path}/rows/2/register?map=lab").text
    assert nurse.get(f"{path}/rows/9/register?map=lab").status_code == 404
    assert browser(ward.other).get(f"{path}/rows/2/register?map=lab").status_code == 404


def test_a_file_that_is_not_stored_yet_can_be_gone_on_with(browser, ward) -> None:
    nurse = browser()
    path = send(nurse, GOOD).headers["location"]
    assert f'href="{path}"' in nurse.get("/imports").text
    assert f'href="{path}"' not in browser(ward.other).get("/imports").text
    store(nurse, send(nurse, GOOD))
    assert f'href="{path}"' not in nurse.get("/imports").text


def test_two_people_with_the_same_file_store_it_once(browser, person) -> None:
    nurse, colleague = browser(), browser(person("clinician", "rh-haem"))
    store(nurse, send(nurse, GOOD), choice="all")
    again = text_of(colleague.follow(send(colleague, GOOD)))
    assert "Alle rækker er kendt i forvejen" in again


ODD = {
    b"": "Filen er tom.",
    HEADER.encode(): "en overskrift, men ingen rækker",
    b"P-0003;14-11-2026;NPU19651;24;U/L;": "er ikke overskriften",
    HEADER.replace("Enhed", "Svar").encode() + b"\na;b;c;d;e;f": "Kolonnen Svar står to gange",
    HEADER.replace(";", "\t").encode() + b"\na": "adskilt af “tabulator”",
    lab(*["P-0003;14-11-2026;NPU19651;24;U/L;"] * 50_000): "flere end 20.000 rækker",
    HEADER.encode() + bytes(10) + b"\n": "NUL-tegn",
    HEADER.encode() + b"\n" + b"x" * 11_000_000: "11,0 MB; højst 10 MB",
}


@pytest.mark.parametrize("content", ODD, ids=ODD.values())
def test_an_odd_file_is_told_what_it_is(browser, content) -> None:
    answer = send(browser(), content)
    assert answer.status_code == 422
    assert ODD[content] in text_of(answer)


@pytest.fixture
def demo():
    from app.settings import settings

    settings().demo = True
    yield
    settings().demo = False


def test_the_demo_s_example_file_has_a_row_of_each_kind(browser, ward, demo) -> None:
    nurse = browser()
    assert "/imports/example.csv" in nurse.get("/imports").text
    example = nurse.get("/imports/example.csv").content
    shown = text_of(nurse.follow(send(nurse, example)))
    kinds = ("Kræver svar 4", "Afvist 2", "Nye 2", "Kendt i forvejen 1", "Dobbelt i filen 1")
    assert [kind for kind in kinds if kind not in shown] == []
    assert len(looks(ward, "import example")) == 4


def test_a_department_without_values_and_a_real_installation_have_no_example(
    browser, ward, demo
) -> None:
    from app.settings import settings

    assert browser(ward.other).get("/imports/example.csv").status_code == 303
    settings().demo = False
    assert browser().get("/imports/example.csv").status_code == 303


def test_people_without_a_department_s_work_may_not_import(browser, person) -> None:
    assert browser(person("analyst")).get("/imports").status_code == 403
