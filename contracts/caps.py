"""Ceilings on a calendar year: what lies above them comes back as lines of its own."""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.money import split
from contracts.terms import Cap, Upfront, WarrantyRefund


@dataclass(frozen=True, slots=True)
class Capped:
    """An amount of one payer in one year of one term.

    Of a line above the ceiling, also the ceiling and the year's sum for all payers.
    """

    term: str
    payer: str
    year: int
    amount: int
    ceiling: int = 0
    total: int = 0


def cap_lines(agreement: Agreement, positions: tuple[Capped, ...]) -> tuple[Capped, ...]:
    """What each payer gets back where a year's due dates cost more than the ceiling.

    The excess is divided between payers by what they owe without it, largest remainder first,
    so that neither the order of patients nor of runs matters.
    """
    lines: list[Capped] = []
    for _, term in agreement.terms():
        if isinstance(term, Upfront | WarrantyRefund) or term.cap is None:
            continue
        ours = [position for position in positions if position.term == term.id]
        for year in sorted({position.year for position in ours}):
            in_year = [position for position in ours if position.year == year]
            lines += _over(term.cap, in_year)
    return tuple(lines)


def _over(cap: Cap, positions: list[Capped]) -> list[Capped]:
    owed: dict[str, int] = defaultdict(int)
    for position in positions:
        owed[position.payer] += position.amount
    total = sum(owed.values())
    excess = total - cap.amount.minor
    if excess <= 0:
        return []
    payers = sorted(owed)
    parts = split(-excess, [Fraction(owed[payer]) for payer in payers])
    first = positions[0]
    return [
        Capped(first.term, payer, first.year, part, cap.amount.minor, total)
        for payer, part in zip(payers, parts, strict=True)
        if part
    ]
