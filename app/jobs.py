"""Slow work: an intent stored by the transaction that wants it, done once by the runner.

A handler is registered per kind by the room that owns it; `app.worker` hands stored intents to DBOS
under their own id, so a crash loses none and repeats no effect.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import uuid4

from sqlmodel import Session, func, select

from app.clock import now
from app.db.engine import Database
from app.db.tables.operations import Job
from app.permissions import Actor, NotFound


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished job has to say: where to look, and a word about it."""

    location: str = ""
    message: str = ""


class Progress(Protocol):
    """Hears how far a job is; the page that waits shows it."""

    def __call__(self, percent: int, done: int = 0, total: int = 0, /) -> None:
        """Percent of the whole, and if they can be counted, how many of how many."""
        ...


class Lane(StrEnum):
    """The queues: the work of one goes one at a time, and waits for that of no other."""

    OTHER = "effekt"
    SETTLEMENTS = "settlements"
    SIMULATIONS = "simulations"


@dataclass(frozen=True, slots=True)
class Rules:
    """How work of a kind is done."""

    lane: Lane = Lane.OTHER
    may_stop: bool = False
    """Whether whoever asked for it may stop it: half done, it must leave nothing behind."""
    longest: timedelta | None = None
    """How long an attempt may take."""


class Stopped(Exception):  # noqa: N818 - not a failure
    """The person who asked for the work has stopped it."""


class TookTooLong(Exception):  # noqa: N818 - told by the kind of work it happened to
    """The work has taken as long as its kind may."""


Handler = Callable[[Database, Actor, dict[str, Any], Progress], Done]
HANDLERS: dict[str, Handler] = {}
RULES: dict[str, Rules] = {}
STOPPED = "stopped"
BACK = "back"
"""Among a job's arguments: where to begin again; the page is given the job as `?job=`."""
MOST_UNDER_WAY = 5
"""Jobs one person may have waiting or running; the others' work is not to wait behind more."""


class TooManyJobs(Exception):  # noqa: N818 - told to the person
    """The person has as many jobs waiting or running as one may have."""


def handles(kind: str, rules: Rules | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind.

    The handler opens its own write transaction and must be safe to repeat: it either finds its
    effect already there or makes it wholly. Telling how far it is may raise `Stopped` or
    `TookTooLong` where the rules say so.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        RULES[kind] = rules or Rules()
        return handler

    return register


def enqueue(session: Session, actor: Actor, kind: str, arguments: dict[str, Any]) -> Job:
    """Store the intent to do slow work, in the caller's transaction.

    Raises:
        TooManyJobs: five of the person's jobs have not ended yet.
    """
    if kind not in HANDLERS:
        raise KeyError(kind)
    under_way = select(func.count()).where(Job.created_by == actor.user_id, Job.outcome == "")
    if session.exec(under_way).one() >= MOST_UNDER_WAY:
        raise TooManyJobs
    job = Job(
        id=str(uuid4()), kind=kind, arguments=arguments, created_at=now(), created_by=actor.user_id
    )
    session.add(job)
    session.flush()
    return job


def rules_of(kind: str) -> Rules:
    """How work of a kind is done."""
    return RULES.get(kind, Rules())


def own_job(session: Session, actor: Actor, job_id: str) -> Job:
    """A job the person asked for.

    Raises:
        NotFound: there is none, or somebody else asked for it.
    """
    job = session.get(Job, job_id)
    if job is None or job.created_by != actor.user_id:
        raise NotFound
    return job


def stop(session: Session, actor: Actor, job_id: str) -> Job:
    """Stop one's own work, waiting or under way; what has ended already stays as it ended.

    Raises:
        NotFound: it is not the person's own, or work of its kind is not stopped.
    """
    job = own_job(session, actor, job_id)
    if not rules_of(job.kind).may_stop:
        raise NotFound
    if not job.outcome:
        job.outcome, job.finished_at = STOPPED, now()
        session.add(job)
    return job
