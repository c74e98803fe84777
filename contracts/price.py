"""The price a term refers to, and its division into instalments at inception."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.evaluate import fact_reason
from contracts.facts import EVERYONE, Kind, Snapshot
from contracts.money import parse_minor, split
from contracts.reason import Reason
from contracts.terms import (
    FixedPrice,
    MilestoneRebate,
    PerformanceAnnuity,
    Price,
    ResultInstalments,
    Term,
    Upfront,
    WarrantyRefund,
)


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in minor units, and what it cites: the fact it was read from, if any."""

    minor: int
    cited: tuple[Reason, ...] = ()


def find_price(agreement: Agreement, snapshot: Snapshot, price: Price, on: date) -> Priced | None:
    """The price in force on a day; None while no fact states it in the agreement's currency."""
    if isinstance(price, FixedPrice):
        return Priced(price.amount.minor)
    found = [
        fact
        for fact in snapshot.about(EVERYONE)
        if fact.kind is Kind.PRICE and fact.name == price.list and fact.valid_on <= on
        if fact.unit == agreement.currency
    ]
    if not found:
        return None
    fact = max(found, key=lambda f: (f.valid_on, f.recorded_at, f.fact_id))
    return Priced(parse_minor(fact.value), (fact_reason(fact),))


Paying = Upfront | ResultInstalments | PerformanceAnnuity


def group_by_price(terms: Iterable[Term]) -> tuple[tuple[Paying, ...], ...]:
    """The paying terms among those given, grouped by the price they divide."""
    groups: dict[Price, list[Paying]] = defaultdict(list)
    for term in terms:
        if isinstance(term, Paying):
            groups[term.price].append(term)
    return tuple(tuple(terms) for terms in groups.values())


def instalments(agreement: Agreement, term: Term, price: int) -> tuple[int, ...]:
    """What each share of a term is in minor units, the same at every later moment.

    Terms that divide one price divide it together, so that their parts add up to it.
    """
    match term:
        case WarrantyRefund():
            return (price,)
        case MilestoneRebate(shares=shares):
            return split(price, (*shares, 1 - sum(shares, Fraction(0))))[: len(shares)]
        case _:
            groups = group_by_price(term for _, term in agreement.terms())
            group = next(g for g in groups if any(other.id == term.id for other in g))
            parts = iter(split(price, [share for other in group for share in other.shares]))
            divided = {other.id: tuple(next(parts) for _ in other.shares) for other in group}
            return divided[term.id]
