"""Files that brought data in: the original as it came, and what became of every row."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import Json, long_text


class ImportFile(SQLModel, table=True):
    """One uploaded file, sealed under the identity key since it may name patients.

    The same bytes from another person are kept again: only who brought a file may look into it.
    """

    __tablename__ = "import_file"
    __table_args__ = (UniqueConstraint("sha256", "received_by"),)

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64)
    name: str = Field(max_length=200)
    size: int
    content_sealed: bytes
    key_id: str = Field(max_length=20)
    received_at: datetime
    received_by: int = Field(foreign_key="user.id")


class ImportBatch(SQLModel, table=True):
    """One run of a file through a map: counts, and every refused row with its reason (sealed)."""

    __tablename__ = "import_batch"

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="import_file.id", index=True)
    site_ids: str = Field(max_length=400)
    """The departments of who brought it in, comma between: their colleagues may see the batch."""
    map_text: str = long_text()
    map_sha256: str = Field(max_length=64)
    choice: str = Field(max_length=10)
    """`all` (one refused row stops the file) or `valid` (the others go in)."""
    counts: dict[str, Any] = Field(sa_column=Column(Json, nullable=False))
    refused_sealed: bytes
    key_id: str = Field(max_length=20)
    at: datetime
    by: int = Field(foreign_key="user.id")
