"""An issued run as one file that anybody can check with `reports/verify_bundle.py` alone."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.agreements.loading import apart
from app.agreements.queries import ActiveVersion
from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import LedgerEntry, SettlementLine, SettlementRun
from app.settlements.history import ISSUE
from app.settlements.issue import heads
from app.settlements.posting import payload
from app.settlements.steps import agreement_id_of
from app.settlements.stored import kept
from app.settlements.working import As, Inputs, inputs
from contracts.facts import COLUMNS, Fact
from contracts.load import read_written
from reports.verify_bundle import FORMAT, sha256


def bundle_of(session: Session, run: SettlementRun) -> bytes:
    """Everything an issued run follows from and came to, as JSON; the same run, the same bytes.

    It holds terms, facts with pseudonyms, and amounts: for those who may see all three.

    Args:
        session: any transaction.
        run: an issued run.
    """
    when = As(run.settle_on, run.known_at, before_run=run.id, active_at=run.drafted_at)
    given = inputs(session, agreement_id_of(session, run), when)
    rows = session.exec(select(SettlementLine).where(SettlementLine.run_id == run.id)).all()
    lines = [_line(row) for row in sorted(rows, key=lambda row: row.key)]
    (sequence, before), (_, after) = heads(session, run.id)
    facts = [_fact(fact) for fact in given.snapshot.versions]
    told = {
        "format": FORMAT,
        "run": _run(run, given),
        "agreements": [_agreement(session, version) for version in given.versions],
        "columns": list(COLUMNS),
        "facts": facts,
        "position": dict(given.history.position),
        "lines": lines,
        "marks": {"facts": _marks(facts), "lines": _marks(lines)},
        "before": {"sequence": sequence, "hash": before},
        "entries": [{**payload(row), "hash": row.hash} for row in _entries(session, run)],
        "head": after,
        "totals": _totals(lines),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _run(run: SettlementRun, given: Inputs) -> dict[str, Any]:
    runs = given.history.runs
    return {
        "id": run.id,
        "agreement": given.agreement_id,
        "agreement_sha256": run.agreement_sha256,
        "snapshot_sha256": given.snapshot.sha256,
        "position_sha256": run.position_sha256,
        "lines_sha256": run.lines_sha256,
        "previous_run": runs[-1].run_id if runs else "",
        "number": len(runs) + 1,
        "period": run.period,
        "settle_on": run.settle_on.isoformat(),
        "known_at": run.known_at.isoformat(),
        "semantics": given.newest.document.agreement.engine_semantics,
        "software": run.code_version,
    }


def _agreement(session: Session, version: ActiveVersion) -> dict[str, Any]:
    row = session.get_one(AgreementVersion, version.row_id)
    terms, _ = read_written(row.text, apart(row.examples))
    return {
        "version": row.version,
        "sha256": row.sha256,
        "terms": terms,
        "text": row.text,
        "examples": row.examples,
    }


def _fact(fact: Fact) -> dict[str, str]:
    """A fact's columns as the snapshot hashes them."""
    found = {name: getattr(fact, name) for name in COLUMNS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in found.items()
    }


def _marks(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """A short hash of each row, so that the verifier can name the one that was changed."""
    return [sha256(row)[:16] for row in rows]


def _line(row: SettlementLine) -> dict[str, Any]:
    told = kept(row)
    return {**told, "due_on": row.due_on.isoformat() if row.due_on else None}


def _entries(session: Session, run: SettlementRun) -> list[LedgerEntry]:
    found = select(LedgerEntry).where(LedgerEntry.run_id == run.id, LedgerEntry.cause == ISSUE)
    return list(session.exec(found.order_by(col(LedgerEntry.sequence))))


def _totals(lines: list[dict[str, Any]]) -> dict[str, int]:
    """What each payer owes by the run, in each currency."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[f"{line['payer']} {line['currency']}"] += line["amount"]
    return dict(sorted((name, amount) for name, amount in sums.items() if amount))
