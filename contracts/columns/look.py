"""Many looks at once: for each the treatment, the days that count and the value chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT, Block
from contracts.columns.days import Mask, Whole, add
from contracts.columns.known import Current
from contracts.columns.table import Series, Windows, day_in
from contracts.dates import Period
from contracts.terms import Rule

UNKNOWN = -1
"""The truth that is neither 0 nor 1."""

NO_MARK = -(1 << 40)
"""The mark of what turned on no day."""


Column: TypeAlias = Callable[[NDArray[np.intp] | None], Whole]
"""Works out a column at some looks; at all of them where none are named."""

Columns: TypeAlias = Mapping[str, Whole | Column]


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """The windows looks are: of one milestone after the other, each of some treatments in order."""

    windows: Windows
    who: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Pick:
    """The values chosen: at which looks there is one, and which row of a series it is."""

    series: Series
    rows: NDArray[np.intp]
    looks: NDArray[np.intp]

    @property
    def mark(self) -> Whole:
        """The day of each value, as a mark of a visit."""
        mark: Whole = 2 * day_in(self.series.place.take(self.rows)) + 1
        return mark

    @property
    def fact(self) -> NDArray[np.int32]:
        """Which version each is."""
        return self.series.ordinal.take(self.rows)

    def some(self, kept: NDArray[np.intp] | Mask) -> "Pick":
        """Some of the values."""
        return Pick(self.series, self.rows[kept], self.looks[kept])

    def missing(self, count: int) -> Mask:
        """The looks without a value."""
        missing = np.ones(count, np.bool_)
        missing[self.looks] = False
        return missing


class Looks:
    """Looks at treatments of a block; every column has one place for each look.

    A column is worked out once it is asked for, as most looks never ask for most of them.
    """

    def __init__(
        self, block: Block, count: int, rule: Rule, columns: Columns, spots: Spots | None = None
    ) -> None:
        self.block = block
        self.rule = rule
        self.spots = spots
        self._count = count
        self._columns = dict(columns)

    def __len__(self) -> int:
        return self._count

    def _column(self, name: str) -> Whole:
        found = self._columns[name]
        if not isinstance(found, np.ndarray):
            found = found(None)
            self._columns[name] = found
        return found

    def _part(self, name: str, at: NDArray[np.intp]) -> Whole:
        found = self._columns[name]
        return found.take(at) if isinstance(found, np.ndarray) else found(at)

    @property
    def treatment(self) -> Whole:
        """The number of each look's treatment within the block."""
        return self._column("treatment")

    @property
    def infused(self) -> Whole:
        """The day of its infusion."""
        return self._column("infused")

    @property
    def previous(self) -> Whole:
        """The day the time before its target begins."""
        return self._column("previous")

    @property
    def target(self) -> Whole:
        """Its target."""
        return self._column("target")

    @property
    def opens(self) -> Whole:
        """The first day of its window."""
        return self._column("opens")

    @property
    def closes(self) -> Whole:
        """The last day of its window."""
        return self._column("closes")

    @property
    def seen_from(self) -> Whole:
        """The day from which a sighting shows that an event had not happened."""
        return self._column("seen_from")

    @property
    def carry_from(self) -> Whole | None:
        """The day back to which values are carried forward; None where none are."""
        return self._column("carry_from") if "carry_from" in self._columns else None

    @property
    def values_from(self) -> Whole | None:
        """The first day of the window whose values count; None where all do."""
        return self._column("values_from") if "values_from" in self._columns else None

    def place(self, day: Whole) -> Whole:
        """Where a day of each look's treatment lies."""
        return self.block.places(self.treatment, day)

    def some(self, places: NDArray[np.intp] | Mask, leave: str = "") -> "Looks":
        """The looks at some places, one of their columns left out."""
        at = np.flatnonzero(places) if places.dtype == np.bool_ else places.astype(np.intp)

        def of(name: str) -> Column:
            return lambda places: self._part(name, at if places is None else at[places])

        columns = {name: of(name) for name in self._columns if name != leave}
        return Looks(self.block, len(at), self.rule, columns)

    def but(self, rule: Rule | None = None, **columns: Whole) -> "Looks":
        """The same looks but for some columns or the rule."""
        return Looks(self.block, self._count, rule or self.rule, self._columns | columns)

    def on(self, places: NDArray[np.intp], day: Whole) -> "Looks":
        """The looks at some places, each at a single day of its own."""
        return self.some(places, leave="carry_from").but(
            "last", opens=day, closes=day, target=day, seen_from=day
        )

    def start(self, mark: str | Period) -> Whole:
        """The day a stretch begins that is named by a mark or by its distance from infusion."""
        if isinstance(mark, Period):
            return add(self.infused, mark, self.block.asked.rounding)
        return {
            "infusion": self.infused,
            "previous_milestone": self.previous,
            "window_open": self.opens,
        }[mark]

    def limit(self, limit: str) -> Whole:
        """The day a named limit falls on."""
        return {"window_open": self.opens, "target": self.target, "window_close": self.closes}[
            limit
        ]


