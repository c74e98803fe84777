"""Results of the whole population, and what they move between the payers and the supplier.

A result is read once, after its data cut and the time its reports may take, on what was known
then or, where that is agreed, on what is known now about the time up to the cut. What it moves is
a share of the whole position of its members, so that corrections of the evidence and of what was
paid both lead to the same amount, whenever they come.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from contracts.agreement import Agreement
from contracts.counted import Counted
from contracts.dates import add, end_of
from contracts.document import Clause
from contracts.limits import final_at
from contracts.money import decimal_text, share_of, split
from contracts.payer import UNKNOWN_PAYER
from contracts.population.basis import Basis, basis_of
from contracts.population.estimate import Figures, shown
from contracts.population.members import Population, cut_of, population
from contracts.population.verdict import Result, figure, scale_of, verdict
from contracts.position import Entitlement, unplaced
from contracts.pricing import Desk
from contracts.reason import Owed, Owner, Reason, Status
from contracts.snapshot import Snapshot
from contracts.terms import Guaranteed, Payoff

COMPONENT = "population"


@dataclass(frozen=True, slots=True)
class _Moved:
    """The amount for all payers together, negative when the supplier owes, and why."""

    amount: int
    told: tuple[Reason, ...] = ()
    owed: tuple[Owed, ...] = ()


def guaranteed(desk: Desk, counts: list[Counted]) -> Iterator[tuple[Entitlement, Counted]]:
    """The lines of every term on a population's result, each with what later sums count of it.

    The result decided first is given first; of a member two have in common, the second can give
    back only what the first has left.
    """
    given = Counter[str]()
    terms = desk.agreement.terms()
    agreed = [(clause, term) for clause, term in terms if isinstance(term, Guaranteed)]
    for clause, term in sorted(agreed, key=lambda one: decided_after(desk.agreement, one[1])):
        yield from _lines(desk, clause, term, counts, given)


def has_guarantees(agreement: Agreement) -> bool:
    """Whether any result of the population is agreed, so that positions have to be kept."""
    return any(isinstance(term, Guaranteed) for _, term in agreement.terms())


def decided_after(agreement: Agreement, term: Guaranteed) -> date:
    """The last day on which reports of the time up to the data cut may still come in time."""
    rounding = agreement.document.calendar.month_rounding
    return add(cut_of(agreement, term), term.report_delay, rounding)


def _lines(
    desk: Desk, clause: Clause, term: Guaranteed, counts: list[Counted], given: Counter[str]
) -> Iterator[tuple[Entitlement, Counted]]:
    agreement, deadline = desk.agreement, decided_after(desk.agreement, term)
    seen = _seen(desk, term, deadline)
    found = population(agreement, term, seen)
    due = deadline + timedelta(days=1)
    basis = basis_of(desk, term, found.members, (counts, given), (seen, due))
    result, moved = _decided(desk, term, found, basis, deadline)
    given.update(_given(basis, moved))
    told = Reason(f"{term.type}_line", _told(agreement, term, deadline), result.told)
    reason = _line_reason(result, told, moved, due)
    for payer, part in _divided(moved.amount, basis.payers):
        line = Entitlement(
            f"{agreement.id}|{payer}|*|{term.id}|1|{COMPONENT}",
            part,
            agreement.currency,
            result.status,
            clause.id,
            term.id,
            1,
            "*",
            payer,
            desk.bank_day(due),
            None,
            reason,
            moved.owed,
        )
        line = unplaced(line) if part and payer == UNKNOWN_PAYER else line
        yield line, Counted(term.id, payer, "*", None, due, line.amount)


def _given(basis: Basis, moved: _Moved) -> dict[str, int]:
    """What goes back of each member's: as much of all as of what is left of it."""
    left = {treatment: Fraction(net) for treatment, net in basis.nets.items() if net > 0}
    parts = split(max(0, -moved.amount), list(left.values()))
    return dict(zip(left, parts, strict=True))


def _divided(amount: int, shares: dict[str, Fraction]) -> Iterator[tuple[str, int]]:
    payers = sorted(shares)
    return zip(payers, split(amount, [shares[payer] for payer in payers]), strict=True)


