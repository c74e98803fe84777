"""Forms that are sent twice are done once: a key in the form, stored with what it led to."""

import secrets
from collections.abc import Callable

from fastapi.responses import RedirectResponse
from sqlmodel import Session

from app.clock import now
from app.db.tables.operations import IdempotencyKey
from app.permissions import Actor
from app.web.deps import Submitted, sha256


class KeyReused(Exception):  # noqa: N818 - told to the person, not a fault
    """The form's key was already used with other contents (the back button, then a change)."""

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(location)


def new_key() -> str:
    """A fresh key for a form's hidden field."""
    return secrets.token_hex(16)


def once(
    session: Session, actor: Actor, sent: Submitted, do: Callable[[], str]
) -> RedirectResponse:
    """Do the form's work unless its key was seen before; answer with the same place either way.

    Args:
        session: the write transaction in which the work and the key are stored together.
        actor: who sent the form.
        sent: the form, with its `request_key`.
        do: the work; returns the address to go to.

    Raises:
        KeyReused: the same key came with another body.
    """
    typed = sent.fields.get("request_key", "")
    key = sha256(f"{actor.user_id} {sent.path} {typed}") if typed else ""
    before = session.get(IdempotencyKey, key) if key else None
    if before is not None:
        if before.body_sha256 != sent.body_sha256:
            raise KeyReused(before.location)
        return RedirectResponse(before.location, status_code=303)
    location = do()
    if key:
        session.add(
            IdempotencyKey(
                key=key,
                user_id=actor.user_id,
                body_sha256=sent.body_sha256,
                location=location,
                at=now(),
            )
        )
    return RedirectResponse(location, status_code=303)
