"""Static checks of money: shares, prices, ceilings, refunds and warranties."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from contracts.criterion import measures
from contracts.dates import add
from contracts.document import Document, judged_terms, placed_terms
from contracts.faults import Fault, fault
from contracts.money import Money, decimal_text
from contracts.price import Paying, group_by_price, reference
from contracts.terms import (
    ActualCost,
    BudgetCap,
    Currency,
    FixedPrice,
    MilestoneRebate,
    PatientCap,
    RoundingNetting,
    Scheduled,
    SwitchRefund,
    Term,
    Upfront,
    WarrantyRefund,
)

_ANCHOR = date(2023, 3, 1)


def check_money(document: Document) -> Iterator[Fault]:
    """Every static fault of what is paid and given back."""
    yield from _shares(document)
    yield from _refunded_twice(document)
    for path, term in judged_terms(document):
        if isinstance(term.price, FixedPrice):
            yield from _amount(document, f"{path}.price", term.price.amount)
        if isinstance(term, WarrantyRefund):
            yield from _warranty(path, term)
        elif isinstance(term, Scheduled) and term.cap is not None:
            yield from _amount(document, f"{path}.cap", term.cap.amount)
            if isinstance(term, MilestoneRebate):
                yield fault(f"{path}.cap", "cap_idle")

    yield from _bounds(document)


def _bounds(document: Document) -> Iterator[Fault]:
    """Ceilings, floors and units are in a currency that exists where they act."""
    currency = next(
        (t.to for _, t in placed_terms(document) if isinstance(t, Currency)),
        document.money.currency,
    )
    for path, term in placed_terms(document):
        paid = currency if isinstance(term, RoundingNetting) else None
        for name, amount in _written(term):
            if amount is not None:
                yield from _amount(document, f"{path}.{name}", amount, paid)


def _written(term: Term) -> tuple[tuple[str, Money | None], ...]:
    """The amounts a term writes, besides its price."""
    match term:
        case BudgetCap():
            return (("amount", term.amount),)
        case PatientCap():
            return (("ceiling", term.ceiling), ("floor", term.floor))
        case SwitchRefund(actual_cost=ActualCost(up_to=most)):
            return (("actual_cost.up_to", most),)
        case RoundingNetting():
            return (("unit", term.unit), ("de_minimis", term.de_minimis))
        case _:
            return ()


def _shares(document: Document) -> Iterator[Fault]:
    """The terms that divide one price pay all of it, and no rebate gives back more."""
    paths = {term.id: path for path, term in placed_terms(document)}
    for group in group_by_price(term for _, term in placed_terms(document)):
        total = sum((share for term in group for share in term.shares), Fraction(0))
        if total != 1:
            place = f"{paths[group[-1].id]}.{_shares_field(group[-1])}"
            yield _of_whole(place, "shares_not_one", total)
    for path, term in placed_terms(document):
        if isinstance(term, MilestoneRebate) and sum(term.shares, Fraction(0)) > 1:
            yield _of_whole(f"{path}.shares", "shares_above_one", sum(term.shares, Fraction(0)))


def _of_whole(path: str, code: str, total: Fraction) -> Fault:
    """A fault of a sum of shares, told in per cent where that is exact."""
    percent = decimal_text(total * 100)
    exact = "/" not in percent
    told = f"{percent} %" if exact else str(total)
    danish = told.replace(".", ",")
    return Fault("", path, code, (("found", told), ("found_da", danish)))


def _shares_field(term: Paying) -> str:
    return "share" if isinstance(term, Upfront) else "shares"


def _amount(
    document: Document, path: str, amount: Money, currency: str | None = None
) -> Iterator[Fault]:
    expected = currency or document.money.currency
    if amount.currency != expected:
        yield fault(path, "currency_mismatch", amount.currency, expected)
    if amount.minor < 0:
        yield fault(f"{path}.amount", "amount_negative")


def _refunded_twice(document: Document) -> Iterator[Fault]:
    """The terms that give back one price give back no more than all of it.

    A refund for a change of therapy says itself how it stands beside the others.
    """
    groups: dict[str, list[tuple[str, Refunding]]] = defaultdict(list)
    stacked: set[str] = set()
    for path, term in judged_terms(document):
        if isinstance(term, SwitchRefund):
            stacked.add(reference(term.price))
        elif isinstance(term, Refunding):
            groups[reference(term.price)].append((path, term))
    for price, group in groups.items():
        most = sum(_most(term) for _, term in group)
        if len(group) > 1 and price not in stacked and most > 1:
            path, last = group[-1]
            others = ", ".join(term.id for _, term in group[:-1])
            yield fault(path, "refunded_twice", last.id, others)


Refunding = MilestoneRebate | WarrantyRefund


def _most(term: Refunding) -> Fraction:
    """The greatest share a term may give back."""
    if isinstance(term, MilestoneRebate):
        return sum(term.shares, Fraction(0))
    steps = [step.share for step in term.steps]
    return max([*steps, Fraction(1)] if term.linear is not None else steps)


def _warranty(path: str, term: WarrantyRefund) -> Iterator[Fault]:
    ends = [add(_ANCHOR, step.until) for step in term.steps]
    if ends != sorted(set(ends)):
        yield fault(f"{path}.steps", "steps_unordered")
    yield from _linear(path, term, ends)
    if measures(term.failed_when) and not term.watch_from:
        yield fault(f"{path}.watch_from", "watch_needed")
    if term.watch_from is not None and add(_ANCHOR, term.watch_from) > add(_ANCHOR, term.until):
        yield fault(f"{path}.watch_from", "watch_too_late", term.watch_from.text, term.until.text)


def _linear(path: str, term: WarrantyRefund, steps: list[date]) -> Iterator[Fault]:
    linear = term.linear
    if linear is None:
        return
    place = f"{path}.linear.until"
    if linear.by == "months" and linear.until.days:
        yield fault(place, "whole_months_needed", linear.until.text)
    elif not linear.until.months and not linear.until.days:
        yield fault(place, "until_nothing", linear.until.text)
    elif steps and max(steps) > add(_ANCHOR, linear.until):
        yield fault(f"{path}.steps", "steps_past_end", term.steps[-1].until.text, linear.until.text)
