"""Signing in: who may try, whether the password is right, and a fresh session.

Hashing takes a fifth of a second on purpose, so it happens between transactions and never inside
the writer's.
"""

from datetime import timedelta

from sqlmodel import Session, select

from app import audit
from app.accounts import actions, guesses, passwords
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.accounts import Invitation, User, WebSession
from app.permissions import Actor
from app.web.deps import SignedIn, actor_of, sha256

FRESH = timedelta(minutes=5)
"""How long a password given covers showing CPR numbers."""


def sign_in(database: Database, email: str, password: str, address: str, device: str) -> str | None:
    """The token of a new session, or None where e-mail and password do not belong together.

    Args:
        database: where accounts are.
        email: as typed.
        password: as typed.
        address: the network address the attempt comes from.
        device: the browser's lasting cookie, or a new one that it will be given.

    Raises:
        TooManyAttempts: there have been too many failures, see `guesses`.
    """
    email = email.strip().lower()
    with write_tx(database) as session:
        user = session.exec(select(User).where(User.email == email)).first()
        known = user is not None and _knows(session, user, device)
        counted = guesses.limits(email, address, device, known=known)
        attempts = guesses.reserve(session, counted, now())
    right = passwords.matches(password, user.password_hash if user else None)
    if not right or user is None or user.disabled_at is not None:
        return None
    with write_tx(database) as session:
        guesses.forgive(session, attempts)
        signed_in = actor_of(session, user.id or 0)
        if signed_in is not None:
            audit.record(session, signed_in, "user.signed_in", f"user:{user.id}")
        return actions.open_session(session, user, device)


def _knows(session: Session, user: User, device: str) -> bool:
    """Whether the person has signed in with this browser before."""
    before = select(WebSession.id).where(
        WebSession.user_id == user.id, WebSession.device_sha256 == sha256(device)
    )
    return session.exec(before).first() is not None


def fresh(who: SignedIn) -> bool:
    """Whether the password was given within the last five minutes."""
    return now() - who.verified_at <= FRESH


def verified(database: Database, actor: Actor, password: str) -> bool:
    """Whether the signed-in person's password was given again: to approve, or to see a CPR number.

    Raises:
        TooManyAttempts: it was given wrongly five times in a quarter of an hour.
    """
    again = guesses.limit(5, guesses.QUARTER, "again", str(actor.user_id))
    with write_tx(database) as session:
        attempts = guesses.reserve(session, [again], now())
        stored = session.get_one(User, actor.user_id).password_hash
    if not passwords.matches(password, stored):
        return False
    with write_tx(database) as session:
        guesses.forgive(session, attempts)
        if actor.session_id is not None:
            row = session.get_one(WebSession, actor.session_id)
            row.verified_at = now()
            session.add(row)
    return True


def change_password(database: Database, actor: Actor, password: str) -> str:
    """Store the new password and end every session; gives the token of the one that goes on."""
    stored = passwords.hashed(password)
    with write_tx(database) as session:
        user = session.get_one(User, actor.user_id)
        user.password_hash = stored
        session.add(user)
        actions.end_all_sessions(session, actor.user_id)
        audit.record(session, actor, "user.password_changed", f"user:{user.id}")
        return actions.open_session(session, user)


def look_at_invitation(database: Database, token: str) -> Invitation:
    """The invitation behind a link, to show its page again."""
    with read_tx(database) as session:
        return actions.open_invitation(session, token)


def accept_invitation(database: Database, token: str, password: str) -> str:
    """Make the invited account; gives the token of its first session."""
    stored = passwords.hashed(password)
    with write_tx(database) as session:
        return actions.open_session(session, actions.accept_invitation(session, token, stored))


def leave(database: Database, actor: Actor | None) -> None:
    """End the session the browser held before signing in anew."""
    if actor is not None and actor.session_id is not None:
        with write_tx(database) as session:
            actions.end_session(session, actor.session_id)
