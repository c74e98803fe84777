"""A table from facts: values scaled to whole numbers, versions laid by treatment and fact."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts.agreement import Agreement
from contracts.columns.clusters import clustered
from contracts.columns.days import instant, number
from contracts.columns.table import (
    LARGEST,
    NO_HIGH,
    NO_LOW,
    SILENT,
    UNREADABLE,
    USABLE,
    Series,
    Table,
    TableRefused,
    place_of,
)
from contracts.fact import EVERYONE, Fact, Kind
from contracts.interval import Interval
from contracts.outcome import Quantity
from contracts.sight import in_unit

_Rows = list[tuple[int, Fact]]


def table_of(facts: Iterable[Fact], agreement: Agreement) -> Table:
    """The table of some facts as an agreement measures them; their order is free.

    Raises:
        TableRefused: a value is too large or too fine to be a whole number of 64 bits.
    """
    ordered = sorted(facts, key=lambda fact: (fact.fact_id, fact.version))
    names = sorted({fact.treatment for fact in ordered} - {EVERYONE})
    places = {name: place for place, name in enumerate(names)}
    grouped: dict[tuple[Kind, str], _Rows] = defaultdict(list)
    for ordinal, fact in enumerate(ordered):
        if fact.treatment != EVERYONE:
            grouped[fact.kind, fact.name].append((ordinal, fact))
    series = {key: _series(agreement, *key, rows, places) for key, rows in grouped.items()}
    about, odd = _sources(ordered)
    table = Table(
        len(names),
        series,
        tuple(fact for history in about[EVERYONE].values() for fact in history),
        np.isin(names, sorted(odd)) if odd else None,
        tuple(names),
        tuple((fact.fact_id, fact.version) for fact in ordered),
        lambda place: tuple(f for history in about[names[place]].values() for f in history),
    )
    return clustered(agreement, table)


def _sources(ordered: Sequence[Fact]) -> tuple[dict[str, dict[str, list[Fact]]], set[str]]:
    """The histories of each treatment, and the treatments that have to be read from them."""
    about: dict[str, dict[str, list[Fact]]] = defaultdict(dict)
    odd: set[str] = set()
    for history in _histories(ordered):
        treatments = {fact.treatment for fact in history}
        odd |= treatments if _is_odd(history) else set()
        for treatment in treatments:
            about[treatment][history[0].fact_id] = history
    for patient in _merged(ordered):
        odd |= patient
        together = {key: one for name in sorted(patient) for key, one in about[name].items()}
        about |= dict.fromkeys(patient, together)
    return about, odd


def _merged(ordered: Sequence[Fact]) -> list[set[str]]:
    """The treatments that were ever told to be one patient's, however many name each other."""
    patients: list[set[str]] = []
    for fact in ordered:
        if fact.kind is Kind.MERGE:
            pair = {fact.treatment, fact.value}
            theirs = [patient for patient in patients if patient & pair]
            patients = [patient for patient in patients if not patient & pair]
            patients.append(pair.union(*theirs))
    return patients


def _histories(ordered: Sequence[Fact]) -> list[list[Fact]]:
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in ordered:
        found[fact.fact_id].append(fact)
    return list(found.values())


def _is_odd(history: list[Fact]) -> bool:
    """Whether the newest version known is not simply the last one that is known."""
    if len(history) == 1:
        return False
    moved = len({(fact.treatment, fact.kind, fact.name) for fact in history}) > 1
    return moved or any(
        later.recorded_at < fact.recorded_at or later.version == fact.version
        for fact, later in pairwise(history)
    )


def _series(
    agreement: Agreement, kind: Kind, name: str, rows: _Rows, places: dict[str, int]
) -> Series:
    began: dict[str, tuple[int, int]] = {}
    for ordinal, fact in rows:
        began.setdefault(fact.fact_id, (number(fact.valid_on), ordinal))
    rows.sort(key=lambda row: (places[row[1].treatment], *began[row[1].fact_id], row[0]))
    facts = [fact for _, fact in rows]
    ids = np.array([began[fact.fact_id][1] for fact in facts], np.int64)
    first = np.ones(len(facts), np.bool_)
    first[1:] = ids[1:] != ids[:-1]
    outcome = agreement.document.outcomes.get(name)
    measured = kind is Kind.OBSERVATION and isinstance(outcome, Quantity)
    said = _measured(facts, outcome) if isinstance(outcome, Quantity) and measured else None
    return Series(
        place_of(
            np.array([places[fact.treatment] for fact in facts], np.int64),
            np.array([number(fact.valid_on) for fact in facts], np.int64),
        ),
        np.array([instant(fact.recorded_at) for fact in facts], np.int64),
        np.array([ordinal for ordinal, _ in rows], np.int32),
        first,
        np.array([fact.retracted for fact in facts], np.bool_),
        **(said or _coded(facts)),
    )


def _codes(texts: list[str]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    places = {text: place for place, text in enumerate(sorted(set(texts)))}
    return np.array([places[text] for text in texts], np.int32), tuple(places)


def _coded(facts: list[Fact]) -> dict[str, Any]:
    """Values as codes; the unit is part of the text where there is one."""
    code, texts = _codes([f"{f.value}\t{f.unit}" if f.unit else f.value for f in facts])
    return {"code": code, "texts": texts}


def _measured(facts: list[Fact], outcome: Quantity) -> dict[str, Any]:
    method, methods = _codes([fact.method for fact in facts])
    read = {(fact.value, fact.unit): _interval(fact, outcome) for fact in facts}
    ends = [end for found in read.values() if found for end in (found.low, found.high)]
    scale = lcm(outcome.precision.denominator, *(e.denominator for e in ends if e is not None))
    grid = {key: _on_grid(found, scale, facts[0].name) for key, found in read.items()}
    use = {key: _use(key[0], found) for key, found in read.items()}
    keys = [(fact.value, fact.unit) for fact in facts]
    uses = np.array([use[key] for key in keys], np.int8)
    low = np.array([grid[key][0] for key in keys], np.int64)
    high = np.array([grid[key][1] for key in keys], np.int64)
    return {
        "low": low,
        "high": None if (low == high).all() else high,
        "use": None if (uses == USABLE).all() else uses,
        "scale": scale,
        "method": method.astype(np.int8) if len(methods) < 128 else method,
        "methods": methods,
    }


def _interval(fact: Fact, outcome: Quantity) -> Interval | None:
    try:
        return in_unit(fact, outcome)
    except ValueError:
        return None


def _use(text: str, found: Interval | None) -> int:
    if not text:
        return SILENT
    return UNREADABLE if found is None else USABLE


def _on_grid(found: Interval | None, scale: int, name: str) -> tuple[int, int]:
    if found is None:
        return 0, 0
    low = NO_LOW if found.low is None else _doubled(found.low, scale, name) + found.low_open
    high = NO_HIGH if found.high is None else _doubled(found.high, scale, name) - found.high_open
    return low, high


def _doubled(value: Fraction, scale: int, name: str) -> int:
    doubled = 2 * value * scale
    if abs(doubled) >= LARGEST:
        raise TableRefused(f"{name}: {value} is too large, or the other values are too fine")
    return int(doubled)
