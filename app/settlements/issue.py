"""Issuing: the ledger's entries, the number, the state and the printed statements, all or nothing.

Printing takes seconds, and a write transaction must not: everybody else's writes wait for it. So
the entries are made and the statements printed *before* the transaction, from what is stored, and
the transaction only puts them in place, having looked that nothing they rest on has moved: the
ledger's last hash (which is printed), the approval, and what is known. If something has, all is
made anew. A kill before the transaction leaves an approved run and nothing else; within it the
database leaves nothing of it; after it everything is there. Asking again for a run that is issued
answers with what is stored, so the job may be repeated without end.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from app import audit
from app.clock import now
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.settlements import Document, LedgerEntry, SettlementLine, SettlementRun
from app.db.tables.trail import AuditEvent
from app.permissions import Actor, Permission, check
from app.settlements.freshness import (
    TRIES,
    Freshness,
    GroundMoved,
    freshness,
    must_be_fresh,
)
from app.settlements.posting import entries_for, head
from app.settlements.refusals import NotNextStep, StatementUnavailable
from app.settlements.statement import Edition, statement_of
from app.settlements.steps import run_hash, run_of, state_of_run, take_step
from contracts.ledger import GENESIS
from contracts.states import State
from reports import settlement_statement
from reports.language import LANGUAGES, Language
from reports.pdf import PdfError
from reports.statement import Statement, Status

KIND = "statement"
SUPPLIER = "supplier_statement"
ISSUED = "settlement.issued"
EDITIONS: dict[str, Edition] = {KIND: "finance", SUPPLIER: "supplier"}
"""The kinds of documents an issue prints, and for whom each is."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """An issue made ready outside the transaction."""

    run: SettlementRun
    after: tuple[int, str]
    entries: list[LedgerEntry]
    printed: dict[tuple[str, Language], bytes]
    fresh: Freshness
    at: datetime


def issue(
    database: Database, actor: Actor, run_id: str, *, at: datetime | None = None
) -> SettlementRun:
    """Issue an approved settlement; one that is issued already is left as it is.

    Raises:
        NotNextStep: it is not approved.
        StaleRun: another run of the agreement was issued since it was drafted.
        LapsedRun: new data changed a line since it was approved.
        StatementUnavailable: the statement could not be printed.
    """
    if not actor.may(Permission.SETTLEMENT_APPROVE):
        check(actor, Permission.SETTLEMENT_PREPARE)
    for _ in range(TRIES):
        with read_tx(database) as session:
            if state_of_run(session, run_id) is State.ISSUED:
                return run_of(session, run_id)
            ready = _make_ready(session, run_id, at or now())
        try:
            with write_tx(database) as session:
                return _put_in_place(session, actor, ready)
        except GroundMoved:
            continue
    raise NotNextStep


def _make_ready(session: Session, run_id: str, at: datetime) -> _Ready:
    run = run_of(session, run_id)
    if state_of_run(session, run_id) is not State.APPROVED:
        raise NotNextStep
    fresh = freshness(session, run)
    must_be_fresh(session, run, fresh)
    after = head(session)
    lines = session.exec(select(SettlementLine).where(SettlementLine.run_id == run.id)).all()
    entries = entries_for(lines, after, at)
    ends = entries[-1].hash if entries else after[1]
    printed = _print(session, run, ends)
    return _Ready(run, after, entries, printed, fresh, at)


def print_one(session: Session, run: SettlementRun, ends: str, kind: str, lang: Language) -> bytes:
    """One document of an issued run, from what is stored and the ledger's last hash by then."""
    return settlement_statement.pdf(_edition(session, run, ends, kind), lang)


def _edition(session: Session, run: SettlementRun, ends: str, kind: str) -> Statement:
    """What a document says, in both languages at once: putting it together is the slow part."""
    return statement_of(session, run, Status.ISSUED, ends, EDITIONS[kind])


def _print(session: Session, run: SettlementRun, ends: str) -> dict[tuple[str, Language], bytes]:
    printed: dict[tuple[str, Language], bytes] = {}
    try:
        for kind in EDITIONS:
            said = _edition(session, run, ends, kind)
            for lang in LANGUAGES:
                printed[kind, lang] = settlement_statement.pdf(said, lang)
    except PdfError as error:
        raise StatementUnavailable(detail=str(error)) from error
    return printed


def _put_in_place(session: Session, actor: Actor, ready: _Ready) -> SettlementRun:
    run = run_of(session, ready.run.id)
    if state_of_run(session, run.id) is State.ISSUED:
        return run
    if head(session) != ready.after:
        raise GroundMoved
    must_be_fresh(session, run, ready.fresh)
    take_step(session, actor, run, State.ISSUED, signs=run_hash(run), at=ready.at)
    session.add_all(ready.entries)
    hashes = [_document(session, actor, ready, kind, lang) for kind, lang in ready.printed]
    details = {
        "signs": run_hash(run),
        "entries": len(ready.entries),
        "after": ready.after[0],
        "documents": sorted(hashes),
    }
    audit.record(session, actor, ISSUED, f"settlement:{run.id}", details, ready.at)
    session.flush()
    return run


def heads(session: Session, run_id: str) -> tuple[tuple[int, str], tuple[int, str]]:
    """The ledger's last number and hash before a run was issued, and after, as the trail tells.

    What the entries say of when they were posted cannot tell it: a clock may have been set back.
    """
    noted = select(AuditEvent.details).where(
        AuditEvent.action == ISSUED, AuditEvent.subject == f"settlement:{run_id}"
    )
    told = session.exec(noted).first() or {}
    after, entries = told.get("after", 0), told.get("entries", 0)
    return _stood(session, after), _stood(session, after + entries)


def _stood(session: Session, sequence: int) -> tuple[int, str]:
    row = session.get(LedgerEntry, sequence)
    return sequence, row.hash if row else GENESIS


def _document(session: Session, actor: Actor, ready: _Ready, kind: str, lang: Language) -> str:
    """Keep one printed statement; gives its hash."""
    content = ready.printed[kind, lang]
    row = Document(
        kind=kind,
        subject=ready.run.id,
        language=lang,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        made_at=ready.at,
        made_by=actor.user_id,
    )
    session.add(row)
    return row.sha256
