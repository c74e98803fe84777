"""What the administrator sees of people: accounts, their roles, and open invitations."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.clock import now
from app.db.tables.accounts import Invitation, RoleAssignment, User, WebSession
from app.db.tables.catalogue import Site
from app.permissions import Actor, NotFound, Permission, Role, check


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role a person holds, and where."""

    assignment_id: int
    role: Role
    site: str


@dataclass(frozen=True, slots=True)
class Account:
    """One person's account as the administrator sees it."""

    id: int
    name: str
    email: str
    disabled_at: datetime | None
    roles: tuple[HeldRole, ...]
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that can still be used."""

    id: int
    name: str
    email: str
    role: Role
    site: str
    expires_at: datetime


def accounts(session: Session, actor: Actor) -> list[Account]:
    """Every account by name, with the roles held now."""
    check(actor, Permission.ACCOUNT_MANAGE)
    sites = {s.id: s.name for s in session.exec(select(Site))}
    held: dict[int, list[HeldRole]] = {}
    for row in session.exec(
        select(RoleAssignment)
        .where(col(RoleAssignment.revoked_at).is_(None))
        .order_by(RoleAssignment.role)
    ):
        role = HeldRole(row.id or 0, Role(row.role), sites.get(row.site_id or "", ""))
        held.setdefault(row.user_id, []).append(role)
    seen: dict[int, datetime] = {}
    for web in session.exec(select(WebSession).order_by(col(WebSession.seen_at))):
        seen[web.user_id] = web.seen_at
    return [
        Account(
            u.id or 0,
            u.name,
            u.email,
            u.disabled_at,
            tuple(held.get(u.id or 0, ())),
            seen.get(u.id or 0),
        )
        for u in session.exec(select(User).order_by(User.name))
    ]


def account(session: Session, actor: Actor, user_id: int) -> Account:
    """One account.

    Raises:
        NotFound: there is none of that number.
    """
    for found in accounts(session, actor):
        if found.id == user_id:
            return found
    raise NotFound


def same_names(session: Session, actor: Actor) -> list[str]:
    """Names that several open accounts or invitations have: one person may hold two of them."""
    people = [a.name for a in accounts(session, actor) if a.disabled_at is None]
    people += [i.name for i in open_invitations(session, actor)]
    alike: dict[str, list[str]] = {}
    for name in people:
        alike.setdefault(" ".join(name.casefold().split()), []).append(name)
    return sorted(names[0] for names in alike.values() if len(names) > 1)


def open_invitations(session: Session, actor: Actor) -> list[OpenInvitation]:
    """Invitations that are neither used, revoked nor too old."""
    check(actor, Permission.ACCOUNT_MANAGE)
    sites = {s.id: s.name for s in session.exec(select(Site))}
    rows = session.exec(
        select(Invitation)
        .where(
            col(Invitation.used_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > now(),
        )
        .order_by(col(Invitation.expires_at))
    )
    return [
        OpenInvitation(
            r.id or 0, r.name, r.email, Role(r.role), sites.get(r.site_id or "", ""), r.expires_at
        )
        for r in rows
    ]
