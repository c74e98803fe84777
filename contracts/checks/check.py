"""Static checks of a document: what can be known to be wrong before any patient is treated."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from contracts.checks.decisions import EVENT_KINDS, Exceptions, Ignored
from contracts.checks.of_cells import check_cells
from contracts.checks.of_criteria import check_criteria
from contracts.checks.of_money import check_money
from contracts.checks.of_population import check_population
from contracts.checks.of_terms import check_terms
from contracts.checks.of_use import check_use
from contracts.dates import add, subtract
from contracts.document import Document, judged_terms, placed_terms
from contracts.faults import Fault, fault
from contracts.file.nearest import nearest
from contracts.outcome import Event, Quantity
from contracts.reason import Status
from contracts.terms import Judged, MilestoneRebate, RepeatDose, Scheduled, pays_at_anchor

# Infusion days whose anniversaries are the awkward ones; windows are tried on each.
_ANCHORS = (date(2023, 3, 1), date(2024, 1, 31), date(2024, 2, 29), date(2024, 12, 31))


def check(document: Document) -> tuple[Fault, ...]:
    """Every static fault of a document, each with its path."""
    faults = [*_header(document), *_ids(document), *_units(document)]
    faults += [*check_money(document), *check_criteria(document)]
    faults += check_population(document)
    faults += [*check_cells(document), *check_terms(document), *check_use(document)]
    for path, term in judged_terms(document):
        faults += _term(document, path, term)
    return tuple(faults)


def _header(document: Document) -> Iterator[Fault]:
    header = document.agreement
    if header.effective_until is not None and header.effective_until < header.effective_from:
        yield fault("agreement.effective_until", "effective_backwards")
    if not any(clause.terms for clause in document.clauses):
        yield fault("clauses", "no_terms")


def _ids(document: Document) -> Iterator[Fault]:
    kinds = {
        "clauses": [clause.id for clause in document.clauses],
        "clauses.terms": [term.id for _, term in placed_terms(document)],
        "endpoints": [endpoint.id for endpoint in document.endpoints],
        "examples": [example.id for example in document.examples],
    }
    for path, ids in kinds.items():
        for name, times in sorted(Counter(ids).items()):
            if times > 1:
                yield fault(path, "repeated_id", name)


def _term(document: Document, path: str, term: Judged) -> Iterator[Fault]:
    if isinstance(term, RepeatDose):
        return
    yield from _competing(document, path, term.exceptions)
    if isinstance(term, Scheduled):
        yield from _milestones(document, path, term)
    else:
        yield from _whole_results(path, term.exceptions)


def _units(document: Document) -> Iterator[Fault]:
    for name, outcome in document.outcomes.items():
        if isinstance(outcome, Quantity) and outcome.unit in outcome.convert:
            yield fault(f"outcomes.{name}.convert", "converts_itself", outcome.unit)


def _competing(document: Document, path: str, exceptions: Exceptions) -> Iterator[Fault]:
    """Every therapy named is one that a fact can name: an event, or a declared attribute."""
    place = f"{path}.exceptions.competing_therapy.list"
    known = set(EVENT_KINDS)
    for name, outcome in document.outcomes.items():
        if isinstance(outcome, Event):
            known |= {name, *(value for values in outcome.attributes.values() for value in values)}
    spelled = {name.replace("-", "_") for name in known}
    if not exceptions.competing_therapy.list and not isinstance(
        exceptions.competing_therapy, Ignored
    ):
        yield fault(place, "no_therapies")
    for name in exceptions.competing_therapy.list:
        if name.replace("-", "_") not in spelled:
            yield fault(place, "unknown_therapy", name, near=nearest(name, known))
    for name in exceptions.competing_therapy.unless:
        if name.replace("-", "_") not in spelled:
            place = f"{path}.exceptions.competing_therapy.unless"
            yield fault(place, "unknown_therapy", name, near=nearest(name, known))


def _whole_results(path: str, exceptions: Exceptions) -> Iterator[Fault]:
    """There is no period of which a part could be paid."""
    related = exceptions.death.related
    results = {
        "death": [exceptions.death.result]
        if related is None
        else [related.yes, related.no, related.unknown],
        "withdrawal": [exceptions.withdrawal.result],
        "lost_to_follow_up": [exceptions.lost_to_follow_up.result],
        "relocation_abroad": [exceptions.relocation_abroad.result],
        "competing_therapy": [exceptions.competing_therapy.result],
    }
    for name, found in results.items():
        if Status.PRO_RATA in found:
            yield fault(f"{path}.exceptions.{name}", "pro_rata_here", name)


def _milestones(document: Document, path: str, term: Scheduled) -> Iterator[Fault]:
    offsets = term.milestone.offsets
    extra = len(term.shares) - len(offsets)
    if extra not in {0, 1} or (extra == 1 and isinstance(term, MilestoneRebate)):
        yield fault(f"{path}.shares", "share_count", len(term.shares), len(offsets))
    if term.pro_rata_by == "months" and any(offset.days for offset in offsets):
        yield fault(f"{path}.milestone", "months_needed")
    found = {one for anchor in _ANCHORS for one in _windows(document, path, term, anchor)}
    yield from sorted(found, key=lambda one: (one.code, one.values))


def _windows(document: Document, path: str, term: Scheduled, anchor: date) -> Iterator[Fault]:
    """Faults of the windows, tried on one infusion day."""
    rounding, plan = document.calendar.month_rounding, term.milestone
    place, closed, previous = f"{path}.milestone", None, anchor
    for i, offset in enumerate(plan.offsets, start=2 if pays_at_anchor(term) else 1):
        target = add(anchor, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        closes = add(target, plan.window.after, rounding)
        if opens < anchor:
            yield fault(place, "window_before_anchor", i)
        if target <= previous:
            yield fault(place, "milestones_unordered", i)
        elif closed is not None and opens <= closed:
            yield fault(place, "windows_overlap", i - 1, i)
        if plan.report_by is not None and add(target, plan.report_by, rounding) < closes:
            yield fault(place, "report_before_close", i)
        closed, previous = closes, target
