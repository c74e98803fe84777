"""What agreements say, for pages, for settlement and for the clinic's list of deadlines."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.agreements.loading import loaded
from app.agreements.succession import TakenOver, taken_over
from app.db.tables.accounts import User
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.agreements import AgreementActivation, AgreementVersion
from app.db.tables.catalogue import Indication, Product
from app.permissions import Actor, NotFound, Permission, check
from contracts.agreement import Agreement, Milestone, schedule
from contracts.dates import is_bank_day, payment_day
from contracts.terms import DataObligation
from reports.language import Language


@dataclass(frozen=True, slots=True)
class ActiveVersion:
    """A version in force: where it is kept, and what it says."""

    row_id: int
    agreement: Agreement
    activated_at: datetime


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """One version in an agreement's list."""

    version: str
    sha256: str
    effective_from: date
    recorded_at: datetime
    recorded_by: str
    activated_at: datetime | None
    activated_by: str
    note: str = ""
    """Why it came into force although something was open."""
    taken_over: TakenOver | None = None

    @property
    def rules_none(self) -> bool:
        """Whether another version in force rules every treatment that it governs."""
        over = self.taken_over
        return over is not None and over.begins <= self.effective_from


@dataclass(frozen=True, slots=True)
class AgreementEntry:
    """One agreement in the list, newest version first."""

    id: str
    title: str
    brand: str
    indication: str
    supplier: str
    illustrative: bool
    versions: tuple[VersionEntry, ...]

    @property
    def active(self) -> VersionEntry | None:
        """The version in force, if any."""
        live = [v for v in self.versions if v.activated_at is not None and not v.rules_none]
        return max(live, key=lambda v: v.activated_at or v.recorded_at, default=None)


def agreements(session: Session, actor: Actor, lang: Language) -> list[AgreementEntry]:
    """Every agreement, by brand and number."""
    check(actor, Permission.AGREEMENT_READ)
    rows = session.exec(
        select(AgreementRow, Product, Indication)
        .join(Product, col(Product.id) == AgreementRow.product_id)
        .join(Indication, col(Indication.id) == AgreementRow.indication_id)
        .order_by(Product.brand, AgreementRow.id)
    ).all()
    versions = _versions(session)
    return [_entry(*row, versions.get(row[0].id, []), lang) for row in rows]


def agreement(session: Session, actor: Actor, agreement_id: str, lang: Language) -> AgreementEntry:
    """One agreement.

    Raises:
        NotFound: there is none of that number.
    """
    for entry in agreements(session, actor, lang):
        if entry.id == agreement_id:
            return entry
    raise NotFound


_Version = tuple[AgreementVersion, VersionEntry]


def _versions(session: Session) -> dict[str, list[_Version]]:
    """The versions of every agreement, newest first."""
    over = taken_over(session)
    names = {user.id: user.name for user in session.exec(select(User))}
    live = {one.agreement_version_id: one for one in session.exec(select(AgreementActivation))}
    found: dict[str, list[_Version]] = {}
    for row in session.exec(
        select(AgreementVersion).order_by(col(AgreementVersion.recorded_at).desc())
    ):
        on = live.get(row.id or 0)
        entry = VersionEntry(
            row.version,
            row.sha256,
            row.effective_from,
            row.recorded_at,
            names.get(row.recorded_by, "–"),
            on.activated_at if on else None,
            names.get(on.activated_by, "–") if on else "",
            on.note if on else "",
            over.get(row.id or 0),
        )
        found.setdefault(row.agreement_id, []).append((row, entry))
    return found


def _entry(
    row: AgreementRow,
    product: Product,
    indication: Indication,
    versions: list[_Version],
    lang: Language,
) -> AgreementEntry:
    newest = loaded(versions[0][0])
    return AgreementEntry(
        row.id,
        newest.titles.into(lang),
        product.brand,
        indication.label_en if lang == "en" else indication.label_da,
        product.supplier,
        newest.illustrative,
        tuple(entry for _, entry in versions),
    )


def version(session: Session, actor: Actor, agreement_id: str, number: str) -> Agreement:
    """One version as loaded.

    Raises:
        NotFound: there is no such version.
    """
    check(actor, Permission.AGREEMENT_READ)
    return loaded(_row(session, agreement_id, number))


