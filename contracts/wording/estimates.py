"""The canonical sentence of what is asked of a population's result."""

from typing import assert_never

from contracts.reason import Language
from contracts.terms import (
    AllEstimates,
    AnyEstimate,
    EstimateCompare,
    EstimateCriterion,
    Figure,
    NotEstimate,
)
from contracts.wording.formats import listed, share
from contracts.wording.terms.shared import say

_WORDS = {
    "point": ("andelen", "the share"),
    "lower": ("intervallets nedre grænse", "the interval's lower bound"),
    "upper": ("intervallets øvre grænse", "the interval's upper bound"),
    ">=": ("{figure} er mindst {value}", "{figure} is at least {value}"),
    "<": ("{figure} er under {value}", "{figure} is below {value}"),
    "not": ("ikke ({inner})", "not ({inner})"),
    "group": ("({inner})", "({inner})"),
}


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def figure_words(figure: Figure, language: Language) -> str:
    """The estimate or a bound of it, as a sentence names it."""
    return _say(figure, language)


def estimate_sentence(node: EstimateCriterion, language: Language) -> str:
    """The canonical sentence of what is asked of a result."""
    match node:
        case AllEstimates(parts=parts):
            return listed([_part(part, language) for part in parts], language)
        case AnyEstimate(parts=parts):
            return listed([_part(part, language) for part in parts], language, ("eller", "or"))
        case NotEstimate(part=part):
            return _say("not", language, inner=estimate_sentence(part, language))
        case EstimateCompare():
            figure = figure_words(node.estimate, language)
            return _say(node.op, language, figure=figure, value=share(node.value, language))
        case _:
            assert_never(node)


def _part(node: EstimateCriterion, language: Language) -> str:
    text = estimate_sentence(node, language)
    joined = isinstance(node, AllEstimates | AnyEstimate) and len(node.parts) > 1
    return _say("group", language, inner=text) if joined else text
