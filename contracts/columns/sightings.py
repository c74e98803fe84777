"""When a patient was seen: by any observation, event or sign of life that says so."""

from collections.abc import Iterator

import numpy as np

from contracts.columns.block import NO_FACT, Block
from contracts.columns.days import Whole
from contracts.columns.known import Current
from contracts.columns.table import BITS, SHIFT, SILENT, day_in
from contracts.course import UNSEEN
from contracts.fact import Kind

_BITS = 32
_NEVER = np.int64(1 << 61)


def _sightings(block: Block) -> tuple[Current, ...]:
    if block.sightings is None:
        block.sightings = tuple(found for found in _read(block) if len(found))
    return block.sightings


def _read(block: Block) -> Iterator[Current]:
    table = block.asked.table
    for name, series in table.of_kind(Kind.OBSERVATION):
        found = block.observations(name)
        if series.low is None:
            found = block.texts(found, bool)
        elif series.use is not None:
            found = found.only(found.take(series.use) != SILENT)
        yield found
    for name, _ in table.of_kind(Kind.EVENT):
        if name not in UNSEEN:
            yield block.read(block.facts(Kind.EVENT, name))
    yield block.read(block.facts(Kind.VITAL_STATUS, "alive"))


def seen_from(block: Block, treatment: Whole, day: Whole) -> tuple[Whole, Whole]:
    """The first sighting of a treatment on or after a day: which fact, and its day."""
    best, places = np.full(len(treatment), _NEVER), block.places(treatment, day)
    for found in _sightings(block):
        at = found.from_place(places)
        ours = found.places[at] >> BITS == places >> BITS
        best = np.minimum(best, np.where(ours, _ranked(found, at), _NEVER))
    return _apart(best)


def last_seen(block: Block, treatment: Whole) -> tuple[Whole, Whole]:
    """The last sighting of a treatment: which fact, and its day."""
    best, places = np.full(len(treatment), -1), block.places(treatment, block.asked.on)
    for found in _sightings(block):
        at = found.after_place(places) - 1
        ours = (at >= 0) & (found.places[at] >> BITS == places >> BITS)
        best = np.maximum(best, np.where(ours, _ranked(found, at), -1))
    return _apart(np.where(best < 0, _NEVER, best))


def _ranked(found: Current, at: Whole) -> Whole:
    """A number that sorts as the day and then the version do."""
    ranked: Whole = ((day_in(found.places[at]) + SHIFT) << _BITS) + found.ordinals(at)
    return ranked


def _apart(ranked: Whole) -> tuple[Whole, Whole]:
    fact = np.where(ranked == _NEVER, NO_FACT, ranked & ((1 << _BITS) - 1))
    return fact, (ranked >> _BITS) - SHIFT
