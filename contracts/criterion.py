"""The closed set of criterion nodes: a decision is a tree of these, never code.

A further node is one class here, one case in `evaluate`, one in `wording.sentences`; the closed
union makes the type checker name every place that has to know it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from contracts.dates import Period
from contracts.written import (
    Closed,
    Identifier,
    Identifiers,
    NumberText,
    PeriodText,
    Words,
)

Operator = Literal[">=", ">", "<=", "<", "=", "!="]
Limit = Literal["window_open", "target", "window_close"]
Start = Literal["infusion", "previous_milestone", "window_open"]


class All(Closed):
    """Every part holds."""

    parts: Annotated[tuple["Criterion", ...], Field(alias="all", min_length=1)]


class AnyOf(Closed):
    """At least one part holds."""

    parts: Annotated[tuple["Criterion", ...], Field(alias="any", min_length=1)]


class Not(Closed):
    """The part does not hold."""

    part: Annotated["Criterion", Field(alias="not")]


class Compare(Closed):
    """The value chosen for the milestone, against a constant in the same unit."""

    outcome: Identifier
    op: Operator
    value: NumberText
    unit: Words
    method: Identifier | None = None


class InState(Closed):
    """The state chosen for the milestone is the named one."""

    state: Identifier
    value: Annotated[Identifier, Field(alias="is")]


class Happened(Closed):
    """An event of a kind lies from one mark to another, both days included."""

    event: Identifier
    after: Start | PeriodText = "infusion"
    before: Limit = "window_close"
    where: dict[Identifier, Identifiers] = Field(default_factory=dict)


class Since(Closed):
    """A condition held at every observation from a mark to the window's close."""

    since: Start | PeriodText
    holds: "Criterion"


class Known(Closed):
    """A usable value of the outcome was recorded in the window; never unknown itself."""

    known: Identifier


class ChangeBody(Closed):
    """What changed, from which baseline, and by how much."""

    outcome: Identifier
    op: Operator
    value: NumberText
    unit: Words
    method: Identifier | None = None
    baseline_within: PeriodText = Period(months=12)


class ChangeFromBaseline(Closed):
    """The chosen value minus the last value up to infusion, against a constant."""

    change: Annotated[ChangeBody, Field(alias="change_from_baseline")]


Leaf: TypeAlias = Compare | InState | Happened | Known | ChangeFromBaseline
"""The nodes that look at one outcome; the others only combine."""

_KEYS = ("all", "any", "not", "event", "since", "known", "change_from_baseline", "state", "outcome")


def _tag(found: object) -> str | None:
    if not isinstance(found, dict):
        return None
    return next((key for key in _KEYS if key in found), None)


Criterion: TypeAlias = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Happened, Tag("event")]
    | Annotated[Since, Tag("since")]
    | Annotated[Known, Tag("known")]
    | Annotated[ChangeFromBaseline, Tag("change_from_baseline")]
    | Annotated[InState, Tag("state")]
    | Annotated[Compare, Tag("outcome")],
    Discriminator(_tag),
]
for _node in (All, AnyOf, Not, Since):
    _node.model_rebuild()


def nodes(criterion: Criterion) -> Iterator[Criterion]:
    """The node and every node below it, in reading order."""
    yield criterion
    match criterion:
        case All(parts=parts) | AnyOf(parts=parts):
            for part in parts:
                yield from nodes(part)
        case Not(part=part) | Since(holds=part):
            yield from nodes(part)
        case _:
            return


def placed(criterion: Criterion, path: str) -> Iterator[tuple[str, Criterion]]:
    """Every node with its place in the file, in reading order."""
    yield path, criterion
    match criterion:
        case All(parts=parts) | AnyOf(parts=parts):
            word = "all" if isinstance(criterion, All) else "any"
            for i, part in enumerate(parts):
                yield from placed(part, f"{path}.{word}.{i}")
        case Not(part=part) | Since(holds=part):
            word = "not" if isinstance(criterion, Not) else "holds"
            yield from placed(part, f"{path}.{word}")
        case _:
            return


def outcome_of(criterion: Criterion) -> str | None:
    """The outcome a leaf looks at; None for the nodes that only combine."""
    match criterion:
        case Compare(outcome=name) | InState(state=name) | Happened(event=name):
            return name
        case Known(known=name):
            return name
        case ChangeFromBaseline(change=body):
            return body.outcome
        case _:
            return None


def outcomes_in(criterion: Criterion) -> tuple[str, ...]:
    """The outcomes a criterion looks at, each once, in reading order."""
    names = (outcome_of(node) for node in nodes(criterion))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def methods_for(criterion: Criterion, outcome: str) -> tuple[str, ...]:
    """The methods a criterion names for an outcome; none means that any will do."""
    leaves = (
        node.change if isinstance(node, ChangeFromBaseline) else node for node in nodes(criterion)
    )
    return tuple(
        leaf.method
        for leaf in leaves
        if isinstance(leaf, Compare | ChangeBody)
        if leaf.outcome == outcome and leaf.method is not None
    )
