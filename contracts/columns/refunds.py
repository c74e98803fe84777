"""What is given back for each treatment: no more than was paid for it, the earliest first."""

import numpy as np

from contracts.columns.block import Asked
from contracts.columns.charges import Charge
from contracts.columns.days import Mask, Whole, day_of, number
from contracts.columns.verdicts import why
from contracts.dates import paid_on
from contracts.price import Paying, reference
from contracts.terms import SwitchRefund


def spread(charge: Charge, count: int, values: Whole) -> Whole:
    """A value for each treatment of a block, nothing where the key is not there."""
    found = np.zeros(count, np.int64)
    found[charge.who] = values
    return found


def left_over(asked: Asked, charges: list[Charge], count: int) -> Mask:
    """The treatments whose refunds have to be weighed against each other by the readable engine.

    Those where a refund for a switch stands beside another of the same price, and those cut to a
    price that was paid outside the agreement.
    """
    odd = np.zeros(count, np.bool_)
    for _, rule in asked.agreement.of_type(SwitchRefund):
        if rule.stacking != "sum":
            odd |= _beside(rule, charges, count)
    if any(isinstance(term, Paying) for _, term in asked.agreement.judged):
        return odd
    back, least = np.zeros(count, np.int64), np.full(count, 1 << 62)
    for charge in charges:
        refunds = charge.amount < 0
        back += spread(charge, count, np.minimum(charge.amount, 0))
        at = charge.who[refunds]
        least[at] = np.minimum(least[at], charge.minor[refunds])
    odd |= -back > least
    return odd


def _beside(rule: SwitchRefund, charges: list[Charge], count: int) -> Mask:
    ours, others = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for charge in charges:
        if reference(charge.term.price) == reference(rule.price):
            into = ours if charge.term.id == rule.id else others
            into[charge.who[charge.amount < 0]] = True
    return ours & others


def within_paid(asked: Asked, charges: list[Charge], count: int) -> None:
    """Cut refunds to what the agreement's own terms came to."""
    if not any(isinstance(term, Paying) for _, term in asked.agreement.judged):
        return
    paid, back = np.zeros(count, np.int64), np.zeros(count, np.int64)
    refunding = [charge for charge in charges if (charge.amount < 0).any()]
    if not refunding:
        return
    for charge in charges:
        paid += spread(charge, count, np.maximum(charge.amount, 0))
        back -= spread(charge, count, np.minimum(charge.amount, 0))
    short = np.flatnonzero(back > paid)
    if len(short):
        _cut(asked, refunding, short, paid[short], count)


def _cut(asked: Asked, charges: list[Charge], at: Whole, paid: Whole, count: int) -> None:
    keys = [f"{c.term.id}|{c.index}|{c.component}" for c in charges]
    rank = np.argsort(np.argsort(np.array(keys)))
    refunds = np.stack([spread(c, count, -np.minimum(c.amount, 0))[at] for c in charges])
    due = np.stack([spread(c, count, np.where(c.amount < 0, c.due, 0))[at] for c in charges])
    payer = np.stack([spread(c, count, c.payer.astype(np.int64))[at] for c in charges])
    order = np.argsort(((_bank_days(asked, due) << 20) + (payer << 10)) + rank[:, None], axis=0)
    sorted_refunds = np.take_along_axis(refunds, order, axis=0)
    before = np.cumsum(sorted_refunds, axis=0) - sorted_refunds
    given = np.clip(paid[None, :] - before, 0, sorted_refunds)
    cut = np.zeros_like(refunds)
    np.put_along_axis(cut, order, given, axis=0)
    for i, charge in enumerate(charges):
        after = np.full(count, -1)
        after[at] = cut[i]
        after = after[charge.who]
        less = (after >= 0) & (charge.amount < 0) & (after < -charge.amount)
        charge.amount = np.where(less, -after, charge.amount)
        charge.given.reason[less] |= why("refund_limited")


def _bank_days(asked: Asked, days: Whole) -> Whole:
    """The days payments agreed for some days fall on."""
    calendar = asked.agreement.document.calendar
    unique, places = np.unique(days, return_inverse=True)
    paid = [number(paid_on(day_of(day), calendar)) for day in unique]
    return np.array(paid, np.int64)[places].reshape(days.shape)
