"""A run as the statement that is printed: totals by region, lines, evidence, fingerprints."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlmodel import Session, col, select

from app.agreements.loading import loaded
from app.catalogue.payers import Regions, regions
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.agreements import AgreementVersion
from app.db.tables.catalogue import Product
from app.db.tables.evidence import EvidenceSnapshot
from app.db.tables.settlements import SettlementLine, SettlementRun, SettlementState
from app.settlements.evidence_words import Cited, Words
from app.settlements.governing import Governing, governing
from app.settlements.history import LastLine, history
from app.settlements.names import component, departments, people
from app.settlements.periods import parse_period
from app.settlements.pseudonyms import named, secret_of
from app.settlements.stored import entitlement_from, line_from
from contracts.agreement import Agreement
from contracts.explain import printed
from contracts.reason import Status as Reached
from contracts.states import State
from contracts.terms import Vat
from contracts.wording.labels import status_label
from reports.language import LANGUAGES, Wording
from reports.statement import (
    AgreementRef,
    Evidence,
    Hashes,
    Line,
    RegionTotal,
    Section,
    Signature,
    Statement,
    Status,
)

Edition = Literal["finance", "supplier"]
UNDECIDED = frozenset({Section.WAITING, Section.BLOCKED})


def number_of(agreement_id: str, issued: int) -> str:
    """The number of an agreement's n-th issued settlement."""
    return f"{agreement_id}-{issued:03d}"


def statement_of(
    session: Session,
    run: SettlementRun,
    status: Status,
    ledger_head: str,
    edition: Edition = "finance",
) -> Statement:
    """The statement of a run, from what is stored and nothing else.

    Args:
        session: any transaction.
        run: the run.
        status: as which it is printed.
        ledger_head: the ledger's last hash with this run's entries in it.
        edition: for whom; a supplier's has its own names of treatments, and no days.
    """
    version = session.get_one(AgreementVersion, run.agreement_version_id)
    agreement = loaded(version)
    earlier = history(session, version.agreement_id, before_run=run.id)
    known, period = regions(session), parse_period(run.period)
    words = Words.of(session, agreement, known)
    secret = secret_of(session, run.id) if edition == "supplier" else ""
    rows = session.exec(select(SettlementLine).where(SettlementLine.run_id == run.id)).all()
    treatments = {row.treatment for row in rows}
    places, ruling = departments(session, treatments), governing(session, run, treatments)
    desk = _Desk(ruling, run.settle_on, known, words, earlier.last, places, secret)
    lines = [desk.line(row) for row in sorted(rows, key=desk.place)]
    totals = _totals(lines)
    snapshot = session.get_one(EvidenceSnapshot, run.snapshot_id)
    signatures = _signatures(session, run)
    return Statement(
        number=number_of(version.agreement_id, len(earlier.runs) + 1),
        status=status,
        agreement=_reference(session, agreement),
        period_start=period.starts,
        period_end=period.ends,
        known_at=run.known_at,
        settlement_date=run.settle_on,
        currency=agreement.paid_in,
        with_vat=bool(agreement.of_type(Vat)),
        hashes=Hashes(run.id, snapshot.sha256, ledger_head),
        prepared_by=signatures[0],
        approved_by=signatures[1],
        regions=totals,
        total=_sum(totals),
        lines=tuple(lines),
        for_supplier=edition == "supplier",
    )


def _reference(session: Session, agreement: Agreement) -> AgreementRef:
    row = session.get_one(AgreementRow, agreement.id)
    return AgreementRef(
        identifier=agreement.id,
        title=Wording(agreement.titles.da, agreement.titles.en),
        version=agreement.version,
        sha256=agreement.sha256,
        supplier=session.get_one(Product, row.product_id).supplier,
        illustrative=agreement.illustrative,
    )


