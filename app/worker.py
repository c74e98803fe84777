"""The runner of slow work: stored intents go to DBOS under their own id, so effects happen once.

Decision 8 in the README: the intent is written by the transaction that wants the work; DBOS keeps
the attempts. A crash between the two is mended by handing over every intent that has no outcome
and no attempt under way, so an attempt that found the database gone is followed by another.
Each lane has its queue and does one thing at a time, so a settlement never waits for a simulation.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

import structlog
from dbos import DBOS, DBOSConfig, Queue, SetWorkflowID
from sqlmodel import col, select

from app import rooms  # noqa: F401 - importing the rooms registers their handlers
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.operations import Job
from app.jobs import HANDLERS, Done, Lane, Stopped, TookTooLong, rules_of
from app.settings import settings
from app.web.deps import actor_of

LOG = structlog.get_logger()
LOOK_EVERY = 0.3  # seconds between looks for new intents; a person is waiting
LOOK_AGAIN = 5.0  # seconds until an intent handed over is looked at again
ASK_EVERY = 1.0  # seconds between looks whether the person has stopped it
VERSION = "1"
"""What DBOS binds attempts to: not the release, for intents outlive it and the next takes them."""
UNDER_WAY = frozenset({"DELAYED", "ENQUEUED", "PENDING"})
"""What DBOS calls an attempt that has not ended."""
_DATABASE: list[Database] = []


@contextmanager
def running(database: Database) -> Iterator[None]:
    """Do stored work while the block lasts; work begun by a process that died is taken up again."""
    _DATABASE[:] = [database]
    DBOS(config=_config(database))
    DBOS.launch()
    queues = {
        lane: DBOS.register_queue(lane, worker_concurrency=1, polling_interval_sec=LOOK_EVERY)
        for lane in Lane
    }
    stop = threading.Event()
    dispatcher = threading.Thread(target=_dispatch, args=(database, queues, stop), daemon=True)
    dispatcher.start()
    try:
        yield
    finally:
        stop.set()
        dispatcher.join(timeout=5)
        DBOS.destroy()


def _config(database: Database) -> DBOSConfig:
    own = f"sqlite:///{settings().data / 'jobs.db'}" if database.embedded else database.url
    return DBOSConfig(
        name="effekt",
        system_database_url=own,
        log_level="WARNING",
        application_version=VERSION,
    )


def _dispatch(database: Database, queues: Mapping[Lane, Queue], stop: threading.Event) -> None:
    """Hand over what waits until told to stop; what fails now is handed over by a later look."""
    due: dict[str, float] = {}
    while not stop.is_set():
        try:
            _hand_over(database, queues, due)
        except Exception as error:  # noqa: BLE001 - the only thread that starts work must go on
            LOG.error("handing over failed", error=type(error).__name__)  # noqa: TRY400 - no content
        stop.wait(LOOK_EVERY)


def _hand_over(database: Database, queues: Mapping[Lane, Queue], due: dict[str, float]) -> None:
    """Hand every intent without an outcome to its lane, unless an attempt at it is under way."""
    with read_tx(database) as session:
        waiting = session.exec(
            select(Job.id, Job.kind).where(Job.outcome == "").order_by(col(Job.created_at))
        ).all()
    for job_id, kind in waiting:
        if monotonic() < due.get(job_id, 0.0):
            continue
        attempt_id = _next_attempt(job_id)
        if attempt_id:
            with SetWorkflowID(attempt_id):  # the same id again is the same workflow
                queues[rules_of(kind).lane].enqueue(perform, job_id)
        due[job_id] = monotonic() + LOOK_AGAIN


def _next_attempt(job_id: str) -> str:
    """The id of the attempt to begin: the intent's own, then numbered; empty if one is under way.

    An attempt another version was bound to is nobody's any more.
    """
    before = DBOS.list_workflows(workflow_id_prefix=job_id, load_input=False, load_output=False)
    if any(one.status in UNDER_WAY and one.app_version == VERSION for one in before):
        return ""
    return f"{job_id}:{len(before)}" if before else job_id


@DBOS.workflow()
def perform(job_id: str) -> None:
    """Do one stored job and write down how it ended."""
    attempt(job_id)


@DBOS.step()
def attempt(job_id: str) -> None:
    """One attempt; where it leaves no outcome, a later look hands the job over to another."""
    try:
        run(_DATABASE[0], job_id)
    except Exception as error:  # noqa: BLE001 - DBOS would keep and log its text, which holds values
        LOG.error("attempt failed", job=job_id, error=type(error).__name__)  # noqa: TRY400


def run(database: Database, job_id: str) -> None:
    """Do a stored job now, in this thread; nothing happens if it already ended."""
    with write_tx(database) as session:
        job = session.get_one(Job, job_id)
        if job.outcome:
            return
        job.queued_at = now()
        session.add(job)
        actor = actor_of(session, job.created_by)
    try:
        if actor is None:
            raise PermissionError("the account is closed")  # noqa: TRY301 - one way out
        done = HANDLERS[job.kind](database, actor, job.arguments, _Progress(database, job))
    except Stopped:
        return
    except Exception as error:  # noqa: BLE001 - whatever stops a job must reach its page
        kind = type(error).__name__  # never its text, which may hold what a file or form said
        LOG.error("job failed", job=job_id, kind=job.kind, error=kind)  # noqa: TRY400
        _finish(database, job_id, "failed", Done(message=kind))
        return
    _finish(database, job_id, "done", done)


class _Progress:
    """Writes how far a job is, at most once per percent, and hears whether it is to go on."""

    def __init__(self, database: Database, job: Job) -> None:
        self.database, self.job_id, self.last = database, job.id, 0
        self.rules = rules_of(job.kind)
        self.begun = self.asked = monotonic()

    def __call__(self, percent: int, done: int = 0, total: int = 0) -> None:
        self._may_go_on()
        if percent <= self.last:
            return
        self.last = percent
        with write_tx(self.database) as session:
            job = session.get_one(Job, self.job_id)
            job.progress = min(percent, 100)
            job.done, job.total = done or job.done, total or job.total
            session.add(job)

    def _may_go_on(self) -> None:
        at, longest = monotonic(), self.rules.longest
        if longest is not None and at - self.begun > longest.total_seconds():
            raise TookTooLong
        if not self.rules.may_stop or at - self.asked < ASK_EVERY:
            return
        self.asked = at
        with read_tx(self.database) as session:
            if session.get_one(Job, self.job_id).outcome:
                raise Stopped


def _finish(database: Database, job_id: str, outcome: str, done: Done) -> None:
    with write_tx(database) as session:
        job = session.get_one(Job, job_id)
        if job.outcome:  # stopped meanwhile
            return
        job.outcome, job.message, job.location = outcome, done.message, done.location
        job.progress, job.finished_at = 100, now()
        session.add(job)
