"""Static checks of a document: what can be known to be wrong before any patient is treated."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from contracts.criterion import (
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    Criterion,
    Happened,
    InState,
    nodes,
    outcome_of,
)
from contracts.dates import add, subtract
from contracts.decisions import Exceptions
from contracts.document import Document
from contracts.faults import Fault
from contracts.money import decimal_text
from contracts.outcome import Event, Outcome, Quantity, State
from contracts.price import Paying, group_by_price
from contracts.reason import Status
from contracts.terms import (
    FixedPrice,
    MilestoneRebate,
    Scheduled,
    Term,
    Upfront,
    WarrantyRefund,
    criterion_of,
    pays_at_anchor,
)

# Infusion days whose anniversaries are the awkward ones; windows are tried on each.
_ANCHORS = (date(2023, 3, 1), date(2024, 1, 31), date(2024, 2, 29), date(2024, 12, 31))


def check(document: Document) -> tuple[Fault, ...]:
    """Every static fault of a document, each with its path."""
    faults = [*_header(document), *_ids(document), *_shares(document)]
    for path, criterion in _criteria(document):
        faults += _criterion(document, path, criterion)
    for path, term in _terms(document):
        faults += _term(document, path, term)
    return tuple(faults)


def _terms(document: Document) -> Iterator[tuple[str, Term]]:
    for i, clause in enumerate(document.clauses):
        for j, term in enumerate(clause.terms):
            yield f"clauses.{i}.terms.{j}", term


def _criteria(document: Document) -> Iterator[tuple[str, Criterion]]:
    for i, endpoint in enumerate(document.endpoints):
        yield f"endpoints.{i}.lost_when", endpoint.lost_when
    for path, term in _terms(document):
        criterion = criterion_of(term)
        if criterion is not None:
            name = "failed_when" if isinstance(term, WarrantyRefund) else "met_when"
            yield f"{path}.{name}", criterion


def _fault(path: str, code: str, found: object = "", expected: object = "") -> Fault:
    return Fault("", path, code, (("found", str(found)), ("expected", str(expected))))


def _header(document: Document) -> Iterator[Fault]:
    header = document.agreement
    if header.effective_until is not None and header.effective_until < header.effective_from:
        yield _fault("agreement.effective_until", "effective_backwards")
    if not any(clause.terms for clause in document.clauses):
        yield _fault("clauses", "no_terms")


def _ids(document: Document) -> Iterator[Fault]:
    kinds = {
        "clauses": [clause.id for clause in document.clauses],
        "clauses.terms": [term.id for _, term in _terms(document)],
        "endpoints": [endpoint.id for endpoint in document.endpoints],
        "examples": [example.id for example in document.examples],
    }
    for path, ids in kinds.items():
        for name, times in sorted(Counter(ids).items()):
            if times > 1:
                yield _fault(path, "repeated_id", name)


def _shares(document: Document) -> Iterator[Fault]:
    """The terms that divide one price pay all of it, and no rebate gives back more."""
    paths = {term.id: path for path, term in _terms(document)}
    for group in group_by_price(term for _, term in _terms(document)):
        total = sum((share for term in group for share in term.shares), Fraction(0))
        if total != 1:
            yield _fault(
                f"{paths[group[-1].id]}.{_shares_field(group[-1])}", "shares_not_one", total
            )
    for path, term in _terms(document):
        if isinstance(term, MilestoneRebate) and sum(term.shares, Fraction(0)) > 1:
            yield _fault(f"{path}.shares", "shares_above_one", sum(term.shares, Fraction(0)))


def _shares_field(term: Paying) -> str:
    return "share" if isinstance(term, Upfront) else "shares"


def _criterion(document: Document, path: str, criterion: Criterion) -> Iterator[Fault]:
    for node in nodes(criterion):
        name = outcome_of(node)
        if name is None:
            continue
        outcome = document.outcomes.get(name)
        if outcome is None:
            yield _fault(path, "unknown_outcome", name)
        else:
            yield from _leaf(path, node, outcome)


def _leaf(path: str, node: Criterion, outcome: Outcome) -> Iterator[Fault]:
    match node, outcome:
        case Compare(), Quantity():
            yield from _constant(path, node, outcome)
        case ChangeFromBaseline(change=body), Quantity():
            yield from _constant(path, body, outcome)
        case InState(), State():
            if node.value not in outcome.values:
                yield _fault(path, "unknown_state", node.value, ", ".join(outcome.values))
        case Happened(), Event():
            yield from _where(path, node, outcome)
        case ((Compare() | ChangeFromBaseline() | InState() | Happened()), _):
            yield _fault(path, "wrong_type", outcome_of(node))
        case _:
            return


def _constant(path: str, node: Compare | ChangeBody, outcome: Quantity) -> Iterator[Fault]:
    if node.unit != outcome.unit:
        yield _fault(path, "unit_mismatch", node.unit, outcome.unit)
    if (node.value / outcome.precision).denominator != 1:
        yield _fault(path, "too_fine", decimal_text(node.value), decimal_text(outcome.precision))
    if node.method is not None and node.method not in outcome.methods:
        yield _fault(path, "unknown_method", node.method, ", ".join(outcome.methods))


def _where(path: str, node: Happened, outcome: Event) -> Iterator[Fault]:
    for name, values in node.where.items():
        allowed = outcome.attributes.get(name)
        if allowed is None:
            yield _fault(path, "unknown_attribute", name)
        else:
            unknown = [value for value in values if value not in allowed]
            for value in unknown:
                yield _fault(path, "unknown_state", value, ", ".join(allowed))


def _term(document: Document, path: str, term: Term) -> Iterator[Fault]:
    if isinstance(term.price, FixedPrice):
        yield from _currency(document, f"{path}.price", term.price.amount.currency)
    match term:
        case Upfront():
            yield from _whole_results(path, term.exceptions)
        case WarrantyRefund():
            yield from _whole_results(path, term.exceptions)
            yield from _steps(path, term)
        case _:
            yield from _milestones(document, path, term)
            if term.cap is not None:
                yield from _currency(document, f"{path}.cap", term.cap.amount.currency)


def _currency(document: Document, path: str, currency: str) -> Iterator[Fault]:
    if currency != document.money.currency:
        yield _fault(path, "currency_mismatch", currency, document.money.currency)


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
            yield _fault(f"{path}.exceptions.{name}", "pro_rata_here", name)


def _steps(path: str, term: WarrantyRefund) -> Iterator[Fault]:
    ends = [add(_ANCHORS[0], step.until) for step in term.steps]
    if ends != sorted(set(ends)):
        yield _fault(f"{path}.steps", "steps_unordered")


def _milestones(document: Document, path: str, term: Scheduled) -> Iterator[Fault]:
    offsets = term.milestone.offsets
    extra = len(term.shares) - len(offsets)
    if extra not in {0, 1} or (extra == 1 and isinstance(term, MilestoneRebate)):
        yield _fault(f"{path}.shares", "share_count", len(term.shares), len(offsets))
    if term.pro_rata_by == "months" and any(offset.days for offset in offsets):
        yield _fault(f"{path}.milestone", "months_needed")
    found = {fault for anchor in _ANCHORS for fault in _windows(document, path, term, anchor)}
    yield from sorted(found, key=lambda fault: (fault.code, fault.values))


def _windows(document: Document, path: str, term: Scheduled, anchor: date) -> Iterator[Fault]:
    """Faults of the windows, tried on one infusion day."""
    rounding, plan = document.calendar.month_rounding, term.milestone
    place, closed, previous = f"{path}.milestone", None, anchor
    for i, offset in enumerate(plan.offsets, start=2 if pays_at_anchor(term) else 1):
        target = add(anchor, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        closes = add(target, plan.window.after, rounding)
        if opens < anchor:
            yield _fault(place, "window_before_anchor", i)
        if target <= previous:
            yield _fault(place, "milestones_unordered", i)
        elif closed is not None and opens <= closed:
            yield _fault(place, "windows_overlap", i - 1, i)
        if plan.report_by is not None and add(target, plan.report_by, rounding) < closes:
            yield _fault(place, "report_before_close", i)
        closed, previous = closes, target
