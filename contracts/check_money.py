"""Static checks of money: shares, prices, ceilings, refunds and warranties."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from contracts.criterion import ChangeFromBaseline, Compare, InState, nodes
from contracts.dates import add
from contracts.document import Document, placed_terms
from contracts.faults import Fault, fault
from contracts.money import Money
from contracts.price import Paying, group_by_price
from contracts.terms import (
    FixedPrice,
    MilestoneRebate,
    Price,
    Term,
    Upfront,
    WarrantyRefund,
)

_ANCHOR = date(2023, 3, 1)


def check_money(document: Document) -> Iterator[Fault]:
    """Every static fault of what is paid and given back."""
    yield from _shares(document)
    yield from _refunded_twice(document)
    for path, term in placed_terms(document):
        if isinstance(term.price, FixedPrice):
            yield from _amount(document, f"{path}.price", term.price.amount)
        if isinstance(term, WarrantyRefund):
            yield from _warranty(path, term)
        elif not isinstance(term, Upfront) and term.cap is not None:
            yield from _amount(document, f"{path}.cap", term.cap.amount)
            if isinstance(term, MilestoneRebate):
                yield fault(f"{path}.cap", "cap_idle")


def _shares(document: Document) -> Iterator[Fault]:
    """The terms that divide one price pay all of it, and no rebate gives back more."""
    paths = {term.id: path for path, term in placed_terms(document)}
    for group in group_by_price(term for _, term in placed_terms(document)):
        total = sum((share for term in group for share in term.shares), Fraction(0))
        if total != 1:
            yield fault(
                f"{paths[group[-1].id]}.{_shares_field(group[-1])}", "shares_not_one", total
            )
    for path, term in placed_terms(document):
        if isinstance(term, MilestoneRebate) and sum(term.shares, Fraction(0)) > 1:
            yield fault(f"{path}.shares", "shares_above_one", sum(term.shares, Fraction(0)))


def _shares_field(term: Paying) -> str:
    return "share" if isinstance(term, Upfront) else "shares"


def _amount(document: Document, path: str, amount: Money) -> Iterator[Fault]:
    if amount.currency != document.money.currency:
        yield fault(path, "currency_mismatch", amount.currency, document.money.currency)
    if amount.minor < 0:
        yield fault(f"{path}.amount", "amount_negative")


def _refunded_twice(document: Document) -> Iterator[Fault]:
    """The terms that give back one price give back no more than all of it."""
    groups: dict[Price, list[tuple[str, Term, Fraction]]] = defaultdict(list)
    for path, term in placed_terms(document):
        if isinstance(term, MilestoneRebate):
            groups[term.price].append((path, term, sum(term.shares, Fraction(0))))
        elif isinstance(term, WarrantyRefund):
            groups[term.price].append((path, term, _most(term)))
    for group in groups.values():
        if len(group) > 1 and sum(most for _, _, most in group) > 1:
            path, last, _ = group[-1]
            others = ", ".join(term.id for _, term, _ in group[:-1])
            yield fault(path, "refunded_twice", last.id, others)


def _most(term: WarrantyRefund) -> Fraction:
    """The greatest share a warranty may give back."""
    steps = [step.share for step in term.steps]
    return max([*steps, Fraction(1)] if term.linear is not None else steps)


def _warranty(path: str, term: WarrantyRefund) -> Iterator[Fault]:
    ends = [add(_ANCHOR, step.until) for step in term.steps]
    if ends != sorted(set(ends)):
        yield fault(f"{path}.steps", "steps_unordered")
    yield from _linear(path, term, ends)
    values = (Compare, ChangeFromBaseline, InState)
    if any(isinstance(node, values) for node in nodes(term.failed_when)) and not term.watch_from:
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
