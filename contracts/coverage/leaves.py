"""What worked examples have to show of a criterion: both sides and the edge of every constant."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from contracts.criterion import (
    All,
    AnyOf,
    AnyOfValues,
    Between,
    ChangeFromBaseline,
    Compare,
    CountInWindow,
    Criterion,
    Happened,
    InState,
    Known,
    Leaf,
    Not,
    Operator,
    Since,
    SustainedFor,
    nodes,
)
from contracts.fact import Fact
from contracts.money import decimal_text
from contracts.outcome import Outcome, Quantity
from contracts.reason import Reason
from contracts.sight import in_unit

SIDES = ("below", "at", "above", "missing")
ANSWERS = ("yes", "no", "missing")
_TRUTHS = {"true": "yes", "false": "no", "unknown": "missing"}


def leaves(criterion: Criterion) -> Iterator[Leaf]:
    """The leaves of a criterion, in reading order."""
    for node in nodes(criterion):
        if not isinstance(node, All | AnyOf | Not | Since | SustainedFor):
            yield node


def leaf_marks(criterion: Criterion) -> Iterator[tuple[str, ...]]:
    """The cases of every leaf, in reading order."""
    held = [node.sustained.holds for node in nodes(criterion) if isinstance(node, SustainedFor)]
    # What is sustained is asked of the days with a value alone, so there none is ever missing.
    inside = {id(leaf) for part in held for leaf in leaves(part)}
    for leaf in leaves(criterion):
        yield from (
            case for case in _cases(leaf) if id(leaf) not in inside or case[-1] != "missing"
        )
    for node in nodes(criterion):
        if isinstance(node, SustainedFor):
            body = node.sustained
            begin = ("sustained", body.length.text, str(body.at_least))
            yield from ((*begin, answer) for answer in ANSWERS)


def _sides(what: str, name: str, op: Operator, value: Fraction) -> Iterator[tuple[str, ...]]:
    """The cases of one constant."""
    yield from ((what, name, op, decimal_text(value), side) for side in SIDES)


def _cases(leaf: Leaf) -> Iterator[tuple[str, ...]]:
    match leaf:
        case Compare() | Between() | ChangeFromBaseline() | CountInWindow():
            yield from _numbers(leaf)
        case AnyOfValues(chosen=chosen):
            said = ", ".join(chosen.values)
            yield from (("state", chosen.state, said, answer) for answer in ANSWERS)
        case InState():
            yield from (("state", leaf.state, leaf.value, answer) for answer in ANSWERS)
        case Happened():
            yield from (("event", leaf.event, answer) for answer in ANSWERS)
        case Known():
            yield from (("known", leaf.known, answer) for answer in ANSWERS[:2])
        case _:
            assert_never(leaf)


def _numbers(
    leaf: Compare | Between | ChangeFromBaseline | CountInWindow,
) -> Iterator[tuple[str, ...]]:
    match leaf:
        case Compare():
            yield from _sides("compare", leaf.outcome, leaf.op, leaf.value)
        case Between(between=bounds):
            low, high = bounds.sides
            yield from _sides("compare", bounds.outcome, *low)
            yield from list(_sides("compare", bounds.outcome, *high))[:-1]
        case ChangeFromBaseline(change=body):
            yield from _sides("change", body.outcome, body.op, body.value)
            yield ("baseline", body.outcome)
        case CountInWindow(count=count):
            found = _sides("count", count.name, count.op, count.value)
            fewest = count.value <= 0 and count.event is not None
            # Nothing happens less often than never.
            yield from (case for case in found if not (fewest and case[-1] == "below"))
        case _:
            assert_never(leaf)


_LIMITS = ("window_open", "target", "window_close")


def settled_by(
    node: Criterion, event: str, attributes: Mapping[str, str], limit: str
) -> bool | None:
    """What a criterion comes to as soon as an event has happened, whatever else is known.

    None where the event alone does not settle it for every day up to the limit.
    """
    match node:
        case All(parts=parts) | AnyOf(parts=parts):
            decisive = isinstance(node, AnyOf)
            found = [settled_by(part, event, attributes, limit) for part in parts]
            if decisive in found:
                return decisive
            return None if None in found else not decisive
        case Not(part=part):
            found_in = settled_by(part, event, attributes, limit)
            return None if found_in is None else not found_in
        case Happened(event=name) if name == event and node.after == "infusion":
            told = all(attributes.get(key) in allowed for key, allowed in node.where.items())
            long_enough = _LIMITS.index(node.before) >= _LIMITS.index(limit)
            return True if told and long_enough else None
        case _:
            return None


def leaf_shown(
    reason: Reason, facts: Mapping[tuple[str, int], Fact], outcomes: Mapping[str, Outcome]
) -> Iterator[tuple[str, ...]]:
    """The case of a leaf that one node of a reason shows the engine to have met."""
    name, truth = reason.get("outcome"), _TRUTHS.get(reason.get("truth"), "")
    match reason.code:
        case "compare" | "change" | "between":
            yield from _measured(reason, facts, outcomes[name])
        case "count":
            side = "missing" if truth == "missing" else _counted(reason, outcomes[name])
            yield ("count", name, reason.get("op"), reason.get("constant"), side)
        case "sustained":
            yield ("sustained", reason.get("length"), reason.get("at_least"), truth)
        case "baseline_missing":
            yield ("baseline", name)
        case "state":
            yield ("state", name, reason.get("is"), truth)
        case "event" | "known":
            yield (reason.code, name, truth)
        case _:
            return


def _measured(
    reason: Reason, facts: Mapping[tuple[str, int], Fact], outcome: Outcome
) -> Iterator[tuple[str, ...]]:
    """On which side of each of its constants a value lies; a change has one, a range two."""
    what, name = "change" if reason.code == "change" else "compare", reason.get("outcome")
    for op, constant in (("op", "constant"), ("op_high", "high")):
        if reason.get(constant):
            side = _side(reason, reason.get(constant), facts, outcome)
            yield (what, name, reason.get(op), reason.get(constant), side)


def _counted(reason: Reason, outcome: Outcome) -> str:
    """On which side of the number a count lies."""
    step = outcome.precision if isinstance(outcome, Quantity) else Fraction(1)
    return _beside(Fraction(reason.get("count")) - Fraction(reason.get("constant")), step)


def _side(
    reason: Reason, constant: str, facts: Mapping[tuple[str, int], Fact], outcome: Outcome
) -> str:
    """On which side of the constant the value lies; nothing where it is further off than one step.

    The step is the declared precision: just below 5.0 is 4.9 where one decimal is agreed.
    """
    cited = [
        facts[node.get("fact_id"), int(node.get("version"))]
        for node in reason.children
        if node.code == "fact"
    ]
    if not cited or not isinstance(outcome, Quantity):
        return "missing"
    value = in_unit(cited[-1], outcome)
    value = value.minus(in_unit(cited[0], outcome)) if reason.code == "change" else value
    if value.low is None or value.low != value.high:
        return ""
    return _beside(value.low - Fraction(constant), outcome.precision)


def _beside(off: Fraction, step: Fraction) -> str:
    if off == 0:
        return "at"
    if abs(off) > step:
        return ""
    return "below" if off < 0 else "above"
