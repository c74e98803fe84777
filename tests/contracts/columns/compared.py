"""Two engines on the same facts: what each makes of every key, and where they differ."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

import numpy as np

from contracts.agreement import Agreement
from contracts.columns.build import table_of
from contracts.columns.evaluate import Result, evaluate
from contracts.columns.table import Table
from contracts.columns.why import STATUSES, mask_of, names_in
from contracts.disputes import withheld
from contracts.entitlement import entitlements
from contracts.fact import Fact
from contracts.position import Charge, Entitlement
from contracts.pricing import Desk
from contracts.refunds import of_one_treatment
from contracts.snapshot import Snapshot


class Line(NamedTuple):
    """What one key of one treatment came to."""

    status: str
    reasons: tuple[str, ...]
    amount: int
    payer: str
    evidence: tuple[str, int] | None


Lines = dict[tuple[str, str, int], Line]


def by_oracle(
    agreement: Agreement, facts: Iterable[Fact], known: datetime, on: date, *, entire: bool
) -> Lines:
    """The readable engine's lines, each with the fact that decided.

    Its charges are worked out once and taken through the stages the arrays do; where `entire`,
    they are held against all that it says is owed.
    """
    snapshot = Snapshot.known_at(facts, known)
    desk = Desk(agreement, snapshot, on)
    lines: Lines = {}
    found: list[Entitlement] = []
    for treatment in snapshot.ever():
        for charge in of_one_treatment(desk, treatment):
            line = withheld(agreement, charge)
            key = (treatment, line.term, line.milestone)
            assert key not in lines, key
            lines[key] = _told(line, charge)
            found.append(line)
    if entire:
        owed = entitlements(agreement, snapshot, on)
        assert sorted(found, key=lambda line: line.key) == list(owed)
    return lines


def _told(line: Entitlement, charge: Charge) -> Line:
    decided = charge.due.verdict.facts[:1]
    return Line(
        line.status.value,
        names_in(mask_of(line.reason)),
        line.amount,
        line.payer,
        (decided[0].fact_id, decided[0].version) if decided else None,
    )


def lines_in(result: Result, table: Table) -> Lines:
    lines: Lines = {}
    for row, key in enumerate(result.keys):
        for place, name in enumerate(table.names):
            status = STATUSES[result.status[row, place]]
            if status is not None:
                fact = int(result.evidence[row, place])
                lines[name, key.term, key.index] = Line(
                    status.value,
                    names_in(int(result.reason[row, place])),
                    int(result.amount[row, place]),
                    result.payers[result.payer[row, place]],
                    table.versions[fact] if fact >= 0 else None,
                )
    return lines


def same(result: Result, other: Result) -> None:
    """Facts laid out by windows come to what a search among them does."""
    for name in ("status", "reason", "amount", "evidence", "payer", "by_hand"):
        assert np.array_equal(getattr(result, name), getattr(other, name)), name


def differences(
    agreement: Agreement, facts: tuple[Fact, ...], known: datetime, on: date, seen: Counter[str]
) -> list[str]:
    """Where the engines differ; counts the statuses, reasons and rows that were met in arrays."""
    moments = ((known, on),)
    return [line for _, line in differing(agreement, facts, moments, seen)]


def differing(
    agreement: Agreement,
    facts: tuple[Fact, ...],
    moments: Iterable[tuple[datetime, date]],
    seen: Counter[str],
) -> Iterator[tuple[datetime, str]]:
    """Where the engines differ at some moments, and what was met at them."""
    table = table_of(facts, agreement)
    for number, (known, on) in enumerate(moments):
        result = evaluate(agreement, table, known, on)
        same(result, evaluate(agreement, replace(table, clusters={}), known, on))
        ours = lines_in(result, table)
        theirs = by_oracle(agreement, facts, known, on, entire=number == 0)
        by_hand = {table.names[place] for place in result.by_hand}
        for (treatment, _, _), line in theirs.items():
            seen["rows"] += 1
            seen["rows by hand"] += treatment in by_hand
            if treatment not in by_hand:
                seen.update([line.status, *line.reasons])
        for key in sorted({*ours, *theirs}):
            if ours.get(key) != theirs.get(key):
                yield known, f"{key} {ours.get(key)} != {theirs.get(key)}"
