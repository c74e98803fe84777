"""A condition held for a length of time: many observations of each look weighed together."""

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT
from contracts.columns.days import Mask, Whole, add
from contracts.columns.look import NO_MARK, UNKNOWN, Found, Looks
from contracts.criterion import SustainedBody

At = NDArray[np.intp]


class Observed:
    """What each day of each look came to, of the days on which there was a value to hold."""

    def __init__(self, count: int, look: At, day: Whole, found: Found) -> None:
        self.count = count
        self.look = look
        self.day = day
        self.found = found

    def only(self, kept: Mask) -> "Observed":
        """Some of the days."""
        return Observed(self.count, self.look[kept], self.day[kept], self.found.some(kept))

    def first(self, wanted: Mask) -> At:
        """The first place of each look among some; -1 where none is."""
        return self._placed(np.flatnonzero(wanted)[::-1])

    def last(self, wanted: Mask) -> At:
        """The last place of each look among some; -1 where none is."""
        return self._placed(np.flatnonzero(wanted))

    def _placed(self, places: At) -> At:
        # Of several places written for one look the last written stays.
        placed = np.full(self.count, -1)
        placed[self.look[places]] = places
        return placed

    def number(self, wanted: Mask) -> At:
        """How many of each look are among some."""
        return np.bincount(self.look[wanted], minlength=self.count)


def lasted(body: SustainedBody, looks: Looks, seen: Observed) -> Found:
    """False by an observation against it; true once enough of them agree for long enough."""
    seen = seen.only((seen.found.fact != NO_FACT) | (seen.found.bad != NO_FACT))
    if body.over == "run":
        ended_by = seen.last(seen.found.truth != 1)
        seen = seen.only(np.arange(len(seen.look)) >= ended_by[seen.look])
    truth = _held(body, looks, seen)
    of = truth[seen.look]
    told = (of == UNKNOWN) | (seen.found.truth == of)
    last = seen.last(told)
    bad = _of(seen.found.bad, seen.first(told & (seen.found.bad != NO_FACT)))
    first = seen.first(told & (seen.found.fact != NO_FACT))
    return Found(
        truth,
        np.where(truth == UNKNOWN, NO_MARK, 2 * _of(seen.day, last) + 1),
        _of(seen.found.fact, np.where(truth == 0, last, first)),
        np.where(truth == UNKNOWN, bad, NO_FACT),
    )


def _of(values: Whole, at: At) -> Whole:
    """The value at each place; none where there is no place."""
    found = np.full(len(at), NO_FACT)
    there = at >= 0
    found[there] = values[at[there]]
    return found


def _held(body: SustainedBody, looks: Looks, seen: Observed) -> NDArray[np.int8]:
    """Whether the observations show it: enough, recent enough, and in a run far enough apart."""
    agree, every = seen.found.truth == 1, np.ones(len(seen.look), np.bool_)
    fresh = looks.opens if looks.carry_from is None else looks.carry_from
    last = seen.last(every)
    current = (last >= 0) & (_of(seen.day, last) >= fresh)
    shown = current & (seen.number(agree) >= body.at_least)
    against = seen.number(seen.found.truth == 0) > 0
    if body.over == "span":
        shown &= (seen.number(seen.found.truth == UNKNOWN) == 0) & ~against
        return np.where(against, 0, np.where(shown, 1, UNKNOWN)).astype(np.int8)
    run = np.flatnonzero(shown)
    begun, ended = seen.first(agree)[run], seen.last(agree)[run]
    rounding = looks.block.asked.rounding
    shown[run] = add(seen.day[begun], body.length, rounding) <= seen.day[ended]
    return np.where(shown, 1, np.where(current & against, 0, UNKNOWN)).astype(np.int8)
