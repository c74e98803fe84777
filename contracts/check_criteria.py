"""Static checks of criteria: what they look at, and whether they can come out either way."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from contracts.criterion import (
    All,
    AnyOf,
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    Criterion,
    Happened,
    InState,
    Known,
    outcome_of,
    placed,
)
from contracts.dates import Period, Window, add, subtract
from contracts.document import Document, placed_terms
from contracts.faults import Fault, fault
from contracts.interval import Interval, compare
from contracts.money import decimal_text
from contracts.outcome import Event, Outcome, Quantity, State
from contracts.sight import limit_day
from contracts.terms import Scheduled, Watching, criterion_of

_ANCHOR = date(2023, 3, 1)


def check_criteria(document: Document) -> Iterator[Fault]:
    """Every static fault of the criteria of endpoints and terms."""
    for path, criterion in _criteria(document):
        for place, node in placed(criterion, path):
            yield from _node(document, place, node)
    for path, term in placed_terms(document):
        if isinstance(term, Scheduled):
            for place, node in placed(term.met_when, f"{path}.met_when"):
                if isinstance(node, Happened) and _never(document, term, node):
                    yield fault(place, "event_window_inverted", node.event)


def _criteria(document: Document) -> Iterator[tuple[str, Criterion]]:
    for i, endpoint in enumerate(document.endpoints):
        yield f"endpoints.{i}.lost_when", endpoint.lost_when
    for path, term in placed_terms(document):
        criterion = criterion_of(term)
        if criterion is not None:
            name = "failed_when" if isinstance(term, Watching) else "met_when"
            yield f"{path}.{name}", criterion


def _node(document: Document, path: str, node: Criterion) -> Iterator[Fault]:
    if isinstance(node, All | AnyOf):
        yield from _one_sided(path, node)
    name = outcome_of(node)
    if name is None:
        return
    outcome = document.outcomes.get(name)
    if outcome is None:
        yield fault(path, "unknown_outcome", name)
    else:
        yield from _leaf(path, node, outcome)


def _one_sided(path: str, node: All | AnyOf) -> Iterator[Fault]:
    """Comparisons of one value that can never hold together, or that always leave one holding.

    The number line is cut at the constants; on each piece every comparison is of one mind.
    """
    groups: dict[tuple[str, str | None], list[Compare]] = defaultdict(list)
    for part in node.parts:
        if isinstance(part, Compare):
            groups[part.outcome, part.method].append(part)
    for (name, _), parts in groups.items():
        if len(parts) < 2:
            continue
        held = [
            [compare(Interval(point, point), part.op, part.value) for part in parts]
            for point in _pieces(parts)
        ]
        if isinstance(node, All) and not any(all(row) for row in held):
            yield fault(path, "never_holds", name)
        if isinstance(node, AnyOf) and all(any(row) for row in held):
            yield fault(path, "always_holds", name)


def _pieces(parts: list[Compare]) -> list[Fraction]:
    """A point in every piece of the line: each constant, between them, and beyond."""
    marks = sorted({part.value for part in parts})
    between = [(a + b) / 2 for a, b in pairwise(marks)]
    return [marks[0] - 1, *marks, *between, marks[-1] + 1]


def _never(document: Document, term: Scheduled, node: Happened) -> bool:
    """Whether the days an event is looked for on end before they begin, at every milestone."""
    if not isinstance(node.after, Period):
        return False
    rounding, plan = document.calendar.month_rounding, term.milestone
    starts = add(_ANCHOR, node.after, rounding)
    for offset in plan.offsets:
        target = add(_ANCHOR, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        window = Window(opens, add(target, plan.window.after, rounding))
        if starts <= limit_day(node.before, window, target):
            return False
    return True


def _leaf(path: str, node: Criterion, outcome: Outcome) -> Iterator[Fault]:
    match node, outcome:
        case Compare(), Quantity():
            yield from _constant(path, node, outcome)
        case ChangeFromBaseline(change=body), Quantity():
            yield from _constant(f"{path}.change_from_baseline", body, outcome)
        case InState(), State():
            if node.value not in outcome.values:
                yield fault(f"{path}.is", "unknown_state", node.value, ", ".join(outcome.values))
        case Happened(), Event():
            yield from _where(path, node, outcome)
        case Known(), Event():
            yield fault(path, "wrong_type", node.known)
        case ((Compare() | ChangeFromBaseline() | InState() | Happened()), _):
            yield fault(path, "wrong_type", outcome_of(node))
        case _:
            return


def _constant(path: str, node: Compare | ChangeBody, outcome: Quantity) -> Iterator[Fault]:
    if node.unit != outcome.unit:
        yield fault(f"{path}.unit", "unit_mismatch", node.unit, outcome.unit)
    if (node.value / outcome.precision).denominator != 1:
        yield fault(
            f"{path}.value", "too_fine", decimal_text(node.value), decimal_text(outcome.precision)
        )
    if node.method is not None and node.method not in outcome.methods:
        yield fault(f"{path}.method", "unknown_method", node.method, ", ".join(outcome.methods))


def _where(path: str, node: Happened, outcome: Event) -> Iterator[Fault]:
    for name, values in node.where.items():
        allowed = outcome.attributes.get(name)
        if allowed is None:
            yield fault(f"{path}.where.{name}", "unknown_attribute", name)
        else:
            unknown = [value for value in values if value not in allowed]
            for value in unknown:
                yield fault(f"{path}.where.{name}", "unknown_state", value, ", ".join(allowed))
