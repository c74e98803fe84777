"""Runs, their lines, the states they pass through, the ledger, disputes and printed documents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import Json, long_text, minor_units, whole


class SettlementRun(SQLModel, table=True):
    """One run: which agreement, knowledge and date; its id is the hash of its inputs."""

    __tablename__ = "settlement_run"

    id: str = Field(primary_key=True, max_length=64)
    agreement_version_id: int = Field(foreign_key="agreement_version.id", index=True)
    period: str = Field(max_length=20)
    settle_on: date
    known_at: datetime
    snapshot_id: int = Field(foreign_key="evidence_snapshot.id")
    agreement_sha256: str = Field(max_length=64)
    position_sha256: str = Field(max_length=64)
    """Hash of what the ledger held for the agreement when the run was drafted."""
    lines_sha256: str = Field(max_length=64)
    code_version: str = Field(max_length=40)
    drafted_at: datetime
    drafted_by: int = Field(foreign_key="user.id")


class SettlementLine(SQLModel, table=True):
    """One amount, explained: owed in all, settled before, and the difference."""

    __tablename__ = "settlement_line"
    __table_args__ = (
        UniqueConstraint("run_id", "key"),
        whole("entitled"),
        whole("previous"),
        whole("amount"),
        CheckConstraint("amount = entitled - previous", name="amount_is_difference"),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="settlement_run.id", max_length=64, index=True)
    key: str = Field(max_length=300)
    section: str = Field(max_length=20)
    """payable, adjustment, not_payable, waiting or blocked."""
    clause: str = Field(max_length=40)
    term: str = Field(max_length=60)
    milestone: str = Field(max_length=40)
    treatment: str = Field(max_length=20, index=True)
    payer: str = Field(max_length=20)
    status: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    entitled: int = minor_units()
    previous: int = minor_units()
    amount: int = minor_units()
    due_on: date | None = None
    explanation: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    """Reason tree, evidence ids with versions, and what is waited for; rebuilt into sentences."""


class SettlementState(SQLModel, table=True):
    """One step of a run (or of one issued line): who took it, when, signing which hash."""

    __tablename__ = "settlement_state"

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="settlement_run.id", max_length=64, index=True)
    line_id: int | None = Field(default=None, foreign_key="settlement_line.id")
    state: str = Field(max_length=20)
    signs_sha256: str = Field(max_length=64)
    note: str = Field(default="", max_length=400)
    at: datetime
    by: int = Field(foreign_key="user.id")


class LedgerEntry(SQLModel, table=True):
    """One double entry, chained by hash to the one before it."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        whole("amount"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        UniqueConstraint("line_id"),
    )

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    run_id: str = Field(foreign_key="settlement_run.id", max_length=64, index=True)
    line_id: int = Field(foreign_key="settlement_line.id")
    agreement_id: str = Field(foreign_key="agreement.id", max_length=60, index=True)
    key: str = Field(max_length=300)
    debit: str = Field(max_length=80)
    credit: str = Field(max_length=80)
    amount: int = minor_units()
    currency: str = Field(max_length=3)
    posted_at: datetime
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class DisputeEntry(SQLModel, table=True):
    """One entry in the thread about a disputed line."""

    __tablename__ = "dispute_entry"

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="settlement_line.id", index=True)
    text: str = long_text()
    at: datetime
    by: int = Field(foreign_key="user.id")


class Document(SQLModel, table=True):
    """A printed document exactly as issued; printing it again must give the same bytes."""

    __table_args__ = (UniqueConstraint("kind", "subject", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=30)
    """`statement` or `council_report`."""
    subject: str = Field(max_length=80, index=True)
    """The run's or the data cut's id."""
    language: str = Field(max_length=2)
    sha256: str = Field(max_length=64)
    content: bytes
    made_at: datetime
    made_by: int = Field(foreign_key="user.id")
