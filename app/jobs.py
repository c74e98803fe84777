"""Slow work: an intent stored by the transaction that wants it, done once by the runner.

A handler is registered per kind by the room that owns it; `app.worker` hands stored intents to DBOS
under their own id, so a crash loses none and repeats no effect.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import uuid4

from sqlmodel import Session, func, select

from app.clock import now
from app.db.engine import Database
from app.db.tables.operations import Job
from app.permissions import Actor


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


Handler = Callable[[Database, Actor, dict[str, Any], Progress], Done]
HANDLERS: dict[str, Handler] = {}
MOST_UNDER_WAY = 5
"""Jobs one person may have waiting or running; the others' work is not to wait behind more."""


class TooManyJobs(Exception):  # noqa: N818 - told to the person
    """The person has as many jobs waiting or running as one may have."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind.

    The handler opens its own write transaction and must be safe to repeat: it either finds its
    effect already there or makes it wholly.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
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
