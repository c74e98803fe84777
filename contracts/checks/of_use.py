"""Static checks of what acts on nothing: declared and not read, waited for in vain, never due."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from contracts.checks.decisions import Exceptions
from contracts.criterion import measures
from contracts.dates import Period, add
from contracts.document import Document, judged_terms, placed_terms
from contracts.faults import Fault, fault
from contracts.outcome import Event
from contracts.reason import Status
from contracts.terms import (
    DataObligation,
    Excepted,
    Indexation,
    LimitationTermination,
    PerformanceAnnuity,
    RepeatDose,
    Scheduled,
    Upfront,
    WarrantyRefund,
    criterion_of,
    pays_at_anchor,
)

_ANCHOR = date(2023, 3, 1)
_READ_BY = {
    "death": "death",
    "consent_withdrawn": "withdrawal",
    "lost_to_follow_up": "lost_to_follow_up",
    "emigrated": "relocation_abroad",
}
"""The events that exceptions read by themselves, each with the exception it fires."""


def check_use(document: Document) -> Iterator[Fault]:
    """Every static fault of what nothing reads, waits too long or can never come."""
    yield from _unread(document)
    yield from _example_products(document)
    for path, term in placed_terms(document):
        alone = isinstance(term, DataObligation) and term.milestone is not None
        if isinstance(term, Indexation | DataObligation) and not term.of and not alone:
            yield fault(f"{path}.of", "too_short")
        if isinstance(term, LimitationTermination):
            yield from _treated_past_end(document, path, term)
    for path, term in judged_terms(document):
        if not isinstance(term, RepeatDose):
            yield from _term(document, path, term)


def _term(document: Document, path: str, term: Excepted) -> Iterator[Fault]:
    yield from _collide(f"{path}.exceptions", term.exceptions)
    yield from _idle(path, term)
    yield from _waits(document, path, term)
    if isinstance(term, Scheduled):
        yield from _past_end(document, path, term)


def _unread(document: Document) -> Iterator[Fault]:
    """Outcomes that no criterion, exception or obligation names."""
    terms = [term for _, term in placed_terms(document)]
    named = {word for part in (*terms, *document.endpoints) for word in _words(part)}
    if not terms:
        return
    named |= _READ_BY.keys()
    spelled = {name.replace("-", "_") for name in named}
    for name, outcome in document.outcomes.items():
        values = outcome.attributes.values() if isinstance(outcome, Event) else ()
        therapies = {value.replace("-", "_") for some in values for value in some}
        if name.replace("-", "_") not in spelled and not therapies & spelled:
            yield fault(f"outcomes.{name}", "nothing_reads", name)


def _words(part: object) -> Iterator[str]:
    """Every text that stands in a part of the file."""
    match part:
        case str():
            yield part
        case BaseModel():
            for _, value in part:
                yield from _words(value)
        case dict():
            yield from _words(tuple(part.values()))
        case tuple():
            for value in part:
                yield from _words(value)
        case _:
            return


def _example_products(document: Document) -> Iterator[Fault]:
    """An example is about a treatment with the agreement's product."""
    product = document.agreement.product
    for i, example in enumerate(document.examples):
        given = {
            fact.get("value", ""): j
            for j, fact in enumerate(example.facts)
            if fact.get("kind") == "treatment" and fact.get("name") == "infused"
        }
        if product is not None and given and product not in given:
            other, j = next(iter(given.items()))
            yield fault(f"examples.{i}.facts.{j}.value", "example_product", other, product)


def _collide(path: str, exceptions: Exceptions) -> Iterator[Fault]:
    """One event fires one exception, or two that say the same, or it is said which goes first."""
    for repeated in sorted({n for n in exceptions.priority if exceptions.priority.count(n) > 1}):
        yield fault(f"{path}.priority", "repeated_id", repeated)
    fired = defaultdict[str, set[str]](set)
    for name in exceptions.competing_therapy.list:
        event = name.replace("-", "_")
        if event in _READ_BY:
            fired[event] = {_READ_BY[event], "competing_therapy"}
    for event, both in fired.items():
        results = {result for name in both for result in _results(exceptions, name)}
        if len(results) > 1 and not both & {*exceptions.priority}:
            told = ", ".join(f"{name} {_told(exceptions, name)}" for name in sorted(both))
            yield fault(f"{path}.competing_therapy.list", "exceptions_collide", event, told)


