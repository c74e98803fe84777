"""Three-valued evaluation of a criterion on one treatment: true, false, or not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from contracts.cited import cited, fact_reason
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
from contracts.fact import Fact
from contracts.interval import compare, negate
from contracts.money import decimal_text
from contracts.outcome import Quantity
from contracts.reason import Reason
from contracts.sight import (
    Sight,
    at_day,
    chosen,
    in_unit,
    limit_day,
    looks,
    start_day,
    unusable,
    values,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth value, the day it turned on, why, the facts used, and what was missing.

    `seen` says that the day is that of a visit which showed it, not of the change itself;
    `unusable` are the values that would have been used if they could be read.
    """

    truth: bool | None
    on: date | None
    reason: Reason
    facts: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    seen: bool = False
    unusable: tuple[Fact, ...] = ()


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
    days = [(part.on, part.seen) for part in told if part.on is not None]
    on, seen = (min(days) if truth is decisive else max(days)) if days else (None, False)
    missing = () if truth is not None else _once(name for part in told for name in part.missing)
    return Finding(
        truth,
        on,
        _reason(code, truth, (), tuple(part.reason for part in parts)),
        _each(fact for part in parts for fact in part.facts),
        missing,
        seen,
        _each(fact for part in told for fact in part.unusable) if truth is None else (),
    )


def _each(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple({(fact.fact_id, fact.version): fact for fact in facts}.values())


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _absent(
    code: str, name: str, said: tuple[tuple[str, str], ...], unread: tuple[Fact, ...] = ()
) -> Finding:
    """Nothing to decide by: nothing was recorded, or only what cannot be read."""
    code = "unusable" if unread else code
    reason = _reason(code, None, said, cited(unread))
    return Finding(None, None, reason, (), (name,), unusable=unread)


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
        return _absent(code, node.outcome, said, unusable(sight, node.outcome, node.method))
    facts = (fact,) if baseline is None else (baseline, fact)
    value = in_unit(fact, outcome)
    value = value if baseline is None else value.minus(in_unit(baseline, outcome))
    value = value.rounded(outcome.precision) if outcome.compare == "rounded" else value
    truth = compare(value, node.op, node.value)
    reason = _reason(code, truth, said, cited(facts))
    missing = (node.outcome,) if truth is None else ()
    return Finding(truth, fact.valid_on, reason, facts, missing, seen=True)


def _compare(node: Compare, sight: Sight) -> Finding:
    return _measured(node, "compare", sight)


def _change(body: ChangeBody, sight: Sight) -> Finding:
    earliest = subtract(sight.infused_on, body.baseline_within, sight.rounding)
    days = Window(earliest, sight.infused_on)
    found = values(sight, body.outcome, body.method)
    baseline = next((fact for fact in reversed(found) if fact.valid_on in days), None)
    if baseline is None:
        unread = unusable(replace(sight, window=days), body.outcome, body.method)
        return _absent("baseline_missing", body.outcome, (("outcome", body.outcome),), unread)
    return _measured(body, "change", sight, baseline)


def _in_state(node: InState, sight: Sight) -> Finding:
    said = (("outcome", node.state), ("is", node.value))
    fact = chosen(sight, node.state, None)
    if fact is None:
        return _absent("state", node.state, said, unusable(sight, node.state, None))
    truth = fact.value == node.value
    reason = _reason("state", truth, said, (fact_reason(fact),))
    return Finding(truth, fact.valid_on, reason, (fact,), seen=True)


def _known(node: Known, sight: Sight) -> Finding:
    fact = chosen(sight, node.known, None)
    facts = () if fact is None else (fact,)
    on = sight.window.closes if fact is None else fact.valid_on
    reason = _reason("known", fact is not None, (("outcome", node.known),), cited(facts))
    return Finding(fact is not None, on, reason, facts, seen=True)


def matches(fact: Fact, where: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether each attribute named has one of the values allowed for it."""
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
        if fact.valid_on in days and matches(fact, node.where)
    ]
    if found:
        fact = found[0]
        return Finding(
            True, fact.valid_on, _reason("event", True, said, (fact_reason(fact),)), (fact,)
        )
    seen = _proof_of_absence(node, sight, days)
    if seen is None:
        return _absent("event", node.event, said)
    reason = _reason(
        "event",
        False,
        (*said, ("seen_on", seen.valid_on.isoformat())),
        (fact_reason(seen),),
    )
    # No day is known on which something did not happen, only that it was seen to be so.
    return Finding(False, days.closes, reason, (seen,), seen=True)


def _proof_of_absence(node: Happened, sight: Sight, days: Window) -> Fact | None:
    """The sighting late enough to show that an event had not happened.

    Nobody dies twice: a death after the last day shows that there was none up to it.
    """
    seen = sight.course.seen_from(min(days.closes, sight.seen_from))
    if seen is None and node.event in _ONCE:
        first = sight.course.first(node.event)
        return first if first is not None and first.valid_on > days.closes else None
    return seen


_ONCE = frozenset({"death", "relapse_or_death"})


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
