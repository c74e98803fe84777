"""What is written about people: accounts, roles, invitations and sessions."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlmodel import Session, col, select

from app import audit
from app.clock import now
from app.db.tables.accounts import Invitation, RoleAssignment, User, WebSession
from app.db.tables.catalogue import Site
from app.permissions import (
    PURPOSES,
    SITE_ROLES,
    Actor,
    NotFound,
    Permission,
    Purpose,
    Role,
    check,
)
from app.web.deps import sha256

INVITATION_LASTS = timedelta(days=7)
FIRST_ADMIN_LASTS = timedelta(minutes=30)
NOBODY = Actor(user_id=0, name="", roles=frozenset())
"""The actor of what the installation does itself, before anyone has an account."""


class AccountExists(Exception):  # noqa: N818 - told to the person
    """An account already has this e-mail address."""


class InvitationSpent(Exception):  # noqa: N818
    """The invitation was used, revoked or is too old."""


class SiteMissing(Exception):  # noqa: N818
    """A role that is held at a department came without one, or a national role with one."""


class OwnRoles(Exception):  # noqa: N818
    """An administrator tried to give or take a role of their own."""


class AdminHoldsOnlyAdmin(Exception):  # noqa: N818
    """The account would administer and hold another role too."""


class LastAdmin(Exception):  # noqa: N818
    """The change would leave the installation without an administrator."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Who is to have an account, and as what."""

    email: str
    name: str
    role: Role
    site_id: str | None = None


def open_session(session: Session, user: User, device: str = "") -> str:
    """Sign the person in; gives the token for the cookie, which is nowhere else."""
    token, at = secrets.token_urlsafe(32), now()
    session.add(
        WebSession(
            token_sha256=sha256(token),
            user_id=user.id or 0,
            csrf_token=secrets.token_hex(16),
            created_at=at,
            seen_at=at,
            verified_at=at,
            device_sha256=sha256(device) if device else "",
        )
    )
    return token


def end_session(session: Session, session_id: int) -> None:
    """Sign out: the token is worthless from now on."""
    row = session.get_one(WebSession, session_id)
    row.ended_at = now()
    session.add(row)


def end_all_sessions(session: Session, user_id: int) -> None:
    """Sign a person out everywhere, as after a change of password or role."""
    for row in session.exec(
        select(WebSession).where(WebSession.user_id == user_id, col(WebSession.ended_at).is_(None))
    ):
        row.ended_at = now()
        session.add(row)


def set_language(session: Session, actor: Actor, language: str) -> None:
    """Keep the language a person reads in."""
    user = session.get_one(User, actor.user_id)
    user.language = "en" if language == "en" else "da"
    session.add(user)


def set_purpose(session: Session, actor: Actor, purpose: Purpose) -> None:
    """Keep for what the person opens patients in this session; each look is logged with it."""
    if actor.session_id is None or purpose not in PURPOSES:
        raise NotFound
    row = session.get_one(WebSession, actor.session_id)
    row.purpose = purpose
    session.add(row)


def create_user(session: Session, by: Actor, new: NewAccount, password_hash: str) -> User:
    """Make an account with one role, on the command line or from an accepted invitation."""
    _check_new(session, new.email)
    at = now()
    user = User(
        person=str(uuid4()),
        email=new.email.strip().lower(),
        name=new.name,
        password_hash=password_hash,
        created_at=at,
        created_by=by.user_id or None,
    )
    session.add(user)
    session.flush()
    _assign(session, by, user.id or 0, new.role, new.site_id)
    audit.record(session, by, "user.created", f"user:{user.id}", {"role": new.role.value}, at)
    return user


def invite(session: Session, by: Actor, new: NewAccount) -> str:
    """Invite someone; gives the one-time token of the link, kept only as its hash."""
    first = by is NOBODY
    if not first:
        check(by, Permission.ACCOUNT_MANAGE)
    _check_site(session, new.role, new.site_id)
    _check_new(session, new.email)
    token, at = secrets.token_urlsafe(24), now()
    row = Invitation(
        token_sha256=sha256(token),
        email=new.email.strip().lower(),
        name=new.name,
        role=new.role.value,
        site_id=new.site_id,
        created_at=at,
        created_by=by.user_id or None,
        expires_at=at + (FIRST_ADMIN_LASTS if first else INVITATION_LASTS),
    )
    session.add(row)
    session.flush()
    audit.record(session, by, "invitation.made", f"invitation:{row.id}", {"role": new.role}, at)
    return token


def revoke_invitation(session: Session, by: Actor, invitation_id: int) -> None:
    """Make an unused invitation worthless."""
    check(by, Permission.ACCOUNT_MANAGE)
    row = session.get(Invitation, invitation_id)
    if row is None:
        raise NotFound
    row.revoked_at = now()
    session.add(row)
    audit.record(session, by, "invitation.revoked", f"invitation:{row.id}")