def _told(exceptions: Exceptions, name: str) -> str:
    return "/".join(sorted(_results(exceptions, name)))


def _results(exceptions: Exceptions, name: str) -> set[str]:
    """What an exception may give."""
    rule = getattr(exceptions, name)
    if name == "death" and exceptions.death.related is not None:
        related = exceptions.death.related
        return {related.yes, related.no, related.unknown}
    return {rule.result}


def _idle(path: str, term: Excepted) -> Iterator[Fault]:
    """Fields that act on measurements, or on a part of a period, where there is none."""
    criterion = criterion_of(term)
    if criterion is not None and not measures(criterion):
        if isinstance(term, Scheduled) and "select" in term.model_fields_set:
            yield fault(f"{path}.select", "reads_no_values", "select")
        if isinstance(term, WarrantyRefund) and term.watch_from is not None:
            yield fault(f"{path}.watch_from", "reads_no_values", "watch_from")
        if term.exceptions.missing_assessment.carry_forward is not None:
            place = f"{path}.exceptions.missing_assessment.carry_forward"
            yield fault(place, "reads_no_values", "carry_forward")
    if isinstance(term, Scheduled) and "pro_rata_by" in term.model_fields_set:
        partial = isinstance(term, PerformanceAnnuity) and term.partial_period == "pro_rata"
        if not partial and Status.PRO_RATA not in {*_words(term.exceptions)}:
            yield fault(f"{path}.pro_rata_by", "no_pro_rata", term.pro_rata_by)


def _limitation(document: Document) -> Period | None:
    """How long after a window corrections still count; None without an end."""
    if document.limitation is not None:
        return document.limitation.corrections_until.plus
    terms = (term for _, term in placed_terms(document))
    return next((t.plus for t in terms if isinstance(t, LimitationTermination)), None)


def _waits(document: Document, path: str, term: Excepted) -> Iterator[Fault]:
    """Nothing is waited for longer than it could still be read."""
    limit, rules = _limitation(document), term.exceptions
    if limit is None or isinstance(term, Upfront):
        return
    waits = [
        ("exceptions.missing_assessment.grace", Period(), rules.missing_assessment.grace),
        ("exceptions.death.unknown_after", Period(), rules.death.unknown_after or Period()),
    ]
    if isinstance(term, Scheduled) and term.milestone.report_by is not None:
        waits.append(("milestone.report_by", term.milestone.window.after, term.milestone.report_by))
    for place, closes, wait in waits:
        if add(_ANCHOR, wait) > add(add(_ANCHOR, closes), limit):
            yield fault(f"{path}.{place}", "wait_past_limitation", wait.text, limit.text)


def _past_end(document: Document, path: str, term: Scheduled) -> Iterator[Fault]:
    """Milestones that lie past the agreement's end even for the first treatment it governs."""
    ends = [t for _, t in placed_terms(document) if isinstance(t, LimitationTermination)]
    day = next((t.ends_on for t in ends if t.ends_on is not None), None)
    if day is None or any(term.id in t.survives for t in ends):
        return
    first, rounding = document.agreement.effective_from, document.calendar.month_rounding
    start = 2 if pays_at_anchor(term) else 1
    for i, offset in enumerate(term.milestone.offsets, start=start):
        if add(first, offset, rounding) > day:
            yield fault(f"{path}.milestone", "past_agreement_end", i, day)


def _treated_past_end(
    document: Document, path: str, term: LimitationTermination
) -> Iterator[Fault]:
    header = document.agreement
    last = max(header.effective_from, header.effective_until or header.effective_from)
    if term.ends_on is not None and last > term.ends_on:
        yield fault(f"{path}.ends_on", "treated_past_end", last, term.ends_on)
