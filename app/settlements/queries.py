"""What analysts and approvers see of runs: the list, a run's head, totals by region, documents."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from app.agreements.loading import loaded
from app.catalogue.payers import regions
from app.db.tables.agreements import AgreementVersion
from app.db.tables.evidence import EvidenceSnapshot
from app.db.tables.settlements import (
    Document,
    SettlementLine,
    SettlementRun,
    SettlementState,
)
from app.permissions import Actor, NotFound, Permission, check
from app.settlements.history import issued_runs, position_sha256
from app.settlements.issue import KIND
from app.settlements.lines import STANDINGS, standing_of, states_of_lines
from app.settlements.names import people
from app.settlements.periods import Period, parse_period
from app.settlements.statement import number_of
from app.settlements.steps import may_sign, run_hash, run_of, state_of_run, states_of_runs
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
    signed: bool
    """Whether an approver has signed the hash."""
    standing: dict[str, int]
    """How many lines that move money are open, paid and disputed; empty before issue."""
    period: Period
    outside: int
    """How many lines that move money fall due outside the period."""
    languages: tuple[str, ...]
    """In which the issued statement is kept."""
    as_of: datetime | None = None
    """The moment it is shown as it stood at; None for now."""


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


def awaiting(session: Session, actor: Actor, lang: Language) -> list[RunRow]:
    """The runs this approver may sign: sent for approval by another, on terms of another."""
    check(actor, Permission.SETTLEMENT_READ)
    if not actor.may(Permission.SETTLEMENT_APPROVE):
        return []
    found = session.exec(
        select(SettlementRun, AgreementVersion)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .order_by(col(SettlementRun.drafted_at), SettlementRun.id)
    ).all()
    states = states_of_runs(session, [one.id for one, _ in found])
    mine = [
        (one, version)
        for one, version in found
        if states[one.id] is State.PROPOSED and may_sign(session, actor, one)
    ]
    return _rows(session, mine, lang)


def _rows(
    session: Session,
    found: list[tuple[SettlementRun, AgreementVersion]],
    lang: Language,
    until: datetime | None = None,
) -> list[RunRow]:
    ids = [run.id for run, _ in found]
    states, names = states_of_runs(session, ids, until), people(session)
    agreements = {version.agreement_id for _, version in found}
    numbers = {
        one.run_id: number_of(agreement, one.number)
        for agreement in agreements
        for one in issued_runs(session, agreement)
        if until is None or one.at <= until
    }
    present = {agreement: position_sha256(session, agreement) for agreement in agreements}
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
            loaded(version).paid_in,
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


def run(
    session: Session, actor: Actor, run_id: str, lang: Language, until: datetime | None = None
) -> RunView:
    """One run, as it stands or as it stood at a moment; what it says never changes.

    Raises:
        NotFound: there is none of that id, or was none at the moment.
    """
    check(actor, Permission.SETTLEMENT_READ)
    row = run_of(session, run_id)
    if until is not None and row.drafted_at > until:
        raise NotFound
    version = session.get_one(AgreementVersion, row.agreement_version_id)
    snapshot = session.get_one(EvidenceSnapshot, row.snapshot_id)
    printed = session.exec(
        select(Document.language).where(Document.kind == KIND, Document.subject == run_id)
    ).all()
    steps, period = _steps(session, run_id, until), parse_period(row.period)
    return RunView(
        _rows(session, [(row, version)], lang, until)[0],
        run_hash(row),
        snapshot.sha256,
        snapshot.facts,
        row.agreement_sha256,
        version.version,
        row.code_version,
        steps,
        _counts(session, run_id),
        _sums(session, row),
        any(step.state is State.APPROVED for step in steps),
        _money_lines(session, run_id, until),
        period,
        _outside(session, run_id, period),
        tuple(sorted(printed)) if any(one.state is State.ISSUED for one in steps) else (),
        until,
    )


def _steps(session: Session, run_id: str, until: datetime | None) -> tuple[Step, ...]:
    names = people(session)
    rows = session.exec(
        select(SettlementState)
        .where(SettlementState.run_id == run_id, col(SettlementState.line_id).is_(None))
        .order_by(col(SettlementState.id))
    )
    return tuple(
        Step(State(row.state), row.at, names.get(row.by, "–"), row.note)
        for row in rows
        if until is None or row.at <= until
    )


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


def _money_lines(session: Session, run_id: str, until: datetime | None) -> dict[str, int]:
    moving = session.exec(
        select(SettlementLine.id).where(SettlementLine.run_id == run_id, SettlementLine.amount != 0)
    ).all()
    if state_of_run(session, run_id, until) is not State.ISSUED:
        return {}
    own = states_of_lines(session, run_id, until)
    return {
        name: sum(1 for one in moving if standing_of(own.get(one or 0)) == name)
        for name in STANDINGS
    }


def _outside(session: Session, run_id: str, period: Period) -> int:
    query = select(func.count()).where(
        SettlementLine.run_id == run_id,
        SettlementLine.amount != 0,
        ~col(SettlementLine.due_on).between(period.starts, period.ends),
    )
    return session.exec(query).one()
