"""The most and the least one course, or one patient with all courses, comes to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.dates import paid_on
from contracts.disputes import OPEN, adjudicated
from contracts.document import Clause
from contracts.money import split
from contracts.payer import UNKNOWN_PAYER, payers_of
from contracts.position import Charge, unplaced
from contracts.reason import Reason, Status
from contracts.terms import PatientCap

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
    """One year of what a cap counts: what is owed up to its end, and what the cap makes of it.

    `own` is the latest charge of each key: its course decides the rates its part is paid at, and
    where it is of this year it dates it too. `last` dates the others, and a floor.
    """

    year: int
    last: Charge
    own: dict[_Key, Charge]
    owed: dict[_Key, int]
    bound: int

    @property
    def total(self) -> int:
        """What all keys together owe without the cap."""
        return sum(self.owed.values())

    def dated_by(self, own: Charge, *, more: bool) -> Charge:
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
        years.setdefault(last.due.target.year, [])
    owed: dict[_Key, int] = defaultdict(int)
    given: dict[_Key, int] = defaultdict(int)
    own = {_key(charge): charge for charge in reversed(counted)}
    for year in sorted(years):
        for charge in years[year]:
            owed[_key(charge)] += charge.line.amount
            own[_key(charge)] = charge
        decided = last if year == max(years) else None
        bound = _bound(term, sum(owed.values()), decided=decided is not None)
        seen = _Year(year, decided or years[year][-1], dict(own), dict(owed), bound)
        yield from _lines(clause, term, seen, _shared(counted, seen), given)


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
    if any(charge.line.status in OPEN for charge in charges):
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
    due_on = paid_on(day, charge.due.case.agreement.document.calendar)
    line = replace(charge.line, due_on=due_on)
    return Charge(line, replace(charge.due, target=day, due=day))


def _shared(charges: list[Charge], seen: _Year) -> dict[_Key, int]:
    """What the cap adds to each key in all: those who owe share it by what they owe."""
    weights = {key: amount for key, amount in seen.owed.items() if amount > 0}
    if not weights and seen.bound != seen.total:
        weights = _sharing(charges, seen.last)
    keys = sorted(weights)
    parts = split(seen.bound - seen.total, [Fraction(weights[key]) for key in keys])
    return dict(zip(keys, parts, strict=True))


def _sharing(charges: list[Charge], dated: Charge) -> dict[_Key, int]:
    """Where nobody is left having paid, those share who would pay what was decided last."""
    due, treatment = dated.due, dated.line.treatment
    payers = {c.line.payer for c in charges if c.line.treatment == treatment}
    days = {payer.code: payer.days for payer in payers_of(due) if payer.code in payers}
    return {(treatment, code): n for code, n in days.items()} or {_key(dated): 1}


def _lines(
    clause: Clause, term: PatientCap, seen: _Year, shared: dict[_Key, int], given: dict[_Key, int]
) -> Iterator[Charge]:
    """What each key's part has changed by in the year; `given` holds what it came to so far.

    A key whose own amounts were refunded gets its own part back, and nobody else's.
    """
    sums = (("sum", str(seen.total)), ("bound", str(seen.bound)))
    why = Reason("patient_cap", (("year", str(seen.year)), *sums))
    for key in sorted({*shared, *given}):
        part, before = shared.get(key, 0), given[key]
        given[key] = part
        since = Reason("part_since", (("part", str(part)), ("given", str(before))))
        if part != before:
            told = (why, since) if before else (why,)
            yield _added(clause, term, seen, key, (part - before, told))


def _added(
    clause: Clause, term: PatientCap, seen: _Year, key: _Key, says: tuple[int, tuple[Reason, ...]]
) -> Charge:
    """What a cap adds for one key: dated with the year, and supplied with the key's own course."""
    (treatment, payer), (amount, why) = key, says
    own = seen.own.get(key, seen.last)
    dated = seen.dated_by(own, more=amount > 0)
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
        reason=Reason("line", told, why),
        blocked_by=(),
    )
    if payer == UNKNOWN_PAYER:
        line = unplaced(line)
    # The facts that count are those that count for the year; the infusion is the course's own.
    case = replace(own.due.case, as_known=dated.due.case.as_known)
    return Charge(line, replace(own.due, case=case, target=dated.due.target, due=dated.due.due))
