"""One person's slow work does not stand in front of everyone else's."""

import pytest
from sqlmodel import select

from app import jobs
from app.db.engine import read_tx, write_tx
from app.db.tables.operations import Job
from app.jobs import MOST_UNDER_WAY, Done, TooManyJobs, enqueue
from tests.browsers import text_of


@pytest.fixture
def kind(monkeypatch) -> str:
    monkeypatch.setitem(jobs.HANDLERS, "test.work", lambda *_: Done())
    return "test.work"


def fill(db, actor, kind: str) -> list[str]:
    with write_tx(db) as session:
        return [enqueue(session, actor, kind, {}).id for _ in range(MOST_UNDER_WAY)]


def test_the_sixth_job_under_way_is_refused(db, person, kind) -> None:
    nurse = person("clinician", "rh-haem")
    fill(db, nurse, kind)
    with pytest.raises(TooManyJobs), write_tx(db) as session:
        enqueue(session, nurse, kind, {})


def test_a_job_that_ended_makes_room(db, person, kind) -> None:
    from app.worker import run

    nurse = person("clinician", "rh-haem")
    run(db, fill(db, nurse, kind)[0])
    with write_tx(db) as session:
        assert enqueue(session, nurse, kind, {}).outcome == ""


def test_another_persons_jobs_are_not_counted(db, person, kind) -> None:
    fill(db, person("clinician", "rh-haem"), kind)
    fill(db, person("clinician", "rh-haem"), kind)
    with read_tx(db) as session:
        assert len(session.exec(select(Job)).all()) == 2 * MOST_UNDER_WAY


def test_the_page_says_what_to_do_and_nothing_is_started(db, client_for, world, kind) -> None:
    from tests.world import settled

    run_id = settled(world, world_day(), "2025-H1", issue=False)
    analyst = client_for("analyst", actor=world.people["analyst"])
    fill(db, analyst.actor, kind)
    answer = analyst.post(f"/settlements/{run_id}/issue")
    assert answer.status_code == 429
    assert "Du har fem opgaver i gang" in text_of(answer)
    assert "Vent, til en af dem er færdig" in text_of(answer)
    with read_tx(db) as session:
        assert len(session.exec(select(Job)).all()) == MOST_UNDER_WAY


def world_day():
    from datetime import date

    return date(2025, 6, 30)
