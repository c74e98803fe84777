"""The leaves of a criterion that read one chosen value, over arrays."""

from fractions import Fraction
from functools import partial
from math import lcm

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT, Block
from contracts.columns.chosen import picked
from contracts.columns.days import Whole, subtract
from contracts.columns.look import (
    NO_MARK,
    UNKNOWN,
    Found,
    Looks,
    Pick,
    first_bad,
    last_between,
    nothing,
)
from contracts.columns.numbers import Numbers, compare
from contracts.fact import Kind
from contracts.leaves import (
    AnyOfValues,
    BetweenBody,
    ChangeBody,
    Compare,
    InState,
    Known,
)
from contracts.outcome import Quantity


def _bad(looks: Looks, name: str, method: str | None, pick: Pick) -> Whole:
    """The first unreadable value of the window, where none was chosen."""
    facts = looks.block.unreadable(name, method)
    if facts is None:
        return np.full(len(looks), NO_FACT, np.int32)
    found = first_bad(looks, facts, looks.opens, looks.closes)
    found[pick.looks] = NO_FACT
    return found


def _numbers(looks: Looks, name: str, method: str | None, pick: Pick) -> Numbers:
    """The values chosen; where any method will do, as the main method would have told them."""
    series, rows = pick.series, pick.rows
    low = np.asarray(series.low).take(rows)
    found = Numbers(low, low if series.high is None else series.high.take(rows), series.scale)
    outcome = looks.block.asked.agreement.document.outcomes[name]
    bridge = outcome.bridge if isinstance(outcome, Quantity) and method is None else {}
    factors = [bridge.get(one, Fraction(1)) for one in series.methods]
    if {*factors} == {1}:
        return found
    finer = lcm(*(factor.denominator for factor in factors))
    by_method = np.array([int(factor * finer) for factor in factors])
    codes = np.zeros(len(rows), np.int8) if series.method is None else series.method.take(rows)
    return found.times(by_method[codes], finer)


def _told(looks: Looks, pick: Pick, truth: NDArray[np.int8], bad: Whole) -> Found:
    """What the values chosen come to; nothing is known where there is none."""
    found = Found(
        np.full(len(looks), UNKNOWN, np.int8),
        partial(_mark, len(looks), pick),
        np.full(len(looks), NO_FACT, np.int32),
        bad,
    )
    found.truth[pick.looks], found.fact[pick.looks] = truth, pick.fact
    return found


def _mark(count: int, pick: Pick) -> Whole:
    mark = np.full(count, NO_MARK)
    mark[pick.looks] = pick.mark
    return mark


def _against(
    looks: Looks, node: Compare | BetweenBody | ChangeBody, value: Numbers
) -> NDArray[np.int8]:
    outcome = looks.block.asked.agreement.document.outcomes[node.outcome]
    if isinstance(outcome, Quantity) and outcome.compare == "rounded":
        value = value.rounded(outcome.precision)
    if not isinstance(node, BetweenBody):
        return compare(value, node.op, node.value)
    (low_op, low), (high_op, high) = node.sides
    return both(compare(value, low_op, low), compare(value, high_op, high))


def both(left: NDArray[np.int8], right: NDArray[np.int8]) -> NDArray[np.int8]:
    """Kleene's and."""
    least: NDArray[np.int8] = np.where(
        (left == 0) | (right == 0), np.int8(0), np.minimum(left, right)
    )
    return least


def measured(node: Compare | BetweenBody, looks: Looks) -> Found:
    """A value against its constants."""
    pick = picked(looks, node.outcome, node.method)
    bad = _bad(looks, node.outcome, node.method, pick)
    if not len(pick.rows):
        return _absent(len(looks), bad)
    return _told(
        looks, pick, _against(looks, node, _numbers(looks, node.outcome, node.method, pick)), bad
    )


def _absent(count: int, bad: Whole) -> Found:
    found = nothing(count)
    found.bad = bad
    return found


def changed(body: ChangeBody, looks: Looks) -> Found:
    """A value minus the last one up to infusion, against a constant."""
    name, method = body.outcome, body.method
    facts = looks.block.usable(name, method)
    earliest = subtract(looks.infused, body.baseline_within, looks.block.asked.rounding)
    first, there = last_between(looks, facts, earliest, looks.infused)
    bad = first_bad(looks, looks.block.unreadable(name, method), earliest, looks.infused)
    pick = picked(looks, name, method)
    bad = np.where(there, _bad(looks, name, method, pick), bad)
    pick = pick.some(there[pick.looks])
    if not len(pick.rows):
        return _absent(len(looks), bad)
    base = Pick(facts.series, facts.rows[first[pick.looks]], pick.looks)
    change = _numbers(looks, name, method, pick).minus(_numbers(looks, name, method, base))
    truth = _against(looks, body, change)
    found = _told(looks, pick, truth, bad)
    found.fact[pick.looks] = base.fact
    return found


def in_state(node: InState | AnyOfValues, looks: Looks) -> Found:
    """Whether the state chosen is the one, or one of those, that count."""
    name = node.state if isinstance(node, InState) else node.chosen.state
    values = (node.value,) if isinstance(node, InState) else node.chosen.values
    pick = picked(looks, name, None)
    series = pick.series
    counts = np.array([text.partition("\t")[0] in values for text in series.texts], np.int8)
    truth = counts[series.codes[pick.rows]]
    return _told(looks, pick, truth, _bad(looks, name, None, pick))


def known(node: Known, looks: Looks) -> Found:
    """Whether there is a usable value; never unknown itself."""
    pick = picked(looks, node.known, None)
    found = _told(looks, pick, np.ones(len(pick.rows), np.int8), np.full(len(looks), NO_FACT))
    missing = pick.missing(len(looks))
    found.truth[missing] = 0
    found.mark[missing] = 2 * looks.closes[missing] + 1
    return found


def days_looked_at(block: Block, names: tuple[str, ...]) -> Whole:
    """Every day of a treatment on which something of some names was recorded, as places."""
    keys = [
        found.places[:-1]
        for name in names
        for found in (block.observations(name), block.facts(Kind.EVENT, name))
        if len(found)
    ]
    if not keys:
        return np.zeros(0, np.int64)
    # Each part is in order already, so a stable sort only merges them; `unique` would hash them.
    days = np.sort(np.concatenate(keys), kind="stable")
    return days[np.diff(days, prepend=-1) > 0]
