"""Who may try a password now: guesses are counted before they are looked at, and then forgiven.

An account is guessed at from one place (few tries), from many (more, over an hour), and a place
may hold a whole hospital (many). A browser in which the person has signed in before is counted on
its own, so that nobody locks them out by guessing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from app.db.tables.accounts import SignInAttempt

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


class TooManyAttempts(Exception):  # noqa: N818 - told to the person
    """Too many failures: wait."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures under a key within a time are enough."""

    key: str
    most: int
    within: timedelta


def limit(most: int, within: timedelta, *parts: str) -> Limit:
    """A limit on what the parts name together; the database keeps only their hash."""
    text = "\n".join(part.casefold() for part in parts)
    return Limit(hashlib.sha256(text.encode()).hexdigest(), most, within)


def limits(email: str, address: str, device: str, *, known: bool) -> tuple[Limit, ...]:
    """What an attempt to sign in is counted under.

    Args:
        email: the account tried.
        address: the network address it comes from, which many may share.
        device: the browser's lasting cookie.
        known: whether this account has been signed in to with that browser.
    """
    if known:
        return (limit(5, QUARTER, "device", email, device),)
    return (
        limit(5, QUARTER, "account and address", email, address),
        limit(20, HOUR, "account", email),
        limit(200, QUARTER, "address", address),
    )


def reserve(session: Session, counted: Iterable[Limit], at: datetime) -> list[SignInAttempt]:
    """Count a guess as failed before the password is looked at, in one write transaction.

    So parallel guesses see each other. `forgive` takes it back where the password was right.

    Raises:
        TooManyAttempts: one of the limits is reached; nothing more is counted.
    """
    counted = tuple(counted)
    for one in counted:
        failures = select(func.count()).where(
            SignInAttempt.key == one.key,
            SignInAttempt.at > at - one.within,
            col(SignInAttempt.succeeded).is_(False),
        )
        if session.exec(failures).one() >= one.most:
            raise TooManyAttempts
    rows = [SignInAttempt(key=one.key, at=at, succeeded=False) for one in counted]
    session.add_all(rows)
    session.flush()
    return rows


def forgive(session: Session, rows: Iterable[SignInAttempt]) -> None:
    """The password was right: these attempts were no guesses."""
    for row in rows:
        kept = session.get_one(SignInAttempt, row.id)
        kept.succeeded = True
        session.add(kept)
