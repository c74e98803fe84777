"""Values that make a criterion come out one way or the other, or lie at one of its constants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias, assert_never

from contracts.coverage.leaves import ANSWERS, SIDES, leaves
from contracts.criterion import (
    All,
    AnyOf,
    AnyOfValues,
    Between,
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    CountBody,
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
    method_of,
    outcome_of,
)
from contracts.interval import Interval, compare
from contracts.money import decimal_text
from contracts.outcome import Event, Outcome, Quantity, State

Wish: TypeAlias = tuple[tuple[Leaf, bool], ...]
"""What each leaf of a criterion is to come out as."""
Outcomes: TypeAlias = Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Setting:
    """What one visit finds, by outcome and method; what was found before; and what happened.

    Nothing found before, though it is looked at, is an empty text.
    """

    found: dict[tuple[str, str], str] = field(default_factory=dict)
    before: dict[tuple[str, str], str] = field(default_factory=dict)
    events: tuple[tuple[Happened | CountBody, int], ...] = ()


def wishes(node: Criterion, *, want: bool) -> Iterator[Wish]:
    """Ways for a criterion to come out one way, the plainest first."""
    match node:
        case All(parts=parts):
            yield from _every(parts, want=True) if want else _one(parts, want=False)
        case AnyOf(parts=parts):
            yield from _one(parts, want=True) if want else _every(parts, want=False)
        case Not(part=part):
            yield from wishes(part, want=not want)
        case Since(holds=holds):
            yield from wishes(holds, want=want)
        case SustainedFor(sustained=body):
            yield from wishes(body.holds, want=want)
        case _:
            yield ((node, want),)


def _first(node: Criterion, *, want: bool) -> Wish:
    return next(wishes(node, want=want))


def _every(parts: tuple[Criterion, ...], *, want: bool) -> Iterator[Wish]:
    """Every part the same way; then each part's other ways, one at a time."""
    plain = [_first(part, want=want) for part in parts]
    yield tuple(pair for wish in plain for pair in wish)
    for i, part in enumerate(parts):
        for other in list(wishes(part, want=want))[1:4]:
            chosen = [*plain[:i], other, *plain[i + 1 :]]
            yield tuple(pair for wish in chosen for pair in wish)


def _one(parts: tuple[Criterion, ...], *, want: bool) -> Iterator[Wish]:
    """One part decides, each in turn; the others come out against it."""
    against = [_first(part, want=not want) for part in parts]
    for i, part in enumerate(parts):
        for deciding in list(wishes(part, want=want))[:2]:
            chosen = [*against[:i], deciding, *against[i + 1 :]]
            yield tuple(pair for wish in chosen for pair in wish)


def setting(wish: Wish, outcomes: Outcomes) -> Setting:
    """A visit at which every leaf comes out as wished, where that can be."""
    return _set(wish, outcomes, None)


def cases(criterion: Criterion, outcomes: Outcomes) -> Iterator[Setting]:
    """A visit for every case of every leaf, the others as the criterion may come out either way."""
    bases = [wish for want in (True, False) for wish in list(wishes(criterion, want=want))[:3]]
    for leaf in leaves(criterion):
        for case in _cases(leaf):
            for base in bases:
                yield _set(base, outcomes, (leaf, case))


def _cases(leaf: Leaf) -> tuple[str, ...]:
    match leaf:
        case Compare() | CountInWindow():
            return SIDES
        case Between():
            return (*SIDES, *(f"high {side}" for side in SIDES[:-1]))
        case ChangeFromBaseline():
            return (*SIDES, "baseline")
        case InState() | AnyOfValues() | Happened() | Known():
            return ANSWERS
        case _:
            assert_never(leaf)


def _set(wish: Wish, outcomes: Outcomes, forced: tuple[Leaf, str] | None) -> Setting:
    made = Setting()
    happened: list[tuple[Happened | CountBody, int]] = []
    if forced is not None:
        wish = tuple(pair for pair in wish if pair[0] is not forced[0])
        wish = ((forced[0], forced[1] in {"yes", "at", "above"}), *wish)
    for name in dict.fromkeys(_name(leaf) for leaf, _ in wish):
        ours = tuple(pair for pair in wish if _name(pair[0]) == name)
        case = forced[1] if forced is not None and _name(forced[0]) == name else ""
        outcome = outcomes[name]
        if isinstance(outcome, Quantity):
            _measure(made, ours, outcome, case)
        elif isinstance(outcome, State) and case != "missing":
            value = _state(ours, outcome)
            if value:
                made.found[name, ""] = value
        elif isinstance(outcome, Event):
            happened += _events(ours, case)
    return Setting(made.found, made.before, tuple(happened))


