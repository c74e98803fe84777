"""Rows, a map and what is known to a plan: what becomes of every row, before anything is stored.

create + unchanged + asked + refused + duplicate = read, always.
"""

import hashlib
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
    Look,
    Outcome,
    Reader,
    Said,
    Setting,
    wrong_width,
)
from app.imports.wide_rows import WideRows
from app.permissions import Actor

Progress = Callable[[int], None]
Meant = dict[Answer, tuple[Row, Look | None]]
"""What may be answered, with the row as it is then read, and a look at it where it is mended."""
_SUGGESTED: tuple[Answer, ...] = ("suggestion", "other")


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the file and what becomes of it."""

    row: Row
    fate: Fate
    problems: tuple[RowProblem, ...] = ()
    treatment_id: int | None = None
    answered: Answer | None = None
    said: Said | None = None
    offers: tuple[Answer, ...] = ()
    """What the person may answer; empty where nothing is asked or only the file can be mended."""
    patients: frozenset[str] = frozenset()
    """Whom the row shows, for the log of looks."""
    question: str = ""
    """A fingerprint of what is asked, and what an answer would do; empty where nothing is asked."""

    @property
    def open(self) -> bool:
        """Whether the row keeps an all-or-nothing import from going in."""
        return self.fate is Fate.REFUSED or (self.fate is Fate.ASKED and self.answered != "skip")

    @property
    def left_out(self) -> bool:
        """Whether the row has something that is not stored."""
        return self.fate in {Fate.ASKED, Fate.REFUSED}

    def suggests(self, answer: Answer) -> str:
        """What was probably, or else, meant."""
        return next((meant for one in self.problems if (meant := _meant(one, answer))), "")


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, with the facts that wait in `known` to be inserted."""

    header: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    known: Known
    changed: tuple[int, ...] = ()
    """Rows whose answer was given to another question than is asked now; nothing may be stored."""

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
        named = frozenset(one for row in rows for one in row.patients)
        return named | patients_of(self.known, (one.treatment_id or 0 for one in rows))


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


def skipping(plan: Plan, answers: Answers) -> Plan:
    """An unanswered plan where every row that was answered is left out."""
    left = set(answers.by_row)
    rows = (replace(one, answered="skip") if one.row.number in left else one for one in plan.rows)
    return replace(plan, rows=tuple(rows))


def outdated(plan: Plan, answers: Answers) -> tuple[int, ...]:
    """The rows of an unanswered plan that now ask something else than was answered.

    One that stores nothing whatever the answer is (known already, or left out still) is none.
    """
    shown = answers.shown
    if shown is None:
        return ()
    return tuple(
        one.row.number
        for one in plan.rows
        if (answer := answers.by_row.get(one.row.number)) is not None
        and shown.get(one.row.number) != one.question
        and (one.fate is Fate.CREATE or (one.left_out and answer != "skip"))
    )


def _planned(planner: LongRows | WideRows, row: Row, sheet: Sheet, answers: Answers) -> PlannedRow:
    problem = wrong_width(row, sheet, planner.by.delimiter)
    if problem is not None:
        return PlannedRow(row, Fate.REFUSED, (problem,))
    reader = _reader(planner, row, sheet)
    outcome, meant = _offered(planner, planner.plan(reader, answers), row, sheet)
    question = _fingerprint(outcome, meant) if outcome.fate is Fate.ASKED else ""
    offers = {answer: one for answer, (one, _) in meant.items()}
    answer = answers.by_row.get(row.number)
    if answer in _SUGGESTED and answer in offers:
        accepting = Answers({row.number: "accept"}, answers.reason)
        outcome = planner.plan(_reader(planner, offers[answer], sheet), accepting)
    return PlannedRow(
        row,
        outcome.fate,
        outcome.problems,
        outcome.treatment_id,
        answer,
        outcome.said,
        tuple(offers) if outcome.fate is Fate.ASKED else (),
        frozenset(reader.patients),
        question,
    )


def _fingerprint(outcome: Outcome, meant: Meant) -> str:
    """What a row asks and what each answer would do; no cells, which may hold a CPR number."""
    looks = [(answer, look) for answer, (_, look) in meant.items()]
    return hashlib.sha256(repr((outcome, looks)).encode()).hexdigest()[:12]


def _offered(
    planner: LongRows | WideRows, outcome: Outcome, row: Row, sheet: Sheet
) -> tuple[Outcome, Meant]:
    """What may be answered, each with the row as it is then read.

    A refused row that a suggestion mends wholly becomes a question.
    """
    meant: Meant = {}
    for answer in _SUGGESTED if outcome.problems else ():
        mended = _with_suggestions(row, sheet, outcome, answer)
        look = planner.look(_reader(planner, mended, sheet)) if mended != row else None
        if look is not None:
            meant[answer] = mended, look
    if outcome.fate is Fate.ASKED:
        return outcome, {"skip": (row, None), **meant, "accept": (row, None)}
    if not meant:
        return outcome, {}
    looks = [look for _, look in meant.values() if look]
    doubts = tuple(replace(one, suggestion="", other="") for one in looks[0].doubts)
    problems = (*outcome.problems, *doubts)
    said = looks[0].said if len(looks) == 1 else None
    asked = replace(outcome, fate=Fate.ASKED, problems=problems, said=said)
    return asked, {"skip": (row, None), **meant}


def _reader(planner: LongRows | WideRows, row: Row, sheet: Sheet) -> Reader:
    by = planner.by
    places = {name: place for place, name in enumerate(sheet.header)}
    patient = by.row.patient.column if isinstance(by, LongMap) else by.row.patient.external
    return Reader(row, places, frozenset(by.empty), patient)


def _with_suggestions(row: Row, sheet: Sheet, outcome: Outcome, answer: Answer) -> Row:
    """The row as it was probably, or else, meant; as it is where that says nothing."""
    cells = list(row.cells)
    if not any(_meant(problem, answer) for problem in outcome.problems):
        return row
    for problem in outcome.problems:
        if problem.suggestion and problem.column in sheet.header:
            meant = _meant(problem, answer) or problem.suggestion
            cells[sheet.header.index(problem.column)] = meant
    return replace(row, cells=tuple(cells))


def _meant(problem: RowProblem, answer: Answer) -> str:
    return problem.other if answer == "other" else problem.suggestion
