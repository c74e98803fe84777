"""What earlier settlements have posted: the ledger's position and the last word on each key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, case, col, func, select

from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import (
    LedgerEntry,
    SettlementLine,
    SettlementRun,
    SettlementState,
)
from contracts.canonical import sha256
from contracts.reason import Reason, reason_from_json

_AT_ONCE = 500
ISSUE = "issue"
"""The cause of the entries a run posts when it is issued; the others come to its lines later."""


@dataclass(frozen=True, slots=True)
class Issued:
    """One issued run: its number within the agreement, gap-free from 1 in the order of issue."""

    number: int
    run_id: str
    period: str
    known_at: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class LastLine:
    """What the last issued run that mentioned a key said about it."""

    line_id: int
    issued: Issued
    status: str
    entitled: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything an agreement's issued runs have come to."""

    runs: tuple[Issued, ...]
    position: Mapping[str, int]
    """What the ledger holds under each key that was ever posted to; may be 0."""
    last: Mapping[str, LastLine]

    @property
    def sha256(self) -> str:
        """Hash of the position and of the run that led to it."""
        return _sha256(self.runs, self.position)


def issued_runs(session: Session, agreement_id: str) -> tuple[Issued, ...]:
    """The agreement's issued runs in the order of issue."""
    rows = session.execute(
        select(SettlementRun.id, SettlementRun.period, SettlementRun.known_at, SettlementState.at)
        .join(SettlementState, col(SettlementState.run_id) == SettlementRun.id)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .where(
            AgreementVersion.agreement_id == agreement_id,
            SettlementState.state == "issued",
            col(SettlementState.line_id).is_(None),
        )
        .order_by(col(SettlementState.id))
    )
    return tuple(Issued(number, *row) for number, row in enumerate(rows, start=1))


def history(session: Session, agreement_id: str, before_run: str | None = None) -> History:
    """What the agreement's issued runs have come to; `before_run` leaves that one and later out."""
    runs = issued_runs(session, agreement_id)
    if before_run is not None:
        known = [run.run_id for run in runs]
        runs = runs[: known.index(before_run)] if before_run in known else runs
    by_id = {run.run_id: run for run in runs}
    return History(runs, _position(session, tuple(by_id)), _last(session, by_id))


def position_sha256(session: Session, agreement_id: str) -> str:
    """The hash of the present history, without reading what the lines said."""
    runs = issued_runs(session, agreement_id)
    return _sha256(runs, _position(session, tuple(run.run_id for run in runs)))


def _sha256(runs: tuple[Issued, ...], position: Mapping[str, int]) -> str:
    newest = runs[-1].run_id if runs else ""
    return sha256([newest, [[key, position[key]] for key in sorted(position)]])


def _position(session: Session, runs: tuple[str, ...]) -> dict[str, int]:
    signed = case(
        (col(LedgerEntry.debit).startswith("payer:"), col(LedgerEntry.amount)),
        else_=-col(LedgerEntry.amount),
    )
    # Disputes and payments move between the other accounts: they change no key's position.
    rows = session.execute(
        select(LedgerEntry.key, func.sum(signed))
        .where(col(LedgerEntry.run_id).in_(runs), LedgerEntry.cause == ISSUE)
        .group_by(LedgerEntry.key)
        .order_by(LedgerEntry.key)
    )
    return {key: int(total) for key, total in rows}


def _last(session: Session, runs: Mapping[str, Issued]) -> dict[str, LastLine]:
    names = ("id", "run_id", "key", "status", "entitled")
    wanted = [getattr(SettlementLine, name) for name in names]
    rows = session.execute(sa.select(*wanted).where(col(SettlementLine.run_id).in_(list(runs))))
    found: dict[str, LastLine] = {}
    for line_id, run_id, key, status, entitled in rows:
        one = LastLine(line_id, runs[run_id], status, entitled)
        held = found.get(key)
        if held is None or held.issued.number < one.issued.number:
            found[key] = one
    return found


def reasons(session: Session, lines: Mapping[str, LastLine]) -> dict[str, Reason]:
    """Why the last lines said what they said, by key."""
    ids = sorted(line.line_id for line in lines.values())
    found: dict[str, Reason] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = session.execute(
            select(SettlementLine.key, SettlementLine.explanation).where(
                col(SettlementLine.id).in_(ids[start : start + _AT_ONCE])
            )
        )
        found |= {key: reason_from_json(stored["entitlement"]["reason"]) for key, stored in rows}
    return found
