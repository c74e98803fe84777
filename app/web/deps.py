"""What a page may ask for: a reader or a writer of the database, the actor, the submitted form."""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from sqlmodel import Session, col, select
from starlette.datastructures import FormData, UploadFile

from app.clock import now, today
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.accounts import RoleAssignment, User, WebSession
from app.db.tables.catalogue import Site
from app.permissions import SITE_ROLES, Actor, NotAllowed, Permission, Role

COOKIE = "__Host-sid"
INSECURE_COOKIE = "sid"  # loopback without TLS; browsers refuse the __Host- prefix there
IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


class SignInNeeded(Exception):  # noqa: N818 - an invitation, not a fault
    """Nobody is signed in; carries the page to come back to."""

    def __init__(self, back: str) -> None:
        self.back = quote(back, safe="/")
        super().__init__(back)


class FormUnreadable(Exception):  # noqa: N818
    """A field holds characters that no text has (NUL, half a surrogate pair)."""


class FormExpired(Exception):  # noqa: N818
    """The form's token is not this session's: it was opened before signing in anew."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: its actor, its form token and when the password was last given."""

    actor: Actor
    csrf_token: str
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Submitted:
    """A submitted form: text fields, and at most a few files, as they were sent."""

    fields: dict[str, str]
    files: dict[str, UploadFile]
    path: str = ""
    """Where it was sent: a form's key counts for its own page only."""

    @property
    def body_sha256(self) -> str:
        """Hash of everything sent, to tell a repeat from a reuse of its key."""
        files = "\n".join(f"{k}={v.filename} {v.size}" for k, v in sorted(self.files.items()))
        text = files + "\n".join(
            f"{k}={v}" for k, v in sorted(self.fields.items()) if k != "csrf_token"
        )
        return hashlib.sha256(text.encode()).hexdigest()


def database(request: Request) -> Database:
    """The application's database."""
    found: Database = request.app.state.database
    return found


def reader(found: Annotated[Database, Depends(database)]) -> Iterator[Session]:
    """A session that sees one moment and cannot write."""
    with read_tx(found) as session:
        yield session


def writer(found: Annotated[Database, Depends(database)]) -> Iterator[Session]:
    """A write transaction that is committed before the answer leaves (scope="function")."""
    with write_tx(found) as session:
        yield session


def sha256(token: str) -> str:
    """How a secret token is kept in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in(request: Request, found: Annotated[Database, Depends(database)]) -> SignedIn | None:
    """Who is signed in with this browser, or None; the roles are read anew at each request."""
    token = request.cookies.get(COOKIE) or request.cookies.get(INSECURE_COOKIE)
    if not token:
        return None
    at = now()
    with read_tx(found) as session:
        row = session.exec(
            select(WebSession).where(WebSession.token_sha256 == sha256(token))
        ).first()
        if row is None or row.ended_at is not None:
            return None
        if at - row.seen_at > IDLE or at - row.created_at > LONGEST:
            return None
        actor = actor_of(session, row.user_id, session_row=row)
    if actor is None:
        return None
    if at - row.seen_at > timedelta(minutes=1):
        with write_tx(found) as session:
            live = session.get_one(WebSession, row.id)
            live.seen_at = at
            session.add(live)
    return SignedIn(actor, row.csrf_token, row.verified_at)


def actor_of(session: Session, user_id: int, session_row: WebSession | None = None) -> Actor | None:
    """The account as an actor with the roles it holds now, or None where it is disabled."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return None
    held = session.exec(
        select(RoleAssignment).where(
            RoleAssignment.user_id == user_id, col(RoleAssignment.revoked_at).is_(None)
        )
    ).all()
    posts = {(Role(r.role), r.site_id) for r in held if r.site_id and Role(r.role) in SITE_ROLES}
    sites = sorted({site for _, site in posts})
    names = session.exec(select(Site.name).where(col(Site.id).in_(sites)).order_by(Site.name)).all()
    return Actor(
        user_id=user_id,
        name=user.name,
        roles=frozenset(Role(r.role) for r in held),
        site_ids=frozenset(sites),
        posts=frozenset(posts),
        workplace=", ".join(names),
        language="en" if user.language == "en" else "da",
        purpose=session_row.purpose if session_row else "treatment",  # type: ignore[arg-type]
        session_id=session_row.id if session_row else None,
    )


def allow(permission: Permission, *, form: bool = False) -> Any:  # noqa: ANN401 - what Depends gives
    """The guard of a route: `dependencies=[allow(Permission.VISIT_WRITE, form=True)]`.

    Args:
        permission: the one permission the route needs.
        form: set on every unsafe route; checks the form's token against the session.
    """
    return Depends(_guard(permission, form=form))


def _guard(permission: Permission, *, form: bool) -> Callable[..., None]:
    def check(
        request: Request,
        who: Annotated[SignedIn | None, Depends(signed_in)],
    ) -> None:
        if permission is Permission.PUBLIC:
            return
        if who is None:
            raise SignInNeeded(request.url.path if request.method == "GET" else "/")
        if not who.actor.may(permission):
            raise NotAllowed(permission)

    def check_with_form(
        request: Request,
        who: Annotated[SignedIn | None, Depends(signed_in)],
        sent: Annotated[Submitted, Depends(submitted)],
    ) -> None:
        check(request, who)
        if who is not None and not hmac.compare_digest(
            sent.fields.get("csrf_token", "").encode(), who.csrf_token.encode()
        ):
            raise FormExpired

    guard: Any = check_with_form if form else check
    guard.policy = permission
    guard.checks_form = form
    return guard  # type: ignore[no-any-return]


async def submitted(request: Request) -> AsyncIterator[Submitted]:
    """The form as sent: each field once, bounded in number and size; its files close afterwards."""
    form: FormData = await request.form(max_files=2, max_fields=400, max_part_size=2_000_000)
    fields: dict[str, str] = {}
    files: dict[str, UploadFile] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files[name] = value
        else:
            fields[name] = f"{fields[name]},{value}" if name in fields else value
    if not all(map(_is_text, (*fields, *fields.values()))):
        await form.close()
        raise FormUnreadable
    try:
        yield Submitted(fields, files, request.url.path)
    finally:
        await form.close()


def _is_text(value: str) -> bool:
    return "\0" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def required(who: Annotated[SignedIn | None, Depends(signed_in)]) -> SignedIn:
    """The live session of a route whose guard has already let the person in."""
    if who is None:
        raise SignInNeeded("/")
    return who


def actor(who: Annotated[SignedIn, Depends(required)]) -> Actor:
    """Who is asking."""
    return who.actor


def date_today() -> date:
    """Today in Denmark; tests put another day in its place."""
    return today()


Reader = Annotated[Session, Depends(reader)]
Writer = Annotated[Session, Depends(writer, scope="function")]
Who = Annotated[Actor, Depends(actor)]
WhoSession = Annotated[SignedIn, Depends(required)]
MaybeSignedIn = Annotated[SignedIn | None, Depends(signed_in)]
Sent = Annotated[Submitted, Depends(submitted)]
Today = Annotated[date, Depends(date_today)]
Store = Annotated[Database, Depends(database)]
