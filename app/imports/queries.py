"""The department's imports: what came in, by whom, and the rows that did not."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from app.db.tables.accounts import User
from app.db.tables.imports import ImportBatch, ImportFile
from app.imports.map_faults import packaged, sha256
from app.imports.problems import RowProblem
from app.patients.identity import open_sealed, place
from app.permissions import Actor, NotFound, Permission, check
from reports.language import Language
from reports.tables import Cell, csv_bytes

NEWEST, BEGUN = 100, 5


@dataclass(frozen=True, slots=True)
class BatchView:
    """One import as the department's list shows it."""

    id: int
    at: datetime
    by: str
    file: str
    map_sha256: str
    choice: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not stored: as it came, and why."""

    row: int
    fate: str
    cells: tuple[str, ...]
    problems: tuple[RowProblem, ...]
    patients: frozenset[str]
    """Whom the row shows, for the log of looks."""


@dataclass(frozen=True, slots=True)
class BatchDetails:
    """One import with the rows that were not stored."""

    batch: BatchView
    header: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    def patients(self, most: int | None = None) -> frozenset[str]:
        """Whom the first rows that were not stored are about, for the log of looks."""
        return frozenset(one for row in self.left_out[:most] for one in row.patients)


def batches(session: Session, actor: Actor) -> list[BatchView]:
    """The newest imports of the actor's departments."""
    check(actor, Permission.IMPORT_DATA)
    rows = session.exec(_of(actor).order_by(col(ImportBatch.id).desc()).limit(NEWEST)).all()
    return _views(session, rows)


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that was chosen and not stored."""

    id: int
    name: str
    at: datetime


def begun(session: Session, actor: Actor) -> list[Begun]:
    """The newest files that the person chose and has not stored, to go on with."""
    check(actor, Permission.IMPORT_DATA)
    stored = select(ImportBatch.file_id).where(ImportBatch.by == actor.user_id)
    rows = session.exec(
        select(ImportFile.id, ImportFile.name, ImportFile.received_at)
        .where(ImportFile.received_by == actor.user_id, col(ImportFile.id).not_in(stored))
        .order_by(col(ImportFile.id).desc())
        .limit(BEGUN)
    )
    return [Begun(number or 0, name, at) for number, name, at in rows]


def batch(session: Session, actor: Actor, batch_id: int) -> BatchDetails:
    """One import of the actor's departments.

    Raises:
        NotFound: there is none of that number, or it is another department's.
    """
    check(actor, Permission.IMPORT_DATA)
    row = session.exec(_of(actor).where(ImportBatch.id == batch_id)).first()
    if row is None:
        raise NotFound
    context = place("import_batch", "refused_sealed", batch_id)
    kept = json.loads(open_sealed(row.refused_sealed, context, row.key_id))
    left_out = tuple(_left_out(one) for one in kept["rows"])
    return BatchDetails(_views(session, [row])[0], tuple(kept["header"]), left_out)


def error_file(found: BatchDetails, lang: Language, headings: tuple[str, str, str]) -> bytes:
    """The rows that were not stored as they came, each with row number, column and why.

    Text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    rows: list[list[Cell]] = [[*found.header, *headings]]
    for one in found.left_out:
        padded = (*one.cells, *("",) * (len(found.header) - len(one.cells)))
        columns = ", ".join(p.column for p in one.problems if p.column)
        why = " ".join(p.sentence(lang) for p in one.problems)
        rows.append([*padded[: len(found.header)], one.row, columns, why])
    return csv_bytes(rows, "danish-excel")


def map_titles(lang: Language) -> dict[str, str]:
    """What the packaged maps are called, by the hash of their text."""
    return {sha256(text): one.title.text(lang) for one, text in packaged().values()}


def _of(actor: Actor) -> SelectOfScalar[ImportBatch]:
    """The imports of the actor's departments and no others."""
    sites = "," + col(ImportBatch.site_ids) + ","
    mine = [sites.contains(f",{site},", autoescape=True) for site in sorted(actor.site_ids)]
    return select(ImportBatch).where(or_(col(ImportBatch.id).is_(None), *mine))


def _views(session: Session, rows: Any) -> list[BatchView]:  # noqa: ANN401 - rows of the table
    files = dict(
        session.exec(
            select(ImportFile.id, ImportFile.name).where(
                col(ImportFile.id).in_({one.file_id for one in rows})
            )
        ).all()
    )
    people = dict(
        session.exec(
            select(User.id, User.name).where(col(User.id).in_({one.by for one in rows}))
        ).all()
    )
    return [
        BatchView(
            one.id, one.at, people[one.by], files[one.file_id], one.map_sha256, one.choice,
            one.counts,
        )
        for one in rows
    ]  # fmt: skip


def _left_out(kept: dict[str, Any]) -> LeftOut:
    problems = tuple(
        RowProblem(
            kept["row"], column, value, reason, suggestion, tuple(map(tuple, details)), other
        )
        for column, value, reason, suggestion, details, other in kept["problems"]
    )
    who = frozenset(kept["patients"])
    return LeftOut(kept["row"], kept["fate"], tuple(kept["cells"]), problems, who)
