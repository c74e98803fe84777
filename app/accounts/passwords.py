"""Passwords: argon2id, at most two at a time."""

import threading
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 15
LONGEST = 128
_GATE = threading.Semaphore(2)  # 64 MiB each: more at once would let a guesser fill the memory
_HASHER = PasswordHash((Argon2Hasher(),))


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
