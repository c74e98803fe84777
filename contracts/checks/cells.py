"""Every case a criterion can meet: each variable's axis cut at its constants, times not known.

In one cell a criterion has one truth value, so looking at every cell is exact. What no cell can
tell apart here (two methods of one measurement, two starts for one event) counts as independent;
so more cells are looked at than can occur, and a rule that fails in none of them fails nowhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Literal, TypeAlias

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
    Not,
    Operator,
    Since,
    method_of,
    outcome_of,
)
from contracts.interval import Interval, compare
from contracts.outcome import Outcome, Quantity, State

MOST_CELLS = 10_000
"""A criterion of more cells than this is refused: nobody could list its cases either."""

NEVER = "never"
UNBROKEN, BROKEN = "unbroken", "broken"
HOLDS, FAILS = "holds", "fails"
_MARKS = ("window_open", "target", "window_close")

Kind = Literal["value", "change", "count", "state", "event", "since", "whole"]
Point: TypeAlias = Fraction | str | None
Key: TypeAlias = tuple[Kind, str, str]
Outcomes: TypeAlias = Mapping[str, Outcome]
FALSE, UNKNOWN, TRUE = 0, 1, 2
"""Truth values as they stand in the bytes of `truths`."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One variable of a criterion, with a point for every piece of it; None is not known.

    `cuts` are the constants it is held against. An event's points are the marks by which it has
    happened; of a part with a span of its own (`since`, `whole`) only whether it holds.
    """

    kind: Kind
    name: str
    detail: str
    cuts: tuple[Point, ...]
    points: tuple[Point, ...]

    @property
    def key(self) -> Key:
        """What tells the variable from the others."""
        return self.kind, self.name, self.detail


def axes(criterion: Criterion, outcomes: Outcomes) -> tuple[Axis, ...]:
    """The variables of a criterion, in reading order; all its outcomes have to be declared."""
    cuts: dict[Key, list[Point]] = {}
    for node in _readers(criterion):
        cuts.setdefault(_key(node, outcomes), []).extend(_cuts(node))
    return tuple(Axis(*key, *_points(key, found, outcomes)) for key, found in cuts.items())


def count(found: tuple[Axis, ...]) -> int:
    """How many cells the axes span."""
    return prod(len(axis.points) for axis in found)


def cells(found: tuple[Axis, ...]) -> Iterator[tuple[Point, ...]]:
    """Every cell as its points, in the order of `truths`."""
    return product(*(axis.points for axis in found))


def truths(
    criterion: Criterion,
    found: tuple[Axis, ...],
    outcomes: Outcomes,
    known: dict[int, bytes] | None = None,
) -> bytes:
    """What a criterion comes to in every cell: 0 false, 1 not known, 2 true.

    `known` keeps what the nodes of one criterion come to along the same axes, by their identity.
    """
    known = {} if known is None else known
    if id(criterion) not in known:
        known[id(criterion)] = _worked_out(criterion, found, outcomes, known)
    return known[id(criterion)]


def _worked_out(
    criterion: Criterion, found: tuple[Axis, ...], outcomes: Outcomes, known: dict[int, bytes]
) -> bytes:
    match criterion:
        case All(parts=parts):
            return all_of([truths(part, found, outcomes, known) for part in parts])
        case AnyOf(parts=parts):
            return any_of([truths(part, found, outcomes, known) for part in parts])
        case Not(part=part):
            return truths(part, found, outcomes, known).translate(_NEGATED)
        case Since(holds=holds):
            below = truths(holds, found, outcomes, known)
            return all_of([_along(criterion, found, outcomes), below])
        case _:
            return _along(criterion, found, outcomes)


_NEGATED = bytes([TRUE, UNKNOWN, FALSE]) + bytes(range(3, 256))


def all_of(parts: list[bytes]) -> bytes:
    """Kleene's and, cell by cell."""
    return parts[0] if len(parts) == 1 else bytes(map(min, *parts))


def any_of(parts: list[bytes]) -> bytes:
    """Kleene's or, cell by cell."""
    return parts[0] if len(parts) == 1 else bytes(map(max, *parts))


def _readers(criterion: Criterion) -> Iterator[Criterion]:
    """The nodes that have an axis: the leaves, `since`, and whatever looks over a span."""
    match criterion:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from _readers(part)
        case Not(part=part):
            yield from _readers(part)
        case Since(holds=part):
            yield criterion
            yield from _readers(part)
        case _:
            yield criterion


def _along(node: Criterion, found: tuple[Axis, ...], outcomes: Outcomes) -> bytes:
    """A node that reads one axis, in every cell."""
    key = _key(node, outcomes)
    place = next(i for i, axis in enumerate(found) if axis.key == key)
    inner = count(found[place + 1 :])
    row = b"".join(bytes([_truth(node, point)]) * inner for point in found[place].points)
    return row * count(found[:place])