def open_invitation(session: Session, token: str) -> Invitation:
    """The invitation behind a link.

    Raises:
        InvitationSpent: it is unknown, used, revoked or too old.
    """
    row = session.exec(select(Invitation).where(Invitation.token_sha256 == sha256(token))).first()
    if row is None or row.used_at or row.revoked_at or row.expires_at < now():
        raise InvitationSpent
    return row


def accept_invitation(session: Session, token: str, password_hash: str) -> User:
    """Make the invited account; the link is spent."""
    row = open_invitation(session, token)
    row.used_at = now()
    session.add(row)
    new = NewAccount(row.email, row.name, Role(row.role), row.site_id)
    return create_user(session, NOBODY, new, password_hash)


def grant(session: Session, by: Actor, user_id: int, role: Role, site_id: str | None) -> None:
    """Give another person a further role; it counts from their next request on.

    Raises:
        OwnRoles: it is the administrator's own account.
        AdminHoldsOnlyAdmin: the account would both administer and do what it may let others do.
    """
    check(by, Permission.ACCOUNT_MANAGE)
    if session.get(User, user_id) is None:
        raise NotFound
    if user_id == by.user_id:
        raise OwnRoles
    if any((held == Role.ADMIN) != (role is Role.ADMIN) for held in _held(session, user_id)):
        raise AdminHoldsOnlyAdmin
    _assign(session, by, user_id, role, site_id)
    audit.record(session, by, "role.granted", f"user:{user_id}", {"role": role, "site": site_id})


def revoke(session: Session, by: Actor, assignment_id: int) -> None:
    """Take a role away from another person; it is gone at their next request.

    Raises:
        OwnRoles: it is the administrator's own role.
        LastAdmin: nobody would be left to administer.
    """
    check(by, Permission.ACCOUNT_MANAGE)
    row = session.get(RoleAssignment, assignment_id)
    if row is None or row.revoked_at is not None:
        raise NotFound
    if row.user_id == by.user_id:
        raise OwnRoles
    if row.role == Role.ADMIN:
        _keep_an_admin(session, without=row.user_id)
    row.revoked_at, row.revoked_by = now(), by.user_id
    session.add(row)
    audit.record(session, by, "role.revoked", f"user:{row.user_id}", {"role": row.role})


def set_disabled(session: Session, by: Actor, user_id: int, *, disabled: bool) -> None:
    """Close an account (every session ends at once) or open it again."""
    check(by, Permission.ACCOUNT_MANAGE)
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    if disabled:
        _keep_an_admin(session, without=user_id)
        end_all_sessions(session, user_id)
    user.disabled_at = now() if disabled else None
    session.add(user)
    verb = "user.disabled" if disabled else "user.enabled"
    audit.record(session, by, verb, f"user:{user_id}")


def _assign(session: Session, by: Actor, user_id: int, role: Role, site_id: str | None) -> None:
    _check_site(session, role, site_id)
    session.add(
        RoleAssignment(
            user_id=user_id,
            role=role.value,
            site_id=site_id,
            granted_at=now(),
            granted_by=by.user_id or None,
        )
    )
    session.flush()


def _held(session: Session, user_id: int) -> list[str]:
    return list(
        session.exec(
            select(RoleAssignment.role).where(
                RoleAssignment.user_id == user_id, col(RoleAssignment.revoked_at).is_(None)
            )
        )
    )


def _check_new(session: Session, email: str) -> None:
    wanted = mailbox(email)
    if any(mailbox(known) == wanted for known in session.exec(select(User.email))):
        raise AccountExists(email)


def mailbox(email: str) -> str:
    """An e-mail without what makes no other mailbox: case, a `+tag`, dots in the domain."""
    name, _, domain = email.strip().casefold().partition("@")
    return f"{name.partition('+')[0]}@{domain.replace('.', '')}"


def _check_site(session: Session, role: Role, site_id: str | None) -> None:
    if (role in SITE_ROLES) != bool(site_id):
        raise SiteMissing(role)
    if site_id and session.get(Site, site_id) is None:
        raise SiteMissing(role)


def _keep_an_admin(session: Session, *, without: int) -> None:
    others = session.exec(
        select(RoleAssignment.user_id)
        .join(User, col(User.id) == RoleAssignment.user_id)
        .where(
            RoleAssignment.role == Role.ADMIN.value,
            col(RoleAssignment.revoked_at).is_(None),
            col(User.disabled_at).is_(None),
            RoleAssignment.user_id != without,
        )
    ).first()
    if others is None:
        raise LastAdmin
