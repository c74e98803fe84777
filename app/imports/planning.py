"""Rows, a map and what is known to a plan: what becomes of every row, before anything is stored.

create + unchanged + asked + refused + duplicate = read, always.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from app.db.types import FactColumns
from app.imports.finding import mentioned
from app.imports.known import Known, in_memory, patients_of, read_known
from app.imports.long_rows import LongRows
from app.imports.maps import ImportMap, LongMap
from app.imports.problems import RowProblem
from app.imports.reading import Row, Sheet
from app.imports.setting import (
    Answer,
    Answers,
    Fate,
    Outcome,
    Reader,
    Setting,
    wrong_width,
)
from app.imports.wide_rows import WideRows
from app.permissions import Actor

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file and what becomes of it."""

    row: Row
    fate: Fate
    problems: tuple[RowProblem, ...] = ()
    treatment_id: int | None = None
    answered: Answer | None = None

    @property
    def open(self) -> bool:
        """Whether the row keeps an all-or-nothing import from going in."""
        return self.fate is Fate.REFUSED or (self.fate is Fate.ASKED and self.answered != "skip")

    @property
    def left_out(self) -> bool:
        """Whether the row has something that is not stored."""
        return self.fate in {Fate.ASKED, Fate.REFUSED}

    @property
    def suggests(self) -> str:
        """What was probably meant, where that can be chosen."""
        return next((one.suggestion for one in self.problems if one.suggestion), "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, with the facts that wait in `known` to be inserted."""

    header: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    known: Known

    @property
    def counts(self) -> dict[str, int]:
        """Rows read and rows of each fate, and facts made and corrected."""
        fates = Counter(one.fate for one in self.rows)
        facts = [one for one in self.known.bulk.rows if isinstance(one, FactColumns)]
        made = sum(one.version == 1 for one in facts)
        return {
            "read": len(self.rows),
            **{fate.value: fates[fate] for fate in Fate},
            "facts": made,
            "corrected": len(facts) - made,
        }

    @property
    def stopped(self) -> bool:
        """Whether some row keeps an all-or-nothing import from going in."""
        return any(one.open for one in self.rows)

    def patients(self, rows: tuple[PlannedRow, ...]) -> frozenset[str]:
        """Whom some of the rows are about, for the log of looks."""
        return patients_of(self.known, (one.treatment_id or 0 for one in rows))


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that could be read, with the map it was read by."""

    sheet: Sheet
    by: ImportMap


@dataclass(frozen=True, slots=True)
class Stamp:
    """When an import happens, and as what its facts say they came."""

    today: date
    at: datetime
    source: str


def make_plan(
    session: Session,
    actor: Actor,
    file: ReadFile,
    stamp: Stamp,
    answers: Answers = Answers(),
    progress: Progress | None = None,
) -> Plan:
    """What becomes of every row of a file for this person today."""
    sheet, by = file.sheet, file.by
    known = read_known(session, actor, mentioned(sheet, by))
    setting = Setting(session, actor, known, stamp.today, stamp.at, stamp.source)
    planner = LongRows(by, setting) if isinstance(by, LongMap) else WideRows(by, setting)
    planned = []
    with in_memory(session, known.bulk):
        for done, row in enumerate(sheet.rows):
            planned.append(_planned(planner, row, sheet, answers))
            if progress is not None and done % 200 == 0:
                progress(done * 100 // len(sheet.rows))
    return Plan(sheet.header, tuple(planned), known)


def _planned(planner: LongRows | WideRows, row: Row, sheet: Sheet, answers: Answers) -> PlannedRow:
    problem = wrong_width(row, sheet, planner.by.delimiter)
    if problem is not None:
        return PlannedRow(row, Fate.REFUSED, (problem,))
    if not answers.reason:  # nothing is taken against a doubt without saying why
        answers = Answers(dict.fromkeys(answers.by_row, "skip"))
    outcome = planner.plan(_reader(planner, row, sheet), answers)
    answer = answers.by_row.get(row.number)
    if answer == "suggestion" and (meant := _with_suggestions(row, sheet, outcome)) is not None:
        accepting = Answers({row.number: "accept"}, answers.reason)
        outcome = planner.plan(_reader(planner, meant, sheet), accepting)
    return PlannedRow(row, outcome.fate, outcome.problems, outcome.treatment_id, answer)


def _reader(planner: LongRows | WideRows, row: Row, sheet: Sheet) -> Reader:
    by = planner.by
    places = {name: place for place, name in enumerate(sheet.header)}
    patient = by.row.patient.column if isinstance(by, LongMap) else by.row.patient.external
    return Reader(row, places, frozenset(by.empty), patient)


def _with_suggestions(row: Row, sheet: Sheet, outcome: Outcome) -> Row | None:
    """The row as it was probably meant, or None where nothing is suggested."""
    cells = list(row.cells)
    for problem in outcome.problems:
        if problem.suggestion and problem.column in sheet.header:
            cells[sheet.header.index(problem.column)] = problem.suggestion
    return replace(row, cells=tuple(cells)) if tuple(cells) != row.cells else None
