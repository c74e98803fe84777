"""Some treatments in a row as they were known: small enough that their arrays stay at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from contracts.agreement import Agreement
from contracts.columns.days import Mask, Whole
from contracts.columns.known import Current, current
from contracts.columns.table import (
    SILENT,
    UNREADABLE,
    USABLE,
    Series,
    Table,
    TableRefused,
    day_in,
    place_of,
)
from contracts.dates import Rounding
from contracts.fact import Kind
from contracts.outcome import Quantity, State

NO_FACT = -1
LATER = 1 << 40
"""A day that never comes."""


@dataclass(frozen=True, slots=True, eq=False)
class Firsts:
    """Of each treatment one fact: its day, or one that never comes, and which version it is."""

    day: Whole
    fact: Whole
    row: NDArray[np.intp]

    @property
    def found(self) -> Mask:
        """The treatments that have one."""
        found: Mask = self.fact != NO_FACT
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What is worked out: under which agreement, as known at which moment, on which day."""

    agreement: Agreement
    table: Table
    at: int
    on: int

    @property
    def rounding(self) -> Rounding:
        """How the agreement rounds short months."""
        return self.agreement.document.calendar.month_rounding


@dataclass(eq=False)
class Block:
    """The treatments from one place to before another, and what has been read of them."""

    asked: Asked
    first: int
    last: int
    sightings: tuple[Current, ...] | None = None
    payers: dict[bool, tuple[NDArray[np.int16], Mask]] = field(default_factory=dict)
    _read: dict[tuple[object, ...], Current] = field(default_factory=dict)
    _firsts: dict[tuple[str, str], Firsts] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.last - self.first

    def places(self, treatment: Whole, day: Whole | int) -> Whole:
        """Where a day of each treatment of the block lies."""
        return place_of(treatment + self.first, day)

    def _once(self, key: tuple[object, ...], make: Callable[[], Current]) -> Current:
        if key not in self._read:
            self._read[key] = make()
        return self._read[key]

    def _series(self, series: Series) -> Current:
        return current(series, (self.first, self.last), self.asked.at, self.asked.on)

    def facts(self, kind: Kind, name: str) -> Current:
        """The facts of a kind and name that stand, up to the day asked about."""
        series = self.asked.table.named(kind, name)
        return self._once((kind, name), lambda: self._series(series))

    def observations(self, name: str) -> Current:
        """The observations of an outcome, those after a withdrawn consent not read."""
        return self._once(("seen", name), lambda: self.read(self.facts(Kind.OBSERVATION, name)))

    def read(self, found: Current) -> Current:
        """The facts dated up to the day a consent was withdrawn."""
        if self.read_until is None or not len(found):
            return found
        return found.only(found.days <= self.read_until[found.treatments])

    def _kept(self, name: str, method: str | None, use: int) -> Current:
        def make() -> Current:
            series = self.asked.table.named(Kind.OBSERVATION, name)
            uses = self.uses(series, name)
            found = self.observations(name)
            if uses is None and method is None and use == USABLE:
                return found
            kept = np.full(len(found), use == USABLE) if uses is None else found.take(uses) == use
            if method is not None:
                kept = kept & found.take(self.by_method(series, method))
            return found.only(kept)

        return self._once((use, name, method), make)

    def usable(self, name: str, method: str | None) -> Current:
        """The observations of an outcome that can be used, by the method asked for."""
        return self._kept(name, method, USABLE)

    def unreadable(self, name: str, method: str | None) -> Current | None:
        """The observations that were meant to count and cannot be read; None where all can."""
        if self.uses(self.asked.table.named(Kind.OBSERVATION, name), name) is None:
            return None
        return self._kept(name, method, UNREADABLE)

    def by_method(self, series: Series, method: str) -> Mask:
        """The rows of a series that were measured by a method."""
        named = np.array([one == method for one in series.methods])
        if series.method is None:
            return np.full(len(series.place), named[0])
        by: Mask = named[series.method]
        return by

    def uses(self, series: Series, name: str) -> NDArray[np.int8] | None:
        """Whether each row says nothing, can be used, or cannot; None where all can be used."""
        if series.low is not None or not len(series.place):
            return series.use
        outcome = self.asked.agreement.document.outcomes[name]
        if isinstance(outcome, Quantity):
            raise TableRefused(f"{name}: is measured, and has no numbers")
        uses = np.full(len(series.texts), UNREADABLE, np.int8)
        for place_, text in enumerate(series.texts):
            bare = text.partition("\t")[0]
            if isinstance(outcome, State) and bare in outcome.values:
                uses[place_] = USABLE
            if not bare or (isinstance(outcome, State) and bare in outcome.unknown_values):
                uses[place_] = SILENT
        return uses[series.codes]

    def texts(self, found: Current, chosen: Callable[[str], bool]) -> Current:
        """The facts whose text, its unit left off, is one of some."""
        series = found.series
        if not len(found):
            return found
        said = np.array([chosen(text.partition("\t")[0]) for text in series.texts])
        return found.only(said[found.take(series.codes)])

    def firsts(self, found: Current, since: Whole | None = None) -> Firsts:
        """The first fact of each treatment, on or after a day where one is given."""
        first = Firsts(
            np.full(len(self), LATER), np.full(len(self), NO_FACT), np.zeros(len(self), np.intp)
        )
        who = found.treatments
        if len(who) == len(self) and since is None and (who == np.arange(len(self))).all():
            rows = found.rows[:-1]
            return Firsts(found.days, found.series.ordinal[rows].astype(np.int64), rows)
        at = np.arange(len(who))
        if since is not None:
            at = np.flatnonzero(found.days >= since[who])
            who = who[at]
        if len(who):
            begins = np.ones(len(who), np.bool_)
            np.not_equal(who[1:], who[:-1], out=begins[1:])
            at, who = at[begins], who[begins]
            first.day[who] = day_in(found.places[at])
            first.fact[who] = found.ordinals(at)
            first.row[who] = found.rows[at]
        return first

    @cached_property
    def infused(self) -> Firsts:
        """When each treatment was infused, whatever the product."""
        return self.firsts(self.facts(Kind.TREATMENT, "infused"))

    def first_event(self, name: str) -> Firsts:
        """The first event of a kind on or after the infusion."""
        key = ("first", name)
        if key not in self._firsts:
            since = np.where(self.infused.found, self.infused.day, 0)
            self._firsts[key] = self.firsts(self.facts(Kind.EVENT, name), since)
        return self._firsts[key]

    @cached_property
    def died_early(self) -> Firsts | None:
        """The deaths dated before the infusion; None where there are none."""
        deaths = self.facts(Kind.EVENT, "death")
        infused = self.infused.day[deaths.treatments]
        if not ((deaths.days < infused) & (infused < LATER)).any():
            return None
        died = self.firsts(deaths)
        early = died.found & self.infused.found & (died.day < self.infused.day)
        return Firsts(died.day, np.where(early, died.fact, NO_FACT), died.row)

    @cached_property
    def read_until(self) -> Whole | None:
        """The last day of which observations are read; None where no consent was withdrawn."""
        if not len(self.facts(Kind.EVENT, "consent_withdrawn")):
            return None
        return np.minimum(self.first_event("consent_withdrawn").day, self.asked.on)

    @cached_property
    def eventful(self) -> Mask:
        """The treatments anything happened to."""
        found = np.zeros(len(self), np.bool_)
        for name, _ in self.asked.table.of_kind(Kind.EVENT):
            found[self.facts(Kind.EVENT, name).treatments] = True
        return found
