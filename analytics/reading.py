"""From a table somebody made to a cohort: every row refused or left out is named, none guessed."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.cohort import Cohort, Numbers
from analytics.wording import CohortRejectedError, Note, Reason, RowProblem

# The heading is row 1 of the file, so the first record is row 2.
FIRST_ROW = 2
BLANK_TEXTS = ("", "NA")
WORDS = {"true": "1", "false": "0"}
# R's survival calls two times one when they differ by less than the root of the double's epsilon.
SAME_TIME = 1.4901161193847656e-08

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reading:
    """A cohort read from a table, the rows left out because something was blank, and remarks."""

    cohort: Cohort
    excluded: tuple[RowProblem, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    texts: NDArray[np.object_]
    numbers: NDArray[np.float64]
    blank: Mask

    def labels(self) -> NDArray[np.str_]:
        """The values as names of groups; 1.0 is 1: a blank elsewhere makes fractions."""
        if all(isinstance(text, float) for text in self.texts):
            return np.asarray([f"{number:.15g}" for number in self.numbers], dtype=np.str_)
        return self.texts.astype(np.str_)

    def problems(self, reason: Reason, wrong: Mask) -> list[RowProblem]:
        rows = np.flatnonzero(wrong)
        return [RowProblem(int(i) + FIRST_ROW, self.name, reason, str(self.texts[i])) for i in rows]


def cohort_from_table(
    frame: pd.DataFrame,
    time: str,
    event: str,
    entry: str | None = None,
    group: str | None = None,
    event_value: str | None = None,
) -> Reading:
    """The cohort in the named columns; rows where one of them is blank are left out and listed.

    The event column holds 0 and 1, or true and false. Any other coding needs `event_value`: that
    value is the event and every other value is censoring.

    Raises:
        CohortRejectedError: with every wrong value, its row (the heading is row 1) and its column.
    """
    _require(frame, [name for name in (time, event, entry, group) if name is not None])
    columns = {
        name: _column(frame, name) for name in (time, event, entry, group) if name is not None
    }
    blank = np.logical_or.reduce([column.blank for column in columns.values()])
    happened, problems, notes = _status(columns[event], event_value)
    problems += _times(columns[time], columns[entry] if entry is not None else None)
    if problems:
        raise CohortRejectedError(tuple(sorted(problems, key=lambda problem: problem.row or 0)))
    days, start, merged = _one_per_time(
        columns[time].numbers[~blank], None if entry is None else columns[entry].numbers[~blank]
    )
    names = None if group is None else columns[group].labels()[~blank]
    left_out = [
        p for column in columns.values() for p in column.problems(Reason.BLANK, column.blank)
    ]
    cohort = Cohort(days, happened[~blank], start, names)
    excluded = tuple(sorted(left_out, key=lambda problem: problem.row or 0))
    return Reading(cohort, excluded, (*notes, Note.TIMES_MERGED) if merged else notes)


def _require(frame: pd.DataFrame, names: list[str]) -> None:
    has = ", ".join(str(column) for column in frame.columns)
    missing = [
        RowProblem(None, n, Reason.NO_SUCH_COLUMN, has) for n in names if n not in frame.columns
    ]
    if missing:
        raise CohortRejectedError(tuple(missing))


def _column(frame: pd.DataFrame, name: str) -> _Column:
    series = frame[name]
    if series.dtype.kind in "iufb":
        numbers = series.to_numpy(np.float64)
        return _Column(name, series.to_numpy(object), numbers, np.isnan(numbers))
    texts = series.astype("string").str.strip()
    blank = (texts.isna() | texts.isin(BLANK_TEXTS)).to_numpy(np.bool_)
    numbers = pd.to_numeric(texts.str.lower().replace(WORDS), errors="coerce")
    return _Column(
        name, texts.to_numpy(object), numbers.to_numpy(np.float64, na_value=np.nan), blank
    )


def _status(
    column: _Column, event_value: str | None
) -> tuple[Mask, list[RowProblem], tuple[Note, ...]]:
    if event_value is not None:
        happened = _is_value(column, event_value)
        return happened, [], _remarks(column, happened)
    values = column.numbers
    wrong = ~column.blank & (values != 0) & (values != 1)
    known = set(values[~column.blank].tolist())
    if known == {1.0, 2.0}:
        problem = RowProblem(None, column.name, Reason.STATUS_CODED_1_AND_2, "1, 2")
        return values == 1, [problem], ()
    return values == 1, column.problems(Reason.STATUS_NOT_0_OR_1, wrong), ()


def _remarks(column: _Column, happened: Mask) -> tuple[Note, ...]:
    others = {str(text) for text in column.texts[~happened & ~column.blank]}
    absent = (Note.EVENT_VALUE_ABSENT,) if others and not happened.any() else ()
    return absent + ((Note.OTHERS_CENSORED,) if len(others) > 1 else ())


def _is_value(column: _Column, wanted: str) -> Mask:
    try:
        number = float(WORDS.get(wanted.lower(), wanted))
    except ValueError:
        return np.asarray([str(text) == wanted for text in column.texts], dtype=np.bool_)
    return np.equal(column.numbers, number)


def _times(time: _Column, entry: _Column | None) -> list[RowProblem]:
    found = []
    for column in (time, entry):
        if column is not None:
            found += column.problems(
                Reason.NOT_A_NUMBER, ~column.blank & ~np.isfinite(column.numbers)
            )
            found += column.problems(Reason.NEGATIVE, column.numbers < 0)
    if entry is not None:
        found += time.problems(Reason.EXIT_NOT_AFTER_ENTRY, time.numbers <= entry.numbers)
    return found


def _one_per_time(
    days: NDArray[np.float64], entry: NDArray[np.float64] | None
) -> tuple[Numbers, Numbers | None, bool]:
    """Give times that differ only by floating-point noise one value, as R's `timefix` does."""
    every = days if entry is None else np.concatenate((days, entry))
    if not len(every) or (every == np.trunc(every)).all():
        return days, entry, False
    distinct, place = np.unique(every, return_inverse=True)
    gaps = np.diff(distinct)
    apart = (gaps > SAME_TIME) & (gaps > SAME_TIME * np.abs(distinct).mean())
    first = np.flatnonzero(np.concatenate(([True], apart)))
    merged = distinct[first][np.cumsum(np.concatenate(([0], apart)))][place]
    return (
        merged[: len(days)],
        None if entry is None else merged[len(days) :],
        len(first) < len(distinct),
    )
