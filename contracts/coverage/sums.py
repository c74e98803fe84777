"""What one settlement shows of the terms that sum: below, at or above each bound, which tier."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from contracts.agreement import Agreement
from contracts.counted import Counted, counted, year_of
from contracts.coverage.marks import Mark, bounds
from contracts.disputes import OPEN
from contracts.entitlement import Entitlement
from contracts.patient_caps import patient_capped
from contracts.patients import patients
from contracts.position import Charge
from contracts.pricing import Desk
from contracts.refunds import of_one_treatment
from contracts.snapshot import Snapshot
from contracts.terms import Basket, PatientCap, SwitchRefund, VolumeTiers


def summed(
    agreement: Agreement, snapshot: Snapshot, on: date, lines: tuple[Entitlement, ...]
) -> Iterator[Mark]:
    """The branches of the sums, by what the engine counts for them."""
    if not agreement.of_type(SwitchRefund) and not _sums(agreement):
        return
    charges = _charges(agreement, snapshot, on)
    yield from _stacked(agreement, charges)
    yield from _per_patient(agreement, charges)
    whole = [
        charge
        for courses in charges
        for course in patient_capped(agreement, courses)
        for charge in course
    ]
    amounts = counted(whole)
    yield from _ceilings(agreement, amounts, lines)
    yield from _tiers(agreement, amounts)
    yield from _baskets(agreement, amounts, lines)


def _sums(agreement: Agreement) -> bool:
    kinds = (PatientCap, VolumeTiers, Basket)
    return any(bounds(agreement)) or any(agreement.of_type(kind) for kind in kinds)


def _charges(agreement: Agreement, snapshot: Snapshot, on: date) -> list[list[list[Charge]]]:
    """What is owed patient by patient and course by course, before any ceiling."""
    desk = Desk(agreement, snapshot, on)
    return [
        [of_one_treatment(desk, one) for one in courses]
        for courses in patients(agreement, snapshot)
    ]


def _stacked(agreement: Agreement, charges: list[list[list[Charge]]]) -> Iterator[Mark]:
    for courses in charges:
        for charge in (charge for course in courses for charge in course):
            if any(node.code == "stacked" for node in charge.line.reason.children):
                yield from (
                    (rule.id, "stacked")
                    for _, rule in agreement.of_type(SwitchRefund)
                    if rule.stacking != "sum"
                )


def _side(total: int, bound: int) -> str:
    return "at" if total == bound else "below" if total < bound else "above"


def _per_patient(agreement: Agreement, charges: list[list[list[Charge]]]) -> Iterator[Mark]:
    for _, term in agreement.of_type(PatientCap):
        for courses in charges:
            scopes = [[course] for course in courses] if term.per == "course" else [courses]
            for scope in scopes:
                yield from _bounded(term, [charge for course in scope for charge in course])


def _bounded(term: PatientCap, charges: list[Charge]) -> Iterator[Mark]:
    ours = [one.line for one in charges if not term.of or one.line.term in term.of]
    total = sum(line.amount for line in ours if line.due_on is not None)
    if term.ceiling is not None and total > 0:
        yield (term.id, "ceiling", _side(total, term.ceiling.minor))
    decided = bool(ours) and not any(line.status in OPEN for line in ours)
    if term.floor is not None and decided:
        yield (term.id, "floor", _side(total, term.floor.minor))


def _ceilings(
    agreement: Agreement, amounts: list[Counted], lines: tuple[Entitlement, ...]
) -> Iterator[Mark]:
    """Below, at or above each year's ceiling; what earlier sums gave back counts as theirs does."""
    tiers = {term.id for _, term in agreement.of_type(VolumeTiers)}
    for name, of, per, cap in bounds(agreement):
        years: dict[int, int] = defaultdict(int)
        for one in amounts:
            if not of or one.term in of:
                years[year_of(agreement, per, one.day)] += one.amount
        for line in lines:
            if line.term in tiers and line.due_on is not None and (not of or line.term in of):
                years[year_of(agreement, per, line.due_on)] += line.amount
        for total in years.values():
            if total > 0:
                yield (name, "ceiling", _side(total, cap.amount.minor))


def _tiers(agreement: Agreement, amounts: list[Counted]) -> Iterator[Mark]:
    for _, term in agreement.of_type(VolumeTiers):
        paid: dict[tuple[int, str], int] = defaultdict(int)
        for one in amounts:
            if (not term.of or one.term in term.of) and one.infused_on is not None:
                paid[year_of(agreement, term.per, one.infused_on), one.treatment] += one.amount
        numbers: dict[int, int] = defaultdict(int)
        for (year, _), amount in paid.items():
            numbers[year] += term.counts == "infused" or amount > 0
        for number in numbers.values():
            yield from _reached(term, number)


def _reached(term: VolumeTiers, number: int) -> Iterator[Mark]:
    places = range(1, number + 1) if term.mode == "graduated" else range(number, number + 1)
    for i, tier in enumerate(term.tiers, start=1):
        before = term.tiers[i - 2].to or 0 if i > 1 else 0
        if any(before < place and (tier.to is None or place <= tier.to) for place in places):
            yield (term.id, "tier", str(i))
        if number == tier.to:
            yield (term.id, "tier_end", str(i))


def _baskets(
    agreement: Agreement, amounts: list[Counted], lines: tuple[Entitlement, ...]
) -> Iterator[Mark]:
    for _, term in agreement.of_type(Basket):
        members = {member.term for member in term.members}
        counts = {one.term for one in amounts if one.term in members and one.amount}
        yield from ((term.id, "member", name) for name in sorted(counts))
        if any(line.term == term.id and line.amount for line in lines):
            yield (term.id, "netted")
