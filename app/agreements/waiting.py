"""Versions that are kept and wait for somebody else to read them and bring them into force."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlmodel import Session, col, select

from app.agreements.loading import loaded
from app.db.tables.accounts import User
from app.db.tables.agreements import AgreementActivation, AgreementVersion
from app.permissions import Actor, NotFound, Permission, check
from reports.language import Language


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that waits for a person."""

    agreement_id: str
    title: str
    version: str
    recorded_at: datetime
    recorded_by: str

    @property
    def url(self) -> str:
        """Where it is read."""
        number, version = quote(self.agreement_id, safe=""), quote(self.version, safe="")
        return f"/agreements/{number}/versions/{version}"


def waiting(session: Session, actor: Actor, lang: Language) -> list[Waiting]:
    """The newest version of each agreement, where it is not in force and another recorded it."""
    check(actor, Permission.AGREEMENT_READ)
    latest: dict[str, AgreementVersion] = {}
    for row in session.exec(select(AgreementVersion).order_by(col(AgreementVersion.id))):
        latest[row.agreement_id] = row
    live = set(session.exec(select(AgreementActivation.agreement_version_id)))
    me = session.get_one(User, actor.user_id).person
    found: list[Waiting] = []
    for number in sorted(latest):
        row = latest[number]
        by = session.get_one(User, row.recorded_by)
        if row.id not in live and by.person != me:
            title = loaded(row).titles.into(lang)
            found.append(Waiting(number, title, row.version, row.recorded_at, by.name))
    return found


def own(session: Session, actor: Actor, agreement_id: str, version: str) -> bool:
    """Whether the person recorded the version, by this or another account.

    Raises:
        NotFound: there is no such version.
    """
    by = session.exec(
        select(User.person)
        .join(AgreementVersion, col(AgreementVersion.recorded_by) == User.id)
        .where(AgreementVersion.agreement_id == agreement_id, AgreementVersion.version == version)
    ).first()
    if by is None:
        raise NotFound
    return by == session.get_one(User, actor.user_id).person
