"""What is given back for one treatment: refunds that stack, and no more than was paid."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from contracts.agreement import Agreement
from contracts.disputes import adjudicated
from contracts.position import Charge
from contracts.price import paid_outside, reference
from contracts.pricing import Desk
from contracts.reason import Reason
from contracts.terms import SwitchRefund


def within(refunds: Sequence[int], paid: int) -> tuple[int, ...]:
    """Each refund, in order, cut to what is left of the amount paid; refunds are negative."""
    left, cut = max(0, paid), []
    for refund in refunds:
        given = min(-refund, left)
        left -= given
        cut.append(-given)
    return tuple(cut)


def _order(charge: Charge) -> tuple[date, str]:
    return (charge.line.due_on or date.max, charge.line.key)


def of_one_treatment(desk: Desk, treatment: str) -> list[Charge]:
    """What is owed for one treatment alone, before any ceiling or floor.

    What a dispute was decided to be counts as what was paid, and is a refund, like any amount.
    """
    charges = adjudicated(desk.agreement, desk.charges(treatment))
    return within_paid(desk.agreement, stacked(desk.agreement, charges))


def stacked(agreement: Agreement, charges: list[Charge]) -> list[Charge]:
    """The charges of one treatment, of several refunds of one price only the agreed one left.

    Terms are compared by all they give back; of equal ones the earlier due is kept.
    """
    for _, rule in agreement.of_type(SwitchRefund):
        if rule.stacking != "sum":
            charges = _one_refund(rule, charges)
    return charges


def _one_refund(rule: SwitchRefund, charges: list[Charge]) -> list[Charge]:
    price, groups = reference(rule.price), defaultdict(list)
    for charge in sorted(charges, key=_order):
        if charge.line.amount < 0 and reference(charge.due.term.price) == price:
            groups[charge.line.term].append(charge)
    if rule.id not in groups or len(groups) == 1:
        return charges
    totals = {term: sum(c.line.amount for c in found) for term, found in groups.items()}
    # The groups stand by their first due date, and min takes the first of equals.
    kept = min(totals, key=lambda t: totals[t]) if rule.stacking == "max" else next(iter(totals))
    why = Reason("stacked", (("kept", kept), ("rule", rule.stacking)))
    gone = {c.line.key for term, found in groups.items() if term != kept for c in found}
    return [c.changed(0, why) if c.line.key in gone else c for c in charges]


def within_paid(agreement: Agreement, charges: list[Charge]) -> list[Charge]:
    """The charges of one treatment, its refunds cut to what was paid for it, the earliest first.

    Where no term of the agreement pays, the price was paid outside it, in full; a refund decided
    though its price is not known stands as it was decided.
    """
    refunds = sorted((c for c in charges if c.line.amount < 0), key=_order)
    if not refunds:
        return charges
    if not paid_outside(agreement):
        paid = sum(c.line.amount for c in charges if c.line.amount > 0)
    else:
        refunds = [c for c in refunds if _price_in(c) is not None]
        prices = {reference(c.due.term.price): _price_in(c) or 0 for c in refunds}
        paid = sum(prices.values())
    cut = within([c.line.amount for c in refunds], paid)
    given = {c.line.key: amount for c, amount in zip(refunds, cut, strict=True)}
    return [_cut(c, given.get(c.line.key, c.line.amount), paid) for c in charges]


def _price_in(charge: Charge) -> int | None:
    found = (int(n.get("price")) for n in charge.line.reason.children if n.code == "amount")
    return next(found, None)


def _cut(charge: Charge, amount: int, paid: int) -> Charge:
    if amount == charge.line.amount:
        return charge
    values = (("paid", str(paid)), ("uncut", str(charge.line.amount)))
    return charge.changed(amount, Reason("refund_limited", values))
