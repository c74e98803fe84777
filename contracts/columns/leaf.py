"""The leaves of a criterion over arrays: values, states and events."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT, Block
from contracts.columns.chosen import picked
from contracts.columns.days import Whole, subtract
from contracts.columns.look import (
    Found,
    Looks,
    Pick,
    first_bad,
    first_between,
    last_between,
    nothing,
)
from contracts.columns.numbers import Numbers, compare
from contracts.columns.sightings import seen_from
from contracts.columns.table import day_in
from contracts.fact import Kind, attributes_in
from contracts.happenings import ONCE
from contracts.leaves import (
    AnyOfValues,
    BetweenBody,
    ChangeBody,
    Compare,
    Happened,
    InState,
    Known,
)
from contracts.outcome import Quantity


def _bad(looks: Looks, name: str, method: str | None, pick: Pick) -> Whole:
    """The first unreadable value of the window, where none was chosen."""
    facts = looks.block.unreadable(name, method)
    if facts is None:
        return np.full(len(looks), NO_FACT)
    found = first_bad(looks, facts, looks.opens, looks.closes)
    found[pick.looks] = NO_FACT
    return found


def _numbers(pick: Pick) -> Numbers:
    series, rows = pick.series, pick.rows
    low = np.asarray(series.low).take(rows)
    return Numbers(low, low if series.high is None else series.high.take(rows), series.scale)


def _told(looks: Looks, pick: Pick, truth: NDArray[np.int8], bad: Whole) -> Found:
    """What the values chosen come to; nothing is known where there is none."""
    found = nothing(len(looks))
    found.truth[pick.looks], found.mark[pick.looks] = truth, pick.mark
    found.fact[pick.looks], found.bad = pick.fact, bad
    return found


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
    return _told(looks, pick, _against(looks, node, _numbers(pick)), bad)


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
    truth = _against(looks, body, _numbers(pick).minus(_numbers(base)))
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


def happened(node: Happened, looks: Looks) -> Found:
    """True at the first such event; false once the patient was seen late enough without one."""
    opens, closes = looks.start(node.after), looks.limit(node.before)
    events = looks.block.facts(Kind.EVENT, node.event)
    if node.where:
        events = looks.block.texts(events, partial(_matches, node.where))
    at, there = first_between(looks, events, opens, closes)
    found = nothing(len(looks))
    hit = np.flatnonzero(there)
    found.truth[hit] = 1
    found.mark[hit] = 2 * day_in(events.places[at[hit]])
    found.fact[hit] = events.ordinals(at[hit])
    rest = np.flatnonzero(~there)
    _absence(node.event, looks.some(rest), closes[rest], found, rest)
    return found


def _matches(where: Mapping[str, tuple[str, ...]], text: str) -> bool:
    attributes = attributes_in(text)
    return all(attributes.get(name) in allowed for name, allowed in where.items())


def _absence(
    event: str, looks: Looks, closes: Whole, found: Found, places: NDArray[np.intp]
) -> None:
    """What shows that an event had not happened by a day."""
    fact, _ = seen_from(looks.block, looks.treatment, np.minimum(closes, looks.seen_from))
    if event in ONCE:
        first = looks.block.firsts(looks.block.facts(Kind.EVENT, event))
        late = first.found[looks.treatment] & (first.day[looks.treatment] > closes)
        fact = np.where((fact == NO_FACT) & late, first.fact[looks.treatment], fact)
    shown = fact != NO_FACT
    rows = places[shown]
    found.truth[rows] = 0
    found.mark[rows] = 2 * closes[shown] + 1
    found.fact[rows] = fact[shown]


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
    return np.unique(np.concatenate(keys))
