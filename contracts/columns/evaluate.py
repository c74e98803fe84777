"""What is owed for many treatments: the decisions of `contracts.entitlement` over arrays.

Treatments are worked out in blocks, each small enough to stay at hand, in stages 1 and 2 of
`entitlement`: judged, priced, refunds within what was paid. Every operation is on whole numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from contracts.agreement import Agreement
from contracts.columns.accepted import accepted
from contracts.columns.block import NO_FACT, Asked, Block
from contracts.columns.charges import Charge, Desk, Starts, charges
from contracts.columns.days import Mask, Whole, instant, number
from contracts.columns.plans import plan_of, warranty_of
from contracts.columns.refunds import left_over, within_paid
from contracts.columns.refused import NO_SOURCE, NotInColumns
from contracts.columns.residence import payers
from contracts.columns.routed import by_hand, needed
from contracts.columns.table import Table
from contracts.columns.why import STATUSES, code, mask_of, names_in
from contracts.columns.worth import prices_of
from contracts.fact import Kind
from contracts.reason import Status
from contracts.snapshot import Snapshot
from contracts.terms import Judged, Scheduled, SwitchRefund, WarrantyRefund, pays_at_anchor

_BLOCK = 1 << 20
"""How many keys are worked out at once."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key every treatment may have: a term and its milestone."""

    term: str
    index: int


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What each key of each treatment came to; every array has a row for a key.

    `status` and `reason` are the numbers of `why`; `evidence` is the ordinal of the version that
    decided, -1 where none did; `payer` is a place in `payers`. `by_hand` counts the treatments
    the readable engine worked out, because their history is too intricate for arrays.
    `falls_due` has, by row, the days on which what a warranty or a switch gives back falls due.
    """

    keys: tuple[Key, ...]
    payers: tuple[str, ...]
    status: NDArray[np.int8]
    reason: Whole
    amount: Whole
    evidence: NDArray[np.int32]
    payer: NDArray[np.int16]
    by_hand: Whole
    falls_due: dict[int, Whole] = field(default_factory=dict)

    def told(self, key: int, treatment: int) -> tuple[Status | None, tuple[str, ...]]:
        """The status of one key of one treatment, and its reasons, by name."""
        status = STATUSES[self.status[key, treatment]]
        return status, names_in(int(self.reason[key, treatment]))


def evaluate(agreement: Agreement, table: Table, known_at: datetime, on: date) -> Result:
    """What is owed for every treatment of a table, as known at a moment, on a day.

    Raises:
        NotInColumns: the agreement or the table holds something only the readable engine does.
    """
    accepted(agreement)
    if table.source is None and table.of_kind(Kind.MERGE):
        raise NotInColumns(NO_SOURCE)
    asked = Asked(agreement, table, instant(known_at), number(on))
    snapshot = Snapshot.known_at(table.common, known_at)
    result = _empty(agreement, table)
    desk = _desk(asked, snapshot, result.payers)
    hands: list[Whole] = []
    for block in _blocks(asked, len(result.keys)):
        odd = needed(block)
        found = _worked_out(desk, block, odd)
        left = left_over(asked, found, len(block))
        odd |= left
        within_paid(asked, found, len(block))
        _write(result, block, found, odd)
        hands.append(np.flatnonzero(odd) + block.first)
    by = np.concatenate(hands) if hands else np.zeros(0, np.int64)
    _write_by_hand(result, asked, by)
    return Result(
        result.keys,
        result.payers,
        result.status,
        result.reason,
        result.amount,
        result.evidence,
        result.payer,
        by,
        result.falls_due,
    )


def keys_of(agreement: Agreement) -> tuple[Key, ...]:
    """The keys a treatment may have, in the order the terms are written."""
    return tuple(key for _, term in agreement.judged for key in _keys(term))


def _keys(term: Judged) -> Iterator[Key]:
    count = 1
    if isinstance(term, Scheduled):
        count = len(term.milestone.offsets) + pays_at_anchor(term)
    yield from (Key(term.id, index) for index in range(1, count + 1))


def _empty(agreement: Agreement, table: Table) -> Result:
    keys = keys_of(agreement)
    shape = (len(keys), table.treatments)
    return Result(
        keys,
        payers(table, agreement.payer_rule.otherwise),
        np.zeros(shape, np.int8),
        np.zeros(shape, np.int64),
        np.zeros(shape, np.int64),
        np.full(shape, NO_FACT, np.int32),
        np.zeros(shape, np.int16),
        np.zeros(0, np.int64),
        {
            row: np.zeros(table.treatments, np.int64)
            for row, key in enumerate(keys)
            if isinstance(agreement.term(key.term)[1], WarrantyRefund | SwitchRefund)
        },
    )


def _desk(asked: Asked, snapshot: Snapshot, paying: tuple[str, ...]) -> Desk:
    days = asked.table.named(Kind.TREATMENT, "infused").days
    plans = {}
    for _, term in asked.agreement.judged:
        if isinstance(term, Scheduled):
            plans[term.id] = plan_of(asked, term, days)
        elif isinstance(term, WarrantyRefund | SwitchRefund):
            plans[term.id] = warranty_of(asked, term, days)
    prices = {term.id: prices_of(asked, term, snapshot) for _, term in asked.agreement.judged}
    return Desk(paying, prices, plans)


def _blocks(asked: Asked, keys: int) -> Iterator[Block]:
    size = max(1, _BLOCK // max(1, keys))
    count = asked.table.treatments
    for first in range(0, count, size):
        yield Block(asked, first, min(first + size, count))


def _worked_out(desk: Desk, block: Block, odd: Mask) -> list[Charge]:
    starts = _starts(block, odd)
    found: list[Charge] = []
    for _, term in block.asked.agreement.judged:
        found += charges(desk, block, starts, term)
    return found


def _starts(block: Block, odd: Mask) -> Starts:
    infused, never = block.infused, block.firsts(block.facts(Kind.TREATMENT, "not_infused"))
    ours, gone = (
        found.found & ~odd & _of_product(block, state) & _governed(block, found.day)
        for state, found in (("infused", infused), ("not_infused", never))
    )
    absent = np.flatnonzero(gone & ~infused.found)
    return Starts(np.flatnonzero(ours), absent, never.day[absent])


def _of_product(block: Block, state: str) -> Mask:
    product = block.asked.agreement.product
    every = np.ones(len(block), np.bool_)
    facts = block.facts(Kind.TREATMENT, state)
    if product is None or not len(facts):
        return every
    every[:] = False
    every[block.texts(facts, lambda text: text == product).treatments] = True
    return every


def _governed(block: Block, day: Whole) -> Mask:
    header = block.asked.agreement.document.agreement
    governed: Mask = day >= number(header.effective_from)
    if header.effective_until is not None:
        governed &= day <= number(header.effective_until)
    return governed


def _write(result: Result, block: Block, found: list[Charge], odd: Mask) -> None:
    rows = {key: row for row, key in enumerate(result.keys)}
    for charge in found:
        row, given = rows[Key(charge.term.id, charge.index)], charge.given
        at: Whole | slice = charge.who + block.first
        if len(charge.who) == len(block):
            at = slice(block.first, block.last)
        result.status[row, at] = given.status
        result.reason[row, at] = given.reason
        result.amount[row, at] = charge.amount
        result.evidence[row, at] = given.fact
        result.payer[row, at] = charge.payer
        if row in result.falls_due:
            result.falls_due[row][at] = charge.due
    left = np.flatnonzero(odd) + block.first
    if len(left):
        result.status[:, left], result.reason[:, left], result.amount[:, left] = 0, 0, 0
        result.evidence[:, left], result.payer[:, left] = NO_FACT, 0


def _write_by_hand(result: Result, asked: Asked, places: Whole) -> None:
    if not len(places):
        return
    rows = {key: row for row, key in enumerate(result.keys)}
    versions = {version: ordinal for ordinal, version in enumerate(asked.table.versions)}
    for place in places.tolist():
        for told in by_hand(asked, place):
            line = told.line
            at = rows[Key(line.term, line.milestone)], place
            result.status[at] = code(line.status)
            result.reason[at] = mask_of(line.reason)
            result.amount[at] = line.amount
            if told.fact is not None:
                result.evidence[at] = versions[told.fact]
            result.payer[at] = result.payers.index(line.payer)
            if at[0] in result.falls_due and line.due_on is not None:
                result.falls_due[at[0]][place] = number(line.due_on)
