"""The closed set of criterion nodes: a decision is a tree of these, never code.

A further node is one class here, one case in `evaluate` or `leaves`, one in `wording.criteria`;
the closed union makes the type checker name every place that has to know it.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from contracts.file.written import Closed, CountText, PeriodText
from contracts.leaves import (
    AnyOfBody,
    AnyOfValues,
    Between,
    BetweenBody,
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    CountBody,
    CountInWindow,
    CountOperator,
    Ends,
    Happened,
    InState,
    Known,
    Leaf,
    Limit,
    Operator,
    Start,
)

__all__ = [
    "All",
    "AnyOf",
    "AnyOfBody",
    "AnyOfValues",
    "Between",
    "BetweenBody",
    "ChangeBody",
    "ChangeFromBaseline",
    "Compare",
    "CountBody",
    "CountInWindow",
    "CountOperator",
    "Criterion",
    "Ends",
    "Happened",
    "InState",
    "Known",
    "Leaf",
    "Limit",
    "Not",
    "Operator",
    "Since",
    "Start",
    "SustainedBody",
    "SustainedFor",
    "measures",
    "method_of",
    "methods_for",
    "nodes",
    "outcome_of",
    "outcomes_in",
    "placed",
]


class All(Closed):
    """Every part holds."""

    parts: Annotated[tuple["Criterion", ...], Field(alias="all", min_length=1)]


class AnyOf(Closed):
    """At least one part holds."""

    parts: Annotated[tuple["Criterion", ...], Field(alias="any", min_length=1)]


class Not(Closed):
    """The part does not hold."""

    part: Annotated["Criterion", Field(alias="not")]


class Since(Closed):
    """A condition held at every observation from a mark to the window's close."""

    since: Start | PeriodText
    holds: "Criterion"


class SustainedBody(Closed):
    """What has to hold, over which length, at how many observations.

    `span` asks it of every observation of the `length` up to the limit; `run` of observations in a
    row, the first of which lies at least `length` before the last. The day of infusion and those
    before it are never looked at, and the last observation is one of the milestone's window.
    """

    holds: "Criterion"
    over: Literal["span", "run"]
    length: PeriodText
    at_least: CountText
    until: Literal["target", "window_close"] = "window_close"


class SustainedFor(Closed):
    """A condition on one outcome held for a length of time that ends at the milestone."""

    sustained: Annotated[SustainedBody, Field(alias="sustained_for")]


_KEYS = (
    "all",
    "any",
    "not",
    "between",
    "any_of_values",
    "count_in_window",
    "sustained_for",
    "event",
    "since",
    "known",
    "change_from_baseline",
    "state",
    "outcome",
)


def _tag(found: object) -> str | None:
    if not isinstance(found, dict):
        return None
    return next((key for key in _KEYS if key in found), None)


Criterion: TypeAlias = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Between, Tag("between")]
    | Annotated[AnyOfValues, Tag("any_of_values")]
    | Annotated[CountInWindow, Tag("count_in_window")]
    | Annotated[SustainedFor, Tag("sustained_for")]
    | Annotated[Happened, Tag("event")]
    | Annotated[Since, Tag("since")]
    | Annotated[Known, Tag("known")]
    | Annotated[ChangeFromBaseline, Tag("change_from_baseline")]
    | Annotated[InState, Tag("state")]
    | Annotated[Compare, Tag("outcome")],
    Discriminator(_tag),
]
for _node in (All, AnyOf, Not, Since, SustainedBody, SustainedFor):
    _node.model_rebuild()


def _below(criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    """The nodes a node combines, each with its place below it."""
    match criterion:
        case All(parts=parts):
            yield from ((f"all.{i}", part) for i, part in enumerate(parts))
        case AnyOf(parts=parts):
            yield from ((f"any.{i}", part) for i, part in enumerate(parts))
        case Not(part=part):
            yield "not", part
        case Since(holds=part):
            yield "holds", part
        case SustainedFor(sustained=body):
            yield "sustained_for.holds", body.holds
        case _:
            return


def nodes(criterion: Criterion) -> Iterator[Criterion]:
    """The node and every node below it, in reading order."""
    yield criterion
    for _, part in _below(criterion):
        yield from nodes(part)


def placed(criterion: Criterion, path: str) -> Iterator[tuple[str, Criterion]]:
    """Every node with its place in the file, in reading order."""
    yield path, criterion
    for place, part in _below(criterion):
        yield from placed(part, f"{path}.{place}")


def outcome_of(criterion: Criterion) -> str | None:
    """The outcome a leaf looks at; None for the nodes that only combine."""
    match criterion:
        case (
            Compare(outcome=name)
            | InState(state=name)
            | Happened(event=name)
            | Known(known=name)
            | ChangeFromBaseline(change=ChangeBody(outcome=name))
            | Between(between=BetweenBody(outcome=name))
            | AnyOfValues(chosen=AnyOfBody(state=name))
        ):
            return name
        case CountInWindow(count=body):
            return body.name
        case _:
            return None


def outcomes_in(criterion: Criterion) -> tuple[str, ...]:
    """The outcomes a criterion looks at, each once, in reading order."""
    names = (outcome_of(node) for node in nodes(criterion))
    return tuple(dict.fromkeys(name for name in names if name is not None))


def method_of(criterion: Criterion) -> str | None:
    """The method a leaf asks for; None if any will do."""
    match criterion:
        case (
            Compare(method=method)
            | ChangeFromBaseline(change=ChangeBody(method=method))
            | Between(between=BetweenBody(method=method))
            | CountInWindow(count=CountBody(method=method))
        ):
            return method
        case _:
            return None


def methods_for(criterion: Criterion, outcome: str) -> tuple[str, ...]:
    """The methods a criterion names for an outcome; none means that any will do."""
    return tuple(
        method
        for node in nodes(criterion)
        if outcome_of(node) == outcome and (method := method_of(node)) is not None
    )


def measures(criterion: Criterion) -> bool:
    """Whether some part of a criterion looks at recorded values, not only at events."""
    return any(
        isinstance(node, Compare | Between | InState | AnyOfValues | Known | ChangeFromBaseline)
        or (isinstance(node, CountInWindow) and node.count.event is None)
        for node in nodes(criterion)
    )
