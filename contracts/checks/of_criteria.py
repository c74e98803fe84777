"""Static checks of criteria: what they look at, and when."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from contracts.criterion import (
    All,
    AnyOf,
    AnyOfValues,
    Between,
    BetweenBody,
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    CountBody,
    CountInWindow,
    Criterion,
    Happened,
    InState,
    Known,
    Limit,
    Not,
    SustainedBody,
    SustainedFor,
    method_of,
    nodes,
    outcome_of,
    outcomes_in,
    placed,
)
from contracts.dates import Period, Window, add, subtract
from contracts.document import Document, placed_terms
from contracts.faults import Fault, fault
from contracts.file.nearest import nearest
from contracts.money import decimal_text
from contracts.outcome import Event, Outcome, Quantity, State
from contracts.sight import limit_day
from contracts.terms import PopulationResponse, Scheduled, Term, Watching, criterion_of

_ANCHOR = date(2023, 3, 1)


def check_criteria(document: Document) -> Iterator[Fault]:
    """Every static fault of the criteria of endpoints and terms."""
    for path, criterion in criteria(document):
        for place, node in placed(criterion, path):
            yield from _node(document, place, node)
    yield from _bridges(document)
    for path, term in placed_terms(document):
        if isinstance(term, Scheduled):
            for place, node in placed(term.met_when, f"{path}.met_when"):
                yield from _out_of_time(document, term, place, node)


def _bridges(document: Document) -> Iterator[Fault]:
    """Values by several methods are held together only as it is agreed what one is in the other."""
    leaves = [node for _, criterion in criteria(document) for node in nodes(criterion)]
    for name, outcome in document.outcomes.items():
        if not isinstance(outcome, Quantity):
            continue
        place, told = f"outcomes.{name}.bridge", ", ".join(outcome.methods)
        for method in outcome.bridge:
            if method not in outcome.methods:
                yield fault(f"{place}.{method}", "unknown_method", method, told)
        measuring = [node for node in leaves if outcome_of(node) == name and _weighs(node)]
        mixed = any(method_of(node) is None for node in measuring)
        if mixed and len({*outcome.methods} - outcome.bridge.keys()) > 1:
            yield fault(place, "unbridged", name, told)


def _weighs(node: Criterion) -> bool:
    return isinstance(node, Compare | Between | ChangeFromBaseline | CountInWindow)


def criteria(document: Document) -> Iterator[tuple[str, Criterion]]:
    """Every criterion of endpoints and terms with its place in the file."""
    for i, endpoint in enumerate(document.endpoints):
        yield f"endpoints.{i}.lost_when", endpoint.lost_when
    for path, term in placed_terms(document):
        criterion = criterion_of(term)
        if criterion is not None:
            yield f"{path}.{_field(term)}", criterion


def _field(term: Term) -> str:
    if isinstance(term, PopulationResponse):
        return "responder_when"
    return "failed_when" if isinstance(term, Watching) else "met_when"


def _node(document: Document, path: str, node: Criterion) -> Iterator[Fault]:
    if isinstance(node, SustainedFor):
        yield from _lasting(f"{path}.sustained_for", node.sustained)
    name = outcome_of(node)
    if name is None:
        return
    outcome = document.outcomes.get(name)
    if outcome is None:
        near = nearest(name, document.outcomes)
        yield fault(path, "unknown_outcome", name, near=near)
    else:
        yield from _leaf(path, node, outcome)


def _out_of_time(
    document: Document, term: Scheduled, path: str, node: Criterion
) -> Iterator[Fault]:
    """What a node looks back over has no day in it, at any milestone."""
    starts: tuple[object, Limit]
    match node:
        case Happened():
            starts, name = (node.after, node.before), node.event
        case CountInWindow(count=body):
            starts, name = (body.after, body.before), body.name
        case SustainedFor(sustained=SustainedBody(over="run") as held):
            starts, name = (held.length, held.until), held.length.text
        case _:
            return
    if _never(document, term, *starts):
        told = "sustained_too_long" if isinstance(node, SustainedFor) else "event_window_inverted"
        yield fault(path, told, name)


def _never(document: Document, term: Scheduled, after: object, before: Limit) -> bool:
    """Whether days that start a period after infusion end before they begin, at every milestone."""
    if not isinstance(after, Period):
        return False
    rounding, plan = document.calendar.month_rounding, term.milestone
    starts = add(_ANCHOR, after, rounding)
    for offset in plan.offsets:
        target = add(_ANCHOR, offset, rounding)
        opens = subtract(target, plan.window.before, rounding)
        window = Window(opens, add(target, plan.window.after, rounding))
        if starts <= limit_day(before, window, target):
            return False
    return True


def _leaf(path: str, node: Criterion, outcome: Outcome) -> Iterator[Fault]:
    match node, outcome:
        case ((Compare() | Between() | ChangeFromBaseline()), Quantity()):
            yield from _measured(path, node, outcome)
        case ((InState() | AnyOfValues()), State()):
            yield from _states(path, node, outcome)
        case Happened(where=where), Event():
            yield from _where(path, where, outcome)
        case CountInWindow(count=body), _:
            yield from _count(f"{path}.count_in_window", body, outcome)
        case Known(), Quantity() | State():
            return
        case _:
            yield fault(path, "wrong_type", outcome_of(node))


Measure = Compare | BetweenBody | ChangeBody | CountBody


def _measured(
    path: str, node: Compare | Between | ChangeFromBaseline, outcome: Quantity
) -> Iterator[Fault]:
    if isinstance(node, Between):
        body = node.between
        yield from _constants(
            f"{path}.between", body, {"low": body.low, "high": body.high}, outcome
        )
        if body.low > body.high:
            yield fault(f"{path}.between", "bounds_crossed")
    elif isinstance(node, ChangeFromBaseline):
        change = node.change
        place = f"{path}.change_from_baseline"
        yield from _constants(place, change, {"value": change.value}, outcome)
    else:
        yield from _constants(path, node, {"value": node.value}, outcome)


def _constants(
    path: str, node: Measure, constants: Mapping[str, Fraction], outcome: Quantity
) -> Iterator[Fault]:
    if node.unit != outcome.unit:
        yield fault(f"{path}.unit", "unit_mismatch", node.unit or "", outcome.unit)
    precision = outcome.precision
    for name, value in constants.items():
        if (value / precision).denominator != 1:
            told = decimal_text(value), decimal_text(precision)
            yield fault(f"{path}.{name}", "too_fine", *told)
    if node.method is not None and node.method not in outcome.methods:
        yield fault(f"{path}.method", "unknown_method", node.method, ", ".join(outcome.methods))


def _states(path: str, node: InState | AnyOfValues, outcome: State) -> Iterator[Fault]:
    if isinstance(node, InState):
        yield from _named(f"{path}.is", (node.value,), outcome)
    else:
        yield from _named(f"{path}.any_of_values.in", node.chosen.values, outcome)


def _named(path: str, named: tuple[str, ...], outcome: State) -> Iterator[Fault]:
    for value in named:
        if value not in outcome.values:
            yield fault(path, "unknown_state", value, ", ".join(outcome.values))


def _count(path: str, body: CountBody, outcome: Outcome) -> Iterator[Fault]:
    """What is counted is an event or a whole number, and so is what it is held against."""
    match outcome:
        case Event() if body.event is not None:
            yield from _where(path, body.where, outcome)
        case Quantity() if body.event is None and outcome.precision.denominator == 1:
            yield from _constants(path, body, {}, outcome)
        case _:
            yield fault(path, "not_counted", body.name)
    if body.value.denominator != 1:
        yield fault(f"{path}.value", "too_fine", decimal_text(body.value), "1")


def _lasting(path: str, body: SustainedBody) -> Iterator[Fault]:
    """What is to last is one outcome's values, seen often enough to be told from a single one."""
    parts = [node for node in nodes(body.holds) if outcome_of(node) is None]
    values = [node for node in nodes(body.holds) if outcome_of(node) is not None]
    plain = all(isinstance(node, All | AnyOf | Not) for node in parts)
    plain &= all(isinstance(node, Compare | Between | InState | AnyOfValues) for node in values)
    if not plain or len(outcomes_in(body.holds)) > 1:
        yield fault(f"{path}.holds", "sustained_needs_values")
    if body.over == "run" and body.at_least < 2:
        yield fault(f"{path}.at_least", "sustained_once")


def _where(path: str, where: Mapping[str, tuple[str, ...]], outcome: Event) -> Iterator[Fault]:
    for name, values in where.items():
        allowed = outcome.attributes.get(name)
        if allowed is None:
            near = nearest(name, outcome.attributes)
            yield fault(f"{path}.where.{name}", "unknown_attribute", name, near=near)
        else:
            unknown = [value for value in values if value not in allowed]
            for value in unknown:
                yield fault(f"{path}.where.{name}", "unknown_state", value, ", ".join(allowed))
