"""Facts as arrays: for each outcome, event or state its versions, the treatments in order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import Mask, Whole
from contracts.dates import Period, Rounding
from contracts.fact import Fact, Kind
from contracts.terms import Rule

NO_LOW = -(1 << 60)
NO_HIGH = 1 << 60
"""What stands for no bound on a side."""

LARGEST = 1 << 57
"""No scaled value may be as large, so that no sum of two leaves 64 bits."""

SILENT, USABLE, UNREADABLE = 0, 1, 2


BITS = 21
SHIFT = 1 << 20
_DAY = (1 << BITS) - 1
_COLUMNS = (
    "place",
    "recorded",
    "ordinal",
    "first",
    "retracted",
    "low",
    "high",
    "use",
    "code",
    "method",
)


def place_of(treatment: NDArray[np.integer] | int, day: NDArray[np.integer] | int) -> Whole:
    """Where days of treatments lie among all days of all treatments."""
    number = np.asarray(treatment).astype(np.int64)
    place: Whole = (number << BITS) + (np.asarray(day).astype(np.int64) + SHIFT)
    return place


def day_in(places: Whole) -> Whole:
    """The days of places."""
    day: Whole = (places & _DAY) - SHIFT
    return day


class TableRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """The arrays do not make a table; says which of them and why."""


@dataclass(frozen=True, eq=False)
class Series:
    """Every version of the facts of one kind and name.

    `place` is the treatment and the day a version is about, as `place_of` makes it. Rows lie by
    treatment, within it by fact, within that by version; a fact's place follows the
    day it was first given for. `ordinal` numbers the versions as fact id and version would sort
    them, so that it settles ties and names the evidence. `first` marks the first version of each
    fact; None says that nothing was ever corrected.

    A measured value is an interval `low` to `high` on a grid of `1 / (2 * scale)`: twice the
    scaled number, an open lower end one more, an open upper end one less. Where `high` is None
    every value is a number. `use` says which of them say nothing or cannot be read; None says
    that all can. Anything else is a `code` into `texts`.
    """

    place: Whole
    recorded: Whole
    ordinal: NDArray[np.int32]
    first: Mask | None = None
    retracted: Mask | None = None
    low: Whole | None = None
    high: Whole | None = None
    use: NDArray[np.int8] | None = None
    scale: int = 1
    code: NDArray[np.int32] | None = None
    texts: tuple[str, ...] = ("",)
    method: NDArray[np.int8] | None = None
    methods: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        for name, column in self.columns().items():
            if len(column) != len(self.place):
                raise TableRefused(f"{name}: {len(column)} rows, not {len(self.place)}")
        if (np.diff(self.place >> BITS) < 0).any():
            raise TableRefused("treatment: rows do not lie by treatment")

    def columns(self) -> dict[str, NDArray[np.generic]]:
        """The arrays it is made of, by name."""
        found = ((name, getattr(self, name)) for name in _COLUMNS)
        return {name: column for name, column in found if column is not None}

    @property
    def codes(self) -> NDArray[np.int32]:
        """The code of each row; where none is given, all say the same."""
        return np.zeros(len(self.place), np.int32) if self.code is None else self.code

    @cached_property
    def days(self) -> tuple[int, int]:
        """The first and the last day its facts are about; nothing where it is empty."""
        day = day_in(self.place)
        return (int(day.min()), int(day.max())) if len(day) else (0, 0)


@dataclass(frozen=True, slots=True)
class Windows:
    """Where the windows of milestones lie after an infusion, and which value of one comes first."""

    offsets: tuple[Period, ...]
    before: Period
    after: Period
    rounding: Rounding
    rule: Rule


@dataclass(frozen=True, eq=False)
class Cluster:
    """The versions of an outcome that lie in some windows, each with those of its window.

    Rows lie by `slot`, which numbers the windows of all treatments one after the other, within it
    as the rule prefers them, then the later recorded and then by fact: the first that stands is
    the one that counts. Each was what is known from when it was recorded `until` the next version;
    the retracted are left out, as they only end the one before. The windows are laid from the day
    each treatment was `infused`.
    """

    series: Series
    until: Whole
    slot: NDArray[np.int32]
    infused: Whole


@dataclass(frozen=True, eq=False)
class Table:
    """Everything recorded about many treatments, and what is recorded for all of them.

    `odd` marks treatments whose facts moved between treatments or names, or whose versions were
    recorded out of order: they are left to the readable engine, which reads them by `source`.
    """

    treatments: int
    series: Mapping[tuple[Kind, str], Series]
    common: tuple[Fact, ...] = ()
    odd: Mask | None = None
    names: tuple[str, ...] = ()
    versions: tuple[tuple[str, int], ...] = ()
    source: Callable[[int], tuple[Fact, ...]] | None = None
    clusters: Mapping[tuple[str, Windows], Cluster] = field(default_factory=dict)
    _empty: dict[str, Series] = field(default_factory=dict)

    def named(self, kind: Kind, name: str) -> Series:
        """The facts of a kind and name; none if there are none."""
        found = self.series.get((kind, name))
        if found is not None:
            return found
        if "" not in self._empty:
            none, never = np.zeros(0, np.int32), np.zeros(0, np.int64)
            self._empty[""] = Series(never, never, none, code=none)
        return self._empty[""]

    def of_kind(self, kind: Kind) -> tuple[tuple[str, Series], ...]:
        """The facts of a kind, by name."""
        return tuple((name, self.series[k, name]) for k, name in sorted(self.series) if k is kind)

    @property
    def rows(self) -> int:
        """How many versions it holds."""
        return sum(len(series.place) for series in self.series.values())
