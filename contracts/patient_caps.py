"""The most and the least one course, or one patient with all courses, comes to."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.disputes import adjudicated
from contracts.document import Clause
from contracts.money import split
from contracts.position import Charge, Entitlement
from contracts.reason import Reason, Status
from contracts.terms import PatientCap

_OPEN = frozenset({Status.AWAITING, Status.HOLD, Status.CONFLICT})


def patient_capped(agreement: Agreement, courses: list[list[Charge]]) -> list[list[Charge]]:
    """The charges of one patient, course by course, with what each ceiling and floor adds.

    A ceiling acts in the year in which it is passed, and is worked out anew from all that is
    owed, so that room freed by a correction is given back. What a dispute about it was decided to
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
class _Counted:
    """The charges a cap counts, and by what the difference is divided between keys."""

    charges: list[Charge]
    weights: dict[tuple[str, str], int]


def _capped(clause: Clause, term: PatientCap, courses: list[list[Charge]]) -> Iterator[Charge]:
    counted = [c for course in courses for c in course if not term.of or c.line.term in term.of]
    years: dict[int, list[Charge]] = defaultdict(list)
    for charge in counted:
        if charge.line.due_on is not None and charge.line.amount:
            years[charge.due.target.year].append(charge)
    owed: dict[tuple[str, str], int] = defaultdict(int)
    total = given = 0
    for year in sorted(years):
        for charge in years[year]:
            owed[charge.line.treatment, charge.line.payer] += charge.line.amount
            total += charge.line.amount
        bound = _bound(term, total, decided=year == max(years) and _decided(counted))
        seen = _Counted(years[year], {key: max(0, n) for key, n in owed.items()})
        yield from _lines(clause, term, year, seen, (total, bound - total - given))
        given = bound - total


def _bound(term: PatientCap, total: int, *, decided: bool) -> int:
    """What the charges may come to in all."""
    if term.ceiling is not None:
        total = min(total, term.ceiling.minor)
    if term.floor is not None and decided:
        total = max(total, term.floor.minor)
    return total


def _decided(charges: list[Charge]) -> bool:
    return not any(charge.line.status in _OPEN for charge in charges)


def _lines(
    clause: Clause, term: PatientCap, year: int, seen: _Counted, sums: tuple[int, int]
) -> Iterator[Charge]:
    total, difference = sums
    last = {(c.line.treatment, c.line.payer): c for c in seen.charges}
    keys = sorted(seen.weights)
    if not any(seen.weights.values()):
        keys = keys[:1]
    weights = [Fraction(seen.weights[key] or len(keys) == 1) for key in keys]
    values = (("year", str(year)), ("sum", str(total)), ("bound", str(total + difference)))
    for key, part in zip(keys, split(difference, weights), strict=True):
        if part:
            like = last.get(key, seen.charges[-1])
            reason = Reason("patient_cap", values)
            yield replace(like, line=_line(clause, term, (year, *key), (like.line, part, reason)))


def _line(
    clause: Clause,
    term: PatientCap,
    place: tuple[int, str, str],
    says: tuple[Entitlement, int, Reason],
) -> Entitlement:
    (year, treatment, payer), (like, amount, why) = place, says
    agreement = like.key.split("|")[0]
    told = (("status", Status.MET.value), ("component", "patient_cap"))
    return replace(
        like,
        key="|".join((agreement, payer, treatment, term.id, str(year), "patient_cap")),
        amount=amount,
        status=Status.MET,
        clause=clause.id,
        term=term.id,
        milestone=year,
        treatment=treatment,
        payer=payer,
        window=None,
        reason=Reason("line", told, (why,)),
        blocked_by=(),
    )