def _signatures(session: Session, run: SettlementRun) -> tuple[Signature, Signature | None]:
    names = people(session)
    steps = {
        row.state: (names[row.by], row.at)
        for row in session.exec(
            select(SettlementState)
            .where(SettlementState.run_id == run.id, col(SettlementState.line_id).is_(None))
            .order_by(col(SettlementState.id))
        )
    }
    drafted: tuple[str, datetime] = (names[run.drafted_by], run.drafted_at)
    approved = steps.get(State.APPROVED.value)
    prepared = Signature(*steps.get(State.PROPOSED.value, drafted))
    return prepared, Signature(*approved) if approved else None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every line of one statement is read with."""

    ruling: Governing
    settle_on: date
    regions: Regions
    words: Words
    last: Mapping[str, LastLine]
    departments: Mapping[str, str]
    secret: str = ""
    """What treatments are named with for the supplier; empty in the finance edition."""

    def place(self, row: SettlementLine) -> tuple[str, ...]:
        """Where a line stands; for the supplier, its order must not follow the treatments'."""
        if not self.secret:
            return (row.key,)
        return (row.clause, row.term, named(self.secret, row.treatment), row.milestone, row.payer)

    def line(self, row: SettlementLine) -> Line:
        """The line as it is printed."""
        line = self._line(row)
        if not self.secret:
            return line
        name = named(self.secret, row.treatment)
        told = self._told(row, "supplier", name)
        hidden: dict[str, Any] = {"evidence": (), "due_on": None, "department": ""}
        return replace(line, treatment=name, explanation=told, **hidden)

    def _line(self, row: SettlementLine) -> Line:
        section = Section(row.section)
        open_ended = section in UNDECIDED
        return Line(
            section=section,
            clause=f"§ {row.clause}" if row.clause else "–",
            milestone=self._milestone(row),
            treatment=row.treatment,
            region=self.regions.name(row.payer, row.due_on or self.settle_on),
            amount=row.amount,
            entitled=None if open_ended else row.entitled,
            previously_settled=row.previous,
            previous_number=self._previous(row, section),
            explanation=self._told(row, "finance"),
            evidence=self._evidence(row),
            due_on=row.due_on,
            department=self.departments.get(row.treatment, ""),
            status=Wording(*(status_label(Reached(row.status), lang) for lang in LANGUAGES)),
        )

    def _milestone(self, row: SettlementLine) -> Wording:
        name = row.explanation["entitlement"]["reason"]["values"].get("component", "")
        return Wording(component(name, row.milestone, "da"), component(name, row.milestone, "en"))

    def _previous(self, row: SettlementLine, section: Section) -> str:
        last = self.last.get(row.key) if section is Section.ADJUSTMENT else None
        return number_of(self.ruling.newest.id, last.issued.number) if last else ""

    def _told(self, row: SettlementLine, reader: Edition, name: str = "") -> tuple[Wording, ...]:
        """Why, and what changed; the sums stand beside it, so the sentence leaves them out."""
        line, agreement = line_from(row), self.ruling.of(row.treatment)
        da, en = (printed(line, agreement, lang, reader, named=name) for lang in LANGUAGES)
        return tuple(Wording(*pair) for pair in zip(da, en, strict=True))

    def _evidence(self, row: SettlementLine) -> tuple[Evidence, ...]:
        """The facts, worded; where a patient lived from the beginning has no day to print."""
        reason = entitlement_from(row.explanation["entitlement"]).reason
        words = replace(self.words, agreement=self.ruling.of(row.treatment))
        return tuple(_printed(one, one.valid_on) for one in words.cited(reason) if one.valid_on)


def _printed(one: Cited, valid_on: date) -> Evidence:
    return Evidence(
        name=one.name,
        value=one.value,
        unit=one.unit,
        method=one.method,
        valid_on=valid_on,
        version=one.version,
        recorded_at=one.recorded_at,
    )


def _totals(lines: list[Line]) -> tuple[RegionTotal, ...]:
    """Sums by region, of the lines that move money."""
    found = []
    for region in sorted({line.region for line in lines if line.amount}):
        mine = [line for line in lines if line.region == region]
        gross = sum(line.amount for line in mine if line.section is not Section.ADJUSTMENT)
        adjusted = sum(line.amount for line in mine if line.section is Section.ADJUSTMENT)
        found.append(RegionTotal(region, gross, adjusted, gross + adjusted))
    return tuple(found)


def _sum(totals: tuple[RegionTotal, ...]) -> RegionTotal:
    gross = sum(one.gross for one in totals)
    adjusted = sum(one.adjustments for one in totals)
    return RegionTotal("", gross, adjusted, gross + adjusted)
