"""Who pays: the region of residence on the day agreed, for many treatments at once."""

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import Block
from contracts.columns.days import Mask, Whole
from contracts.columns.known import Current
from contracts.columns.table import Table, day_in
from contracts.fact import Kind
from contracts.payer import UNKNOWN_PAYER

_NEVER = -(1 << 40)


def payers(table: Table, otherwise: str | None) -> tuple[str, ...]:
    """Everyone who may pay; the place in it is the payer's number. The first is unknown."""
    regions = {
        text.partition("\t")[0]
        for _, series in table.of_kind(Kind.RESIDENCE)
        for text in series.texts
    }
    known = {region for region in regions if region.strip()} | ({otherwise} if otherwise else set())
    return (UNKNOWN_PAYER, *sorted(known - {UNKNOWN_PAYER}))


def payer_on(
    block: Block, treatment: Whole, day: Whole, names: tuple[str, ...]
) -> tuple[NDArray[np.int16], Mask]:
    """The number of who pays for each treatment on a day; unknown where facts disagree.

    Beside it whether anything is known at all.
    """
    otherwise = block.asked.agreement.payer_rule.otherwise
    numbers = {name: number for number, name in enumerate(names)}
    best = np.full(len(treatment), _NEVER)
    payer = np.full(len(treatment), numbers[otherwise] if otherwise else 0, np.int16)
    for name, _ in block.asked.table.of_kind(Kind.RESIDENCE):
        found = block.texts(block.facts(Kind.RESIDENCE, name), lambda text: bool(text.strip()))
        if len(found):
            at = _last_by(block, found, treatment, day)
            ours = at >= 0
            since = np.where(ours, day_in(found.places[at]), _NEVER)
            code = _code(found, at, numbers)
            payer[(since == best) & ours & (code != payer)] = 0
            payer = np.where(since > best, code, payer)
            best = np.maximum(best, since)
    return payer, best > _NEVER


def _last_by(block: Block, found: Current, treatment: Whole, day: Whole) -> NDArray[np.intp]:
    """The last fact of each treatment up to a day of its own; -1 where there is none."""
    until = np.full(len(block), _NEVER)
    until[treatment] = day
    who = found.treatments
    at = np.flatnonzero(found.days <= until[who])
    last = np.full(len(block), -1)
    last[who[at]] = at
    return last[treatment]


def _code(found: Current, at: NDArray[np.intp], numbers: dict[str, int]) -> NDArray[np.int16]:
    """The region at each place; unknown where another fact of that day names another."""
    series = found.series
    names = [text.partition("\t")[0] for text in series.texts]
    regions = np.array([numbers.get(name, 0) for name in names], np.int16)
    code = regions[series.codes[found.rows[at]]]
    days = found.places[:-1]
    same = np.flatnonzero(days[1:] == days[:-1])
    if len(same):
        codes = series.codes[found.rows]
        same = same[codes[same] != codes[same + 1]]
        code[np.isin(found.places[at], found.places[same])] = 0
    return code