def _events(wish: Wish, case: str) -> Iterator[tuple[Happened | CountBody, int]]:
    """The events wished for, each with how many of them."""
    steps = {"below": -1, "at": 0, "above": 1}
    for leaf, want in wish:
        if isinstance(leaf, CountInWindow):
            body = leaf.count
            number = _comfortable([(body.op, body.value, want)], Fraction(1), signed=False)
            if leaf is wish[0][0] and case in steps:
                number = body.value + steps[case]
            yield body, max(0, round(number))
        elif want and isinstance(leaf, Happened):
            yield leaf, 1


def _name(leaf: Leaf) -> str:
    name = outcome_of(leaf)
    return name or ""


def _state(wish: Wish, outcome: State) -> str:
    """The first state that every leaf about it agrees with; none where it is to be unknown."""
    if any(isinstance(leaf, Known) and not want for leaf, want in wish):
        return ""
    for value in outcome.values:
        if all((value in allowed) is want for leaf, want in wish if (allowed := _allowed(leaf))):
            return value
    return outcome.values[0]


def _allowed(leaf: Leaf) -> tuple[str, ...]:
    if isinstance(leaf, InState):
        return (leaf.value,)
    return leaf.chosen.values if isinstance(leaf, AnyOfValues) else ()


Held: TypeAlias = tuple[Operator, Fraction, bool]
"""An operator and a constant, and whether the comparison is to hold."""


def _measure(made: Setting, wish: Wish, outcome: Quantity, case: str) -> None:
    """A value, and where a change is looked at the value before, as the leaves ask for it."""
    unknown = any(isinstance(leaf, Known) and not want for leaf, want in wish)
    first = wish[0][0]
    held = [one for leaf, want in wish for one in _held(leaf, want=want)]
    changes = [leaf.change for leaf, _ in wish if isinstance(leaf, ChangeFromBaseline)]
    method = next((m for leaf, _ in wish if (m := method_of(leaf))), None)
    name = (_name(first), method or (outcome.methods[0] if outcome.methods else ""))
    signed = bool(changes) or any(constant < 0 for _, constant, _ in held)
    value = Fraction(10) * outcome.precision
    if held:
        value = _comfortable(held, outcome.precision, signed=signed)
    value = _forced(first, case, outcome.precision, value)
    if changes:
        before = changes[0].value * (4 if changes[0].value > 0 else 1)
        made.before[name] = "" if case == "baseline" else decimal_text(before)
        value += before
    if case != "missing" and not unknown:
        made.found[name] = decimal_text(value)


def _forced(leaf: Leaf, case: str, step: Fraction, value: Fraction) -> Fraction:
    """The value at or beside the constant the case names."""
    steps = {"below": -step, "at": Fraction(0), "above": step}
    which, side = (1, case[5:]) if case.startswith("high ") else (0, case)
    constants = [constant for _, constant, _ in _held(leaf, want=True)]
    if side not in steps or not constants:
        return value
    return constants[which] + steps[side]


def _held(leaf: Leaf, *, want: bool) -> tuple[Held, ...]:
    """The comparisons of a leaf; one that is not to lie between two bounds lies below both."""
    match leaf:
        case Compare(op=op, value=value):
            return ((op, value, want),)
        case ChangeFromBaseline(change=ChangeBody(op=op, value=value)):
            return ((op, value, want),)
        case CountInWindow(count=CountBody(op=op, value=value)):
            return ((op, value, want),)
        case Between(between=bounds):
            (low, least), (high, most) = bounds.sides
            return ((low, least, want), (high, most, True))
        case _:
            return ()


def _comfortable(held: list[Held], step: Fraction, *, signed: bool) -> Fraction:
    """A value held against every constant as wished, well away from them if it can be."""
    marks = [constant for _, constant, _ in held]
    far = [(a + b) / 2 for a in marks for b in marks if a < b]
    far += [mark * 2 for mark in marks]
    far += [mark + n * step for n in (10, -10, 1, -1, 0) for mark in marks]
    for value in (*far, Fraction(0)):
        point = Interval(value, value)
        if value < 0 and not signed:
            continue
        if all(compare(point, op, constant) is want for op, constant, want in held):
            return value
    return marks[0]
