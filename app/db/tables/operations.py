"""The installation's own bookkeeping: server time, idempotency keys and jobs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from app.db.types import Json


class ServerTime(SQLModel, table=True):
    """One row: the last instant given out, so that `recorded_at` strictly increases."""

    __tablename__ = "server_time"

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    last: datetime


class IdempotencyKey(SQLModel, table=True):
    """A form that was accepted once: the same key again gets the same answer."""

    __tablename__ = "idempotency_key"

    key: str = Field(primary_key=True, max_length=64)
    user_id: int
    body_sha256: str = Field(max_length=64)
    location: str = Field(max_length=300)
    at: datetime


class Job(SQLModel, table=True):
    """An intent to do slow work, stored by the transaction that wants it done."""

    id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(max_length=40)
    arguments: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    created_at: datetime
    created_by: int = Field(foreign_key="user.id")
    queued_at: datetime | None = None
    progress: int = 0
    """Percent, for the page that waits."""
    done: int = 0
    total: int = 0
    """How many of how many, where they can be counted."""
    finished_at: datetime | None = None
    outcome: str = Field(default="", max_length=20)
    """`done`, `failed` or `stopped`; empty while waiting or running."""
    message: str = Field(default="", max_length=400)
    location: str = Field(default="", max_length=300)
    """Where the result is to be seen."""
