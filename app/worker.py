"""The runner of slow work: stored intents go to DBOS under their own id, so effects happen once.

Decision 8 in the README: the intent is written by the transaction that wants the work; DBOS keeps
the attempt. A crash between the two is mended by handing over every intent that has no outcome.
Each lane has its queue and does one thing at a time, so a settlement never waits for a simulation.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

import structlog
from dbos import DBOS, DBOSConfig, Queue, SetWorkflowID
from sqlmodel import col, select

from app import __version__, rooms  # noqa: F401 - importing the rooms registers their handlers
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.operations import Job
from app.jobs import HANDLERS, Done, Lane, Stopped, TookTooLong, rules_of
from app.settings import settings
from app.web.deps import actor_of

LOG = structlog.get_logger()
LOOK_EVERY = 0.3  # seconds between looks for new intents; a person is waiting
ASK_EVERY = 1.0  # seconds between looks whether the person has stopped it
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
        application_version=__version__,
    )


def _dispatch(database: Database, queues: Mapping[Lane, Queue], stop: threading.Event) -> None:
    """Hand over what waits until told to stop; what fails now is handed over by a later look."""
    seen: set[str] = set()
    while not stop.is_set():
        try:
            _hand_over(database, queues, seen)
        except Exception as error:  # noqa: BLE001 - the only thread that starts work must go on
            LOG.error("handing over failed", error=type(error).__name__)  # noqa: TRY400 - no content
        stop.wait(LOOK_EVERY)


def _hand_over(database: Database, queues: Mapping[Lane, Queue], seen: set[str]) -> None:
    """Hand every intent without an outcome to its lane, once."""
    with read_tx(database) as session:
        waiting = session.exec(
            select(Job.id, Job.kind).where(Job.outcome == "").order_by(col(Job.created_at))
        ).all()
    for job_id, kind in waiting:
        if job_id not in seen:
            with SetWorkflowID(job_id):  # the same id again is the same workflow
                queues[rules_of(kind).lane].enqueue(perform, job_id)
            seen.add(job_id)


@DBOS.workflow()
def perform(job_id: str) -> None:
    """Do one stored job and write down how it ended."""
    attempt(job_id)


@DBOS.step()
def attempt(job_id: str) -> None:
    """One attempt, repeated by DBOS after a crash; its handler finds or makes its effect wholly."""
    database = _DATABASE[0]
    run(database, job_id)


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
