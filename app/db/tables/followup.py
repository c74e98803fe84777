"""What became of each patient: visits, observations, clinical events, vital status, and drafts."""

from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import FactColumns, Json


class VisitRecord(FactColumns, table=True):
    """A follow-up contact that took place (or is known not to have); `valid_on` is its date."""

    __tablename__ = "visit_record"
    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    visit: str = Field(max_length=20)
    """The plan's visit code, or `unplanned`."""
    held: bool = True
    missing_reason: str = Field(default="", max_length=20)


class Observation(FactColumns, table=True):
    """One value at one date, or the reason it is missing."""

    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    visit: str = Field(default="", max_length=20)
    name: str = Field(max_length=40, index=True)
    value: str = Field(default="", max_length=60)
    """Canonical text: decimal point, `<1` below detection, or a choice's code; empty if missing."""
    unit: str = Field(default="", max_length=30)
    method: str = Field(default="", max_length=40)
    missing_reason: str = Field(default="", max_length=20)
    note: str = Field(default="", max_length=400)
    """Why a value outside the plausible range is kept."""


class ClinicalEvent(FactColumns, table=True):
    """Death, relapse, return to prophylaxis, next therapy and so on; at most one fact each time."""

    __tablename__ = "clinical_event"
    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    kind: str = Field(max_length=30, index=True)
    cause: str = Field(default="", max_length=30)
    """Cause class of a death."""
    term: str = Field(default="", max_length=80)
    """What an adverse event or a next therapy is called."""
    grade: int | None = None
    note: str = Field(default="", max_length=400)


class VitalStatus(FactColumns, table=True):
    """A date on which the patient was known to be alive, for censoring."""

    __tablename__ = "vital_status"
    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    status: str = Field(default="alive", max_length=20)
    basis: str = Field(default="", max_length=20)
    """Where it is known from: seen, phone, record, register …; empty from a file."""


class VisitSignature(SQLModel, table=True):
    """A department's lead has signed a visit as it stood; what is saved later is not signed."""

    __tablename__ = "visit_signature"

    id: int | None = Field(default=None, primary_key=True)
    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    visit: str = Field(max_length=20)
    """The plan's visit code."""
    signed_at: datetime
    signed_by: int = Field(foreign_key="user.id")


class VisitDraft(SQLModel, table=True):
    """What a clinician has typed but not saved; a draft is no fact and may be overwritten."""

    __tablename__ = "visit_draft"
    __table_args__ = (UniqueConstraint("treatment_id", "visit", "user_id"),)

    id: int | None = Field(default=None, primary_key=True)
    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    visit: str = Field(max_length=20)
    user_id: int = Field(foreign_key="user.id")
    typed: dict[str, str] = Field(sa_column=Column(Json, nullable=False))
    held_on: date | None = None
    saved_at: datetime
