"""Answers kept in the process: what was known at a moment never changes, so it is found once."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session

from app.evidence.facts import last_recorded
from app.permissions import Actor, Permission

T = TypeVar("T")
MOST = 64
_LOCK = Lock()
_kept: WeakKeyDictionary[Engine, OrderedDict[Hashable, object]] = WeakKeyDictionary()


def remembered(session: Session, actor: Actor, asked: Hashable, find: Callable[[], T]) -> T:
    """An answer from the facts, found anew only once something has been recorded since.

    Two readers share an answer only where they may see the same departments. Ask for nothing here
    that rests on more than facts and on what stands in `asked`; the permission is checked before.
    """
    scope = None if actor.national else actor.sites_where(Permission.EVIDENCE_READ)
    key = (last_recorded(session), scope, asked)
    with _LOCK:
        answers = _kept.setdefault(session.get_bind().engine, OrderedDict())
        if key in answers:
            answers.move_to_end(key)
            return cast("T", answers[key])
    found = find()
    with _LOCK:
        answers[key] = found
        while len(answers) > MOST:
            answers.popitem(last=False)
    return found
