"""Column kinds shared by every table: money in øre, text, and a versioned fact's columns."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # constraints need names before a migration can change them
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
Json = JSON().with_variant(JSONB(), "postgresql")


def minor_units(*, nullable: bool = False) -> Any:  # noqa: ANN401 - sqlmodel types Field as Any
    """A column of whole minor units (øre); 64 bits, since one dose already passes 2^31 øre."""
    return Field(sa_type=BigInteger, nullable=nullable)


def whole(column: str) -> CheckConstraint:
    """Refuse anything but whole numbers in an amount column, which SQLite's typing would let in."""
    return CheckConstraint(f"CAST({column} AS BIGINT) = {column}", name=f"{column}_whole")


def long_text(*, nullable: bool = False) -> Any:  # noqa: ANN401
    """A column of text without a length."""
    return Field(sa_column=Column(Text, nullable=nullable))


class FactColumns(SQLModel):
    """What every version of every fact carries besides its own columns.

    A correction is a new row with the same `fact_id` and the next `version`; nothing is updated.
    `recorded_at` is given by our server and strictly increases over the whole database.
    """

    id: int | None = Field(default=None, primary_key=True)
    fact_id: str = Field(max_length=36, index=True)
    version: int
    valid_on: date
    recorded_at: datetime = Field(index=True)
    recorded_by: int = Field(foreign_key="user.id")
    source: str = Field(max_length=60)
    """`entered`, `import:<batch id>` or `register`."""
    retracted: bool = False
    reason: str = Field(default="", max_length=400)
    """Why a later version replaces an earlier one; empty in the first."""
