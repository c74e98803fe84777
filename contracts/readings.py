"""The leaves of a criterion that read one chosen value: numbers, changes and states."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from contracts.cited import cited, fact_reason
from contracts.dates import Window, subtract
from contracts.fact import Fact
from contracts.finding import Finding, Said, absent, judged
from contracts.interval import Interval, compare
from contracts.leaves import (
    BetweenBody,
    ChangeBody,
    Compare,
    Known,
    Operator,
)
from contracts.money import decimal_text
from contracts.outcome import Quantity
from contracts.reason import Reason
from contracts.sight import Sight, chosen, in_unit, rivals, unusable, values

Side = tuple[Operator, Fraction]


def compared(node: Compare, sight: Sight) -> Finding:
    """A value against one constant."""
    return _measured("compare", node, ((node.op, node.value),), sight)


def between(body: BetweenBody, sight: Sight) -> Finding:
    """A value against two bounds; one that fails is told as that bound alone."""
    return _measured("between", body, body.sides, sight)


def changed(body: ChangeBody, sight: Sight) -> Finding:
    """A value minus the last one up to infusion, against a constant."""
    earliest = subtract(sight.infused_on, body.baseline_within, sight.rounding)
    days = Window(earliest, sight.infused_on)
    found = values(sight, body.outcome, body.method)
    baseline = next((fact for fact in reversed(found) if fact.valid_on in days), None)
    if baseline is None:
        unread = unusable(replace(sight, window=days), body.outcome, body.method)
        return absent("baseline_missing", body.outcome, (("outcome", body.outcome),), unread)
    return _measured("change", body, ((body.op, body.value),), sight, baseline)


def _measured(
    code: str,
    node: Compare | BetweenBody | ChangeBody,
    sides: tuple[Side, ...],
    sight: Sight,
    baseline: Fact | None = None,
) -> Finding:
    """A chosen value, or its change from a baseline, held against every constant."""
    outcome = sight.outcomes[node.outcome]
    fact = chosen(sight, node.outcome, node.method)
    if fact is None or not isinstance(outcome, Quantity):
        unread = unusable(sight, node.outcome, node.method)
        return absent(code, node.outcome, _said(node, sides), unread)
    facts = (fact,) if baseline is None else (baseline, fact)
    value = _value(facts, outcome, bridged=node.method is None)
    truth, told = _against(value, sides)
    code = "compare" if len(told) < len(sides) else code
    beside = (*_bridges(facts, outcome, node.method), *_passed_over(sight, fact, node.method))
    reason = judged(code, truth, _said(node, told), (*cited(facts), *beside))
    missing = (node.outcome,) if truth is None else ()
    return Finding(truth, fact.valid_on, reason, facts, missing, seen=True)


def _passed_over(sight: Sight, fact: Fact, method: str | None) -> tuple[Reason, ...]:
    """The values as near as the one that counts, each with what told them apart."""
    return tuple(
        Reason(
            "passed_over",
            (("outcome", fact.name), ("by", _told_apart(fact, other))),
            cited((other,)),
        )
        for other in rivals(sight, fact, method)
    )


def _told_apart(fact: Fact, other: Fact) -> str:
    return "later" if fact.recorded_at > other.recorded_at else "id"


def _bridges(facts: tuple[Fact, ...], outcome: Quantity, method: str | None) -> Iterator[Reason]:
    """By how much a value by another method was multiplied, where that changes it."""
    for used in dict.fromkeys(fact.method for fact in facts):
        factor = outcome.bridge.get(used, Fraction(1))
        if method is None and factor != 1:
            yield Reason("bridged", (("method", used), ("rate", decimal_text(factor))))


def _value(facts: tuple[Fact, ...], outcome: Quantity, *, bridged: bool) -> Interval:
    """The last value, less the first where there are two, at the precision agreed."""
    first, last = (in_unit(facts[end], outcome, bridged=bridged) for end in (0, -1))
    value = last if len(facts) == 1 else last.minus(first)
    return value.rounded(outcome.precision) if outcome.compare == "rounded" else value


def _against(value: Interval, sides: tuple[Side, ...]) -> tuple[bool | None, tuple[Side, ...]]:
    """Whether every comparison holds, and those worth telling: all, or the one that fails."""
    truths = [compare(value, op, constant) for op, constant in sides]
    if False in truths:
        return False, (sides[truths.index(False)],)
    return (None if None in truths else True), sides


def _said(node: Compare | BetweenBody | ChangeBody, sides: tuple[Side, ...]) -> Said:
    op, constant = sides[0]
    said = (
        ("outcome", node.outcome),
        ("op", op),
        ("constant", decimal_text(constant)),
        ("unit", node.unit),
    )
    if len(sides) == 1:
        return said
    op, constant = sides[1]
    return (*said, ("op_high", op), ("high", decimal_text(constant)))


def in_state(name: str, allowed: tuple[str, ...], sight: Sight) -> Finding:
    """Whether the state chosen is one of those that count."""
    said = (("outcome", name), ("is", ", ".join(allowed)))
    fact = chosen(sight, name, None)
    if fact is None:
        return absent("state", name, said, unusable(sight, name, None))
    truth = fact.value in allowed
    beside = _passed_over(sight, fact, None)
    reason = judged("state", truth, said, (fact_reason(fact), *beside))
    return Finding(truth, fact.valid_on, reason, (fact,), seen=True)


def known(node: Known, sight: Sight) -> Finding:
    """Whether there is a usable value; never unknown itself."""
    fact = chosen(sight, node.known, None)
    facts = () if fact is None else (fact,)
    on = sight.window.closes if fact is None else fact.valid_on
    reason = judged("known", fact is not None, (("outcome", node.known),), cited(facts))
    return Finding(fact is not None, on, reason, facts, seen=True)
