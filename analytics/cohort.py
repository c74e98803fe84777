"""The patients followed: how long, until what, from when, in which group. Refuses, never mends."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analytics.wording import CohortRejectedError, Reason, RowProblem

# int64 for whole days, float64 for anything else.
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """One record per patient, in columns of equal length; read-only once made.

    `days` counts from infusion to the event or to the last day known free of it; `observed` says
    which. `entry` is the day observation began, when later than infusion: the patient is at risk
    from the day after. Whole numbers are kept as whole days.

    Raises:
        CohortRejectedError: with every record that is negative, missing, ends before it begins, or
            has a status other than 0 and 1. Rows count from 1.
    """

    days: Numbers
    observed: NDArray[np.bool_]
    entry: Numbers | None = None
    group: NDArray[np.str_] | None = None
    ids: NDArray[np.str_] | None = None

    def __post_init__(self) -> None:
        days, entry = _same_unit(
            _whole(self.days), None if self.entry is None else _whole(self.entry)
        )
        group = None if self.group is None else np.asarray(self.group, dtype=np.str_)
        ids = None if self.ids is None else np.asarray(self.ids, dtype=np.str_)
        if any(
            c is not None and c.shape != days.shape
            for c in (entry, group, ids, np.asarray(self.observed))
        ):
            raise ValueError("the columns of a cohort must have equal lengths")
        problems = check(days, self.observed, entry, ids)
        if problems:
            raise CohortRejectedError(problems)
        observed = np.asarray(self.observed).astype(np.bool_)
        for name, column in zip(self.__slots__, (days, observed, entry, group, ids), strict=True):
            if column is not None:
                column.flags.writeable = False
            object.__setattr__(self, name, column)

    def __len__(self) -> int:
        return len(self.days)

    def select(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Self:
        """The chosen records, by mask or position, as a cohort of their own."""
        return type(self)(
            self.days[chosen],
            self.observed[chosen],
            None if self.entry is None else self.entry[chosen],
            None if self.group is None else self.group[chosen],
            None if self.ids is None else self.ids[chosen],
        )

    def by_group(self) -> dict[str, Self]:
        """One cohort per group, numbers in numerical order and names in alphabetical."""
        if self.group is None:
            return {}
        return {name: self.select(self.group == name) for name in group_names(self.group)}


def group_names(group: NDArray[np.str_]) -> list[str]:
    """The distinct groups in the order they are printed."""
    names = [str(name) for name in np.unique(group)]
    try:
        return sorted(names, key=float)
    except ValueError:
        return names


def check(
    days: ArrayLike,
    observed: ArrayLike,
    entry: ArrayLike | None = None,
    ids: ArrayLike | None = None,
) -> tuple[RowProblem, ...]:
    """Every problem of the records, in row order; rows count from 1."""
    time, status = np.asarray(days), np.asarray(observed)
    found = [
        *_refused("days", time, Reason.NOT_A_NUMBER, ~np.isfinite(time)),
        *_refused("days", time, Reason.NEGATIVE, time < 0),
    ]
    if status.dtype != np.bool_:
        found += _refused(
            "observed", status, Reason.STATUS_NOT_0_OR_1, (status != 0) & (status != 1)
        )
    if entry is not None:
        start = np.asarray(entry)
        found += _refused("entry", start, Reason.NOT_A_NUMBER, ~np.isfinite(start))
        found += _refused("entry", start, Reason.NEGATIVE, start < 0)
        found += _refused("days", time, Reason.EXIT_NOT_AFTER_ENTRY, time <= start)
    names = None if ids is None else np.asarray(ids)
    named = (
        RowProblem(row, column, reason, value, None if names is None else str(names[row - 1]))
        for row, column, reason, value in found
    )
    return tuple(sorted(named, key=lambda problem: problem.row or 0))


def _refused(
    column: str, values: NDArray[Any], reason: Reason, wrong: NDArray[np.bool_]
) -> list[tuple[int, str, Reason, str]]:
    if not wrong.any():
        return []
    return [(int(i) + 1, column, reason, str(values[i])) for i in np.flatnonzero(wrong)]


def _whole(values: ArrayLike) -> Numbers:
    """Whole numbers as int64, all else as float64; always a copy, so that freezing is safe."""
    numbers = np.asarray(values)
    if numbers.dtype.kind in "iu":
        return numbers.astype(np.int64)
    fractions = numbers.astype(np.float64)
    if np.isfinite(fractions).all() and (fractions == np.trunc(fractions)).all():
        return fractions.astype(np.int64)
    return fractions


def _same_unit(days: Numbers, entry: Numbers | None) -> tuple[Numbers, Numbers | None]:
    if entry is None or days.dtype == entry.dtype:
        return days, entry
    return days.astype(np.float64), entry.astype(np.float64)
