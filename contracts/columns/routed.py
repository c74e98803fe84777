"""Treatments whose history is too intricate for arrays: few, counted, and judged one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from contracts.agreement import Agreement
from contracts.columns.block import Asked, Block
from contracts.columns.days import A_DAY, Mask, Whole, add, day_of
from contracts.columns.refused import NO_SOURCE, NotInColumns
from contracts.columns.table import BITS, Table, day_in
from contracts.course import TOLD_OF_THE_DEAD
from contracts.disputes import withheld
from contracts.fact import Kind
from contracts.position import Charge, Entitlement
from contracts.pricing import Desk
from contracts.refunds import of_one_treatment
from contracts.snapshot import Snapshot
from contracts.terms import Scheduled, SwitchRefund, Watching, pays_at_anchor
from contracts.waivers import WAIVER

_CONTACTS = frozenset({Kind.OBSERVATION, Kind.EVENT, Kind.VITAL_STATUS})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A line the readable engine worked out, the charge behind it, and the fact that decided."""

    line: Entitlement
    charge: Charge
    fact: tuple[str, int] | None


def by_hand(asked: Asked, place: int) -> Iterator[Told]:
    """The lines of one treatment as the readable engine works them out.

    Raises:
        NotInColumns: the table cannot tell the treatment's facts.
    """
    table, agreement = asked.table, asked.agreement
    if table.source is None:
        raise NotInColumns(NO_SOURCE)
    at = _EPOCH + timedelta(microseconds=asked.at)
    told = (*table.source(place), *table.common)
    # A fact that moved is named twice; of two that claim one version the first counts.
    facts = {(fact.fact_id, fact.version): fact for fact in reversed(told)}
    snapshot = Snapshot.known_at(facts.values(), at)
    desk = Desk(agreement, snapshot, day_of(asked.on))
    for charge in of_one_treatment(desk, table.names[place]):
        used = charge.due.verdict.facts
        fact = (used[0].fact_id, used[0].version) if used else None
        yield Told(withheld(agreement, charge), charge, fact)


def needed(block: Block) -> Mask:
    """The treatments of a block that have to be judged one by one, seen before judging."""
    asked = block.asked
    odd = np.zeros(len(block), np.bool_)
    if asked.table.odd is not None:
        odd |= asked.table.odd[block.first : block.last]
    infused = _counts(block, Kind.TREATMENT, "infused")
    never = _counts(block, Kind.TREATMENT, "not_infused")
    odd |= (infused > 1) | (never > 1) | ((infused > 0) & (never > 0))
    odd |= (_counts(block, Kind.EVENT, "death") > 1) | _outlived(block)
    for name in _rulings(asked.agreement):
        odd |= _counts(block, Kind.RULING, name) > 0
    if asked.agreement.limitation is not None:
        odd |= _limited(block)
    return odd


def _outlived(block: Block) -> Mask:
    """The treatments of which a death was told, and a later sign of life, retracted or not."""
    asked, odd = block.asked, np.zeros(len(block), np.bool_)
    deaths = block.first_event("death")
    dead = np.flatnonzero(deaths.found)
    if not len(dead):
        return odd
    for (kind, name), series in asked.table.series.items():
        if kind not in _CONTACTS or (kind is Kind.EVENT and name in TOLD_OF_THE_DEAD):
            continue
        begins, ends = (
            np.searchsorted(series.place, (dead + block.first + more) << BITS) for more in (0, 1)
        )
        counts = ends - begins
        who = np.repeat(dead, counts)
        at = np.arange(len(who)) + np.repeat(begins - np.cumsum(counts) + counts, counts)
        day = day_in(series.place[at])
        known = (series.recorded[at] <= asked.at) & (day <= asked.on)
        odd[who[known & (day > deaths.day[who])]] = True
    return odd


def _counts(block: Block, kind: Kind, name: str) -> Whole:
    found = block.facts(kind, name)
    return np.bincount(found.treatments, minlength=len(block))


def _rulings(agreement: Agreement) -> Iterator[str]:
    yield WAIVER
    if agreement.dispute_notice is not None:
        yield "dispute"
    for _, term in agreement.of_type(SwitchRefund):
        if term.actual_cost is not None:
            yield term.actual_cost.ruling


def _limited(block: Block) -> Mask:
    """The treatments of which something was recorded after a limitation that has passed.

    The limitation is taken a little too early and of the key that closes first, so that none
    is missed.
    """
    asked, table = block.asked, block.asked.table
    began = np.full(len(block), 1 << 20)
    last = np.zeros(len(block), np.int64)
    last[:] = _common(table, asked.at)
    for (kind, name), series in table.series.items():
        bounds = [number << BITS for number in (block.first, block.last)]
        begins, ends = np.searchsorted(series.place, bounds)
        part = slice(int(begins), int(ends))
        treatment = (series.place[part] >> BITS) - block.first
        recorded = np.where(series.recorded[part] <= asked.at, series.recorded[part], 0)
        np.maximum.at(last, treatment, recorded)
        if kind is Kind.TREATMENT and name in {"infused", "not_infused"}:
            np.minimum.at(began, treatment, day_in(series.place[part]))
    limit = _first_limit(asked, np.minimum(began, 1 << 17)) * A_DAY
    late: Mask = (limit < asked.at) & (last > limit)
    return late


def _common(table: Table, at: int) -> int:
    prices = (f.recorded_at for f in table.common if f.kind is Kind.PRICE)
    found = ((moment - _EPOCH) // timedelta(microseconds=1) for moment in prices)
    return max((moment for moment in found if moment <= at), default=0)


def _first_limit(asked: Asked, began: Whole) -> Whole:
    """The limitation of the key that closes first."""
    rounding, first = asked.rounding, began + 10**6
    for _, term in asked.agreement.judged:
        closes = began
        if isinstance(term, Watching):
            closes = add(began, term.until, rounding)
        elif isinstance(term, Scheduled) and not pays_at_anchor(term):
            target = add(began, term.milestone.offsets[0], rounding)
            closes = add(target, term.milestone.window.after, rounding)
        first = np.minimum(first, closes)
    plus = asked.agreement.limitation
    return first if plus is None else add(first, plus, rounding)
