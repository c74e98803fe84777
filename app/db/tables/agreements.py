"""Effect-based agreements, their versions as signed, dated figures such as prices, and rulings."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import FactColumns, Json, long_text


class Agreement(SQLModel, table=True):
    """A price agreement about one product and indication; its text lives in its versions."""

    id: str = Field(primary_key=True, max_length=60)
    product_id: str = Field(foreign_key="product.id", max_length=40)
    indication_id: str = Field(foreign_key="indication.id", max_length=40)
    created_at: datetime
    created_by: int = Field(foreign_key="user.id")


class AgreementVersion(SQLModel, table=True):
    """One version as written; never edited. `sha256` is what the parties sign."""

    __tablename__ = "agreement_version"
    __table_args__ = (UniqueConstraint("agreement_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: str = Field(foreign_key="agreement.id", max_length=60, index=True)
    version: str = Field(max_length=20)
    text: str = long_text()
    examples: str = long_text()
    sha256: str = Field(max_length=64)
    effective_from: date
    recorded_at: datetime
    recorded_by: int = Field(foreign_key="user.id")


class AgreementActivation(SQLModel, table=True):
    """The moment a version came into force for settlement, and who put it there."""

    __tablename__ = "agreement_activation"

    id: int | None = Field(default=None, primary_key=True)
    agreement_version_id: int = Field(foreign_key="agreement_version.id", unique=True)
    activated_at: datetime
    activated_by: int = Field(foreign_key="user.id")
    note: str = Field(default="", max_length=400)
    """Why it came into force although something was open; empty where nothing was."""


class Figure(FactColumns, table=True):
    """A dated figure that agreements read and that is about no treatment; versioned as every fact.

    Prices are confidential. The kinds are those of `contracts.fact.COMMON`: price, index, fx
    (exchange rate), vat and succession (who takes a party's place).
    """

    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    kind: str = Field(max_length=20)
    name: str = Field(max_length=64, index=True)
    """Of the price, series, pair of currencies, VAT scheme, or party that is succeeded."""
    value: str = Field(max_length=64)
    """Exact decimal text, a rate such as "25 %", or the party that takes over."""
    unit: str = Field(default="", max_length=3)
    """The currency of a price."""
    method: str = Field(default="", max_length=64)
    """Who published it, where the agreement names a source."""


class Ruling(FactColumns, table=True):
    """What the parties decided and signed about one treatment; only one agreement reads it."""

    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    agreement_id: str = Field(foreign_key="agreement.id", max_length=60, index=True)
    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    name: str = Field(max_length=64)
    value: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=3)
    attributes: str = Field(default="", max_length=200)
    """Further particulars, `name=value` divided by semicolons."""
    signed_by: str = Field(max_length=120)


class AgreementDraft(SQLModel, table=True):
    """What an analyst is writing and has not kept; a draft is no fact and may be overwritten."""

    __tablename__ = "agreement_draft"
    __table_args__ = (UniqueConstraint("user_id", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    subject: str = Field(max_length=120)
    """`new`, `new:<number>` from a template, or `edit:<number>:<version>` from a kept version."""
    text: str = long_text()
    examples: str = long_text()
    saved_at: datetime


class Simulation(SQLModel, table=True):
    """What designs came to under a scenario; equal inputs are one row, which is never changed."""

    __tablename__ = "simulation"

    sha256: str = Field(primary_key=True, max_length=64)
    """Of everything that goes in: the designs, the scenario, and how both are worked out."""
    agreement_id: str = Field(max_length=64)
    version: str = Field(max_length=20)
    inputs: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    figures: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    at: datetime
    by: int = Field(foreign_key="user.id")
