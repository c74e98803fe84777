"""What happens to each simulated patient, in months after infusion; equal stories told once."""

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
    distinct, of, count = np.unique(codes, return_inverse=True, return_counts=True)
    return _told(distinct, of.astype(np.intp), count)


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
    chances, never = plan.chances, plan.never

    def chance(stream: int) -> NDArray[np.intp]:
        return _fine(draws(plan.scenario.seed, stream, first, last))

    start = chances.start[chance(Stream.START)].astype(np.int64)
    loss = chances.loss[chance(Stream.LOSS)].astype(np.int64)
    end = np.zeros(last - first, np.int64)
    month = np.full(last - first, never, np.int64)
    leaving = (
        (Stream.DEATH, chances.death, End.DIED_RELATED),
        (Stream.LOST, chances.lost, End.LOST),
        (Stream.WITHDRAWN, chances.withdrawn, End.WITHDRAWN),
        (Stream.ABROAD, chances.abroad, End.ABROAD),
    )
    for stream, table, how in leaving:
        if table is not None:
            when = table[chance(stream)]
            sooner = (when < month) & (when <= plan.last_month)
            end[sooner], month[sooner] = how, when[sooner]
    died = np.flatnonzero(end == End.DIED_RELATED)
    end[died] += chances.cause[chance(Stream.CAUSE)[died]]
    loss[(loss >= month) | (loss > plan.last_month)] = never
    missed = _missed(plan, first, last) & before[month]
    code = (start << _MONTHS | loss) << _ENDS | end
    return (code << _MONTHS | month) << _AFTER_MASK | missed


def _fine(found: Bits64) -> NDArray[np.intp]:
    return (found >> _SHIFT).astype(np.intp)


def _missed(plan: Plan, first: int, last: int) -> Whole:
    """The visits missed, one bit each; three are told by one draw."""
    missed = np.zeros(last - first, np.int64)
    if not plan.chances.missed:
        return missed
    limit, fine = np.uint64(plan.chances.missed), np.uint64((1 << FINE) - 1)
    for visit in range(len(plan.visits)):
        nth, part = divmod(visit, _PER_DRAW)
        if part == 0:
            found = draws(plan.scenario.seed, Stream.VISITS + nth, first, last)
        else:
            found = found >> np.uint64(FINE)
        missed |= ((found & fine) < limit).astype(np.int64) << visit
    return missed


def _told(codes: Whole, of: NDArray[np.intp], count: Whole) -> Stories:
    rest = codes >> _AFTER_MASK
    month = rest & ((1 << _MONTHS) - 1)
    rest >>= _MONTHS
    end = rest & ((1 << _ENDS) - 1)
    rest >>= _ENDS
    loss = rest & ((1 << _MONTHS) - 1)
    missed = codes & ((1 << _AFTER_MASK) - 1)
    return Stories(rest >> _MONTHS, loss, end, month, missed, of, count)
