"""What was known when: snapshots, frozen analysis plans and data cuts."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import long_text


class EvidenceSnapshot(SQLModel, table=True):
    """All facts about a cohort valid up to one date, known at one moment, by hash."""

    __tablename__ = "evidence_snapshot"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, index=True)
    product_id: str = Field(foreign_key="product.id", max_length=40)
    indication_id: str = Field(foreign_key="indication.id", max_length=40)
    valid_to: date
    known_at: datetime
    facts: int
    made_at: datetime
    made_by: int = Field(foreign_key="user.id")


class AnalysisPlan(SQLModel, table=True):
    """The council's plan, frozen before the first data cut; an amendment is a new row."""

    __tablename__ = "analysis_plan"
    __table_args__ = (UniqueConstraint("plan", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    plan: str = Field(max_length=60, index=True)
    version: str = Field(max_length=20)
    product_id: str = Field(foreign_key="product.id", max_length=40)
    indication_id: str = Field(foreign_key="indication.id", max_length=40)
    text: str = long_text()
    sha256: str = Field(max_length=64)
    reason: str = Field(default="", max_length=400)
    frozen_at: datetime
    frozen_by: int = Field(foreign_key="user.id")


class DataCut(SQLModel, table=True):
    """A snapshot taken for a plan; the report is a pure function of the two."""

    __tablename__ = "data_cut"

    id: int | None = Field(default=None, primary_key=True)
    analysis_plan_id: int = Field(foreign_key="analysis_plan.id", index=True)
    snapshot_id: int = Field(foreign_key="evidence_snapshot.id")
    cut_on: date
    made_at: datetime
    made_by: int = Field(foreign_key="user.id")
