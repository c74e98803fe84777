"""A run is drafted by a job: one of an agreement at a time, told as it goes, safe to repeat."""

from datetime import date

import pytest

from app.db.engine import read_tx, write_tx
from app.db.tables.operations import Job
from app.settlements import jobs
from app.settlements.refused import REFUSED, code_of
from app.web.deps import actor_of
from app.web.words import translator
from app.worker import run as do_job
from tests.app.settlements.conftest import AGREEMENT, MID_2024, PASSWORD, SEEN
from tests.app.settlements.reading import lines, state
from tests.browsers import text_of

FIELDS = {"agreement_id": AGREEMENT, "period": "2024-H1", "settle_on": "30-06-2024"}
ARGUMENTS = {"agreement_id": AGREEMENT, "period": "2024-H1", "settle_on": "2024-06-30"}


@pytest.fixture
def treated(world) -> int:
    one = world.patient()
    world.looks(one, SEEN)
    return one


def job_of(world, answer) -> Job:
    with read_tx(world.db) as session:
        return session.get_one(Job, answer.headers["location"].removeprefix("/jobs/"))


def test_the_same_draft_asked_for_twice_is_one_job(world, treated, analyst) -> None:
    first, second = (analyst.post("/settlements/new", FIELDS) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]


def test_another_draft_of_the_agreement_waits(world, treated, analyst) -> None:
    analyst.post("/settlements/new", FIELDS)
    other = analyst.post("/settlements/new", FIELDS | {"settle_on": "31-05-2024"})
    assert other.status_code == 422
    assert "allerede ved at blive lavet et udkast" in text_of(other)


def test_the_page_tells_how_many_treatments_are_done(world, treated, analyst) -> None:
    queued = analyst.post("/settlements/new", FIELDS)
    do_job(world.db, job_of(world, queued).id)
    done = job_of(world, queued)
    assert (done.outcome, done.done, done.total) == ("done", 1, 1)
    assert "2.150.000,00" in text_of(analyst.follow(analyst.get(queued.headers["location"])))


def test_a_job_repeated_after_a_crash_finds_the_run_it_kept(world, treated) -> None:
    with read_tx(world.db) as session:
        actor = actor_of(session, world.analyst.user_id)
    told: list[tuple[int, ...]] = []
    ends = [
        jobs.draft(world.db, actor, ARGUMENTS, lambda *heard: told.append(heard)).location
        for _ in range(2)
    ]
    run = ends[0].removeprefix("/settlements/").partition("?")[0]
    assert ends[0] == ends[1]
    assert len(lines(world, run)) == len({one.key for one in lines(world, run)})


def test_new_data_must_be_checked_by_a_job_before_a_signature(world, treated, approver) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    world.patient()
    page = approver.get(f"/settlements/{run}/approve")
    assert "Kontrollér, hvad der er ændret" in text_of(page)
    assert 'name="password"' not in page.text
    queued = approver.post(f"/settlements/{run}/check")
    do_job(world.db, job_of(world, queued).id)
    page = approver.follow(approver.get(queued.headers["location"])).text
    signs = page.partition('name="signs" value="')[2][:64]
    approver.post(f"/settlements/{run}/approve", {"password": PASSWORD, "signs": signs})
    assert state(world, run) == "approved"


def test_unchecked_data_stop_a_signature(world, treated, approver) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    page = approver.get(f"/settlements/{run}/approve").text
    signs = page.partition('name="signs" value="')[2][:64]
    world.patient()
    fields = {"password": PASSWORD, "signs": signs}
    answer = approver.post(f"/settlements/{run}/approve", fields)
    assert "siden afregningen sidst blev kontrolleret" in text_of(answer)
    assert state(world, run) == "proposed"


def test_a_changed_line_can_be_seen_but_not_signed(world, treated, approver) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    world.looks(treated, SEEN, "resumed", at=MID_2024, why="fejl")
    queued = approver.post(f"/settlements/{run}/check")
    do_job(world.db, job_of(world, queued).id)
    page = approver.follow(approver.get(queued.headers["location"])).text
    assert f"P-{treated:04d}" in page
    assert 'name="password"' not in page


def drafting(world, **asked: str) -> str:
    """The job of a draft that was asked for, not begun yet."""
    with write_tx(world.db) as session:
        return jobs.begin_draft(session, world.analyst, {**ARGUMENTS, **asked}).id


def ended(world, analyst, job_id: str) -> str:
    """What the person who waits for a job reads when it has ended."""
    page = analyst.follow(analyst.get(f"/jobs/{job_id}"))
    assert 'value="2024-H1"' in page.text
    return text_of(page)


def test_a_draft_whose_day_another_issue_has_passed_says_so(world, settled, analyst) -> None:
    job_id = drafting(world, settle_on="2024-06-29", known_at="2024-06-29T21:59:59+00:00")
    do_job(world.db, job_id)
    said = ended(world, analyst, job_id)
    assert "Aftalen er imens afregnet pr. en senere dag" in said
    assert 'value="29-06-2024"' in analyst.get(where(world, job_id)).text


def test_a_draft_of_an_agreement_no_longer_in_force_says_so(world, analyst) -> None:
    job_id = drafting(world, agreement_id="DK-ENDED")
    do_job(world.db, job_id)
    assert "Ingen version af aftalen er i kraft" in ended(world, analyst, job_id)


def test_a_draft_that_others_issues_overtake_each_time_says_so(
    world, treated, analyst, monkeypatch
) -> None:
    monkeypatch.setattr(jobs, "TRIES", 1)
    issues = [world.draft(date(2024, 5, 31), "2024-05")]

    def meanwhile(_percent: int, _done: int = 0, total: int = 0) -> None:
        while total and issues:
            run = issues.pop()
            world.propose(run)
            world.approve(run)
            world.issue(run)

    done = jobs.draft(world.db, world.analyst, ARGUMENTS, meanwhile)
    assert "Lav et nyt udkast" in text_of(analyst.get(done.location))


@pytest.mark.parametrize("code", REFUSED)
def test_every_code_of_a_refusal_is_told_in_danish_words(analyst, code) -> None:
    kind, words = REFUSED[code]
    assert code_of(kind()) == code
    said = text_of(analyst.get("/settlements/new", params={"refused": code}))
    assert translator("da").gettext(words) in said
    assert words not in said


def where(world, job_id: str) -> str:
    with read_tx(world.db) as session:
        return session.get_one(Job, job_id).location
