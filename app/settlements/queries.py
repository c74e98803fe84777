"""What analysts and approvers see of runs: the list, a run's head, totals by region, documents."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.agreements.loading import loaded
from app.db.tables.agreements import AgreementVersion
from app.db.tables.evidence import EvidenceSnapshot
from app.db.tables.settlements import (
    Document,
    SettlementLine,
    SettlementRun,
    SettlementState,
)
from app.permissions import Actor, NotFound, Permission, check
from app.settlements.history import history, issued_runs
from app.settlements.issue import KIND
from app.settlements.names import people, regions
from app.settlements.statement import number_of
from app.settlements.steps import run_hash, run_of, states_of_runs
from contracts.states import State
from reports.language import Language
from reports.statement import Section


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run in a list."""

    id: str
    number: str
    """Its number once issued; empty before."""
    agreement_id: str
    title: str
    illustrative: bool
    period: str
    settle_on: date
    known_at: datetime
    state: State
    stale: bool
    """A draft that another issue has left behind."""
    total: int
    currency: str
    drafted_at: datetime
    drafted_by: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step a run has taken."""

    state: State
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class RegionSum:
    """What one region pays by a run."""

    region: str
    payable: int
    adjustments: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.payable + self.adjustments


@dataclass(frozen=True, slots=True)
class RunView:
    """A run's head."""

    row: RunRow
    run_hash: str
    snapshot_sha256: str
    facts: int
    agreement_sha256: str
    version: str
    code_version: str
    steps: tuple[Step, ...]
    counts: dict[Section, int]
    sums: tuple[RegionSum, ...]
    languages: tuple[str, ...]
    """In which the issued statement is kept."""


def runs(session: Session, actor: Actor, lang: Language, most: int = 50) -> list[RunRow]:
    """The newest runs first."""
    check(actor, Permission.SETTLEMENT_READ)
    found = session.exec(
        select(SettlementRun, AgreementVersion)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .order_by(col(SettlementRun.drafted_at).desc(), SettlementRun.id)
        .limit(most)
    ).all()
    return _rows(session, [(run, version) for run, version in found], lang)


def _rows(
    session: Session, found: list[tuple[SettlementRun, AgreementVersion]], lang: Language
) -> list[RunRow]:
    ids = [run.id for run, _ in found]
    states, names = states_of_runs(session, ids), people(session)
    agreements = {version.agreement_id for _, version in found}
    numbers = {
        one.run_id: number_of(agreement, one.number)
        for agreement in agreements
        for one in issued_runs(session, agreement)
    }
    present = {agreement: history(session, agreement).sha256 for agreement in agreements}
    totals = _totals(session, ids)
    return [
        RunRow(
            run.id,
            numbers.get(run.id, ""),
            version.agreement_id,
            loaded(version).titles.into(lang),
            loaded(version).illustrative,
            run.period,
            run.settle_on,
            run.known_at,
            states[run.id],
            states[run.id] is State.DRAFT and run.position_sha256 != present[version.agreement_id],
            totals.get(run.id, 0),
            loaded(version).currency,
            run.drafted_at,
            names.get(run.drafted_by, "–"),
        )
        for run, version in found
    ]


def _totals(session: Session, ids: list[str]) -> dict[str, int]:
    rows = session.execute(
        select(SettlementLine.run_id, func.sum(SettlementLine.amount))
        .where(col(SettlementLine.run_id).in_(ids))
        .group_by(SettlementLine.run_id)
    )
    return {run_id: int(total) for run_id, total in rows}


def run(session: Session, actor: Actor, run_id: str, lang: Language) -> RunView:
    """One run.

    Raises:
        NotFound: there is none of that id.
    """
    check(actor, Permission.SETTLEMENT_READ)
    row = run_of(session, run_id)
    version = session.get_one(AgreementVersion, row.agreement_version_id)
    snapshot = session.get_one(EvidenceSnapshot, row.snapshot_id)
    printed = session.exec(
        select(Document.language).where(Document.kind == KIND, Document.subject == run_id)
    ).all()
    return RunView(
        _rows(session, [(row, version)], lang)[0],
        run_hash(row),
        snapshot.sha256,
        snapshot.facts,
        row.agreement_sha256,
        version.version,
        row.code_version,
        _steps(session, run_id),
        _counts(session, run_id),
        _sums(session, row),
        tuple(sorted(printed)),
    )


def _steps(session: Session, run_id: str) -> tuple[Step, ...]:
    names = people(session)
    rows = session.exec(
        select(SettlementState)
        .where(SettlementState.run_id == run_id, col(SettlementState.line_id).is_(None))
        .order_by(col(SettlementState.id))
    )
    return tuple(Step(State(r.state), r.at, names.get(r.by, "–"), r.note) for r in rows)


def _counts(session: Session, run_id: str) -> dict[Section, int]:
    rows = session.execute(
        select(SettlementLine.section, func.count())
        .where(SettlementLine.run_id == run_id)
        .group_by(SettlementLine.section)
    )
    found = {Section(section): count for section, count in rows}
    return {section: found.get(section, 0) for section in Section}


def _sums(session: Session, run: SettlementRun) -> tuple[RegionSum, ...]:
    """Sums by the region that answers on the due date, as the statement prints them."""
    rows = session.execute(
        select(
            SettlementLine.payer,
            col(SettlementLine.due_on),
            SettlementLine.section,
            func.sum(SettlementLine.amount),
        )
        .where(SettlementLine.run_id == run.id, SettlementLine.amount != 0)
        .group_by(SettlementLine.payer, col(SettlementLine.due_on), SettlementLine.section)
    )
    known = regions(session)
    sums: dict[str, list[int]] = {}
    for payer, due_on, section, amount in rows:
        both = sums.setdefault(known.name(payer, due_on or run.settle_on), [0, 0])
        both[section == Section.ADJUSTMENT] += int(amount)
    return tuple(RegionSum(name, *sums[name]) for name in sorted(sums))


def document(session: Session, actor: Actor, run_id: str, lang: str) -> tuple[str, bytes]:
    """A stored statement's file name and bytes.

    Raises:
        NotFound: the run is not issued, or not printed in this language.
    """
    check(actor, Permission.SETTLEMENT_READ)
    row = session.exec(
        select(Document).where(
            Document.kind == KIND, Document.subject == run_id, Document.language == lang
        )
    ).first()
    if row is None:
        raise NotFound
    found = run(session, actor, run_id, "en").row
    return f"{found.number}-{lang}.pdf", row.content
