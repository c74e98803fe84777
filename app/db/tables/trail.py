"""The audit trail and the read log; without foreign keys, so the trail never blocks."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from app.db.types import Json


class AuditEvent(SQLModel, table=True):
    """One change, chained by hash to the one before it."""

    __tablename__ = "audit_event"

    sequence: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: int
    action: str = Field(max_length=60, index=True)
    subject: str = Field(max_length=120, index=True)
    details: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    """Ids, versions and hashes only: no values, names, numbers or prices."""
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AccessRecord(SQLModel, table=True):
    """One look at patients: who, when, for what purpose, whom or by which search criterion."""

    __tablename__ = "access_record"
    __table_args__ = (Index("ix_access_record_actor_kind_at", "actor", "kind", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: int
    kind: str = Field(max_length=20)
    """open, list, search, export, print or denied."""
    purpose: str = Field(max_length=30)
    patient_id: str | None = Field(default=None, max_length=36, index=True)
    criterion: str = Field(default="", max_length=200)
