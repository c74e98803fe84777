"""What a reader can work out from released sums: the linear algebra behind disclosure control."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-7
# Counts are whole: possible values closer together than this are one value.
ONE_VALUE = 0.5


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A number of persons over some atomic cells; `value` is None once it is hidden.

    Two releases that speak of the same persons use the same cell names, so that they are judged
    together.
    """

    name: str
    cells: tuple[str, ...]
    value: int | None


class Release:
    """Shown sums over cells nobody may see, and what they give away about the hidden ones."""

    def __init__(self, aggregates: Sequence[Aggregate]) -> None:
        shown = [a for a in aggregates if a.value is not None]
        hidden = [a for a in aggregates if a.value is None]
        cells = sorted({cell for a in aggregates for cell in a.cells})
        self.shown = tuple(a.name for a in shown)
        self.hidden = tuple(a.name for a in hidden)
        self._sums, self._wanted = _incidence(shown, cells), _incidence(hidden, cells)
        self._values = np.array([a.value for a in shown], dtype=np.float64)

    def by_sums(self) -> tuple[str, ...]:
        """The hidden aggregates that are a combination of shown ones."""
        if not self.hidden or not self.shown:
            return ()
        parts = np.linalg.svd(self._sums, full_matrices=False)
        rows = parts.Vh[parts.S > TOLERANCE]
        outside = np.abs(self._wanted - self._wanted @ rows.T @ rows).max(axis=1)
        return tuple(n for n, far in zip(self.hidden, outside, strict=True) if far < TOLERANCE)

    def by_bounds(self, span: float = ONE_VALUE) -> tuple[str, ...]:
        """The hidden aggregates whose possible values span under `span`: no count is negative."""
        if not self.shown:
            return ()
        found = zip(self.hidden, self._wanted, strict=True)
        return tuple(name for name, row in found if self._span(row) < span)

    def explained_by(self, name: str) -> tuple[str, ...]:
        """The shown aggregates that together give the recoverable aggregate `name` away."""
        row = self._wanted[self.hidden.index(name)]
        both = np.hstack((self._sums.T, -self._sums.T))
        fewest = _least(np.ones(both.shape[1]), A_eq=both, b_eq=row)
        if fewest.x is not None:
            used = np.abs(fewest.x[: len(self.shown)] - fewest.x[len(self.shown) :])
        else:
            ends = (self._extreme(row, 1), self._extreme(row, -1))
            used = sum(np.abs(end.eqlin.marginals) for end in ends)
        return tuple(n for n, weight in zip(self.shown, used, strict=True) if weight > TOLERANCE)

    def _span(self, row: NDArray[np.float64]) -> float:
        least, most = self._extreme(row, 1), self._extreme(row, -1)
        if least.x is None or most.x is None:
            return np.inf
        return float(row @ most.x - row @ least.x)

    def _extreme(self, row: NDArray[np.float64], sign: int) -> Any:  # noqa: ANN401 - as _least
        return _least(sign * row, A_eq=self._sums, b_eq=self._values)


def _least(goal: NDArray[np.float64], **equal: NDArray[np.float64]) -> Any:  # noqa: ANN401 - scipy's result has no type
    from scipy.optimize import linprog  # noqa: PLC0415 - a second of start-up otherwise

    return linprog(goal, **equal)


def _incidence(aggregates: Sequence[Aggregate], cells: Sequence[str]) -> NDArray[np.float64]:
    place = {cell: i for i, cell in enumerate(cells)}
    matrix = np.zeros((len(aggregates), len(cells)))
    for row, aggregate in enumerate(aggregates):
        matrix[row, [place[cell] for cell in aggregate.cells]] = 1
    return matrix
