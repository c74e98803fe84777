"""Lines with their explanations, a page at a time: pseudonyms, departments and evidence only."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.agreements.loading import loaded
from app.catalogue.payers import Regions, regions
from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import SettlementLine, SettlementRun
from app.permissions import Actor, Permission, check
from app.settlements.consent import shown, withdrawn
from app.settlements.evidence_words import Cited, Words
from app.settlements.governing import governing
from app.settlements.lines import PAYABLE, standing_of, states_of_lines
from app.settlements.names import component, departments
from app.settlements.periods import Period, parse_period
from app.settlements.siblings import Family, Sibling, families
from app.settlements.steps import run_of, state_of_run
from contracts.agreement import Agreement
from contracts.explain import Explanation, explain
from contracts.reason import Status
from contracts.settle import Line
from contracts.states import State
from reports.language import Language
from reports.statement import Section

PER_PAGE = 200
MEANINGS = {
    Section.PAYABLE: "met",
    Section.ADJUSTMENT: "met",
    Section.NOT_PAYABLE: "not_met",
    Section.WAITING: "waiting",
    Section.BLOCKED: "blocked",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it unfolds."""

    id: int
    clause: str
    part: str
    treatment: str
    region: str
    department: str
    section: Section
    kind: str
    """Which of the four meanings it has."""
    status: Status
    amount: int
    entitled: int
    previous: int
    currency: str
    due_on: date | None
    window: tuple[date, date] | None
    """The first and last day at which evidence counts."""
    told: Explanation
    evidence: tuple[Cited, ...]
    """The facts it rests on, worded in both languages."""
    period: Period
    state: State | None
    """Its own step since the run was issued, if any."""
    may_dispute: bool
    may_pay: bool
    adjusts: Sibling | None
    """The earlier line it corrects; that one is kept as it was issued."""
    adjusted_by: Sibling | None
    """The later line that corrects it."""

    @property
    def due_outside(self) -> bool:
        """Whether it moves money and falls due outside the settlement's period."""
        return bool(self.amount and self.due_on and self.due_on not in self.period)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a run to show."""

    section: Section | None = None
    region: str = ""
    status: str = ""
    standing: str = ""
    """Of an issued run: `open`, `paid` or `disputed`."""
    treatment: str = ""
    after: str = ""
    """Show the lines whose key comes after this one."""
    until: datetime | None = None
    """Show where they stood at this moment; None for now."""


@dataclass(frozen=True, slots=True)
class LinePage:
    """A page of lines, and where the next begins."""

    lines: tuple[LineView, ...]
    next_after: str
    payers: tuple[tuple[str, str], ...]
    """Codes and names of the run's payers, for choosing among them."""


def lines(session: Session, actor: Actor, run_id: str, wanted: Wanted, lang: Language) -> LinePage:
    """A page of a run's lines in the order of their keys, as they stood if a moment is asked for.

    Raises:
        NotFound: there is no such run.
    """
    check(actor, Permission.SETTLEMENT_READ)
    run = run_of(session, run_id)
    desk = Desk.of(session, run, lang, wanted.until)
    rows = _chosen(session, desk, wanted, PER_PAGE + 1)
    shown, more = rows[:PER_PAGE], len(rows) > PER_PAGE
    return LinePage(
        tuple(desk.views(session, shown)),
        shown[-1].key if more else "",
        _payers(session, run, desk.regions),
    )


def every_line(
    session: Session, actor: Actor, run_id: str, wanted: Wanted, lang: Language
) -> Iterator[LineView]:
    """All chosen lines of a run, for a file."""
    check(actor, Permission.SETTLEMENT_READ)
    run = run_of(session, run_id)
    desk = Desk.of(session, run, lang)
    yield from desk.views(session, _chosen(session, desk, wanted, None))


def _chosen(
    session: Session, desk: "Desk", wanted: Wanted, most: int | None
) -> list[SettlementLine]:
    run = desk.run
    query = select(SettlementLine).where(
        SettlementLine.run_id == run.id, SettlementLine.key > wanted.after
    )
    if wanted.region:
        query = query.where(_answered_by(session, desk, wanted.region))
    if wanted.standing and desk.issued:
        query = query.where(_stands(session, desk, wanted.standing))
    if wanted.section is not None:
        query = query.where(SettlementLine.section == wanted.section.value)
    for column, value in (
        (SettlementLine.status, wanted.status),
        (SettlementLine.treatment, wanted.treatment.strip().upper()),
    ):
        if value:
            query = query.where(column == value)
    return list(session.exec(query.order_by(SettlementLine.key).limit(most)))


