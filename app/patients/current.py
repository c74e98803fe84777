"""The facts that hold now about one patient or treatment, without reading the whole table."""

from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.db.types import FactColumns

F = TypeVar("F", bound=FactColumns)


def every_version(
    session: Session, table: type[F], scope: ColumnElement[bool]
) -> dict[str, list[F]]:
    """Every version of the facts in scope by fact id, oldest first, also of retracted ones.

    Args:
        session: a reader.
        table: the facts' table.
        scope: a condition on a column that no version changes (treatment, patient, name).
    """
    rows = session.exec(select(table).where(scope).order_by(col(table.version), col(table.id)))
    found: dict[str, list[F]] = {}
    for row in rows:
        found.setdefault(row.fact_id, []).append(row)
    return found


def current(session: Session, table: type[F], scope: ColumnElement[bool]) -> list[F]:
    """The newest version of each fact in scope, without retracted ones, by date."""
    newest = (rows[-1] for rows in every_version(session, table, scope).values())
    return sorted((row for row in newest if not row.retracted), key=lambda r: (r.valid_on, r.id))
