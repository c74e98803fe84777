"""A criterion over arrays: true, false or not known at every look, in Kleene's logic."""

from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from contracts.columns import leaf
from contracts.columns.block import NO_FACT
from contracts.columns.days import Mask, Whole, subtract
from contracts.columns.happened import counted, happened
from contracts.columns.lasting import Observed, lasted
from contracts.columns.look import NO_MARK, UNKNOWN, Found, Looks
from contracts.columns.table import day_in
from contracts.criterion import (
    All,
    AnyOf,
    AnyOfValues,
    Between,
    ChangeFromBaseline,
    Compare,
    CountInWindow,
    Criterion,
    Happened,
    InState,
    Known,
    Leaf,
    Not,
    Since,
    SustainedBody,
    SustainedFor,
    outcomes_in,
)


def evaluate(node: Criterion, looks: Looks) -> Found:
    """What a criterion comes to at each look."""
    match node:
        case All(parts=parts):
            return _combined([evaluate(part, looks) for part in parts], decisive=0)
        case AnyOf(parts=parts):
            return _combined([evaluate(part, looks) for part in parts], decisive=1)
        case Not(part=part):
            found = evaluate(part, looks)
            found.truth = np.where(found.truth < 0, found.truth, 1 - found.truth)
            return found
        case Since():
            return _since(node, looks)
        case SustainedFor(sustained=body):
            return _sustained(body, looks)
        case _:
            return _leaf(node, looks)


def _leaf(node: Leaf, looks: Looks) -> Found:
    match node:
        case Compare():
            found = leaf.measured(node, looks)
        case Between(between=bounds):
            found = leaf.measured(bounds, looks)
        case ChangeFromBaseline(change=change):
            found = leaf.changed(change, looks)
        case InState() | AnyOfValues():
            found = leaf.in_state(node, looks)
        case Known():
            found = leaf.known(node, looks)
        case Happened():
            found = happened(node, looks)
        case CountInWindow(count=body):
            found = counted(body, looks)
        case _:
            assert_never(node)
    return found


def _combined(parts: list[Found], *, decisive: int) -> Found:
    """Kleene's and (a false part decides) or or (a true part decides)."""
    if len(parts) == 1:
        return parts[0]
    decided, unknown = _any(parts, decisive), _any(parts, UNKNOWN)
    truth = np.where(decided, decisive, np.where(unknown, UNKNOWN, 1 - decisive)).astype(np.int8)
    latest = np.full(len(truth), NO_MARK)
    earliest = np.full(len(truth), -NO_MARK)
    fact, bad = parts[0].fact, np.full(len(truth), NO_FACT)
    for part in parts:
        told = part.truth == truth
        latest = np.where(told, np.maximum(latest, part.mark), latest)
        dated = told & (part.mark != NO_MARK)
        earliest = np.where(dated, np.minimum(earliest, part.mark), earliest)
        fact = np.where(fact == NO_FACT, part.fact, fact)
        bad = np.where(told & (bad == NO_FACT), part.bad, bad)
    first = np.where(earliest == -NO_MARK, NO_MARK, earliest)
    bad = np.where(truth == UNKNOWN, bad, NO_FACT)
    return Found(truth, np.where(decided, first, latest), fact, bad)


def _any(parts: list[Found], truth: int) -> Mask:
    found: Mask = parts[0].truth == truth
    for part in parts[1:]:
        found = found | (part.truth == truth)
    return found


class Days:
    """Each look spread over the days of a stretch on which something was recorded."""

    def __init__(self, node: Criterion, looks: Looks, opens: Whole, closes: Whole) -> None:
        keys = leaf.days_looked_at(looks.block, outcomes_in(node))
        begins = np.searchsorted(keys, looks.place(opens))
        ends = np.searchsorted(keys, looks.place(closes), side="right")
        counts = np.maximum(ends - begins, 0)
        self.look = np.repeat(np.arange(len(looks)), counts)
        starts = np.cumsum(counts) - counts
        at = np.arange(len(self.look)) - starts[self.look] + begins[self.look]
        self.count = len(looks)
        self.day = day_in(keys[at])
        self.found = evaluate(node, looks.on(self.look, self.day))

    def first(self, truth: int, after: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
        """The first place of each look with a truth, after another place; -1 where none."""
        wanted = self.found.truth == truth
        if after is not None:
            wanted = wanted & (np.arange(len(wanted)) > after[self.look])
        places = np.flatnonzero(wanted)[::-1]
        first = np.full(self.count, -1)
        first[self.look[places]] = places
        return first

    def last(self, truth: int) -> NDArray[np.intp]:
        """The last place of each look with a truth; -1 where none."""
        places = np.flatnonzero(self.found.truth == truth)
        last = np.full(self.count, -1)
        last[self.look[places]] = places
        return last


def _since(node: Since, looks: Looks) -> Found:
    """False at the first observation against it; true if the window itself has one for it."""
    days = Days(node.holds, looks, looks.start(node.since), looks.closes)
    now = evaluate(node.holds, looks)
    against = days.first(0)
    rows = np.flatnonzero(against >= 0)
    now.put(rows, days.found.some(against[rows]))
    return now


def _sustained(body: SustainedBody, looks: Looks) -> Found:
    end, opens = looks.limit(body.until), looks.infused + 1
    if body.over == "span":
        opens = np.maximum(opens, subtract(end, body.length, looks.block.asked.rounding))
    days = Days(body.holds, looks, opens, end)
    return lasted(body, looks, Observed(len(looks), days.look, days.day, days.found))
