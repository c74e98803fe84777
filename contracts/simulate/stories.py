"""What happens to each simulated patient, in months after infusion; equal stories told once."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import Whole
from contracts.simulate.draws import FINE, Bits64, Stream, draws
from contracts.simulate.plan import Plan

_SHIFT = np.uint64(64 - FINE)
_CHUNK = 1 << 15
_PER_DRAW = 3
_MONTHS, _ENDS = 9, 3
_AFTER_MASK = 30


class End(IntEnum):
    """How a patient leaves what can be observed, and on the same day which of them counts."""

    NONE = 0
    DIED_RELATED = 1
    DIED_UNRELATED = 2
    DIED_UNKNOWN = 3
    LOST = 4
    WITHDRAWN = 5
    ABROAD = 6


@dataclass(frozen=True, slots=True, eq=False)
class Stories:
    """Stories that differ: month of infusion, month of loss, how and when they end, visits missed.

    `of` is the story of each patient, futures after each other, a future's patients in the order
    of `Plan.regions`; `count` is how many have each.
    """

    start: Whole
    loss: Whole
    end: Whole
    end_month: Whole
    missed: Whole
    of: NDArray[np.intp]
    count: Whole

    def __len__(self) -> int:
        return len(self.start)

    def some(self, at: NDArray[np.integer]) -> "Stories":
        """Some of the stories, each told of one patient."""
        return Stories(
            self.start[at],
            self.loss[at],
            self.end[at],
            self.end_month[at],
            self.missed[at],
            np.arange(len(at)),
            np.ones(len(at), np.int64),
        )


def drawn(plan: Plan) -> Stories:
    """The stories of every patient of every future."""
    total = plan.scenario.patient_paths
    codes = np.empty(total, np.int64)
    before = plan.seen_before()
    for first in range(0, total, _CHUNK):
        last = min(first + _CHUNK, total)
        codes[first:last] = _codes(plan, before, first, last)
    return told(codes)


def flawless(plan: Plan, every: Stories) -> Stories:
    """The same patients if the effect lasts and nothing else happens."""
    starts, of = np.unique(every.start, return_inverse=True)
    nothing = np.zeros(len(starts), np.int64)
    never = nothing + plan.never
    inverse = of[every.of]
    counts = np.bincount(inverse, minlength=len(starts))
    return Stories(starts, never, nothing, never, nothing, inverse, counts)


def _codes(plan: Plan, before: Whole, first: int, last: int) -> Whole:
    """Each story as one number; what nobody sees after its end is left out."""
    some = Some(plan, first, last)
    start = plan.chances.start[some.chance(Stream.START)].astype(np.int64)
    loss, end, month = endings(some, lambda table, stream: table[some.chance(stream)])
    return packed(start, (loss, end, month), some.missed() & before[month])


@dataclass(frozen=True, slots=True)
class Some:
    """The draws of some places; those of the actual cohort have streams of their own."""

    plan: Plan
    first: int
    last: int
    streams: int = 0

    def draws(self, stream: int) -> Bits64:
        """The draws of one stream."""
        return draws(self.plan.scenario.seed, self.streams + stream, self.first, self.last)

    def chance(self, stream: int) -> Whole:
        """The draws of one stream as a place among equal chances."""
        return (self.draws(stream) >> _SHIFT).view(np.int64)

    def missed(self) -> Whole:
        """The visits missed, one bit each; three are told by one draw."""
        return _missed(self.plan, self)


Months = NDArray[np.int16]


def endings(some: Some, when: Callable[[Months, int], Months]) -> tuple[Whole, Whole, Whole]:
    """The month of the loss, how each ends, and in which month; `when` reads a table's month."""
    plan, chances = some.plan, some.plan.chances
    loss = when(chances.loss, Stream.LOSS).astype(np.int64)
    end = np.zeros(len(loss), np.int64)
    month = np.full(len(loss), plan.never, np.int64)
    leaving = (
        (Stream.DEATH, chances.death, End.DIED_RELATED),
        (Stream.LOST, chances.lost, End.LOST),
        (Stream.WITHDRAWN, chances.withdrawn, End.WITHDRAWN),
        (Stream.ABROAD, chances.abroad, End.ABROAD),
    )
    for stream, table, how in leaving:
        if table is not None:
            ends = when(table, stream)
            sooner = (ends < month) & (ends <= plan.last_month)
            end[sooner], month[sooner] = how, ends[sooner]
    died = np.flatnonzero(end == End.DIED_RELATED)
    end[died] += chances.cause[some.chance(Stream.CAUSE)[died]]
    loss[(loss >= month) | (loss > plan.last_month)] = plan.never
    return loss, end, month


def packed(start: Whole, ending: tuple[Whole, Whole, Whole], missed: Whole) -> Whole:
    """Each story as one number."""
    loss, end, month = ending
    code = (start << _MONTHS | loss) << _ENDS | end
    return (code << _MONTHS | month) << _AFTER_MASK | missed


def _missed(plan: Plan, some: Some) -> Whole:
    missed = np.zeros(some.last - some.first, np.int64)
    if not plan.chances.missed:
        return missed
    limit, fine = np.uint64(plan.chances.missed), np.uint64((1 << FINE) - 1)
    for first in range(0, len(plan.visits), _PER_DRAW):
        found = some.draws(Stream.VISITS + first // _PER_DRAW)
        for visit in range(first, min(first + _PER_DRAW, len(plan.visits))):
            missed |= ((found & fine) < limit).astype(np.int64) << visit
            found >>= np.uint64(FINE)
    return missed


def told(every: Whole) -> Stories:
    """The stories of patients, each packed in a number; equal ones become one."""
    codes, of, count = np.unique(every, return_inverse=True, return_counts=True)
    rest = codes >> _AFTER_MASK
    month = rest & ((1 << _MONTHS) - 1)
    rest >>= _MONTHS
    end = rest & ((1 << _ENDS) - 1)
    rest >>= _ENDS
    loss = rest & ((1 << _MONTHS) - 1)
    missed = codes & ((1 << _AFTER_MASK) - 1)
    return Stories(rest >> _MONTHS, loss, end, month, missed, of.astype(np.intp), count)