def version_text(session: Session, actor: Actor, agreement_id: str, number: str) -> tuple[str, str]:
    """One version's text and examples as written.

    Raises:
        NotFound: there is no such version.
    """
    check(actor, Permission.AGREEMENT_READ)
    row = _row(session, agreement_id, number)
    return row.text, row.examples


def _row(session: Session, agreement_id: str, number: str) -> AgreementVersion:
    row = session.exec(
        select(AgreementVersion).where(
            AgreementVersion.agreement_id == agreement_id, AgreementVersion.version == number
        )
    ).first()
    if row is None:
        raise NotFound
    return row


def newest(session: Session, agreement_id: str) -> tuple[str, str] | None:
    """The number of an agreement with that of its newest version; None where there is none."""
    row = session.exec(
        select(AgreementVersion)
        .where(AgreementVersion.agreement_id == agreement_id)
        .order_by(col(AgreementVersion.id).desc())
    ).first()
    return None if row is None else (row.agreement_id, row.version)


def is_kept(session: Session, agreement_id: str, number: str) -> bool:
    """Whether an agreement has a version of that number."""
    query = select(AgreementVersion.id).where(
        AgreementVersion.agreement_id == agreement_id, AgreementVersion.version == number
    )
    return session.exec(query).first() is not None


def active_versions(session: Session, agreement_id: str) -> tuple[ActiveVersion, ...]:
    """The versions in force of one agreement, the latest to come into force first."""
    rows = session.exec(
        select(AgreementVersion, AgreementActivation)
        .join(
            AgreementActivation,
            col(AgreementActivation.agreement_version_id) == AgreementVersion.id,
        )
        .where(AgreementVersion.agreement_id == agreement_id)
        .order_by(col(AgreementActivation.id).desc())
    )
    return tuple(ActiveVersion(row.id or 0, loaded(row), on.activated_at) for row, on in rows)


def active_agreements(session: Session) -> tuple[str, ...]:
    """The numbers of the agreements with a version in force, sorted."""
    rows = session.exec(
        select(AgreementVersion.agreement_id)
        .join(
            AgreementActivation,
            col(AgreementActivation.agreement_version_id) == AgreementVersion.id,
        )
        .distinct()
    )
    return tuple(sorted(rows))


def milestones_for(
    session: Session, product_id: str, indication_id: str
) -> Callable[[date], tuple[Milestone, ...]]:
    """When agreements look at a treatment infused on a day: windows and deadlines, no amounts.

    Of each agreement the newest version in force that governs the day counts. The clinic's list
    calls this once for a product and indication, then the result once for each treatment.
    """
    covering = session.exec(
        select(AgreementRow.id).where(
            AgreementRow.product_id == product_id, AgreementRow.indication_id == indication_id
        )
    ).all()
    lineages = [active_versions(session, number) for number in sorted(covering)]

    def milestones(infused_on: date) -> tuple[Milestone, ...]:
        found: list[Milestone] = []
        for lineage in lineages:
            for one in _ruling(lineage, infused_on):
                found += schedule(one, infused_on)
        return tuple(sorted(found, key=lambda m: (m.target, m.term, m.index)))

    return milestones


def payments_for(
    session: Session, product_id: str, indication_id: str
) -> Callable[[date], tuple[tuple[str, Milestone, date], ...]]:
    """Like `milestones_for`, each with its agreement's number and the bank day it is paid."""
    covering = session.exec(
        select(AgreementRow.id).where(
            AgreementRow.product_id == product_id, AgreementRow.indication_id == indication_id
        )
    ).all()
    lineages = [active_versions(session, number) for number in sorted(covering)]

    def payments(infused_on: date) -> tuple[tuple[str, Milestone, date], ...]:
        return tuple(
            (one.id, milestone, bank_day(one, milestone.target))
            for lineage in lineages
            for one in _ruling(lineage, infused_on)
            for milestone in schedule(one, infused_on)
            if not isinstance(one.term(milestone.term)[1], DataObligation)
        )

    return payments


def _ruling(lineage: tuple[ActiveVersion, ...], infused_on: date) -> tuple[Agreement, ...]:
    """The newest version in force that governs a day, if any."""
    return tuple(one.agreement for one in lineage if one.agreement.governs(infused_on))[:1]


def bank_day(agreement: Agreement, day: date) -> date:
    """The day a payment is made that falls due on `day`, by the agreement's calendar."""
    calendar = agreement.document.calendar
    return payment_day(day, calendar.business_day, lambda d: is_bank_day(d, calendar.holidays))
