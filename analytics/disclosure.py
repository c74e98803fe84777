"""What may leave the house: no count under the threshold, and none that follows from the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.aggregates import Aggregate, Release
from analytics.survival import SurvivalCurve

# The Danish Health Data Authority hides fewer than 5; a plan may ask for more, never for less.
THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class HiddenTable:
    """A table with its totals as it may be released; None is a hidden count."""

    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class ReleasedStep:
    """One point of a curve fit for release: at risk just before `time`, and the share on it."""

    time: float
    at_risk: int
    survival: float


def recoverable(aggregates: Sequence[Aggregate]) -> tuple[str, ...]:
    """The hidden aggregates whose value follows from the shown ones, in the order given.

    By adding and subtracting (the rank of the shown sums), and because no count is negative: two
    cells with the sum 0 are both 0. Knowledge from outside the release is not considered.
    """
    release = Release(aggregates)
    follows = set(release.by_sums()) | set(release.by_bounds())
    return tuple(name for name in release.hidden if name in follows)


def protect(aggregates: Sequence[Aggregate], threshold: int = THRESHOLD) -> tuple[Aggregate, ...]:
    """The aggregates with every value under the threshold hidden, and as many more as it takes.

    Zero counts are hidden like other small ones. While a hidden one is recoverable, or its possible
    values span less than the threshold, one of those that give it away is hidden too: single cells
    before totals, then the one that leaves least exposed, then the smallest.

    Raises:
        ValueError: the threshold is under 5; it may only be raised.
    """
    _allowed(threshold)
    names = [a.name for a in aggregates]
    if len(set(names)) != len(names):
        raise ValueError("every aggregate needs a name of its own")
    known = {a.name: a.value for a in aggregates}
    safe = [
        replace(a, value=None) if a.value is None or a.value < threshold else a for a in aggregates
    ]
    while exposed := Release(safe).by_sums() or Release(safe).by_bounds(threshold):
        target = _next_to_hide(safe, exposed[0])
        safe = [replace(a, value=None) if a.name == target else a for a in safe]
    return tuple(replace(a, value=known[a.name]) if a.value is not None else a for a in safe)


def protect_table(counts: Sequence[Sequence[int]], threshold: int = THRESHOLD) -> HiddenTable:
    """A table of persons with row, column and grand totals, safe to release."""
    height, width = len(counts), len(counts[0]) if counts else 0
    every = [[f"{r}:{c}" for c in range(width)] for r in range(height)]
    single = [
        _sum(every[r][c], (every[r][c],), counts[r][c]) for r in range(height) for c in range(width)
    ]
    rows = [_sum(f"row {r}", tuple(every[r]), sum(counts[r])) for r in range(height)]
    columns = [
        _sum(f"column {c}", tuple(row[c] for row in every), sum(row[c] for row in counts))
        for c in range(width)
    ]
    total = _sum("total", tuple(cell for row in every for cell in row), sum(map(sum, counts)))
    values = {a.name: a.value for a in protect((*single, *rows, *columns, total), threshold)}
    return HiddenTable(
        tuple(tuple(values[cell] for cell in row) for row in every),
        tuple(values[a.name] for a in rows),
        tuple(values[a.name] for a in columns),
        values["total"],
    )


def coarsen(
    curve: SurvivalCurve, every: int, threshold: int = THRESHOLD
) -> tuple[ReleasedStep, ...]:
    """The points of a curve that may be released, on a grid of `every` days from day 0.

    It ends before fewer than `threshold` are at risk. A point is skipped until the events, and
    those who left otherwise, since the last point are none or at least `threshold`: no step tells
    of a few.
    """
    _allowed(threshold)
    if every < 1:
        raise ValueError(f"the grid of a released curve is in whole days from 1 on, not {every}")
    steps: list[ReleasedStep] = []
    before = np.zeros(3, np.int64)
    for time in range(0, int(curve.last_time or 0) + 1, every):
        now, at_risk = _left_by(curve, time), curve.table.at_risk_before(time)
        share = curve.at(time).survival
        if min(at_risk, now[2]) < threshold or share is None:
            break
        moved = np.abs(now - before)[:2]
        if ((moved == 0) | (moved >= threshold)).all():
            steps.append(ReleasedStep(time, at_risk, share))
            before = now
    return tuple(steps)


def _left_by(curve: SurvivalCurve, time: float) -> NDArray[np.int64]:
    """Events on or before `time`, others who came or went before it, and who remains after it."""
    table = curve.table
    until, before = table.time <= time, table.time < time
    events = table.events[until].sum()
    moved = table.censored[before].sum() + table.entered[before].sum()
    remain = curve.table.at_risk_before(time) - table.events[until & ~before].sum()
    return np.array([events, moved, remain], dtype=np.int64)


def _allowed(threshold: int) -> None:
    if threshold < THRESHOLD:
        raise ValueError(
            f"the threshold may be raised above {THRESHOLD}, not lowered to {threshold}"
        )


def _sum(name: str, cells: tuple[str, ...], value: int) -> Aggregate:
    return Aggregate(name, cells, value)


def _next_to_hide(aggregates: Sequence[Aggregate], exposed: str) -> str:
    """Of those that give the exposed one away, the one whose hiding leaves least exposed."""
    names = Release(aggregates).explained_by(exposed)

    def cost(a: Aggregate) -> tuple[bool, int, int, str]:
        without = [replace(b, value=None) if b.name == a.name else b for b in aggregates]
        return len(a.cells) > 1, len(Release(without).by_sums()), a.value or 0, a.name

    return min((a for a in aggregates if a.name in names), key=cost).name
