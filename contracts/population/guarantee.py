"""Results of the whole population, and what they move between the payers and the supplier.

A result is read once, after its data cut and the time its reports may take, on what was known
then or, where that is agreed, on what is known now about the time up to the cut. What it moves is
a share of the whole position of its members, so that corrections of the evidence and of what was
paid both lead to the same amount, whenever they come.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

from contracts.agreement import Agreement
from contracts.counted import Counted
from contracts.course import course_of
from contracts.dates import add, end_of
from contracts.document import Clause
from contracts.limits import final_at
from contracts.money import decimal_text, share_of, split
from contracts.payer import UNKNOWN_PAYER, payers_over
from contracts.population.estimate import Figures, shown
from contracts.population.members import Population, cut_of, population
from contracts.population.verdict import Result, figure, scale_of, verdict
from contracts.position import Entitlement, held
from contracts.price import find_price, paid_outside
from contracts.pricing import Desk
from contracts.reason import Owed, Owner, Reason, Status
from contracts.snapshot import Snapshot
from contracts.terms import Guaranteed, Payoff
from contracts.verdict import Case

COMPONENT = "population"


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the shares are taken of, how the payers share it, and what all of it comes to.

    There is no amount while a price is not known.
    """

    amount: int | None
    payers: dict[str, Fraction]
    net: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class _Moved:
    """The amount for all payers together, negative when the supplier owes, and why."""

    amount: int
    told: tuple[Reason, ...] = ()
    owed: tuple[Owed, ...] = ()


def guaranteed(desk: Desk, counts: list[Counted]) -> Iterator[tuple[Entitlement, Counted]]:
    """The lines of every term on a population's result, each with what later sums count of it."""
    for clause, term in desk.agreement.terms():
        if isinstance(term, Guaranteed):
            yield from _lines(desk, clause, term, counts)


def has_guarantees(agreement: Agreement) -> bool:
    """Whether any result of the population is agreed, so that positions have to be kept."""
    return any(isinstance(term, Guaranteed) for _, term in agreement.terms())


def decided_after(agreement: Agreement, term: Guaranteed) -> date:
    """The last day on which reports of the time up to the data cut may still come in time."""
    rounding = agreement.document.calendar.month_rounding
    return add(cut_of(agreement, term), term.report_delay, rounding)


def _lines(
    desk: Desk, clause: Clause, term: Guaranteed, counts: list[Counted]
) -> Iterator[tuple[Entitlement, Counted]]:
    agreement, deadline = desk.agreement, decided_after(desk.agreement, term)
    moment = _moment(agreement, desk.snapshot, term, deadline)
    # Filtered anew only where something recorded later has to be left out.
    seen = desk.snapshot
    seen = seen if moment is None else Snapshot.known_at(seen.versions, moment)
    found = population(agreement, term, seen)
    due = deadline + timedelta(days=1)
    basis = _basis(desk, term, found, counts, (seen, due))
    result, moved = _decided(desk, term, found, basis, deadline)
    reason = Reason(f"{term.type}_line", _told(agreement, term, deadline), result.told)
    payers = sorted(basis.payers)
    parts = split(moved.amount, [basis.payers[payer] for payer in payers])
    for payer, part in zip(payers, parts, strict=True):
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
            _line_reason(result, reason, moved, due),
            moved.owed,
        )
        if part and payer == UNKNOWN_PAYER:
            missing = Reason("owed_unknown", (("outcome", "residence"),))
            line = held(line, "residence", Owner.SITE, missing)
        yield line, Counted(term.id, payer, "*", None, due, line.amount)


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


def _moment(
    agreement: Agreement, snapshot: Snapshot, term: Guaranteed, deadline: date
) -> datetime | None:
    """When the evidence became final; None while it may still change."""
    if term.corrections == "resettled":
        return final_at(agreement, snapshot, deadline)
    closed = end_of(deadline, agreement.document.calendar.tz)
    return closed if closed < snapshot.at else None


def _decided(
    desk: Desk, term: Guaranteed, found: Population, basis: _Basis, deadline: date
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
    term: Guaranteed, result: Result, figures: Figures, basis: _Basis
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


def _basis(
    desk: Desk,
    term: Guaranteed,
    found: Population,
    counts: list[Counted],
    known: tuple[Snapshot, date],
) -> _Basis:
    """The position of the members so far, by payer.

    Where the price is paid outside the agreement it is paid in full, as it is where refunds are
    held within what was paid. Where nobody has paid, those share who would.
    """
    ours = {member.course.treatment for member in found.members}
    paid: dict[str, int] = defaultdict(int)
    net = 0
    for one in counts:
        if one.treatment in ours:
            net += one.amount
            if not term.settles.of or one.term in term.settles.of:
                paid[one.payer] += one.amount
    prices, reasons = _prices(desk.agreement, term, found, known[0])
    outside = paid_outside(desk.agreement) and prices is not None
    shares = {payer: Fraction(amount) for payer, amount in paid.items() if amount > 0}
    if outside or not shares:
        shares = _would_pay(desk, found, known, (prices or {}) if outside else {})
    if term.settles.price is None:
        return _Basis(max(0, sum(paid.values())), shares, net)
    if prices is None:
        return _Basis(None, shares, net, reasons)
    whole = sum(prices.values())
    return _Basis(whole, shares, net + whole if outside else net, reasons)


def _prices(
    agreement: Agreement, term: Guaranteed, found: Population, seen: Snapshot
) -> tuple[dict[str, int] | None, tuple[Reason, ...]]:
    """The price of each member, and what it was read from; None while one is not known."""
    price = term.settles.price
    if price is None:
        return None, ()
    prices, cites = dict[str, int](), dict[Reason, None]()
    for member in found.members:
        priced = find_price(agreement, seen, price, member.infused_on)
        if priced is None or priced.minor is None:
            return None, () if priced is None else priced.cited
        prices[member.course.treatment] = priced.minor
        cites.update(dict.fromkeys(priced.cited))
    return prices, tuple(cites)


def _would_pay(
    desk: Desk, found: Population, known: tuple[Snapshot, date], prices: dict[str, int]
) -> dict[str, Fraction]:
    """How those who pay for the members share, each treatment by its price and their days."""
    (seen, due), shares = known, defaultdict[str, Fraction](Fraction)
    for member in found.members:
        treatment = member.course.treatment
        course = course_of(treatment, seen.about(treatment), desk.on)
        starts = tuple(f for f in course.infusions if f.valid_on == member.infused_on)
        case = Case(desk.agreement, seen, course, starts, desk.on)
        payers = payers_over(case, member.infused_on, due, due)
        whole = sum(payer.days for payer in payers)
        for payer in payers:
            shares[payer.code] += Fraction(prices.get(treatment, 1) * payer.days, whole)
    return dict(shares)
