"""The value that counts at each look: by the rule, then the later recorded, then the fact's id."""

import numpy as np
from numpy.typing import NDArray

from contracts.columns.days import Mask, Whole
from contracts.columns.known import Current
from contracts.columns.look import Looks, Pick, last_between
from contracts.columns.spotted import spotted
from contracts.columns.table import day_in


def picked(looks: Looks, name: str, method: str | None) -> Pick:
    """The value of an outcome chosen among the usable ones, where there is one."""
    found = spotted(looks, name, method)
    if found is not None:
        return found
    facts = looks.block.usable(name, method)
    at, there = _chosen(looks, facts)
    return pick_of(facts, at, there)


def pick_of(facts: Current, at: NDArray[np.intp], there: Mask) -> Pick:
    """The values at some places, where there are any."""
    where = np.flatnonzero(there)
    return Pick(facts.series, facts.rows[at[where]], where)


def _chosen(looks: Looks, found: Current) -> tuple[NDArray[np.intp], Mask]:
    if looks.rule == "closest" and looks.values_from is None:
        best, there = _closest(looks, found)
    else:
        best, there = _by_rounds(looks, found)
    if looks.carry_from is not None:
        carried, had = last_between(looks, found, looks.carry_from, looks.opens)
        best = np.where(there, best, carried)
        there = there | had
    return best, there


def _by_rounds(looks: Looks, found: Current) -> tuple[NDArray[np.intp], Mask]:
    opens = looks.opens
    if looks.values_from is not None:
        opens = np.maximum(opens, looks.values_from)
    last = looks.place(looks.closes)
    best = found.from_place(looks.place(opens))
    there: Mask = found.places[best] <= last
    _better(looks, found, best, last)
    return best, there


def _closest(looks: Looks, found: Current) -> tuple[NDArray[np.intp], Mask]:
    """The nearest day lies beside the target; only what ties is looked at value by value."""
    middle = looks.place(looks.target)
    best = found.from_place(middle)
    after, before = found.places[best], found.places[best - 1]
    late = after <= looks.place(looks.closes)
    # Before the first there is none, and the place at the end lies in no window either.
    early = (before >= looks.place(looks.opens)) & (before < middle)
    near, far = middle - before, after - middle
    earlier = early & (~late | (near < far))
    best -= earlier
    tied = early & late & (near == far)
    twice = found.places[1:-1] == found.places[:-2]
    if twice.any():
        same = np.zeros(len(found) + 1, np.bool_)
        same[:-2] |= twice
        same[1:-1] |= twice
        tied |= same[best]
    rows = np.flatnonzero(tied)
    best[rows], _ = _by_rounds(looks.some(rows), found)
    return best, early | late


def _better(looks: Looks, found: Current, best: NDArray[np.intp], last: Whole) -> None:
    """Replace each value by a better one of its window; the rounds are as many as they hold."""
    if not len(found):
        return
    # A window whose first place is past its end has its next place past it as well.
    rows = np.flatnonzero(found.places[1:].take(best, mode="clip") <= last)
    at = best[rows] + 1
    while len(rows):
        wins = _wins(looks, found, rows, at, best[rows])
        best[rows[wins]] = at[wins]
        at = at + 1
        more = found.places[at] <= last[rows]
        rows, at = rows[more], at[more]


def _wins(
    looks: Looks,
    found: Current,
    rows: NDArray[np.intp],
    ours: NDArray[np.intp],
    theirs: NDArray[np.intp],
) -> Mask:
    """Whether a later value of the window goes before the one held so far."""
    far, near = (_distance(looks, rows, day_in(found.places[at])) for at in (ours, theirs))
    wins: Mask = far < near
    tied = np.flatnonzero(far == near)
    if len(tied):
        ours, theirs = ours[tied], theirs[tied]
        new, old = (found.series.recorded[found.rows[at]] for at in (ours, theirs))
        by_id = found.ordinals(ours) < found.ordinals(theirs)
        wins[tied] = (new > old) | ((new == old) & by_id)
    return wins


def _distance(looks: Looks, rows: NDArray[np.intp], day: Whole) -> Whole:
    match looks.rule:
        case "closest":
            apart: Whole = np.abs(day - looks.target[rows])
            return apart
        case "first":
            return day
        case _:
            return -day
