"""Sums over treatments: what volumes, ceilings and baskets add to all that is owed so far.

Every sum is worked out from the whole position of its period, never from what is new, so that
neither the order of treatments nor of runs matters and room freed by a correction is used.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from contracts.agreement import Agreement
from contracts.counted import Counted, Total, divided, entitled, last_day, year_of
from contracts.document import Clause
from contracts.money import share_of, split
from contracts.position import Entitlement
from contracts.reason import Reason
from contracts.terms import Basket, BudgetCap, Cap, MilestoneTerm, VolumeTiers
from contracts.tiers import tiered

Sum = tuple[Clause, str, Callable[[list[Counted]], list[Total]]]
"""A clause, the id of the term in it, and what it makes of the amounts it counts."""


def totals(agreement: Agreement, counted: list[Counted]) -> list[Entitlement]:
    """The lines of every sum: volumes, then ceilings, then baskets, each seeing those before.

    A later sum counts an earlier one by its id, or where it names no terms at all.
    """
    lines: list[Entitlement] = []
    for clause, term, worked_out in _sums(agreement):
        found = [total for total in worked_out(counted) if total.amount]
        lines += [entitled(agreement, clause, term, total) for total in found]
        counted = [*counted, *(_again(term, total) for total in found)]
    return lines


def has_totals(agreement: Agreement) -> bool:
    """Whether anything is summed, so that positions have to be kept."""
    return any(_sums(agreement))


def _again(term: str, total: Total) -> Counted:
    return Counted(term, total.payer, "*", None, total.due_on, total.amount)


def _sums(agreement: Agreement) -> Iterator[Sum]:
    for clause, tiers in agreement.of_type(VolumeTiers):
        yield clause, tiers.id, partial(tiered, agreement, tiers)
    for clause, written in agreement.terms():
        if isinstance(written, MilestoneTerm) and written.cap is not None:
            yield clause, written.id, partial(_capped, agreement, _in_full(written.id, written.cap))
    for clause, cap in agreement.of_type(BudgetCap):
        yield clause, cap.id, partial(_capped, agreement, cap)
    for clause, basket in agreement.of_type(Basket):
        yield clause, basket.id, partial(_netted, agreement, basket)


def _in_full(term: str, cap: Cap) -> BudgetCap:
    """A ceiling written inside a term, as the term type that says the same."""
    return BudgetCap.model_construct(
        id=term,
        type="budget_cap",
        of=(term,),
        per=cap.per,
        amount=cap.amount,
        basis="due_date",
        excess=Fraction(1),
        allocate=cap.allocate,
    )


def _capped(agreement: Agreement, cap: BudgetCap, counted: list[Counted]) -> list[Total]:
    """What each payer gets back where a year's due dates cost more than the ceiling.

    The excess is divided between payers by what they owe without it, largest remainder first.
    """
    found: list[Total] = []
    for year, owed in _by_year(agreement, cap.per, counted, cap.of).items():
        total, ceiling = sum(owed.values()), cap.amount.minor
        values = (
            ("year", str(year)),
            ("ceiling", str(ceiling)),
            ("sum", str(total)),
            ("excess", str(max(0, total - ceiling))),
            ("share", str(cap.excess)),
        )
        reason = Reason("cap" if cap.excess == 1 else "cap_part", values)
        back = -share_of(max(0, total - ceiling), cap.excess)
        payers = sorted(owed)
        parts = split(back, [Fraction(max(0, owed[payer])) for payer in payers])
        due = last_day(agreement, cap.per, year)
        found += [
            Total(payer, year, "cap", due, part, reason)
            for payer, part in zip(payers, parts, strict=True)
        ]
    return found


def _by_year(
    agreement: Agreement, per: str, counted: list[Counted], of: tuple[str, ...]
) -> dict[int, dict[str, int]]:
    """What each payer owes in each year, of the terms named or of all."""
    years: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in counted:
        if not of or one.term in of:
            years[year_of(agreement, per, one.day)][one.payer] += one.amount
    return {year: years[year] for year in sorted(years)}


def _netted(agreement: Agreement, basket: Basket, counted: list[Counted]) -> list[Total]:
    """What makes each payer's year come to the weighted sum of the basket's terms."""
    weights = {member.term: member.weight for member in basket.members}
    plain = _by_year(agreement, basket.per, counted, tuple(weights))
    exact: dict[int, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for one in counted:
        if one.term in weights:
            year = year_of(agreement, basket.per, one.day)
            exact[year][one.payer] += one.amount * weights[one.term]
    found: list[Total] = []
    for year, owed in plain.items():
        due = last_day(agreement, basket.per, year)
        for payer, net in divided(_bounded(basket, exact[year])):
            values = (("year", str(year)), ("sum", str(owed[payer])), ("net", str(net)))
            why = Reason("basket", values)
            found.append(Total(payer, year, "basket", due, net - owed[payer], why))
    return found


def _bounded(basket: Basket, nets: dict[str, Fraction]) -> dict[str, Fraction]:
    if basket.net == "both_ways":
        return nets
    return {payer: max(Fraction(0), net) for payer, net in nets.items()}
