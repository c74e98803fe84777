"""Pull the plug on the worker in the midst of a draft: the run is whole, once, and the same run."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlmodel import Session, func, select

from tests.serving import ROOT, environment, kill
from tests.world import START, make_world

pytestmark = pytest.mark.faults
TREATMENTS = 120
PERIOD, ON = "2026-H1", date(2026, 6, 30)
SECONDS = 240


@pytest.fixture
def world(db, person):
    """A small world whose agreement has many treatments to settle."""
    found = make_world(db, person)
    _many(db, found.people["own"])
    return found


def _many(db, nurse) -> None:
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.patients.actions import (
        NewPatient,
        NewTreatment,
        State,
        add_treatment,
        record_state,
        register_patient,
    )
    from app.patients.recording import in_bulk

    with write_tx(db) as session:
        tail = {"at": stamp(session, START), "source": "import:test"}
        with in_bulk(session, nurse, **tail):
            for number in range(TREATMENTS):
                new = NewPatient(None, None, "m", 1980, ("K", str(number)), "hovedstaden")
                course = NewTreatment(
                    register_patient(session, nurse, new, **tail),
                    *("hemgenix", "haemophilia-b", "rh-haem"),
                )
                treatment = add_treatment(session, nurse, course, **tail)
                record_state(session, nurse, treatment, State.INFUSED, START.date(), **tail)


def _judging(session: Session, job_id: str) -> bool:
    from app.db.tables.operations import Job

    return session.get_one(Job, job_id).done > 0


def _staging(session: Session, _job_id: str) -> bool:
    from app.db.tables.settlements import STAGED_LINE

    return session.execute(select(func.count()).select_from(STAGED_LINE)).scalar_one() > 0


def _kept(session: Session, _job_id: str) -> bool:
    from app.db.tables.settlements import SettlementRun

    return session.exec(select(SettlementRun.id)).first() is not None


@pytest.mark.parametrize("moments", [(_judging, _staging), (_kept,)])
def test_a_draft_whose_worker_is_killed_is_kept_wholly_and_once(
    db, world, data_folder, tmp_path, moments
) -> None:
    expected = _worked_out(db, world.agreement)
    job_id = _asked(db, world)
    for moment in moments:
        with _worker(db, tmp_path):
            _wait(db, job_id, moment)
    with _worker(db, tmp_path):
        _wait(db, job_id, _ended)
    with Session(db.reader) as session:
        _whole_and_once(session, job_id, expected, tmp_path)


def _worked_out(db, agreement: str):
    """The run as it comes out where nothing is killed."""
    from app.db.engine import read_tx
    from app.settlements.working import As, work_out

    with read_tx(db) as session:
        return work_out(session, agreement, As(ON))


def _asked(db, world) -> str:
    from app.db.engine import write_tx
    from app.settlements.jobs import begin_draft

    asked = {"agreement_id": world.agreement, "period": PERIOD, "settle_on": ON.isoformat()}
    with write_tx(db) as session:
        return begin_draft(session, world.people["analyst"], asked).id


@contextmanager
def _worker(db, folder, **around: str) -> Iterator[None]:
    """A worker in a process of its own, with a folder that its jobs survive in; then the plug."""
    log = folder / "worker.log"
    with log.open("a", encoding="utf-8") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "worker"],
            env={**environment(db, folder), **around},
            cwd=ROOT,
            stdout=told,
            stderr=told,
        )
    try:
        yield
    except BaseException as failed:
        failed.add_note(f"the worker's end: {process.poll()}; it said: {log.read_text()[-2000:]}")
        raise
    finally:
        kill(process)


def _ended(session: Session, job_id: str) -> bool:
    from app.db.tables.operations import Job

    return session.get_one(Job, job_id).outcome != ""


def _wait(db, job_id: str, moment: Callable[[Session, str], bool]) -> None:
    """Until the moment has come, looking often enough to be in the midst of it."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with Session(db.reader) as session:
            if moment(session, job_id):
                return
        time.sleep(0.01)
    pytest.fail(f"{moment.__name__} did not come in {SECONDS} s")


def _whole_and_once(session: Session, job_id: str, expected, folder) -> None:
    from app.audit import first_broken
    from app.db.tables.operations import Job
    from app.db.tables.settlements import SettlementLine, SettlementRun
    from app.db.tables.trail import AuditEvent
    from app.settlements.stored import kept, lines_sha256

    job = session.get_one(Job, job_id)
    assert job.outcome == "done", (job.message, (folder / "worker.log").read_text()[-2000:])
    (run,) = session.exec(select(SettlementRun)).all()
    assert job.location == f"/settlements/{run.id}?done=drafted"
    assert (run.id, run.lines_sha256) == (expected.run_id(run.period), expected.lines_sha256)
    lines = session.exec(select(SettlementLine).order_by(SettlementLine.key)).all()
    assert len(lines) == len(expected.shown) > TREATMENTS
    assert lines_sha256(kept(line) for line in lines) == run.lines_sha256
    noted = session.exec(select(AuditEvent).where(AuditEvent.action == "settlement.drafted"))
    assert [event.details["run"] for event in noted] == [run.id]
    assert first_broken(session) is None
    assert not _staging(session, job_id)
