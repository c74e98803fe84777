"""What an index has risen from the base month to the month an instalment is agreed for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.cited import cited
from contracts.dates import subtract
from contracts.fact import EVERYONE, Fact, Kind
from contracts.money import parse_number
from contracts.reason import Reason
from contracts.snapshot import Snapshot
from contracts.terms import Indexation, Judged


@dataclass(frozen=True, slots=True)
class Indexed:
    """The ratio an instalment is paid at, and why; no ratio while a month has no figure."""

    ratio: Fraction | None
    reason: Reason


def indexed(
    agreement: Agreement, snapshot: Snapshot, term: Judged, target: date, as_known: datetime | None
) -> Indexed | None:
    """The index of an instalment agreed for a day; None where its term follows none."""
    rules = (rule for _, rule in agreement.of_type(Indexation))
    rule = next((rule for rule in rules if term.id in rule.of), None)
    if rule is None:
        return None
    reached = subtract(target, rule.lag, agreement.document.calendar.month_rounding).replace(day=1)
    marks = (rule.base.replace(day=1), reached)
    figures = [_figures(snapshot, rule, month, as_known) for month in marks]
    values = (("series", rule.series), ("base", marks[0].isoformat()), ("month", f"{marks[1]}"))
    facts = tuple(fact for found in figures for fact in found)
    numbers = [{parse_number(fact.value) for fact in found} for found in figures]
    if any(len(found) != 1 for found in numbers):
        return Indexed(None, Reason("index_missing", values, cited(facts)))
    base, now = (found.pop() for found in numbers)
    ratio = now / base
    ratio = ratio if rule.floor is None else max(ratio, rule.floor)
    ratio = ratio if rule.cap is None else min(ratio, rule.cap)
    return Indexed(ratio, Reason("indexed", (*values, ("ratio", str(ratio))), cited(facts)))


def _figures(
    snapshot: Snapshot, rule: Indexation, month: date, as_known: datetime | None
) -> tuple[Fact, ...]:
    """The figures of a month as the agreement reads them: newest, or as first published."""
    current = tuple(
        fact
        for fact in snapshot.about(EVERYONE, as_known)
        if fact.kind is Kind.INDEX and fact.name == rule.series and fact.valid_on == month
    )
    if rule.revised == "true_up":
        return current
    return tuple(_first_published(snapshot, current))


def _first_published(snapshot: Snapshot, current: tuple[Fact, ...]) -> Iterator[Fact]:
    """The first version of each figure that stands: a revision is recorded and not used."""
    history = snapshot.history(EVERYONE) if current else ()
    for fact in current:
        yield next(f for f in history if f.fact_id == fact.fact_id)
