"""Dated figures that agreements read: prices, index figures, exchange rates, VAT, successions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from app import audit
from app.agreements.loading import loaded
from app.agreements.queries import active_versions
from app.agreements.reading import Needed, needed
from app.db import server_time
from app.db.facts import followed, newest, says
from app.db.tables.accounts import User
from app.db.tables.agreements import AgreementVersion, Figure
from app.db.tables.catalogue import Region
from app.permissions import Actor, NotFound, Permission, check
from app.web.forms import Problem
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.fact import COMMON, Kind
from contracts.money import CURRENCIES, parse_minor, parse_number, parse_share

_NAMESPACE = UUID("b7a0b6f2-4f5e-4d1c-8f0a-5f2f1f6c9d20")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")
_PARTS = 10000


class FigureRefused(Exception):  # noqa: N818 - told to the person
    """No agreement could read the figure; `problem` says why and `field` what to correct."""

    def __init__(self, field: str, problem: Problem) -> None:
        self.field, self.problem = field, problem
        super().__init__(problem.text)


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure as stated.

    Args:
        kind: price, index, fx, vat or succession.
        name: of the price, series, pair (`EUR/DKK`), scheme, or party that is succeeded.
        value: plain decimal text, a share such as "25 %", or the party that takes over.
        valid_on: from which day; of an index the first day of its month.
        reason: why it is stated or changed.
        unit: the currency of a price.
        method: who published an exchange rate.
    """

    kind: Kind
    name: str
    value: str
    valid_on: date
    reason: str
    unit: str = ""
    method: str = ""

    @property
    def fact_id(self) -> str:
        """The same name on the same day is the same fact, so that the later is a correction."""
        about = [self.kind.value, self.name, self.valid_on.isoformat()]
        about += [self.method] if self.method else []
        return str(uuid5(_NAMESPACE, "|".join(about)))


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """One version of one dated figure."""

    kind: Kind
    name: str
    valid_on: date
    version: int
    value: str
    unit: str
    method: str
    recorded_at: datetime
    recorded_by: str
    reason: str
    current: bool
    """Whether no later version replaces it."""


def record_figure(
    session: Session, actor: Actor, new: NewFigure, *, at: datetime | None = None
) -> Figure:
    """State a figure from a day on, or correct the one stated for that day; both are kept.

    Raises:
        NotAllowed: the person may not edit agreements.
        FigureRefused: no agreement could read it.
    """
    check(actor, Permission.AGREEMENT_EDIT)
    _must_be_readable(new)
    before = newest(session, Figure, new.fact_id)
    said = {
        "valid_on": new.valid_on,
        "kind": new.kind.value,
        "name": new.name,
        "method": new.method,
        "value": new.value,
        "unit": new.unit,
    }
    if before is not None and says(before, said):
        return before
    instant = server_time.stamp(session, at)
    stamped = {
        "recorded_at": instant,
        "recorded_by": actor.user_id,
        "source": "entered",
        "reason": new.reason,
    }
    row = followed(Figure, new.fact_id, before, said | stamped)
    session.add(row)
    session.flush()
    details = {"name": new.name, "fact": new.fact_id, "version": row.version}
    audit.record(session, actor, f"{row.kind}.recorded", f"{row.kind}:{row.name}", details, instant)
    return row


def needed_by(session: Session, actor: Actor, agreement_id: str) -> tuple[Needed, ...]:
    """The figures the versions in force and the newest version read, by kind and name.

    Raises:
        NotFound: there is no such agreement.
    """
    check(actor, Permission.AGREEMENT_READ)
    read = {one for version in versions_read(session, agreement_id) for one in needed(version)}
    return tuple(sorted(read))


def currency(session: Session, actor: Actor, agreement_id: str) -> str:
    """The currency amounts are agreed in.

    Raises:
        NotFound: there is no such agreement.
    """
    check(actor, Permission.AGREEMENT_READ)
    return versions_read(session, agreement_id)[0].currency


def versions_read(session: Session, agreement_id: str) -> tuple[Agreement, ...]:
    """The newest version kept, in force or not, and those in force.

    Raises:
        NotFound: there is no such agreement.
    """
    kept = select(AgreementVersion).where(AgreementVersion.agreement_id == agreement_id)
    row = session.exec(kept.order_by(col(AgreementVersion.recorded_at).desc()).limit(1)).first()
    if row is None:
        raise NotFound
    live = (one.agreement for one in active_versions(session, agreement_id))
    return (loaded(row), *live)


def figures(session: Session, actor: Actor, wanted: Iterable[Needed]) -> list[FigureEntry]:
    """Every version of the figures needed and of all successions, the latest day and version first.

    Raises:
        NotAllowed: the person may not read agreements; prices are confidential.
    """
    check(actor, Permission.AGREEMENT_READ)
    names = {(one.kind.value, one.name) for one in wanted}
    people = {user.id: user.name for user in session.exec(select(User))}
    asked = col(Figure.name).in_(sorted({name for _, name in names}))
    query = select(Figure).where(asked | (col(Figure.kind) == Kind.SUCCESSION.value))
    order = (Figure.kind, Figure.name, col(Figure.valid_on).desc(), col(Figure.version).desc())
    rows = [
        row
        for row in session.exec(query.order_by(*order))
        if row.kind == Kind.SUCCESSION.value or (row.kind, row.name) in names
    ]
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.fact_id] = max(row.version, newest.get(row.fact_id, 0))
    return [_entry(row, people, newest[row.fact_id]) for row in rows]


def regions(session: Session) -> dict[str, str]:
    """The names of the payers of record, by code, in the order of their names."""
    return {row.code: row.name for row in session.exec(select(Region).order_by(col(Region.name)))}


def _entry(row: Figure, people: dict[int | None, str], newest: int) -> FigureEntry:
    return FigureEntry(
        Kind(row.kind),
        row.name,
        row.valid_on,
        row.version,
        row.value,
        row.unit,
        row.method,
        row.recorded_at,
        people.get(row.recorded_by, "–"),
        row.reason,
        row.version == newest,
    )


def _must_be_readable(new: NewFigure) -> None:
    if new.kind not in COMMON or not _NAME.fullmatch(new.name):
        text = N_("{found} is not a name. Use letters, digits and hyphens, at most 64 characters.")
        raise FigureRefused("which", Problem(text, {"found": new.name}))
    if new.kind is Kind.INDEX and new.valid_on.day != 1:
        text = N_("An index figure belongs to a whole month. Write its first day: {first}.")
        first = new.valid_on.replace(day=1).strftime("%d-%m-%Y")
        raise FigureRefused("valid_on", Problem(text, {"first": first}))
    if not _reads(new):
        text = N_("“{found}” cannot be read as a figure of this kind. Check it.")
        raise FigureRefused("value", Problem(text, {"found": new.value}))


def _reads(new: NewFigure) -> bool:
    """Whether facts of the kind may have this value, as `contracts.facts` reads files."""
    try:
        match new.kind:
            case Kind.PRICE:
                return parse_minor(new.value) >= 0 and new.unit in CURRENCIES
            case Kind.VAT:
                return (parse_share(new.value) * _PARTS).denominator == 1
            case Kind.SUCCESSION:
                return bool(_NAME.fullmatch(new.value)) and new.value != new.name
            case _:
                return parse_number(new.value) > 0
    except ValueError:
        return False