def _truth(node: Criterion, point: Point) -> int:
    if isinstance(node, Known):
        return FALSE if point is None else TRUE
    if point is None:
        return UNKNOWN
    return TRUE if _holds(node, point) else FALSE


def _holds(node: Criterion, point: Fraction | str) -> bool:
    if isinstance(point, Fraction):
        exactly = Interval(point, point)
        return all(compare(exactly, op, constant) is True for op, constant in _sides(node))
    match node:
        case InState(value=value):
            return point == value
        case AnyOfValues(chosen=body):
            return point in body.values
        case Happened(before=before):
            return point in _MARKS[: _MARKS.index(before) + 1]
        case _:
            return point in {UNBROKEN, HOLDS}


_KINDS: dict[type, Kind] = {
    Compare: "value",
    Between: "value",
    ChangeFromBaseline: "change",
    CountInWindow: "count",
    InState: "state",
    AnyOfValues: "state",
    Happened: "event",
    Since: "since",
}


def _key(node: Criterion, outcomes: Outcomes) -> Key:
    """What a node reads; nodes of one key read the same."""
    name = outcome_of(node) or ""
    if isinstance(node, Known):
        return "state" if isinstance(outcomes[name], State) else "value", name, ""
    return _KINDS.get(type(node), "whole"), name, _detail(node)


def _detail(node: Criterion) -> str:
    """What tells two variables of one outcome apart."""
    match node:
        case ChangeFromBaseline(change=body):
            return f"{body.method or ''} {body.baseline_within.text}"
        case CountInWindow(count=counted):
            return repr(counted.model_dump(exclude={"op", "value"}))
        case Happened():
            return f"{node.after!r} {sorted(node.where.items())!r}"
        case Since():
            return f"{node.since!r} {node.holds!r}"
        case Compare() | Between() | InState() | AnyOfValues():
            return method_of(node) or ""
        case _:
            return repr(node)


def _sides(node: Criterion) -> tuple[tuple[Operator, Fraction], ...]:
    """The comparisons of a number that all have to hold."""
    match node:
        case Compare(op=op, value=value):
            return ((op, value),)
        case Between(between=within):
            return within.sides
        case ChangeFromBaseline(change=body):
            return ((body.op, body.value),)
        case CountInWindow(count=counted):
            return ((counted.op, counted.value),)
        case _:
            return ()


def _cuts(node: Criterion) -> tuple[Point, ...]:
    match node:
        case InState(value=value):
            return (value,)
        case AnyOfValues(chosen=body):
            return body.values
        case Happened(before=before):
            return (before,)
        case _:
            return tuple(constant for _, constant in _sides(node))


def _points(
    key: Key, found: list[Point], outcomes: Outcomes
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The constants of an axis in order, and a point for every piece between them."""
    kind, name, _ = key
    match kind:
        case "state":
            states = tuple(sorted({str(cut) for cut in found}))
            return states, (*states, *_others(states, outcomes[name]), None)
        case "event":
            marks = tuple(mark for mark in _MARKS if mark in found)
            return marks, (*marks, NEVER, None)
        case "since":
            return (), (UNBROKEN, BROKEN)
        case "whole":
            return (), (HOLDS, FAILS, None)
        case _:
            numbers = tuple(sorted({Fraction(cut) for cut in found if cut is not None}))
            return numbers, (*_numbers(numbers, outcomes[name], kind), None)


def _others(named: tuple[str, ...], outcome: Outcome) -> tuple[str, ...]:
    """One state for all those not named, if there are any."""
    declared = outcome.values if isinstance(outcome, State) else ()
    return tuple(value for value in declared if value not in named)[:1]


def _numbers(cuts: tuple[Fraction, ...], outcome: Outcome, kind: Kind) -> tuple[Fraction, ...]:
    """A number for every piece: each constant, just below the first, and just above each.

    Values rounded before they are compared, and counted events, lie on a grid: between neighbours
    on it there is nothing, and nothing is counted below none.
    """
    measured = isinstance(outcome, Quantity)
    step = outcome.precision if isinstance(outcome, Quantity) else Fraction(1)
    if not cuts:
        return (Fraction(0),)
    points = [cuts[0] - step]
    for cut, following in pairwise(cuts):
        points.append(cut)
        if cut + step < following:
            points.append(cut + step)
        elif isinstance(outcome, Quantity) and outcome.compare == "raw":
            points.append((cut + following) / 2)
    points += [cuts[-1], cuts[-1] + step]
    return tuple(point for point in points if measured or kind != "count" or point >= 0)
