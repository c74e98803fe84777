"""What stood at a moment: of each fact its last version, the retracted left out, by day."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import Mask, Whole
from contracts.columns.table import BITS, SHIFT, Series, day_in

_T = TypeVar("_T", bound=np.generic)

END = np.int64(1 << 62)


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """The facts of a series that stand, of some treatments in a row, each by day and fact id.

    `places` has one more at its end, after every other, so that looking past the last is safe;
    `rows`, which say where they are in the series, have one more likewise.
    """

    series: Series
    places: Whole
    rows: NDArray[np.intp]
    first: int

    def __len__(self) -> int:
        return len(self.places) - 1

    @property
    def treatments(self) -> Whole:
        """The treatment of each fact, counted from the first of those read."""
        found: Whole = (self.places[:-1] >> BITS) - self.first
        return found

    @property
    def days(self) -> Whole:
        """The day of each fact."""
        return day_in(self.places[:-1])

    def only(self, kept: Mask) -> "Current":
        """The facts of a mask."""
        if kept.all():
            return self
        kept = np.append(kept, True)
        return Current(self.series, self.places[kept], self.rows[kept], self.first)

    def take(self, column: NDArray[_T]) -> NDArray[_T]:
        """A column of the series for the facts that stand."""
        return column[self.rows[:-1]]

    def from_place(self, places: Whole) -> NDArray[np.intp]:
        """Where the first fact at or after each place would be."""
        return np.searchsorted(self.places, places)

    def after_place(self, places: Whole) -> NDArray[np.intp]:
        """Where the first fact after each place would be."""
        return np.searchsorted(self.places, places, side="right")

    def ordinals(self, positions: NDArray[np.intp]) -> NDArray[np.int32]:
        """Which versions stand at some positions."""
        return self.series.ordinal[self.rows[positions]]


def current(series: Series, treatments: tuple[int, int], at: int, until: int) -> Current:
    """What stood of a series at a moment, for the treatments from the first to before the last.

    Facts of a day after `until` are left out.
    """
    begins, ends = np.searchsorted(series.place, [number << BITS for number in treatments])
    part = slice(int(begins), int(ends))
    places = series.place[part]
    stands = np.ones(len(places) + 1, np.bool_)
    known = np.less_equal(series.recorded[part], at, out=stands[:-1])
    if series.first is not None and len(known):
        last = ~known[1:]
        last |= series.first[part][1:]
        known[:-1] &= last
    if series.retracted is not None:
        np.greater(known, series.retracted[part], out=known)
    if series.days[1] > until:
        known &= (places & ((1 << BITS) - 1)) <= until + SHIFT
    rows = np.flatnonzero(stands)
    found = places.take(rows, mode="clip") if len(places) else np.zeros(1, np.int64)
    rows += part.start
    rows[-1] = 0
    _sort(series, found[:-1], rows[:-1])
    found[-1] = END
    return Current(series, found, rows, treatments[0])


def _sort(series: Series, places: Whole, rows: NDArray[np.intp]) -> None:
    """Put in order the treatments of which a fact was moved to another day; they are few."""
    wrong = np.flatnonzero(places[1:] <= places[:-1])
    if not len(wrong):
        return
    same = places[wrong + 1] == places[wrong]
    swapped = series.ordinal[rows[wrong + 1]] < series.ordinal[rows[wrong]]
    wrong = wrong[~same | swapped]
    if not len(wrong):
        return
    treatment = places >> BITS
    some = np.zeros(int(treatment[-1] - treatment[0]) + 1, np.bool_)
    some[treatment[wrong] - treatment[0]] = True
    at = np.flatnonzero(some[treatment - treatment[0]])
    order = at[np.lexsort((series.ordinal[rows[at]], places[at]))]
    places[at], rows[at] = places[order], rows[order]
