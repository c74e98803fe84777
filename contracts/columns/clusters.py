"""Facts laid out by the windows they lie in: worked out once for a table, then never searched.

Which version was known, which value of a window counts and what it comes to is still worked out
anew for every moment and day asked about; only where a fact lies among the windows is kept.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contracts.agreement import Agreement
from contracts.columns.days import Mask, Whole, add, subtract
from contracts.columns.known import END
from contracts.columns.table import BITS, Cluster, Series, Table, Windows, day_in
from contracts.criterion import outcomes_in
from contracts.dates import Period
from contracts.fact import Kind
from contracts.terms import Rule, Scheduled

UNSETTLED = -(1 << 40)
"""The day of an infusion that was never given, or given for more than one day."""


def clustered(agreement: Agreement, table: Table) -> Table:
    """The table with its observations laid out by the windows of the agreement's milestones."""
    infused = _infused(table)
    clusters = dict(table.clusters)
    for name, windows in _wanted(agreement):
        series = table.series.get((Kind.OBSERVATION, name))
        if series is not None and len(series.place) and (name, windows) not in clusters:
            clusters[name, windows] = _cluster(series, windows, infused)
    return replace(table, clusters=clusters)


def _wanted(agreement: Agreement) -> Iterator[tuple[str, Windows]]:
    for _, term in agreement.judged:
        if isinstance(term, Scheduled):
            for name in outcomes_in(term.met_when):
                yield name, windows_of(agreement, term)


def windows_of(agreement: Agreement, term: Scheduled) -> Windows:
    """The windows of a term, whatever else it says."""
    plan, around = term.milestone, term.milestone.window
    rounding = agreement.document.calendar.month_rounding
    return Windows(plan.offsets, around.before, around.after, rounding, term.select.rule)


def _infused(table: Table) -> Whole:
    """The day each treatment was infused, where no version ever said another."""
    infused = np.full(table.treatments, UNSETTLED)
    series = table.named(Kind.TREATMENT, "infused")
    who, days = series.place >> BITS, day_in(series.place)
    infused[who] = days
    infused[who[infused[who] != days]] = UNSETTLED
    return infused


def _cluster(series: Series, windows: Windows, infused: Whole) -> Cluster:
    found = [_inside(series, windows, offset, infused) for offset in windows.offsets]
    rows = np.concatenate([rows for rows, _ in found])
    milestone = np.repeat(np.arange(len(found)), [len(rows) for rows, _ in found])
    slot = (series.place[rows] >> BITS) * len(found) + milestone
    distance = _distance(windows.rule, np.concatenate([offset for _, offset in found]))
    order = np.lexsort((series.ordinal[rows], -series.recorded[rows], distance, slot))
    rows = rows[order]
    return Cluster(_some(series, rows), _until(series)[rows], slot[order].astype(np.int32), infused)


def _distance(rule: Rule, offset: Whole) -> Whole:
    """How far each value is from being chosen by the rule, by the days from its target."""
    match rule:
        case "closest":
            apart: Whole = np.abs(offset)
            return apart
        case "first":
            return offset
        case _:
            return -offset


def _inside(
    series: Series, windows: Windows, offset: Period, infused: Whole
) -> tuple[NDArray[np.intp], Whole]:
    """The rows in one window, and how long after its target each lies; retracted ones left out."""
    target = add(infused, offset, windows.rounding)
    opens = subtract(target, windows.before, windows.rounding)
    closes = add(target, windows.after, windows.rounding)
    who, day = series.place >> BITS, day_in(series.place)
    inside: Mask = (opens[who] <= day) & (day <= closes[who]) & (infused[who] != UNSETTLED)
    if series.retracted is not None:
        inside &= ~series.retracted
    rows = np.flatnonzero(inside)
    return rows, (day - target[who])[rows]


def _until(series: Series) -> Whole:
    """When the next version of each row's fact was recorded."""
    until = np.full(len(series.place), END)
    if series.first is not None:
        until[:-1] = np.where(series.first[1:], END, series.recorded[1:])
    return until


def _some(series: Series, rows: NDArray[np.intp]) -> Series:
    columns: dict[str, Any] = {name: one[rows] for name, one in series.columns().items()}
    return replace(series, **columns | {"first": None, "retracted": None})
