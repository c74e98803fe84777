"""Passwords: argon2id, at most two at a time, and slow for whoever guesses."""

import hashlib
import threading
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session, col, func, select

from app.db.tables.accounts import SignInAttempt

SHORTEST = 15
LONGEST = 128
_GATE = threading.Semaphore(2)  # 64 MiB each: more at once would let a guesser fill the memory
_HASHER = PasswordHash((Argon2Hasher(),))
WINDOW = timedelta(minutes=15)
FREE_TRIES = 5


def hashed(password: str) -> str:
    """The password as it is stored."""
    with _GATE:
        return _HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long for an unknown account."""
    with _GATE:
        right = _HASHER.verify(password[:LONGEST], stored or _dummy())
    return right and stored is not None


@cache
def _dummy() -> str:
    return _HASHER.hash("no account has this password")


def guess_key(*parts: str) -> str:
    """Under what an attempt is counted: the account tried, or the address it came from."""
    return hashlib.sha256("\n".join(p.casefold() for p in parts).encode()).hexdigest()


def may_try(session: Session, key: str, at: datetime) -> bool:
    """Whether another attempt is let through: five failures in a quarter of an hour are enough."""
    failures = session.exec(
        select(func.count())
        .select_from(SignInAttempt)
        .where(
            SignInAttempt.key == key,
            col(SignInAttempt.at) > at - WINDOW,
            col(SignInAttempt.succeeded).is_(False),
        )
    ).one()
    return failures < FREE_TRIES