def _payers(session: Session, run: SettlementRun, known: Regions) -> tuple[tuple[str, str], ...]:
    """Who answers for the run's lines on their due dates: successors where a region is gone."""
    pairs = session.execute(
        select(SettlementLine.payer, col(SettlementLine.due_on))
        .where(SettlementLine.run_id == run.id)
        .distinct()
    )
    codes = {known.on(payer, due_on or run.settle_on) for payer, due_on in pairs}
    named = ((code, known.by_code[code].name if code in known.by_code else code) for code in codes)
    return tuple(sorted(named, key=lambda pair: pair[1]))


def _answered_by(session: Session, desk: "Desk", region: str) -> sa.ColumnElement[bool]:
    """The lines for which a region answers on their due dates."""
    payers = session.exec(
        select(SettlementLine.payer).where(SettlementLine.run_id == desk.run.id).distinct()
    )
    due = sa.func.coalesce(col(SettlementLine.due_on), desk.run.settle_on)
    parts = [
        sa.and_(col(SettlementLine.payer) == payer, due > after, due <= until)
        for payer in payers
        for code, after, until in desk.regions.spans(payer)
        if code == region
    ]
    return sa.or_(sa.false(), *parts)


def _stands(session: Session, desk: "Desk", standing: str) -> sa.ColumnElement[bool]:
    """The lines that move money and stand so."""
    own = states_of_lines(session, desk.run.id, desk.until)
    named = [one for one, state in own.items() if standing_of(state) == standing]
    mine: sa.ColumnElement[bool] = col(SettlementLine.id).in_(named)
    if standing == "open":
        mine = sa.or_(mine, col(SettlementLine.id).not_in(list(own)))
    return sa.and_(col(SettlementLine.amount) != 0, mine)


@dataclass(frozen=True, slots=True)
class Desk:
    """What every line of one run is read with."""

    run: SettlementRun
    agreement: Agreement
    """The version in force last; each line is read with the one that rules it."""
    regions: Regions
    words: Words
    issued: bool
    lang: Language
    until: datetime | None = None
    """The moment at which where the lines stood is asked for; None for now."""

    @classmethod
    def of(
        cls, session: Session, run: SettlementRun, lang: Language, until: datetime | None = None
    ) -> "Desk":
        """The desk of one run."""
        version = session.get_one(AgreementVersion, run.agreement_version_id)
        issued = state_of_run(session, run.id, until) is State.ISSUED
        agreement, known = loaded(version), regions(session)
        words = Words.of(session, agreement, known)
        return cls(run, agreement, known, words, issued, lang, until)

    def views(self, session: Session, rows: list[SettlementLine]) -> Iterator[LineView]:
        """The lines, explained."""
        places = departments(session, {row.treatment for row in rows})
        own = states_of_lines(session, self.run.id, self.until) if self.issued else {}
        keys = {row.key for row in rows if row.amount}
        kin = families(session, self.agreement.id, keys, self.until)
        hidden = withdrawn(session, {row.treatment for row in rows})
        ruling = governing(session, self.run, {row.treatment for row in rows})
        for row in rows:
            desk = self.under(ruling.of(row.treatment))
            place, family = places.get(row.treatment, ""), kin.get(row.key, Family())
            yield desk.view(row, shown(row, hidden), place, own.get(row.id or 0), family)

    def under(self, agreement: Agreement) -> "Desk":
        """The desk for lines that a version rules."""
        words = replace(self.words, agreement=agreement)
        return replace(self, agreement=agreement, words=words)

    def view(
        self, row: SettlementLine, line: Line, place: str, state: State | None, family: Family
    ) -> LineView:
        """One line, explained by this desk's version of the agreement."""
        values = row.explanation["entitlement"]["reason"]["values"]
        section = Section(row.section)
        movable = self.issued and row.amount != 0 and self.until is None
        return LineView(
            row.id or 0,
            row.clause,
            component(values.get("component", ""), row.milestone, self.lang),
            row.treatment,
            self.regions.name(row.payer, row.due_on or self.run.settle_on),
            place,
            section,
            MEANINGS[section],
            Status(row.status),
            row.amount,
            row.entitled,
            row.previous,
            row.currency,
            row.due_on,
            line.window,
            explain(line, self.agreement, self.lang, "finance"),
            self.words.cited(line.entitlement.reason),
            parse_period(self.run.period),
            state,
            self.issued and state is None and self.until is None,
            movable and (state is None or state in PAYABLE),
            family.before(row.id or 0) if row.amount else None,
            family.after(row.id or 0) if self.issued and row.amount else None,
        )
