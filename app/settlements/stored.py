"""A line as it is kept: its columns, its place in the statement, and the way back to a line."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import date
from json import JSONEncoder
from typing import Any

from sqlalchemy import Row

from app.db.tables.settlements import SettlementLine
from contracts.entitlement import Entitlement, to_json
from contracts.reason import Owed, Owner, Status, reason_from_json, reason_to_json
from contracts.settle import Line
from reports.statement import Section

BLOCKED = frozenset({Status.HOLD, Status.CONFLICT})

BY_SUM = frozenset({"vat", "carry", "fx"})
"""Components that follow from others and have no condition of their own to fail."""


def section_of(line: Line, held: Collection[str]) -> Section | None:
    """Where a line stands; None for one that was settled before and has not changed.

    Args:
        line: the line.
        held: the keys the ledger has posted to before.
    """
    if line.posts:
        return Section.ADJUSTMENT if line.key in held else Section.PAYABLE
    if line.status is Status.AWAITING:
        return Section.WAITING
    if line.status in BLOCKED:
        return Section.BLOCKED
    silent = line.entitled or line.key.rpartition("|")[2] in BY_SUM
    return None if silent else Section.NOT_PAYABLE


def columns(line: Line, section: Section) -> dict[str, Any]:
    """The line's columns; the explanation holds everything needed to read it again."""
    before = reason_to_json(line.before) if line.before is not None and line.posts else None
    return {
        "key": line.key,
        "section": section.value,
        "clause": line.clause,
        "term": line.term,
        "milestone": str(line.milestone),
        "treatment": line.treatment,
        "payer": line.payer,
        "status": line.status.value,
        "currency": line.currency,
        "entitled": line.entitled,
        "previous": line.previous,
        "amount": line.amount,
        "due_on": line.due_on,
        "explanation": {"entitlement": to_json(line.entitlement), "before": before},
    }


_WRITTEN = JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def lines_sha256(rows: Iterable[dict[str, Any]]) -> str:
    """Hash of the lines as kept, given in the order of their keys and hashed one by one."""
    found = hashlib.sha256()
    for row in rows:
        due_on: date | None = row["due_on"]
        told = {**row, "due_on": due_on.isoformat() if due_on else None}
        found.update(_WRITTEN.encode(told).encode() + b"\n")
    return found.hexdigest()


COLUMNS = tuple(name for name in SettlementLine.model_fields if name not in {"id", "run_id"})


def kept(row: SettlementLine | Row[Any]) -> dict[str, Any]:
    """A stored line's columns, as they were hashed."""
    return {name: getattr(row, name) for name in COLUMNS}


def line_from(row: SettlementLine) -> Line:
    """The line that was stored."""
    stored = row.explanation
    before = stored["before"]
    return Line(
        entitlement_from(stored["entitlement"]),
        row.previous,
        reason_from_json(before) if before else None,
    )


def entitlement_from(stored: dict[str, Any]) -> Entitlement:
    """The entitlement that `to_json` stored."""
    due, window = stored["due_on"], stored["window"]
    opens_closes = (
        (date.fromisoformat(window[0]), date.fromisoformat(window[1])) if window else None
    )
    return Entitlement(
        stored["key"],
        stored["amount_ore"],
        stored["currency"],
        Status(stored["status"]),
        stored["clause"],
        stored["term"],
        stored["milestone"],
        stored["treatment"],
        stored["payer"],
        date.fromisoformat(due) if due else None,
        opens_closes,
        reason_from_json(stored["reason"]),
        tuple(_owed(one) for one in stored["blocked_by"]),
    )


def _owed(stored: dict[str, Any]) -> Owed:
    deadline = stored["deadline"]
    return Owed(
        stored["outcome"],
        date.fromisoformat(deadline) if deadline else None,
        Owner(stored["owner"]),
    )
