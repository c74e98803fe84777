"""An answer counts only for the question that was shown."""

from datetime import date
from types import SimpleNamespace

import pytest

from app.imports.setting import Answers
from tests.app.imports.conftest import LAB_MAP, TODAY, admit, lab, number_of_facts, only
from tests.app.imports.test_pages import answering, send, store
from tests.browsers import text_of

NEAR = lab("0702684695;16-11-2026;NPU19651;24;U/L;")  # the last two of P-0002's changed places
WRITTEN = SimpleNamespace(cpr="0702684695", name="Anden Testperson")


@pytest.fixture
def kept(ward):
    """The file with a near patient's number, kept, as an order with an answer."""
    from app.db.engine import write_tx
    from app.imports.actions import Order, keep_file

    with write_tx(ward.db) as session:
        file = keep_file(session, ward.nurse, "svar.csv", NEAR)

    def make(answer, question):
        answers = Answers({2: answer}, "Ringet", {2: question})
        return Order(file, LAB_MAP, "valid", answers)

    return make


@pytest.fixture
def planned(ward):
    """An order's plan as things stand."""
    from app.db.engine import read_tx
    from app.imports.actions import prepare

    def make(order):
        with read_tx(ward.db) as session:
            return prepare(session, ward.nurse, order, TODAY)

    return make


def register(ward, person, on=date(2026, 9, 1)):
    """Another infused person at the department."""
    from app.db.engine import write_tx
    from app.db.server_time import stamp

    with write_tx(ward.db) as session:
        stamp(session)
        return admit(session, ward.nurse, person, on)


def test_an_answer_to_what_is_still_asked_is_taken_whatever_else_was_recorded(
    kept, planned, ward
) -> None:
    shown = only(planned(kept("skip", "")).plan).question
    register(ward, SimpleNamespace(cpr="1111801111", name="Testperson"))
    assert only(planned(kept("suggestion", shown)).plan).fate == "create"


def test_a_suggestion_is_asked_again_where_another_patient_is_now_as_near(
    kept, planned, ward
) -> None:
    shown = only(planned(kept("skip", "")).plan).question
    register(ward, SimpleNamespace(cpr="0702684696", name="Nær Testperson"))
    plan = planned(kept("suggestion", shown)).plan
    assert (plan.changed, only(plan).fate, plan.known.bulk.rows) == ((2,), "asked", [])


def test_a_row_left_out_that_is_asked_about_no_more_is_not_stored_unseen(
    kept, planned, ward
) -> None:
    shown = only(planned(kept("skip", "")).plan).question
    register(ward, WRITTEN)
    plan = planned(kept("skip", shown)).plan
    assert (plan.changed, only(plan).fate) == ((2,), "create")


def test_a_row_left_out_that_asks_something_else_stays_left_out(kept, planned) -> None:
    plan = planned(kept("skip", "another")).plan
    assert (plan.changed, plan.stopped) == ((), False)


def test_what_is_recorded_between_the_plan_and_the_storing_stops_it(kept, planned, ward) -> None:
    from app.db.engine import write_tx
    from app.imports import actions

    shown = only(planned(kept("skip", "")).plan).question
    ready = planned(kept("suggestion", shown))
    register(ward, WRITTEN)
    before = number_of_facts(ward.db)
    with write_tx(ward.db) as session, pytest.raises(actions.FileStopped):
        actions.store(session, ward.nurse, ready, TODAY)
    assert number_of_facts(ward.db) == before


def test_a_job_whose_answers_are_outdated_leads_back_to_the_file(kept, ward) -> None:
    from app.imports.actions import arguments_of, store_in_job

    arguments = arguments_of(kept("suggestion", "another"), "k")
    done = store_in_job(ward.db, ward.nurse, arguments, lambda _percent: None)
    assert done.location == "/imports/files/1?map=lab&stopped=changed"


CONFLICT = "1404694661;02-05-2026;LOK-FIX1;{};%;1-trins"  # 54,7 is registered


def test_an_answer_is_asked_again_where_the_register_changed_since_it_was_shown(
    browser, bring_in, ward
) -> None:
    nurse, upload = browser(), send(browser(), lab(CONFLICT.format("61,7")))
    first = {"reason": "Ringet", **answering(nurse.follow(upload), 2, "accept")}
    bring_in(lab(CONFLICT.format("55,1")), answers=Answers({2: "accept"}, "Rettet"))
    known = number_of_facts(ward.db)
    again = store(nurse, upload, **first)
    assert (again.status_code, number_of_facts(ward.db)) == (422, known)
    told = text_of(again)
    assert "Registeret er ændret, siden du svarede. Svar: Registeret har 55,1 for" in told
    assert "Se på disse rækker igen, og gem så: 2." in told
    assert f'value="{answering(again, 2, "skip")["answer-2"]}" selected' in again.text
    second = store(nurse, upload, reason="Ringet", **answering(again, 2, "accept"))
    assert (second.status_code, number_of_facts(ward.db)) == (303, known + 1)


def test_an_answer_without_the_question_it_was_given_to_is_not_taken(browser) -> None:
    nurse, answer = browser(), {"answer-2": "accept", "reason": "Ringet"}
    upload = send(nurse, lab(CONFLICT.format("61,7")))
    assert store(nurse, upload, **answer).status_code == 422


def test_a_row_number_that_is_no_row_s_answers_no_row() -> None:
    from app.imports.forms import answers_in

    names = ("answer-1234567", "answer-12345678", "answer-0003", "answer-٣", "answer-")
    assert answers_in(dict.fromkeys(names, "accept")).by_row == {}
    assert answers_in({"answer-123456": "accept.ab"}).shown == {123456: "ab"}
