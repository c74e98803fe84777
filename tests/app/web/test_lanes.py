"""Work of different people in queues by kind; a simulation may be stopped and ends in time."""

from datetime import timedelta

import pytest

from app import jobs
from app.db.engine import read_tx, write_tx
from app.db.tables.operations import Job
from app.jobs import BACK, Done, Lane, Rules, enqueue, rules_of, stop
from app.worker import run
from tests.browsers import text_of

STOPPABLE = Rules(Lane.SIMULATIONS, may_stop=True)


@pytest.fixture
def kind(monkeypatch):
    """A kind of work that tells how far it is while something else happens."""

    def make(rules: Rules, meanwhile=lambda: None) -> str:
        def work(_database, _actor, _arguments, progress) -> Done:
            progress(10)
            meanwhile()
            progress(20)
            return Done(location="/")

        monkeypatch.setitem(jobs.HANDLERS, "test.work", work)
        monkeypatch.setitem(jobs.RULES, "test.work", rules)
        monkeypatch.setattr("app.worker.ASK_EVERY", 0.0)
        return "test.work"

    return make


def asked(db, actor, kind: str) -> str:
    with write_tx(db) as session:
        return enqueue(session, actor, kind, {BACK: "/here"}).id


def outcome(db, job_id: str) -> tuple[str, str]:
    with read_tx(db) as session:
        job = session.get_one(Job, job_id)
        return job.outcome, job.message


@pytest.mark.parametrize("work", ["draft", "check", "issue", "reprint"])
def test_a_settlement_waits_for_no_simulation(work: str) -> None:
    assert rules_of(f"settlement.{work}").lane is Lane.SETTLEMENTS
    assert rules_of("agreement.simulate").lane is Lane.SIMULATIONS


def test_nothing_but_a_simulation_is_stopped_half_done() -> None:
    assert [one for one in jobs.RULES if rules_of(one).may_stop] == ["agreement.simulate"]


def test_work_stopped_meanwhile_ends_and_stays_stopped(db, person, kind) -> None:
    analyst = person("analyst")
    begun: list[str] = []

    def meanwhile() -> None:
        with write_tx(db) as session:
            stop(session, analyst, begun[0])

    begun.append(asked(db, analyst, kind(STOPPABLE, meanwhile)))
    run(db, begun[0])
    assert outcome(db, begun[0]) == ("stopped", "")


def test_work_stopped_while_it_waits_is_not_begun(db, person, kind) -> None:
    analyst = person("analyst")
    job_id = asked(db, analyst, kind(STOPPABLE, lambda: pytest.fail("it was begun")))
    with write_tx(db) as session:
        stop(session, analyst, job_id)
    run(db, job_id)
    assert outcome(db, job_id)[0] == "stopped"


def test_work_that_takes_too_long_ends(db, person, kind) -> None:
    longest = timedelta(seconds=-1)
    job_id = asked(db, person("analyst"), kind(Rules(longest=longest)))
    run(db, job_id)
    assert outcome(db, job_id) == ("failed", "TookTooLong")


def test_whoever_asked_stops_it_on_its_page_and_goes_back(db, client_for, kind) -> None:
    analyst = client_for("analyst")
    job_id = asked(db, analyst.actor, kind(STOPPABLE))
    here = f"/jobs/{job_id}"
    assert "Stands arbejdet" in text_of(analyst.get(here))
    assert analyst.post(f"{here}/stop").headers["location"] == here
    assert "Du har standset arbejdet" in text_of(analyst.get(here))
    assert f'href="/here?job={job_id}"' in analyst.get(here).text


def test_nobody_else_stops_it(db, client_for, kind) -> None:
    analyst = client_for("analyst")
    job_id = asked(db, analyst.actor, kind(STOPPABLE))
    assert client_for("analyst").post(f"/jobs/{job_id}/stop").status_code == 404
    assert outcome(db, job_id)[0] == ""


def test_a_settlement_is_not_stopped(db, client_for, kind) -> None:
    analyst = client_for("analyst")
    job_id = asked(db, analyst.actor, kind(Rules(Lane.SETTLEMENTS)))
    assert analyst.post(f"/jobs/{job_id}/stop").status_code == 404
    assert "Stands arbejdet" not in text_of(analyst.get(f"/jobs/{job_id}"))


def test_what_took_too_long_says_what_to_do(db, client_for, kind) -> None:
    analyst = client_for("analyst")
    job_id = asked(db, analyst.actor, kind(STOPPABLE))
    with write_tx(db) as session:
        job = session.get_one(Job, job_id)
        job.kind, job.outcome, job.message = "agreement.simulate", "failed", "TookTooLong"
        session.add(job)
    said = text_of(analyst.get(f"/jobs/{job_id}"))
    assert "standset efter 10 minutter" in said
    assert "færre fremtider" in said
