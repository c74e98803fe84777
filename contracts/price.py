"""The price a term refers to, and its division into instalments at inception."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.fact import EVERYONE, Kind
from contracts.money import parse_minor, split
from contracts.reason import Reason
from contracts.snapshot import Snapshot
from contracts.terms import (
    FixedPrice,
    Judged,
    ListPrice,
    MilestoneRebate,
    PerformanceAnnuity,
    Price,
    RepeatDose,
    ResultInstalments,
    SwitchRefund,
    Term,
    Upfront,
    WarrantyRefund,
)


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in minor units, and what it cites: the fact it was read from, if any.

    It has no amount while facts of one day give different ones, which it then cites.
    """

    minor: int | None
    cited: tuple[Reason, ...] = ()


def find_price(
    agreement: Agreement,
    snapshot: Snapshot,
    price: Price,
    on: date,
    as_known: datetime | None = None,
) -> Priced | None:
    """The price in force on a day; None while no fact states it in the agreement's currency."""
    if isinstance(price, FixedPrice):
        return Priced(price.amount.minor)
    found = [
        fact
        for fact in snapshot.about(EVERYONE, as_known)
        if fact.kind is Kind.PRICE and fact.name == price.list and fact.valid_on <= on
        if fact.unit == agreement.currency
    ]
    if not found:
        return None
    day = max(fact.valid_on for fact in found)
    latest = tuple(fact for fact in found if fact.valid_on == day)
    amounts = {parse_minor(fact.value) for fact in latest}
    if len(amounts) > 1:
        return Priced(None, cited(latest))
    return Priced(amounts.pop(), cited(latest[:1]))


Paying = Upfront | ResultInstalments | PerformanceAnnuity


def paid_outside(agreement: Agreement) -> bool:
    """Whether no term of the agreement pays, so that the price is paid outside it, in full."""
    return not any(isinstance(term, Paying) for _, term in agreement.judged)


def group_by_price(terms: Iterable[Term]) -> tuple[tuple[Paying, ...], ...]:
    """The paying terms among those given, grouped by the price they divide.

    A listed price is one price, whenever it is pinned. A written price that a term's own shares
    make up in full is that term's alone, though another term may name the same amount.
    """
    groups: dict[str, list[Paying]] = defaultdict(list)
    for term in terms:
        if isinstance(term, Paying):
            groups[reference(term.price)].append(term)
    return tuple(part for group in groups.values() for part in _apart(group))


def reference(price: Price) -> str:
    """Which price is meant; equal references are one price, whenever it is pinned."""
    if isinstance(price, ListPrice):
        return f"list {price.list}"
    return f"amount {price.amount.minor}"


def _apart(group: list[Paying]) -> Iterator[tuple[Paying, ...]]:
    """The terms whose own shares are the whole of a written price, and the rest together."""
    whole = [term for term in group if sum(term.shares, Fraction(0)) == 1]
    together = sum((share for term in group for share in term.shares), Fraction(0)) == 1
    if together or not whole or isinstance(group[0].price, ListPrice):
        yield tuple(group)
        return
    yield from ((term,) for term in whole)
    rest = tuple(term for term in group if term not in whole)
    if rest:
        yield rest


def instalments(agreement: Agreement, term: Judged, price: int) -> tuple[int, ...]:
    """What each share of a term is in minor units, the same at every later moment.

    Terms that divide one price divide it together, so that their parts add up to it.
    """
    match term:
        case WarrantyRefund() | SwitchRefund() | RepeatDose():
            return (price,)
        case MilestoneRebate(shares=shares):
            return split(price, (*shares, 1 - sum(shares, Fraction(0))))[: len(shares)]
        case _:
            groups = group_by_price(term for _, term in agreement.terms())
            group = next(g for g in groups if any(other.id == term.id for other in g))
            parts = iter(split(price, [share for other in group for share in other.shares]))
            divided = {other.id: tuple(next(parts) for _ in other.shares) for other in group}
            return divided[term.id]