@dataclass(slots=True, eq=False)
class Found:
    """What a criterion comes to at each look.

    `mark` is twice the day it turned on, one more where a visit showed it, and worked out once it
    is asked for; `fact` is the first fact used, `bad` the first that would have been used if it
    could be read.
    """

    truth: NDArray[np.int8]
    marked: Whole | Callable[[], Whole]
    fact: Whole
    bad: Whole

    @property
    def mark(self) -> Whole:
        """The day it turned on, and whether a visit showed it."""
        if not isinstance(self.marked, np.ndarray):
            self.marked = self.marked()
        return self.marked

    @property
    def day(self) -> Whole:
        """The day it turned on."""
        day: Whole = self.mark >> 1
        return day

    @property
    def dated(self) -> Mask:
        """Whether it turned on a day."""
        dated: Mask = self.mark != NO_MARK
        return dated

    @property
    def seen(self) -> Mask:
        """Whether the day is that of a visit."""
        seen: Mask = (self.mark & 1).astype(np.bool_)
        return seen

    def some(self, places: NDArray[np.intp] | Mask) -> "Found":
        """What was found at some looks."""
        marked, fact, bad = self._mark_at(places), self.fact[places], self.bad[places]
        return Found(self.truth[places], marked, fact, bad)

    def _mark_at(self, places: NDArray[np.intp] | Mask) -> Callable[[], Whole]:
        return lambda: self.mark[places]

    def put(self, places: NDArray[np.intp] | Mask, other: "Found") -> None:
        """Set what was found at some looks."""
        self.truth[places], self.mark[places] = other.truth, other.mark
        self.fact[places], self.bad[places] = other.fact, other.bad


def nothing(count: int) -> Found:
    """Nothing known at any look."""
    none = np.full(count, NO_FACT)
    return Found(np.full(count, UNKNOWN, np.int8), np.full(count, NO_MARK), none, none.copy())


def first_between(
    looks: Looks, found: Current, opens: Whole, closes: Whole
) -> tuple[NDArray[np.intp], Mask]:
    """The place of the first fact of a stretch of days, and whether there is one."""
    at = found.from_place(looks.place(opens))
    return at, found.places[at] <= looks.place(closes)


def last_between(
    looks: Looks, found: Current, opens: Whole, closes: Whole
) -> tuple[NDArray[np.intp], Mask]:
    """The place of the last fact of a stretch of days, and whether there is one."""
    at = found.after_place(looks.place(closes)) - 1
    return at, (at >= 0) & (found.places[at] >= looks.place(opens))


def first_bad(looks: Looks, found: Current | None, opens: Whole, closes: Whole) -> Whole:
    """The first unreadable value of a stretch of days."""
    if found is None or not len(found):
        return np.full(len(looks), NO_FACT, np.int32)
    at, there = first_between(looks, found, opens, closes)
    return np.where(there, found.ordinals(at), NO_FACT)
