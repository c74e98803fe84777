"""The value that counts in each window where facts are laid out by windows: nothing is searched."""

import numpy as np
from numpy.typing import NDArray

from contracts.columns.block import Block
from contracts.columns.days import Mask
from contracts.columns.look import Looks, Pick, Spots
from contracts.columns.table import BITS, USABLE, Cluster, day_in


def spotted(looks: Looks, name: str, method: str | None) -> Pick | None:
    """The value of each window by the rule; None where the facts are not laid out by these."""
    if looks.spots is None:
        return None
    cluster = looks.block.asked.table.clusters.get((name, looks.spots.windows))
    if cluster is None:
        return None
    times = len(looks.spots.windows.offsets)
    # Of the type of the slots, or every one of them would be converted.
    bounds = np.array([looks.block.first * times, looks.block.last * times], np.int32)
    part = slice(*(int(at) for at in np.searchsorted(cluster.slot, bounds)))
    rows = np.flatnonzero(_stand(looks.block, cluster, part, name, method))
    slot = cluster.slot[part].take(rows)
    first = np.ones(len(slot), np.bool_)
    np.not_equal(slot[1:], slot[:-1], out=first[1:])
    at = np.flatnonzero(first)
    rows = rows.take(at) + part.start
    return _placed(cluster, looks, looks.spots, rows, slot.take(at) - bounds[0])


def _stand(block: Block, cluster: Cluster, part: slice, name: str, method: str | None) -> Mask:
    """The versions of a stretch that stood at the moment asked about, and can be used."""
    series, asked = cluster.series, block.asked
    stand: Mask = series.recorded[part] <= asked.at
    stand &= cluster.until[part] > asked.at
    if series.days[1] > asked.on:
        stand &= day_in(series.place[part]) <= asked.on
    uses = block.uses(series, name)
    if uses is not None:
        stand &= uses[part] == USABLE
    if method is not None:
        stand &= block.by_method(series, method)[part]
    if block.read_until is not None:
        who = (series.place[part] >> BITS) - block.first
        stand &= day_in(series.place[part]) <= block.read_until[who]
    return stand


def _placed(
    cluster: Cluster, looks: Looks, spots: Spots, rows: NDArray[np.intp], slot: NDArray[np.int32]
) -> Pick:
    """The values at their looks; those of treatments that are not looked at left out."""
    block, times, count = looks.block, len(spots.windows.offsets), len(spots.who)
    who = slot // times
    milestone = slot - who * times
    if count < len(block):
        place = np.full(len(block), -1)
        place[spots.who] = np.arange(count)
        who = place[who]
        ours = who >= 0
        who, milestone, rows = who[ours], milestone[ours], rows[ours]
    return Pick(cluster.series, rows, milestone * count + who)
