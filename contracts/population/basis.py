"""What a population's result moves a share of, and who shares it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.counted import Counted
from contracts.course import course_of
from contracts.payer import payers_over
from contracts.population.members import Member
from contracts.price import find_price, paid_outside
from contracts.pricing import Desk
from contracts.reason import Reason
from contracts.snapshot import Snapshot
from contracts.terms import Guaranteed
from contracts.verdict import Case


@dataclass(frozen=True, slots=True)
class Basis:
    """What the shares are taken of, how the payers share it, and what is left of each member's.

    There is no amount while a price is not known.
    """

    amount: int | None
    payers: dict[str, Fraction]
    nets: dict[str, int]
    reasons: tuple[Reason, ...] = ()

    @property
    def net(self) -> int:
        """The most that can be given back."""
        return sum(self.nets.values())


def basis_of(
    desk: Desk,
    term: Guaranteed,
    members: list[Member],
    sums: tuple[list[Counted], Counter[str]],
    known: tuple[Snapshot, date],
) -> Basis:
    """The position of the members so far, by payer.

    Where the price is paid outside the agreement it is paid in full, as it is where refunds are
    held within what was paid. Where nobody has paid, those share who would, by the prices.

    Args:
        desk: the run.
        term: the result agreed.
        members: whose result it is.
        sums: what is counted so far, and what earlier results gave back of each treatment.
        known: what was known for the result, and the day it is due.
    """
    (counts, given), treatments = sums, {member.course.treatment for member in members}
    ours = [one for one in counts if one.treatment in treatments]
    outside = paid_outside(desk.agreement)
    prices, reasons = _prices(desk.agreement, term, members, known[0])
    paid = _paid(term, ours)
    shares = {payer: Fraction(amount) for payer, amount in paid.items() if amount > 0}
    if outside or not shares:
        shares = _would_pay(desk, members, known, prices or {})
    nets = dict.fromkeys(sorted(treatments), 0) | (prices or {} if outside else {})
    for one in ours:
        nets[one.treatment] += one.amount
    left = {treatment: net - given[treatment] for treatment, net in nets.items()}
    if term.settles.price is None:
        return Basis(max(0, sum(paid.values())), shares, left)
    return Basis(None if prices is None else sum(prices.values()), shares, left, reasons)


def _paid(term: Guaranteed, counts: list[Counted]) -> Counter[str]:
    """What each payer has paid by the terms named, or by all."""
    paid = Counter[str]()
    for one in counts:
        if not term.settles.of or one.term in term.settles.of:
            paid[one.payer] += one.amount
    return paid


def _prices(
    agreement: Agreement, term: Guaranteed, members: list[Member], seen: Snapshot
) -> tuple[dict[str, int] | None, tuple[Reason, ...]]:
    """The price of each member, and what it was read from; None while one is not known."""
    price = term.settles.price
    if price is None:
        return None, ()
    prices, cites = dict[str, int](), dict[Reason, None]()
    for member in members:
        priced = find_price(agreement, seen, price, member.infused_on)
        if priced is None or priced.minor is None:
            return None, () if priced is None else priced.cited
        prices[member.course.treatment] = priced.minor
        cites.update(dict.fromkeys(priced.cited))
    return prices, tuple(cites)


def _would_pay(
    desk: Desk, members: list[Member], known: tuple[Snapshot, date], prices: dict[str, int]
) -> dict[str, Fraction]:
    """How those who pay for the members share, each treatment by its price and their days."""
    (seen, due), shares = known, defaultdict[str, Fraction](Fraction)
    for member in members:
        treatment = member.course.treatment
        course = course_of(treatment, seen.about(treatment), desk.on)
        starts = tuple(f for f in course.infusions if f.valid_on == member.infused_on)
        case = Case(desk.agreement, seen, course, starts, desk.on)
        payers = payers_over(case, member.infused_on, due, due)
        whole = sum(payer.days for payer in payers)
        for payer in payers:
            shares[payer.code] += Fraction(prices.get(treatment, 1) * payer.days, whole)
    return dict(shares)
