"""Effect-based agreements, their versions as signed, and dated confidential prices."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import FactColumns, long_text


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


class Price(FactColumns, table=True):
    """A confidential agreed price from a date on; versioned like every fact."""

    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    name: str = Field(max_length=60, index=True)
    amount: str = Field(max_length=30)
    """Major units as exact decimal text."""
    currency: str = Field(max_length=3)
