"""Static checks of criteria by all their cells: whether they can come out either way, and how."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate

from contracts.checks import cells
from contracts.checks.cells import MOST_CELLS, Axis, Outcomes
from contracts.checks.of_criteria import criteria
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
    SustainedFor,
    nodes,
    outcome_of,
    outcomes_in,
    placed,
)
from contracts.document import Document
from contracts.faults import Fault, fault
from contracts.money import decimal_text
from contracts.outcome import Quantity, State

MOST_WORK = 1_500_000
"""So many cells times nodes are looked at in one file; each criterion counts once."""


def check_cells(document: Document) -> Iterator[Fault]:
    """Criteria that always or never hold, parts that decide nothing, and better that is worse.

    Only criteria whose outcomes are declared and of their type are looked at; the others have
    faults of their own.
    """
    work, seen = 0, dict[str, tuple[Fault, ...]]()
    for path, criterion in _whole(document):
        turned = sum(step in _TURNS for step in path.split(".")) % 2 == 1
        key = f"{turned} {criterion!r}"
        if key not in seen:
            found = cells.axes(criterion, document.outcomes)
            work += cells.count(found) * sum(1 for _ in nodes(criterion))
            if cells.count(found) > MOST_CELLS:
                yield fault(path, "too_many_cells", cells.count(found), MOST_CELLS)
                continue
            if work > MOST_WORK:
                yield fault(path, "too_much_work", work, MOST_WORK)
                return
            look = _Look(found, document.outcomes)
            told = _decides(look, criterion), _monotone(look, criterion, turned=turned)
            seen[key] = tuple(one for some in told for one in some)
        for one in seen[key]:
            yield Fault("", f"{path}.{one.path}".removesuffix("."), one.code, one.values)


_TURNS = frozenset({"failed_when", "lost_when", "not"})
"""Where better turns from what is wanted to what is not."""


def _whole(document: Document) -> Iterator[tuple[str, Criterion]]:
    """The criteria that have cells; what has to hold over a length of time has its own."""
    for path, criterion in criteria(document):
        if _readable(criterion, document.outcomes):
            yield path, criterion
            for place, node in placed(criterion, path):
                if isinstance(node, SustainedFor):
                    yield f"{place}.sustained_for.holds", node.sustained.holds


@dataclass(frozen=True, slots=True)
class _Look:
    """The axes a criterion is looked at along, and what its nodes come to, each worked out once."""

    axes: tuple[Axis, ...]
    outcomes: Outcomes
    known: dict[int, bytes] = field(default_factory=dict)

    def truths(self, criterion: Criterion) -> bytes:
        return cells.truths(criterion, self.axes, self.outcomes, self.known)


def _decides(look: _Look, criterion: Criterion) -> Iterator[Fault]:
    """Each node that combines others comes out either way, and each part of it matters.

    Above a node with a fault nothing more is said: it would be the same again.
    """
    above: set[str] = set()
    own = [(path, node) for path, node in placed(criterion, "") if ".sustained_for." not in path]
    for path, node in reversed(own):
        place = path.removeprefix(".")
        found = None if place in above else _one_sided(look, node) or _idle_part(look, node)
        if found is not None:
            steps = place.split(".")
            above.update(".".join(steps[:i]) for i in range(len(steps) + 1))
            below, code = found
            where = ".".join(part for part in (place, below) if part)
            yield fault(where, code, _told(_at(node, below)))


def _one_sided(look: _Look, node: Criterion) -> tuple[str, str] | None:
    truths = look.truths(node)
    if cells.TRUE not in truths:
        return "", "never_holds"
    return ("", "always_holds") if cells.FALSE not in truths else None


def _idle_part(look: _Look, node: Criterion) -> tuple[str, str] | None:
    """The last part without which a node comes out the same in every cell."""
    if not isinstance(node, All | AnyOf) or len(node.parts) < 2:
        return None
    word, combine = ("all", cells.all_of) if isinstance(node, All) else ("any", cells.any_of)
    parts = [look.truths(part) for part in node.parts]
    before = [*accumulate(parts, lambda one, more: combine([one, more]))]
    after = [*accumulate(reversed(parts), lambda one, more: combine([one, more]))][::-1]
    for i in reversed(range(len(parts))):
        if combine([*before[i - 1 : i], *after[i + 1 : i + 2]]) == before[-1]:
            return f"{word}.{i}", "dead_branch"
    return None


def _at(node: Criterion, below: str) -> Criterion:
    return dict(placed(node, ""))[f".{below}" if below else ""]


def _told(node: Criterion) -> str:
    """A part in few words, as a person finds it in the file."""
    match node:
        case Compare():
            return f"{node.outcome} {node.op} {decimal_text(node.value)} {node.unit}"
        case InState():
            return f"{node.state} is {node.value}"
        case _:
            return ", ".join(outcomes_in(node))


def _monotone(look: _Look, criterion: Criterion, *, turned: bool) -> Iterator[Fault]:
    """A value that is better never makes things worse, whatever the others are."""
    truths = look.truths(criterion)
    for place, axis in enumerate(look.axes):
        outcome = look.outcomes.get(axis.name)
        if not isinstance(outcome, Quantity) or outcome.better is None:
            continue
        if axis.kind in {"value", "change"}:
            rising = (outcome.better == "higher") != turned
            found = _worse(look, truths, place, rising=rising)
            if found is not None:
                worse, better = found if outcome.better == "higher" else found[::-1]
                yield fault("", "not_monotone", _value(axis, better), _value(axis, worse))


def _worse(
    look: _Look, truths: bytes, place: int, *, rising: bool
) -> tuple[Fraction, Fraction] | None:
    """Two neighbouring numbers, ascending, between which the truth goes the wrong way."""
    numbers = [point for point in look.axes[place].points if isinstance(point, Fraction)]
    inner = cells.count(look.axes[place + 1 :])
    block = inner * len(look.axes[place].points)
    for i in range(len(numbers) - 1):
        for start in range(i * inner, len(truths), block):
            low = truths[start : start + inner]
            high = truths[start + inner : start + 2 * inner]
            if any(map(int.__gt__, low, high) if rising else map(int.__lt__, low, high)):
                return numbers[i], numbers[i + 1]
    return None


def _value(axis: Axis, number: Fraction) -> str:
    change = "Δ " if axis.kind == "change" else ""
    return f"{change}{axis.name} {decimal_text(number)}"


def _readable(criterion: Criterion, outcomes: Outcomes) -> bool:
    """Whether every leaf looks at an outcome of its type, so that it has an axis."""
    return all(_suits(node, outcomes) for node in nodes(criterion))


def _suits(node: Criterion, outcomes: Outcomes) -> bool:
    outcome = outcomes.get(outcome_of(node) or "")
    match node:
        case Compare() | Between() | ChangeFromBaseline():
            return isinstance(outcome, Quantity)
        case InState() | AnyOfValues():
            return isinstance(outcome, State)
        case Known():
            return isinstance(outcome, Quantity | State)
        case Happened() | CountInWindow():
            return outcome is not None
        case _:
            return True
