"""A long simulation is told before it begins, is followed while it runs, and can be begun again."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.agreements import actions, simulate_pages
from app.agreements.simulate_inputs import defaults, prices
from app.agreements.simulate_time import Expected
from app.agreements.simulate_work import _Step
from app.db.engine import write_tx
from app.jobs import stop
from contracts.library import template
from contracts.load import load_agreement
from contracts.simulate.scenario import Scenario
from contracts.simulate.simulate import costs, refused, simulate
from tests.browsers import text_of

ROWS = load_agreement(template("kymriah_dmc"))
PAGE = f"/agreements/{ROWS.id}/versions/{ROWS.version}/simulate"


def a_form(**changes: str) -> dict[str, str]:
    known = {name: "2000000.00" for name, _ in prices((ROWS,))}
    fields = defaults(ROWS, date(2026, 11, 22), known) | {"patients": "3", "futures": "4"}
    return fields | changes


def a_scenario() -> Scenario:
    from app.agreements.simulate_inputs import scenario

    return scenario(a_form(), dict(prices((ROWS,))))


@pytest.fixture
def analyst(db, person, client_for):
    actor = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, actor, template("kymriah_dmc"))
    return client_for("analyst", actor=actor)


@pytest.fixture
def takes(monkeypatch):
    """As if the futures asked for took so long."""

    def make(minutes: float) -> None:
        found = Expected(timedelta(minutes=minutes), 500)
        monkeypatch.setattr(simulate_pages, "expected", lambda _asked: found)

    return make


def test_the_example_is_one_that_arrays_refuse() -> None:
    assert refused(ROWS) is not None


def test_minutes_are_told_before_anyone_waits(analyst, takes) -> None:
    takes(3.2)
    answer = analyst.post(PAGE, a_form())
    assert answer.status_code == 422
    assert "omkring 4 minutter" in text_of(answer)
    assert "140 fremtider tager omkring et minut" in text_of(answer)


def test_whoever_has_read_it_begins(analyst, takes) -> None:
    takes(3.2)
    begun = analyst.post(PAGE, a_form(takes_long="yes"))
    assert begun.headers["location"].startswith("/jobs/")


def test_what_would_be_stopped_does_not_begin(analyst, takes) -> None:
    takes(25)
    answer = analyst.post(PAGE, a_form(takes_long="yes"))
    assert answer.status_code == 422
    assert "omkring 25 minutter og standses efter 10" in text_of(answer)
    assert "fremtider til 180" in text_of(answer)


def test_seconds_begin_at_once_as_timed_here(analyst) -> None:
    assert analyst.post(PAGE, a_form()).headers["location"].startswith("/jobs/")


def test_a_stopped_one_is_begun_again_from_what_was_filled_in(db, analyst) -> None:
    job_id = analyst.post(PAGE, a_form(seed="77")).headers["location"].removeprefix("/jobs/")
    with write_tx(db) as session:
        stop(session, analyst.actor, job_id)
    assert f'href="{PAGE}?job={job_id}"' in analyst.get(f"/jobs/{job_id}").text
    assert 'value="77"' in analyst.get(f"{PAGE}?job={job_id}").text


def test_nobody_reads_what_another_filled_in(analyst, client_for) -> None:
    job_id = analyst.post(PAGE, a_form()).headers["location"].removeprefix("/jobs/")
    assert client_for("analyst").get(f"{PAGE}?job={job_id}").status_code == 404


def test_every_future_settled_row_by_row_is_told() -> None:
    told: list[tuple[int, int]] = []
    simulate(ROWS, a_scenario(), None, lambda *at: told.append(at))
    assert told == [(done, 8) for done in range(1, 9)]


def test_every_future_read_otherwise_is_told() -> None:
    told: list[tuple[int, int]] = []
    costs(ROWS, a_scenario(), None, lambda *at: told.append(at))
    assert told[-1][0] == told[-1][1] > 0
    assert all(earlier <= later for earlier, later in pairwise(told))


def test_percent_and_futures_grow_from_step_to_step() -> None:
    told: list[tuple[int, ...]] = []
    step = _Step(lambda *at: told.append(at), 2, 48)
    step.heard(4, 8)
    step.next()
    step.heard(1, 4)
    assert told == [(26, 4, 8), (50,), (62, 9, 12)]
