"""Slow work is started and done although the database was gone for a moment, whenever that was."""

from collections.abc import Callable
from time import monotonic, sleep

import pytest
from dbos import DBOS
from sqlalchemy import text
from structlog.testing import capture_logs

from app import jobs
from app.db.engine import read_tx, write_tx
from app.db.tables.operations import Job
from app.jobs import Done, enqueue
from app.worker import running

PATIENCE = 60.0


@pytest.fixture
def kind(monkeypatch) -> str:
    monkeypatch.setitem(jobs.HANDLERS, "test.work", lambda *_: Done(location="/"))
    return "test.work"


def until(true: Callable[[], bool]) -> None:
    end = monotonic() + PATIENCE
    while not true():
        assert monotonic() < end
        sleep(0.05)


def moved(db, old: str, new: str) -> None:
    with write_tx(db) as session:
        session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))


def outcome(db, job_id: str) -> str:
    with read_tx(db) as session:
        return session.get_one(Job, job_id).outcome


def test_work_asked_for_after_a_database_error_is_still_done(db, person, kind, data_folder) -> None:
    analyst = person("analyst")
    with capture_logs() as logged, running(db):
        moved(db, "job", "job_gone")
        until(lambda: any(one["event"] == "handing over failed" for one in logged))
        moved(db, "job_gone", "job")
        with write_tx(db) as session:
            job_id = enqueue(session, analyst, kind, {"secret": "0101011234"}).id
        until(lambda: outcome(db, job_id) == "done")
    failed = [one for one in logged if one["event"] == "handing over failed"]
    assert {tuple(sorted(one)) for one in failed} == {("error", "event", "log_level")}
    assert {one["error"] for one in failed} <= {"OperationalError", "ProgrammingError"}


def renamed(db, old: str, new: str) -> None:
    with write_tx(db) as session:
        session.execute(text(f"ALTER TABLE job RENAME COLUMN {old} TO {new}"))


def asked(db, actor, kind: str) -> str:
    with write_tx(db) as session:
        return enqueue(session, actor, kind, {"secret": "0101011234"}).id


def attempt_ended(job_id: str) -> bool:
    found = DBOS.list_workflows(workflow_id_prefix=job_id)
    return any(one.status in {"SUCCESS", "ERROR"} for one in found)


def test_work_whose_beginning_meets_a_database_error_is_still_done(
    db, person, kind, data_folder
) -> None:
    job_id = asked(db, person("analyst"), kind)
    renamed(db, "queued_at", "gone")
    with capture_logs() as logged, running(db):
        until(lambda: attempt_ended(job_id))
        renamed(db, "gone", "queued_at")
        until(lambda: outcome(db, job_id) == "done")
    assert "0101011234" not in str(logged)


def test_work_whose_end_meets_a_database_error_is_still_done(
    db, person, monkeypatch, data_folder
) -> None:
    breaks = [("finished_at", "gone")]

    def work(*_: object) -> Done:
        if breaks:
            renamed(db, *breaks.pop())
        return Done(location="/")

    monkeypatch.setitem(jobs.HANDLERS, "test.work", work)
    with running(db):
        job_id = asked(db, person("analyst"), "test.work")
        until(lambda: attempt_ended(job_id))
        renamed(db, "gone", "finished_at")
        until(lambda: outcome(db, job_id) == "done")


def test_work_under_way_is_not_handed_over_again(db, person, monkeypatch, data_folder) -> None:
    monkeypatch.setattr("app.worker.LOOK_AGAIN", 0.0)
    monkeypatch.setitem(jobs.HANDLERS, "test.work", lambda *_: sleep(1) or Done(location="/"))
    with running(db):
        job_id = asked(db, person("analyst"), "test.work")
        until(lambda: outcome(db, job_id) == "done")
        assert len(DBOS.list_workflows(workflow_id_prefix=job_id)) == 1
