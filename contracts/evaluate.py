"""Three-valued evaluation of a criterion on one treatment: true, false, or not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

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
    Leaf,
    Not,
    Since,
)
from contracts.dates import Window, subtract
from contracts.facts import Fact
from contracts.interval import Interval, compare, negate, parse_interval
from contracts.money import decimal_text
from contracts.outcome import Quantity, State
from contracts.reason import Reason
from contracts.sight import Sight, at_day, chosen, limit_day, looks, start_day, values


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth value, the day it turned on, why, the facts used, and what was missing."""

    truth: bool | None
    on: date | None
    reason: Reason
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


def evaluate(node: Criterion, sight: Sight) -> Finding:
    """What a criterion comes to at one look."""
    match node:
        case All(parts=parts):
            return _combined("all", [evaluate(part, sight) for part in parts], decisive=False)
        case AnyOf(parts=parts):
            return _combined("any", [evaluate(part, sight) for part in parts], decisive=True)
        case Not(part=part):
            inner = evaluate(part, sight)
            truth = negate(inner.truth)
            return replace(inner, truth=truth, reason=_reason("not", truth, (), (inner.reason,)))
        case Since():
            return _since(node, sight)
        case _:
            return _leaf(node, sight)


def _leaf(node: Leaf, sight: Sight) -> Finding:
    match node:
        case Compare():
            return _compare(node, sight)
        case InState():
            return _in_state(node, sight)
        case Happened():
            return _happened(node, sight)
        case Known():
            return _known(node, sight)
        case ChangeFromBaseline(change=body):
            return _change(body, sight)
        case _:
            assert_never(node)


def fact_reason(fact: Fact) -> Reason:
    """The node that cites one version of one fact, as it stood."""
    return Reason(
        "fact",
        (
            ("fact_id", fact.fact_id),
            ("version", str(fact.version)),
            ("kind", fact.kind.value),
            ("name", fact.name),
            ("value", fact.value),
            ("unit", fact.unit),
            ("method", fact.method),
            ("valid_on", fact.valid_on.isoformat()),
            ("recorded_at", fact.recorded_at.isoformat()),
        ),
    )


_TRUTHS = {True: "true", False: "false", None: "unknown"}


def _reason(
    code: str,
    truth: bool | None,  # noqa: FBT001 -- a truth value, not a switch
    said: Iterable[tuple[str, str]],
    children: tuple[Reason, ...],
) -> Reason:
    return Reason(code, (("truth", _TRUTHS[truth]), *said), children)


