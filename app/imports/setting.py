"""What planning a row needs and gives: the reader of its cells, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from sqlmodel import Session

from app.imports.cells import CellFault, check_text, masked
from app.imports.known import Known
from app.imports.problems import RowProblem
from app.imports.reading import Row, Sheet
from app.permissions import Actor


class Fate(StrEnum):
    """What becomes of a row; every row has exactly one."""

    CREATE = "create"
    UNCHANGED = "unchanged"
    ASKED = "asked"
    REFUSED = "refused"
    DUPLICATE = "duplicate"


Answer = Literal["skip", "accept", "suggestion", "other"]
"""Leave the row out, take what the file says, or take what was probably (or else) meant."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person says to rows that wait, and why; the reason is kept with each fact."""

    by_row: Mapping[int, Answer] = field(default_factory=dict)
    reason: str = ""
    shown: Mapping[int, str] | None = None
    """The fingerprint of the question that each row was shown with; None where none was shown."""

    @property
    def takes(self) -> bool:
        """Whether some row is taken against a doubt; without a reason, none is."""
        return bool(self.reason) and any(one != "skip" for one in self.by_row.values())


@dataclass(frozen=True, slots=True)
class Said:
    """The value of a row as it is stored, in the plan's unit."""

    name: str
    value: str
    unit: str
    method: str
    on: date
    converted_from: str = ""
    """What the file said, with its unit, where that is another unit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one row, about whom, and as what, where that is known."""

    fate: Fate
    problems: tuple[RowProblem, ...] = ()
    treatment_id: int | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """A row that can be read, before anything is recorded: its value, and what to ask about it."""

    said: Said | None = None
    doubts: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """Who imports, into what is known, on which day, under which stamp."""

    session: Session
    actor: Actor
    known: Known
    today: date
    at: datetime
    source: str


@dataclass(slots=True)
class Reader:
    """Reads one row's cells by column and collects every problem on the way."""

    row: Row
    places: Mapping[str, int]
    empty: frozenset[str]
    patient_column: str
    problems: list[RowProblem] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)
    """Whom the row names, also where it is refused: the log of looks says whom a page shows."""

    def cell(self, column: str) -> str:
        """The cell's text; one of the map's empty texts gives nothing."""
        text = self.row.cells[self.places[column]]
        return "" if text in self.empty else text

    def needed(self, column: str) -> str:
        """The cell's text, which must be there.

        Raises:
            CellFault: it is empty, or holds what no cell may.
        """
        text = self.cell(column)
        if not text:
            raise CellFault("empty")
        check_text(text)
        return text

    def told(self, column: str, fault: CellFault) -> RowProblem:
        """A fault of a cell as a problem of this row."""
        value = self.row.cells[self.places[column]] if column in self.places else ""
        shown = masked(value) if column == self.patient_column else value[:80]
        return RowProblem(
            self.row.number,
            column,
            shown,
            fault.reason,
            fault.suggestion[:60],
            fault.details,
            fault.other[:60],
        )

    def add(self, column: str, fault: CellFault) -> None:
        """Keep a fault and read on, so that every problem of the row is told."""
        self.problems.append(self.told(column, fault))


def wrong_width(row: Row, sheet: Sheet, delimiter: str) -> RowProblem | None:
    """The problem of a row with fewer or more cells than the header, or None."""
    if len(row.cells) == len(sheet.header):
        return None
    counts = (("found", str(len(row.cells))), ("expected", str(len(sheet.header))))
    return RowProblem(row.number, "", "", "cells", details=(*counts, ("delimiter", delimiter)))
