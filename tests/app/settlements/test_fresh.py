"""A step looks first, in a transaction of its own, and signs only if nothing has moved since."""

from collections.abc import Callable
from datetime import date
from threading import Thread

import pytest

from app.db.engine import read_tx, write_tx
from app.db.tables.patients import Treatment
from app.settlements import actions, jobs
from app.settlements import freshness as fresh
from app.settlements.freshness import GroundMoved, freshness
from app.settlements.refusals import LapsedRun, StaleRun
from app.settlements.steps import run_of
from app.worker import run as do_job
from tests.app.settlements.conftest import AGREEMENT, MID_2024, SEEN
from tests.app.settlements.reading import state
from tests.browsers import text_of

DRAFT = {"agreement_id": AGREEMENT, "period": "2024-H1", "settle_on": "30-06-2024"}


@pytest.fixture
def treated(world) -> int:
    one = world.patient()
    world.looks(one, SEEN)
    return one


@pytest.fixture
def proposed(world, treated) -> str:
    run = world.draft(MID_2024)
    world.propose(run)
    return run


def look(world, run):
    with read_tx(world.db) as session:
        return freshness(session, run_of(session, run))


def sign(world, run, found) -> None:
    with write_tx(world.db) as session:
        actions.approve(session, world.approver, run, found=found)


def test_a_look_is_relied_on_while_nothing_moves(world, proposed) -> None:
    sign(world, proposed, look(world, proposed))
    assert state(world, proposed) == "approved"


def test_a_value_recorded_between_look_and_signature_stops_it(world, treated, proposed) -> None:
    found = look(world, proposed)
    world.looks(treated, SEEN, "resumed", at=date(2024, 7, 5), why="fejl")
    with pytest.raises(GroundMoved):
        sign(world, proposed, found)
    with pytest.raises(LapsedRun):
        sign(world, proposed, look(world, proposed))


@pytest.mark.parametrize("what", ["event", "residence", "price", "patient"])
def test_whatever_a_run_reads_stops_it(world, treated, proposed, what) -> None:
    found = look(world, proposed)
    if what == "event":
        world.happens(treated, "emigrated", date(2024, 7, 1))
    elif what == "residence":
        world.moves(patient_of(world, treated), "syddanmark", date(2024, 7, 1))
    elif what == "price":
        world.price("21600000.00", date(2024, 1, 1))
    else:
        world.patient()
    with pytest.raises(GroundMoved):
        sign(world, proposed, found)


def patient_of(world, treatment: int) -> str:
    with read_tx(world.db) as session:
        return session.get_one(Treatment, treatment).patient_id


def test_a_person_counted_elsewhere_stops_nothing(world, proposed, person) -> None:
    found = look(world, proposed)
    person("reviewer")
    sign(world, proposed, found)
    assert state(world, proposed) == "approved"


def test_an_issue_between_look_and_signature_stops_it(world, proposed) -> None:
    world.approve(proposed)
    found = look(world, proposed)
    world.issue(proposed)
    with pytest.raises(GroundMoved):
        sign(world, proposed, found)
    with pytest.raises(StaleRun):
        sign(world, proposed, look(world, proposed))


def seen_at_work(monkeypatch, room, name, beside=lambda: None) -> list[str]:
    """Each call of a real part, with something done beside it."""
    calls, act = [], getattr(room, name)

    def watched(*given):
        calls.append(name)
        beside()
        return act(*given)

    monkeypatch.setattr(room, name, watched)
    return calls


def test_only_other_inputs_or_another_program_need_the_run_worked_out(
    world, proposed, monkeypatch
) -> None:
    calls = seen_at_work(monkeypatch, fresh, "follow")
    look(world, proposed)
    assert calls == []
    monkeypatch.setattr(fresh, "__version__", "99")
    assert look(world, proposed).changed == ()
    world.patient()
    look(world, proposed)
    assert calls == ["follow"] * 2


def write_beside(world, done: list[bool]) -> Callable[[], None]:
    """Another person's write, waited for at most five seconds."""

    def write() -> None:
        with write_tx(world.db):
            done.append(True)

    def beside() -> None:
        other = Thread(target=write)
        other.start()
        other.join(5)
        done.append(other.is_alive())

    return beside


def test_others_write_while_a_draft_is_worked_out(world, treated, analyst, monkeypatch) -> None:
    done: list[bool] = []
    seen_at_work(monkeypatch, jobs, "work_out", write_beside(world, done))
    queued = analyst.post("/settlements/new", DRAFT).headers["location"]
    do_job(world.db, queued.removeprefix("/jobs/"))
    assert done == [True, False]
    assert "2.150.000,00" in text_of(analyst.follow(analyst.get(queued)))


def test_others_write_while_a_settlement_is_checked(world, proposed, approver, monkeypatch) -> None:
    world.patient()
    done: list[bool] = []
    seen_at_work(monkeypatch, jobs, "freshness", write_beside(world, done))
    queued = approver.post(f"/settlements/{proposed}/check").headers["location"]
    do_job(world.db, queued.removeprefix("/jobs/"))
    assert done == [True, False]
    assert "Ingen afgjort linje er ændret" in text_of(approver.follow(approver.get(queued)))
