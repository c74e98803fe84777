"""The canonical sentence of each criterion node."""

from contracts.criterion import (
    All,
    AnyOf,
    Criterion,
    Happened,
    Leaf,
    Not,
    Since,
    SustainedBody,
    SustainedFor,
)
from contracts.reason import Language
from contracts.wording.formats import listed, period
from contracts.wording.leaves import Outcomes, leaf_sentence, mark_sentence, not_happened
from contracts.wording.nodes import relation, say

__all__ = ["Outcomes", "criterion_sentence", "relation", "say"]


def criterion_sentence(
    node: Criterion, language: Language, outcomes: Outcomes | None = None
) -> str:
    """The canonical sentence of a criterion; equal trees read alike."""
    match node:
        case All(parts=parts):
            return listed([_part(part, language, outcomes) for part in parts], language)
        case AnyOf(parts=parts):
            inner = [_part(part, language, outcomes) for part in parts]
            return listed(inner, language, ("eller", "or"))
        case Not(part=Happened() as event):
            return not_happened(event, language, outcomes)
        case Not(part=part):
            return say("not", language, inner=criterion_sentence(part, language, outcomes))
        case _:
            return _lasting(node, language, outcomes)


def _lasting(
    node: Since | SustainedFor | Leaf, language: Language, outcomes: Outcomes | None
) -> str:
    match node:
        case Since(holds=holds):
            inner, start = criterion_sentence(holds, language, outcomes), node.since
            return say("since", language, start=mark_sentence(start, language), inner=inner)
        case SustainedFor(sustained=body):
            return _sustained(body, language, outcomes)
        case _:
            return leaf_sentence(node, language, outcomes)


def _sustained(body: SustainedBody, language: Language, outcomes: Outcomes | None) -> str:
    return say(
        body.over,
        language,
        count=str(body.at_least),
        length=period(body.length, language),
        limit=say(body.until, language),
        inner=criterion_sentence(body.holds, language, outcomes),
    )


def _part(node: Criterion, language: Language, outcomes: Outcomes | None) -> str:
    text = criterion_sentence(node, language, outcomes)
    joined = isinstance(node, All | AnyOf) and len(node.parts) > 1
    return say("group", language, inner=text) if joined else text
