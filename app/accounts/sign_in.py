"""Signing in: who may try, whether the password is right, and a fresh session.

Hashing takes a fifth of a second on purpose, so it happens between transactions and never inside
the writer's.
"""

from sqlmodel import select

from app import audit
from app.accounts import actions, passwords
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.accounts import Invitation, SignInAttempt, User, WebSession
from app.permissions import Actor
from app.web.deps import actor_of


class TooManyAttempts(Exception):  # noqa: N818 - told to the person
    """Five failures in a quarter of an hour: wait."""


def sign_in(database: Database, email: str, password: str, address: str) -> str | None:
    """The token of a new session, or None where e-mail and password do not belong together.

    Args:
        database: where accounts are.
        email: as typed.
        password: as typed.
        address: the network address the attempt comes from.

    Raises:
        TooManyAttempts: the account or the address has failed five times in a quarter of an hour.
    """
    email = email.strip().lower()
    keys = (passwords.guess_key("account", email), passwords.guess_key("address", address))
    with read_tx(database) as session:
        if not all(passwords.may_try(session, key, now()) for key in keys):
            raise TooManyAttempts
        user = session.exec(select(User).where(User.email == email)).first()
    right = passwords.matches(password, user.password_hash if user else None)
    right = right and user is not None and user.disabled_at is None
    with write_tx(database) as session:
        at = now()
        session.add_all(SignInAttempt(key=key, at=at, succeeded=right) for key in keys)
        if not right or user is None:
            return None
        signed_in = actor_of(session, user.id or 0)
        if signed_in is not None:
            audit.record(session, signed_in, "user.signed_in", f"user:{user.id}")
        return actions.open_session(session, user)


def verified(database: Database, actor: Actor, password: str) -> bool:
    """Whether the signed-in person's password was given again, before approving."""
    key = passwords.guess_key("account", str(actor.user_id))
    with read_tx(database) as session:
        if not passwords.may_try(session, key, now()):
            raise TooManyAttempts
        stored = session.get_one(User, actor.user_id).password_hash
    right = passwords.matches(password, stored)
    with write_tx(database) as session:
        session.add(SignInAttempt(key=key, at=now(), succeeded=right))
        if right and actor.session_id is not None:
            row = session.get_one(WebSession, actor.session_id)
            row.verified_at = now()
            session.add(row)
    return right


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
