"""Proof that nothing was changed since: the chains hold, and issued runs can be derived again."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app import audit
from app.agreements.loading import checked
from app.agreements.queries import active_agreements
from app.db.engine import Database, read_tx
from app.db.tables.agreements import AgreementActivation, AgreementVersion
from app.db.tables.settlements import Document, LedgerEntry, SettlementLine, SettlementRun
from app.db.tables.trail import AuditEvent
from app.settlements.history import ISSUE, Issued, issued_runs
from app.settlements.issue import EDITIONS, heads, print_one
from app.settlements.posting import entries_for, head, payload, rows
from app.settlements.stored import columns, entitlement_from, kept, lines_sha256
from app.settlements.verify_steps import wrong_steps
from app.settlements.working import As, Told, Worked, work_out
from app.web.forms import Problem
from app.web.words import N_
from contracts.changes import facts_in
from contracts.cited import fact_reason
from contracts.ledger import GENESIS, chain
from reports.language import Language


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was looked at, and everything that does not hold, the first bad row first."""

    audit_events: int
    ledger_entries: int
    ledger_head: str
    runs: int
    documents: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether everything holds."""
        return not self.problems

    def lines(self, lang: Language) -> tuple[str, ...]:
        """What was looked at and what does not hold, in sentences."""
        looked = N_(
            "{events} audit events, {entries} ledger entries, {runs} issued settlements and "
            "{documents} statements were checked. Ledger head: {head}"
        )
        counts = {
            "events": self.audit_events,
            "entries": self.ledger_entries,
            "runs": self.runs,
            "documents": self.documents,
            "head": self.ledger_head,
        }
        found = self.problems or (Problem(N_("Everything holds.")),)
        return tuple(one.worded(lang) for one in (Problem(looked, counts), *found))


def verify(
    database: Database, *, documents: bool = False, told: Told = lambda _done, _total: None
) -> VerifyReport:
    """Check the trail, the terms in force, the ledger, every issued run and every statement.

    Args:
        database: what to check, as it is at one moment.
        documents: print every statement anew and compare the bytes, which takes seconds for each.
        told: hears how many issued runs are derived again, of how many.
    """
    with read_tx(database) as session:
        return proof(session, reprint=documents, told=told)


def proof(
    session: Session, *, reprint: bool = False, told: Told = lambda _done, _total: None
) -> VerifyReport:
    """Like `verify`, in a transaction that is already open."""
    issued = {number: issued_runs(session, number) for number in active_agreements(session)}
    changed = dict(_terms(session))
    problems = [*_trail(session), *changed.values(), *_ledger(session), *_amounts(session)]
    problems += wrong_steps(session)
    work = [(number, run) for number, runs in issued.items() for run in runs]
    for done, (number, run) in enumerate(work):
        told(done, len(work))
        problems += () if number in changed else _run(session, number, run)
    problems += _documents(session, reprint=reprint)
    counted = select(func.count()).select_from
    entries, ends = head(session)
    return VerifyReport(
        session.exec(counted(AuditEvent)).one(),
        entries,
        ends,
        sum(len(runs) for runs in issued.values()),
        session.exec(counted(Document).where(col(Document.kind).in_(EDITIONS))).one(),
        tuple(problems),
    )


def _trail(session: Session) -> Iterator[Problem]:
    broken = audit.first_broken(session)
    if broken is not None:
        text = N_("The audit trail does not follow from event {number} on.")
        yield Problem(text, {"number": broken})


def _terms(session: Session) -> Iterator[tuple[str, Problem]]:
    """The agreements of which a version in force is not what was kept, or whose examples fail."""
    in_force = select(AgreementVersion).join(
        AgreementActivation, col(AgreementActivation.agreement_version_id) == AgreementVersion.id
    )
    for row in session.exec(
        in_force.order_by(AgreementVersion.agreement_id, col(AgreementVersion.id))
    ):
        found = checked(row.text, row.examples)
        values = {"agreement": row.agreement_id, "version": row.version}
        if found.agreement is None:
            text = N_("{agreement} version {version} no longer passes its own check: {path}.")
            yield row.agreement_id, Problem(text, values | {"path": found.faults[0].path})
        elif found.agreement.sha256 != row.sha256:
            text = N_("{agreement} version {version}: its text was changed.")
            yield row.agreement_id, Problem(text, values)


def _ledger(session: Session) -> Iterator[Problem]:
    previous, expected = GENESIS, 1
    for row in rows(session):
        follows = row.previous_hash == previous and row.hash == chain(previous, payload(row))
        if row.sequence != expected or not follows:
            text = N_("The ledger does not follow at entry {number}: it or one before was changed.")
            yield Problem(text, {"number": row.sequence})
            return
        previous, expected = row.hash, expected + 1


def _amounts(session: Session) -> Iterator[Problem]:
    """Every entry is what its line moves."""
    orphan = session.exec(
        select(LedgerEntry.sequence)
        .join(SettlementLine, col(SettlementLine.id) == LedgerEntry.line_id)
        .where(
            ~col(LedgerEntry.cause).startswith("payment:"),
            func.abs(SettlementLine.amount) != LedgerEntry.amount,
        )
        .order_by(col(LedgerEntry.sequence))
        .limit(1)
    ).first()
    if orphan is not None:
        text = N_("Ledger entry {number} is not the amount of its line.")
        yield Problem(text, {"number": orphan})


def _run(session: Session, agreement_id: str, issued: Issued) -> Iterator[Problem]:
    run = session.get_one(SettlementRun, issued.run_id)
    lines = session.exec(select(SettlementLine).where(SettlementLine.run_id == run.id))
    stored = sorted(lines, key=lambda line: line.key)
    values = {"agreement": agreement_id, "number": issued.number, "run": run.id[:12]}
    when = As(run.settle_on, run.known_at, before_run=run.id, active_at=run.drafted_at)
    worked = work_out(session, agreement_id, when)
    if lines_sha256(kept(row) for row in stored) != run.lines_sha256:
        text = N_(
            "{agreement} settlement {number} (run {run}): its lines were changed, first {key}."
        )
        yield Problem(text, values | {"key": _first_changed(stored, worked)})
        return
    if worked.inputs.run_id(run.period, worked.lines_sha256, run.code_version) != run.id:
        yield _led_elsewhere(stored, worked, values)
    if not _posted(session, run, stored, issued.at):
        text = N_("{agreement} settlement {number} (run {run}): its entries are not its lines.")
        yield Problem(text, values)


def _first_changed(stored: list[SettlementLine], worked: Worked) -> str:
    """The key of the first line that is not as it comes out again."""
    now = {line.key: columns(line, section) for line, section in worked.shown}
    was = {row.key: kept(row) for row in stored}
    return next((key for key in sorted(was | now) if was.get(key) != now.get(key)), "*")


def _led_elsewhere(stored: list[SettlementLine], worked: Worked, values: dict[str, Any]) -> Problem:
    """Which cited fact is no longer as it was, or that what was known leads to other lines."""
    now = {(one.fact_id, str(one.version)): one for one in worked.inputs.snapshot.versions}
    for row in stored:
        reason = entitlement_from(row.explanation["entitlement"]).reason
        for node in facts_in(reason):
            fact = now.get((node.get("fact_id"), node.get("version")))
            if fact is None or fact_reason(fact) != node:
                text = N_(
                    "{agreement} settlement {number} (run {run}): {fact} version {version}, cited "
                    "for treatment {treatment}, is no longer what it was."
                )
                which = {"fact": node.get("fact_id"), "version": node.get("version")}
                return Problem(text, values | which | {"treatment": row.treatment})
    text = N_(
        "{agreement} settlement {number} (run {run}): what was known then "
        "no longer leads to its lines."
    )
    return Problem(text, values)


def _posted(
    session: Session, run: SettlementRun, stored: list[SettlementLine], at: datetime
) -> bool:
    found = session.exec(
        select(LedgerEntry)
        .where(LedgerEntry.run_id == run.id, LedgerEntry.cause == ISSUE)
        .order_by(col(LedgerEntry.sequence))
    ).all()
    after = (found[0].sequence - 1, found[0].previous_hash) if found else (0, GENESIS)
    expected = entries_for(stored, after, at)
    return [one.hash for one in expected] == [one.hash for one in found]


def _kept_documents(session: Session, *where: sa.ColumnElement[bool]) -> Iterator[sa.Row[Any]]:
    """The statements kept; their bytes whatever they were made into behind the application."""
    content = sa.cast(col(Document.content), sa.LargeBinary).label("content")
    told = (Document.kind, Document.subject, Document.language, Document.sha256)
    wanted = sa.select(*map(col, told), content).where(col(Document.kind).in_(EDITIONS), *where)
    yield from session.execute(wanted.order_by(col(Document.id)))


def _documents(session: Session, *, reprint: bool) -> Iterator[Problem]:
    for row in _kept_documents(session):
        values = {"run": row.subject[:12], "language": row.language}
        if hashlib.sha256(row.content).hexdigest() != row.sha256:
            yield Problem(N_("The {language} statement of run {run} was changed."), values)
        elif reprint and _printed_anew(session, row) != row.content:
            text = N_("The {language} statement of run {run} does not print the same again.")
            yield Problem(text, values)


def _printed_anew(session: Session, row: sa.Row[Any]) -> bytes:
    run = session.get_one(SettlementRun, row.subject)
    _, (_, ends) = heads(session, run.id)
    return print_one(session, run, ends, row.kind, "en" if row.language == "en" else "da")


def prints_the_same(session: Session, run_id: str) -> bool:
    """Whether an issued run's documents, printed anew, are the bytes that were kept."""
    rows = [*_kept_documents(session, col(Document.subject) == run_id)]
    return bool(rows) and all(_printed_anew(session, row) == row.content for row in rows)