def _combined(code: str, parts: list[Finding], *, decisive: bool) -> Finding:
    """Kleene's and (a false part decides) or or (a true part decides)."""
    truths = [part.truth for part in parts]
    truth: bool | None = not decisive
    if decisive in truths:
        truth = decisive
    elif None in truths:
        truth = None
    told = [part for part in parts if part.truth is truth]
    days = [part.on for part in told if part.on is not None]
    on = (min(days) if truth is decisive else max(days)) if days else None
    missing = () if truth is not None else _once(name for part in told for name in part.missing)
    facts = tuple(fact for part in parts for fact in part.facts)
    return Finding(
        truth,
        on,
        _reason(code, truth, (), tuple(part.reason for part in parts)),
        tuple({(fact.fact_id, fact.version): fact for fact in facts}.values()),
        missing,
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _absent(code: str, name: str, said: tuple[tuple[str, str], ...]) -> Finding:
    return Finding(None, None, _reason(code, None, said, ()), (), (name,))


def _in_unit(fact: Fact, outcome: Quantity) -> Interval | None:
    """The recorded value in the declared unit; None where it cannot be read or converted."""
    try:
        value = parse_interval(fact.value)
    except ValueError:
        return None
    if fact.unit != outcome.unit:
        factor = outcome.convert.get(fact.unit)
        if factor is None:
            return None
        value = value.scaled(factor)
    return value


def _measured(
    node: Compare | ChangeBody, code: str, sight: Sight, baseline: Fact | None = None
) -> Finding:
    """A chosen value, or its change from a baseline, held against the constant."""
    outcome = sight.outcomes[node.outcome]
    said = (
        ("outcome", node.outcome),
        ("op", node.op),
        ("constant", decimal_text(node.value)),
        ("unit", node.unit),
    )
    fact = chosen(sight, node.outcome, node.method)
    if fact is None or not isinstance(outcome, Quantity):
        return _absent(code, node.outcome, said)
    facts = (fact,) if baseline is None else (baseline, fact)
    read = [_in_unit(used, outcome) for used in facts]
    last, first = read[-1], read[0]
    truth = None
    if last is not None and first is not None:
        value = last if baseline is None else last.minus(first)
        value = value.rounded(outcome.precision) if outcome.compare == "rounded" else value
        truth = compare(value, node.op, node.value)
    reason = _reason(code, truth, said, tuple(fact_reason(used) for used in facts))
    missing = (node.outcome,) if truth is None else ()
    return Finding(truth, fact.valid_on, reason, facts, missing)


def _compare(node: Compare, sight: Sight) -> Finding:
    return _measured(node, "compare", sight)


def _change(body: ChangeBody, sight: Sight) -> Finding:
    earliest = subtract(sight.infused_on, body.baseline_within, sight.rounding)
    days = Window(earliest, sight.infused_on)
    found = values(sight, body.outcome, body.method)
    baseline = next((fact for fact in reversed(found) if fact.valid_on in days), None)
    if baseline is None:
        return _absent("baseline_missing", body.outcome, (("outcome", body.outcome),))
    return _measured(body, "change", sight, baseline)


def _in_state(node: InState, sight: Sight) -> Finding:
    said = (("outcome", node.state), ("is", node.value))
    fact = chosen(sight, node.state, None)
    outcome = sight.outcomes[node.state]
    if fact is None or not isinstance(outcome, State):
        return _absent("state", node.state, said)
    truth = fact.value == node.value if fact.value in outcome.values else None
    reason = _reason("state", truth, said, (fact_reason(fact),))
    return Finding(truth, fact.valid_on, reason, (fact,), (node.state,) if truth is None else ())


def _known(node: Known, sight: Sight) -> Finding:
    fact = chosen(sight, node.known, None)
    facts = () if fact is None else (fact,)
    on = sight.window.closes if fact is None else fact.valid_on
    reason = _reason(
        "known", fact is not None, (("outcome", node.known),), tuple(map(fact_reason, facts))
    )
    return Finding(fact is not None, on, reason, facts)


def _matches(fact: Fact, where: Mapping[str, tuple[str, ...]]) -> bool:
    attributes = fact.attributes
    return all(attributes.get(name) in allowed for name, allowed in where.items())


def _happened(node: Happened, sight: Sight) -> Finding:
    """True at the first such event; false once the patient was seen late enough without one."""
    days = Window(start_day(node.after, sight), limit_day(node.before, sight.window, sight.target))
    said = (
        ("outcome", node.event),
        ("from", days.opens.isoformat()),
        ("to", days.closes.isoformat()),
    )
    found = [
        fact
        for fact in sight.course.events.get(node.event, ())
        if fact.valid_on in days and _matches(fact, node.where)
    ]
    if found:
        fact = found[0]
        return Finding(
            True, fact.valid_on, _reason("event", True, said, (fact_reason(fact),)), (fact,)
        )
    seen = sight.course.contact_from(min(days.closes, sight.seen_from))
    if seen is None:
        return _absent("event", node.event, said)
    reason = _reason(
        "event",
        False,
        (*said, ("seen_on", seen.valid_on.isoformat())),
        (fact_reason(seen),),
    )
    return Finding(False, days.closes, reason, (seen,))


def first_true(node: Criterion, sight: Sight, days: Window) -> Finding | None:
    """The first day of a stretch on which a criterion came true; None if on no day."""
    for day in looks(node, sight, days):
        finding = evaluate(node, at_day(sight, day))
        if finding.truth is True:
            return replace(finding, on=day)
    return None


def _since(node: Since, sight: Sight) -> Finding:
    """False at the first observation against it; true if the window itself has one for it."""
    days = Window(start_day(node.since, sight), sight.window.closes)
    found = [evaluate(node.holds, at_day(sight, day)) for day in looks(node.holds, sight, days)]
    against = next((finding for finding in found if finding.truth is False), None)
    now = evaluate(node.holds, sight)
    deciding = against if against is not None else now
    said = (("from", days.opens.isoformat()), ("to", days.closes.isoformat()))
    reason = _reason("since", deciding.truth, said, (deciding.reason,))
    return replace(deciding, reason=reason)
