"""The most and the least one course, or one patient with all courses, comes to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.dates import is_bank_day, payment_day
from contracts.disputes import adjudicated
from contracts.document import Clause
from contracts.money import split
from contracts.payer import UNKNOWN_PAYER, payers_of
from contracts.position import Charge, held
from contracts.reason import Owner, Reason, Status
from contracts.terms import PatientCap

_OPEN = frozenset({Status.AWAITING, Status.HOLD, Status.CONFLICT})

_Key = tuple[str, str]
"""A treatment and who pays for it."""


def patient_capped(agreement: Agreement, courses: list[list[Charge]]) -> list[list[Charge]]:
    """The charges of one patient, course by course, with what each ceiling and floor adds.

    A ceiling acts in the year in which it is passed, and is worked out anew from all that is
    owed, so that room freed by a correction is given back. A floor is due in the year of the last
    decision, though nothing was paid in it or at all. What a dispute about either was decided to
    be stands in its place.
    """
    for clause, term in agreement.of_type(PatientCap):
        scopes = [[course] for course in courses] if term.per == "course" else [courses]
        capped = [charge for scope in scopes for charge in _capped(clause, term, scope)]
        added = adjudicated(agreement, capped)
        courses = [
            [*course, *(c for c in added if course and c.line.treatment == _treatment(course))]
            for course in courses
        ]
    return courses


def _treatment(course: list[Charge]) -> str:
    return course[0].line.treatment


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of what a cap counts, and how keys share what it adds.

    `own` is the latest charge of each key: its course decides the rates its part is paid at, and
    where it is of this year it dates it too. `last` dates the others, and a floor.
    """

    year: int
    last: Charge
    own: dict[_Key, Charge]
    weights: dict[_Key, int]

    def dating(self, own: Charge, *, more: bool) -> Charge:
        """The charge whose day a part is due on."""
        ours = own.line.amount and own.due.target.year == self.year
        return own if ours and not more else self.last


def _capped(clause: Clause, term: PatientCap, courses: list[list[Charge]]) -> Iterator[Charge]:
    counted = [c for course in courses for c in course if not term.of or c.line.term in term.of]
    years: dict[int, list[Charge]] = defaultdict(list)
    for charge in counted:
        if charge.line.due_on is not None and charge.line.amount:
            years[charge.due.target.year].append(charge)
    last = None if term.floor is None else _last_decision(counted)
    if last is not None:
        years[last.due.target.year] += []
    owed: dict[_Key, int] = defaultdict(int)
    own = {_key(charge): charge for charge in reversed(counted)}
    total = given = 0
    for year in sorted(years):
        for charge in years[year]:
            owed[_key(charge)] += charge.line.amount
            own[_key(charge)] = charge
            total += charge.line.amount
        decided = last if year == max(years) else None
        dated = decided or years[year][-1]
        weights = {key: amount for key, amount in owed.items() if amount > 0}
        seen = _Year(year, dated, dict(own), weights or _sharing(counted, dated))
        bound = _bound(term, total, decided=decided is not None)
        yield from _lines(clause, term, seen, (total, given, bound))
        given = bound - total


def _key(charge: Charge) -> _Key:
    return charge.line.treatment, charge.line.payer


def _bound(term: PatientCap, total: int, *, decided: bool) -> int:
    """What the charges may come to in all."""
    if term.ceiling is not None:
        total = min(total, term.ceiling.minor)
    if term.floor is not None and decided:
        total = max(total, term.floor.minor)
    return total


def _last_decision(charges: list[Charge]) -> Charge | None:
    """The charge that was decided last, dated to that day; None while one is still open.

    Where nothing was infused and nothing is paid, there is no course to pay the least of.
    """
    if any(charge.line.status in _OPEN for charge in charges):
        return None
    if not any(charge.due.case.infused or charge.line.amount for charge in charges):
        return None
    found = [_dated(charge, day) for charge in charges if (day := _decided_on(charge))]
    found = found or [_dated(charge, charge.due.target) for charge in charges]
    return max(found, key=lambda charge: (charge.due.target, charge.line.key))


def _decided_on(charge: Charge) -> date | None:
    """The day a charge counts on; None where it only follows from an earlier one."""
    due = charge.due
    if charge.line.amount:
        return due.target
    if charge.line.status is Status.TERMINATED:
        return due.verdict.on
    return due.target if due.due is not None else due.verdict.on or due.target


def _dated(charge: Charge, day: date) -> Charge:
    calendar = charge.due.case.agreement.document.calendar
    paid_on = payment_day(
        day, calendar.business_day, lambda day: is_bank_day(day, calendar.holidays)
    )
    line = replace(charge.line, due_on=paid_on)
    return Charge(line, replace(charge.due, target=day, due=day))


def _sharing(charges: list[Charge], dated: Charge) -> dict[_Key, int]:
    """Where nobody is left having paid, those share who would pay what was decided last."""
    due, treatment = dated.due, dated.line.treatment
    payers = {c.line.payer for c in charges if c.line.treatment == treatment}
    days = {payer.code: payer.days for payer in payers_of(due) if payer.code in payers}
    return {(treatment, code): n for code, n in days.items()} or {_key(dated): 1}


def _lines(
    clause: Clause, term: PatientCap, seen: _Year, sums: tuple[int, int, int]
) -> Iterator[Charge]:
    total, given, bound = sums
    keys = sorted(seen.weights)
    weights = [Fraction(seen.weights[key]) for key in keys]
    sums_told = (("sum", str(total)), ("given", str(given)), ("bound", str(bound)))
    values = (("year", str(seen.year)), *sums_told)
    for key, part in zip(keys, split(bound - total - given, weights), strict=True):
        if part:
            yield _added(clause, term, seen, key, (part, Reason("patient_cap", values)))


def _added(
    clause: Clause, term: PatientCap, seen: _Year, key: _Key, says: tuple[int, Reason]
) -> Charge:
    """What a cap adds for one key: dated with the year, and supplied with the key's own course."""
    (treatment, payer), (amount, why) = key, says
    own = seen.own.get(key, seen.last)
    dated = seen.dating(own, more=amount > 0)
    told = (("status", Status.MET.value), ("component", "patient_cap"))
    line = replace(
        dated.line,
        key="|".join(
            (own.line.key.split("|")[0], payer, treatment, term.id, str(seen.year), "patient_cap")
        ),
        amount=amount,
        status=Status.MET,
        clause=clause.id,
        term=term.id,
        milestone=seen.year,
        treatment=treatment,
        payer=payer,
        window=None,
        reason=Reason("line", told, (why,)),
        blocked_by=(),
    )
    if payer == UNKNOWN_PAYER:
        missing = Reason("owed_unknown", (("outcome", "residence"),))
        line = held(line, "residence", Owner.SITE, missing)
    # The facts that count are those that count for the year; the infusion is the course's own.
    case = replace(own.due.case, as_known=dated.due.case.as_known)
    return Charge(line, replace(own.due, case=case, target=dated.due.target, due=dated.due.due))