def _line_reason(result: Result, reason: Reason, moved: _Moved, due: date) -> Reason:
    values = (
        ("status", result.status.value),
        ("component", COMPONENT),
        ("target", due.isoformat()),
    )
    reason = Reason(reason.code, reason.values, (*reason.children, *moved.told))
    return Reason("line", values, (reason, *result.single))


def _told(agreement: Agreement, term: Guaranteed, deadline: date) -> tuple[tuple[str, str], ...]:
    cut = cut_of(agreement, term)
    return (("cut", cut.isoformat()), ("deadline", deadline.isoformat()))


def _seen(desk: Desk, term: Guaranteed, deadline: date) -> Snapshot:
    """What was known when the evidence became final, or now while it may still change.

    Filtered anew only where something recorded later has to be left out.
    """
    agreement, seen = desk.agreement, desk.snapshot
    if term.corrections == "resettled":
        final = final_at(agreement, seen, deadline)
    else:
        closed = end_of(deadline, agreement.document.calendar.tz)
        final = closed if closed < seen.at else None
    return seen if final is None else Snapshot.known_at(seen.versions, final)


def _decided(
    desk: Desk, term: Guaranteed, found: Population, basis: Basis, deadline: date
) -> tuple[Result, _Moved]:
    """The result, and what it moves; nothing before its time, nor after the agreement's end."""
    ends = _ended_on(desk.agreement, term)
    if ends is not None:
        ended = Reason("population_ended", (("on", ends.isoformat()),))
        return Result(Status.TERMINATED, None, (ended,)), _Moved(0)
    if desk.on <= deadline:
        return Result(Status.AWAITING, None), _Moved(0)
    result = verdict(term, found)
    if found.blocked:
        return result, _Moved(0, owed=(Owed("infusion", None, Owner.SITE),))
    if result.status is Status.HOLD:
        return result, _Moved(0, owed=(Owed("ruling", None, Owner.PARTIES),))
    if result.figures is None:
        return result, _Moved(0)
    return _priced(term, result, result.figures, basis)


def _ended_on(agreement: Agreement, term: Guaranteed) -> date | None:
    """The day the agreement ended, where that was before the cut and the term does not run on."""
    rule = agreement.termination
    if rule is None or rule.ends_on is None or term.id in rule.survives:
        return None
    return rule.ends_on if cut_of(agreement, term) > rule.ends_on else None


def _priced(
    term: Guaranteed, result: Result, figures: Figures, basis: Basis
) -> tuple[Result, _Moved]:
    rule, met = term.settles, result.status is Status.MET
    payoff = rule.above if met else rule.below
    distance = figure(figures, rule.measured_by) - rule.guarantee
    points = (distance if met else -distance) * 100
    if payoff is None or points <= rule.corridor:
        return result, _Moved(0)
    share = _share(payoff, points, rule.corridor)
    if basis.amount is None:
        told = (*result.told, Reason("owed_unknown", (("outcome", "price"),)))
        held = replace(result, status=Status.HOLD, told=told)
        return held, _Moved(0, basis.reasons, (Owed("price", None, Owner.PAYER),))
    values = (
        ("points", decimal_text(shown(points / 100, scale_of(term)) * 100)),
        ("guarantee", str(rule.guarantee)),
        ("share", str(share)),
        ("basis", str(basis.amount)),
    )
    code = "population_more" if met else "population_less"
    told = (Reason(code, values, basis.reasons),)
    amount = share_of(basis.amount, share)
    if met:
        return result, _Moved(amount, told)
    back = min(amount, max(0, basis.net))
    if back < amount:
        limited = (("paid", str(basis.net)), ("uncut", str(-amount)))
        told = (*told, Reason("refund_limited", limited))
    return result, _Moved(-back, told)


def _share(payoff: Payoff, points: Fraction, corridor: Fraction) -> Fraction:
    """The share for a distance beyond the corridor."""
    if payoff.per_point is None or payoff.most is None:
        steps = payoff.steps
        return next(step.share for step in steps if step.to is None or points <= step.to)
    beyond = points - corridor
    counted = beyond if payoff.points == "exact" else Fraction(floor(beyond))
    return min(payoff.most, counted * payoff.per_point)
