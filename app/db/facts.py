"""Versioned facts: what is known at a moment, and how a new version is added."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.types import FactColumns

F = TypeVar("F", bound=FactColumns)


def known(table: type[F], at: datetime | None = None) -> SelectOfScalar[F]:
    """Select, per fact, the highest version recorded at or before `at`, leaving out retracted ones.

    Narrow it further with `.where(...)`; `at=None` means now.
    """
    newest = select(table.fact_id, func.max(table.version).label("version"))
    if at is not None:
        newest = newest.where(table.recorded_at <= at)
    latest = newest.group_by(col(table.fact_id)).subquery()
    return (
        select(table)
        .join(
            latest,
            (col(table.fact_id) == latest.c.fact_id) & (col(table.version) == latest.c.version),
        )
        .where(col(table.retracted).is_(False))
    )


def versions(session: Session, table: type[F], fact_id: str) -> list[F]:
    """Every version of one fact, oldest first, also retracted ones."""
    return list(
        session.exec(select(table).where(table.fact_id == fact_id).order_by(col(table.version)))
    )


def newest(session: Session, table: type[F], fact_id: str) -> F | None:
    """The last version of one fact, retracted or not; None where there is none."""
    found = select(table).where(table.fact_id == fact_id)
    return session.exec(found.order_by(col(table.version).desc()).limit(1)).first()


def says(version: F, columns: Mapping[str, object]) -> bool:
    """Whether a version stands and says just this, so that nothing has to be added to it."""
    return not version.retracted and all(
        getattr(version, name) == told for name, told in columns.items()
    )


def followed(table: type[F], fact_id: str, before: F | None, columns: Mapping[str, Any]) -> F:
    """The first version of a fact, or the one after `before`; both have all these columns."""
    if before is None:
        return table(fact_id=fact_id, version=1, **columns)
    return next_version(before, **columns)


def first(table: type[F], **columns: Any) -> F:  # noqa: ANN401 - the table's own columns
    """The first version of a new fact; the caller adds it to the session."""
    return table(fact_id=str(uuid4()), version=1, **columns)


def next_version(previous: F, **changed: Any) -> F:  # noqa: ANN401 - the table's own columns
    """The version that supersedes `previous`, with these columns changed; both are kept.

    `recorded_at`, `recorded_by` and `reason` must be among the changed columns.
    """
    columns = previous.model_dump(exclude={"id", "version"})
    return type(previous)(**{**columns, **changed, "version": previous.version + 1})
