"""Runs, their lines and states, the ledger, cash, disputes, checks and printed documents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import Json, long_text, minor_units, whole


class SettlementRun(SQLModel, table=True):
    """One run: which agreement, knowledge and date; its id is the hash of its inputs and lines."""

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


STAGED_LINE = Table(
    "staged_line",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True),
    Column("stage", String(36), nullable=False, index=True),
    *(
        Column(column.name, column.type, nullable=column.nullable)
        for column in SQLModel.metadata.tables["settlement_line"].columns
        if column.name not in {"id", "run_id"}
    ),
)
"""Lines of a draft on their way into `settlement_line`, written a few at a time; no record."""


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
        UniqueConstraint("line_id", "cause"),
    )

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    run_id: str = Field(foreign_key="settlement_run.id", max_length=64, index=True)
    line_id: int = Field(foreign_key="settlement_line.id")
    cause: str = Field(max_length=40)
    """What was posted: `issue`, `dispute`, `decision`, or `payment:` and a cash entry's number."""
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
    party: str = Field(default="payer", max_length=10)
    """Whose words they are: `payer` or `supplier`; an analyst writes both for now."""
    text: str = long_text()
    at: datetime
    by: int = Field(foreign_key="user.id")


class CashEntry(SQLModel, table=True):
    """Money that changed hands for a line, as the bank says; never the line's own amount."""

    __tablename__ = "cash_entry"
    __table_args__ = (whole("amount"), CheckConstraint("amount <> 0", name="amount_moves"))

    id: int | None = Field(default=None, primary_key=True)
    line_id: int = Field(foreign_key="settlement_line.id", index=True)
    amount: int = minor_units()
    """Positive when the payer paid, negative when the supplier paid back."""
    paid_on: date
    reference: str = Field(default="", max_length=100)
    at: datetime
    by: int = Field(foreign_key="user.id")


class SettlementSecret(SQLModel, table=True):
    """What a run's pseudonyms for the supplier are derived with; its own for every run."""

    __tablename__ = "settlement_secret"

    run_id: str = Field(primary_key=True, foreign_key="settlement_run.id", max_length=64)
    secret: str = Field(max_length=64)


class SettlementCheck(SQLModel, table=True):
    """What a look at whether a run still says what is owed found, and what it rested on."""

    __tablename__ = "settlement_check"

    id: int | None = Field(default=None, primary_key=True)
    run_id: str = Field(foreign_key="settlement_run.id", max_length=64, index=True)
    terms_sha256: str = Field(max_length=64)
    issued: int
    recorded_by: datetime
    stale: bool
    changed: list[str] = Field(sa_column=Column(Json, nullable=False))
    decidable: int
    at: datetime
    by: int = Field(foreign_key="user.id")


class DueLook(SQLModel, table=True):
    """The newest look at what an agreement owes that no issued run has settled; not a record.

    It is made anew by the next look and can always be: nothing but the page of leakage reads it.
    """

    __tablename__ = "due_look"

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: str = Field(foreign_key="agreement.id", max_length=60, unique=True)
    as_of: date
    terms_sha256: str = Field(max_length=64)
    issued: int
    """How many runs of the agreement were issued."""
    recorded_by: datetime
    at: datetime
    by: int = Field(foreign_key="user.id")


class DueItem(SQLModel, table=True):
    """One key of a look: an amount that is due and not settled, or what nobody can decide."""

    __tablename__ = "due_item"
    __table_args__ = (whole("amount"),)

    id: int | None = Field(default=None, primary_key=True)
    look_id: int = Field(foreign_key="due_look.id", index=True)
    key: str = Field(max_length=300)
    clause: str = Field(max_length=40)
    component: str = Field(max_length=20)
    milestone: str = Field(max_length=40)
    treatment: str = Field(max_length=20)
    payer: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    amount: int = minor_units()
    """Positive to the supplier, negative back to the payer; 0 where it cannot be decided."""
    since: date
    """The day it fell due; for what cannot be decided, the day its window closed."""
    last_day: date | None = None
    """The last day on which corrections move money, by the agreement's limitation."""
    missing: str = Field(default="", max_length=200)
    """The outcomes that are waited for, comma between."""


class Document(SQLModel, table=True):
    """A printed document exactly as issued; printing it again must give the same bytes."""

    __table_args__ = (UniqueConstraint("kind", "subject", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=30)
    """`statement`, `supplier_statement` or `council_report`."""
    subject: str = Field(max_length=80, index=True)
    """The run's or the data cut's id."""
    language: str = Field(max_length=2)
    sha256: str = Field(max_length=64)
    content: bytes
    made_at: datetime
    made_by: int = Field(foreign_key="user.id")
