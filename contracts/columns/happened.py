"""The leaves that look for events: whether one happened, and how often."""

from collections.abc import Callable, Mapping
from functools import partial
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import NO_FACT
from contracts.columns.days import Mask, Whole, subtract
from contracts.columns.known import Current
from contracts.columns.look import Found, Looks, nothing
from contracts.columns.sightings import seen_from
from contracts.columns.table import day_in
from contracts.fact import Kind, attributes_in
from contracts.happenings import ONCE
from contracts.leaves import CountBody, CountOperator, Happened

_COMPARED: Mapping[CountOperator, Callable[[Whole, int], Mask]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "=": np.equal,
}


def _matches(where: Mapping[str, tuple[str, ...]], text: str) -> bool:
    attributes = attributes_in(text)
    return all(attributes.get(name) in allowed for name, allowed in where.items())


def _events(looks: Looks, name: str, where: Mapping[str, tuple[str, ...]]) -> Current:
    events = looks.block.facts(Kind.EVENT, name)
    return looks.block.texts(events, partial(_matches, where)) if where else events


def happened(node: Happened, looks: Looks) -> Found:
    """True at the first such event; false once the patient was seen late enough without one."""
    opens, closes = looks.start(node.after), looks.limit(node.before)
    events = _events(looks, node.event, node.where)
    at, ends = _stretch(looks, events, opens, closes)
    found = nothing(len(looks))
    hit = np.flatnonzero(ends > at)
    found.truth[hit] = 1
    found.mark[hit] = 2 * day_in(events.places[at[hit]])
    found.fact[hit] = events.ordinals(at[hit])
    rest = np.flatnonzero(ends <= at)
    fact = _absence(node.event, looks.some(rest), closes[rest])
    _by_visit(found, rest[fact != NO_FACT], closes, 0)
    found.fact[rest] = fact
    return found


def _stretch(
    looks: Looks, events: Current, opens: Whole, closes: Whole
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the events of a stretch of days begin, and where those after it do."""
    return events.from_place(looks.place(opens)), events.after_place(looks.place(closes))


def _by_visit(
    found: Found, at: NDArray[np.intp], closes: Whole, truth: NDArray[np.int8] | int
) -> None:
    """What was seen to be so up to the last day."""
    found.truth[at] = truth
    found.mark[at] = 2 * closes[at] + 1


def _absence(event: str, looks: Looks, closes: Whole) -> Whole:
    """What shows that no more of an event had happened by a day; nobody dies twice."""
    fact, _ = seen_from(looks.block, looks.treatment, np.minimum(closes, looks.seen_from))
    if event in ONCE:
        first = looks.block.firsts(looks.block.facts(Kind.EVENT, event))
        late = first.found[looks.treatment] & (first.day[looks.treatment] > closes)
        fact = np.where((fact == NO_FACT) & late, first.fact[looks.treatment], fact)
    return fact


def counted(body: CountBody, looks: Looks) -> Found:
    """How often an event happened: at least what was found, and no more once that was seen."""
    closes = looks.limit(body.before)
    opens = looks.start(body.after or "infusion")
    if body.within is not None:
        back = subtract(closes, body.within, looks.block.asked.rounding)
        opens = np.maximum(back, looks.infused + 1)
    events = _events(looks, body.name, body.where)
    begins, ends = _stretch(looks, events, opens, closes)
    of_a_day = _first_of_days(events, body)
    number = np.append(0, np.cumsum(of_a_day))
    size = np.where(ends > begins, number[ends] - number[begins], 0)
    enough = _enough(body)
    found = nothing(len(looks))
    some = np.flatnonzero(size)
    found.fact[some] = events.ordinals(begins[some])
    hit = np.flatnonzero(size >= enough)
    deciding = np.flatnonzero(of_a_day)[number[begins[hit]] + enough - 1]
    found.truth[hit] = body.op in {">=", ">"}
    found.mark[hit] = 2 * day_in(events.places[deciding])
    rest = np.flatnonzero(size < enough)
    fact = _absence(body.name, looks.some(rest), closes[rest])
    seen = rest[fact != NO_FACT]
    total = _COMPARED[body.op](size[seen] * body.value.denominator, body.value.numerator)
    _by_visit(found, seen, closes, total.astype(np.int8))
    found.fact[rest] = np.where(size[rest] > 0, found.fact[rest], fact)
    return found


def _first_of_days(events: Current, body: CountBody) -> Mask:
    """The events that count: each, or the first of every day."""
    first = np.ones(len(events), np.bool_)
    if body.per == "day":
        first[1:] = events.places[1:-1] != events.places[:-2]
    return first


def _enough(body: CountBody) -> int:
    """The least number that decides, however many more there were; none decides by itself."""
    at_least = body.op in {">=", "<"}
    return max(1, ceil(body.value) if at_least else floor(body.value) + 1)
