"""The canonical sentence of each criterion node."""

from collections.abc import Mapping
from typing import assert_never

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
from contracts.dates import Period
from contracts.money import decimal_text
from contracts.outcome import Outcome
from contracts.reason import Language
from contracts.wording.formats import listed, measured, period
from contracts.wording.labels import attribute_label, label, state_label

Outcomes = Mapping[str, Outcome]

# operator: how it reads when it holds, and when it does not
_RELATIONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    ">=": (("mindst", "at least"), ("under", "below")),
    ">": (("over", "above"), ("højst", "at most")),
    "<=": (("højst", "at most"), ("over", "above")),
    "<": (("under", "below"), ("mindst", "at least")),
    "=": (("lig med", "equal to"), ("forskellig fra", "other than")),
    "!=": (("forskellig fra", "other than"), ("lig med", "equal to")),
}

_WORDS = {
    "not": ("ikke ({inner})", "not ({inner})"),
    "group": ("({inner})", "({inner})"),
    "compare": ("{outcome} er {relation} {value}", "{outcome} is {relation} {value}"),
    "method": (" (metode {method})", " (method {method})"),
    "state": ("{outcome} er «{value}»", "{outcome} is “{value}”"),
    "event": (
        "{outcome} er sket fra {start} til {limit}",
        "{outcome} has happened from {start} to {limit}",
    ),
    "event_not": (
        "{outcome} ikke er sket fra {start} til {limit}",
        "{outcome} has not happened from {start} to {limit}",
    ),
    "where": (" ({name}: {values})", " ({name}: {values})"),
    "since": (
        "fra {start} til vinduets udløb gælder ved hver måling: {inner}",
        "from {start} to the close of the window this holds at every measurement: {inner}",
    ),
    "known": ("{outcome} er målt i vinduet", "{outcome} was measured in the window"),
    "change": (
        "{outcome} er ændret fra udgangspunktet med {relation} {value}",
        "{outcome} has changed from baseline by {relation} {value}",
    ),
    "baseline": (
        " (udgangspunkt: sidste værdi højst {within} før infusionen)",
        " (baseline: the last value at most {within} before infusion)",
    ),
    "offset": ("{period} efter infusionen", "{period} after infusion"),
    "infusion": ("infusionen", "infusion"),
    "previous_milestone": ("forrige milepæl", "the previous milestone"),
    "window_open": ("vinduets åbning", "the opening of the window"),
    "target": ("milepælens dato", "the date of the milestone"),
    "window_close": ("vinduets udløb", "the close of the window"),
}


def say(code: str, language: Language, **values: str) -> str:
    """One phrase of the criterion language."""
    return _WORDS[code][0 if language == "da" else 1].format(**values)


def relation(op: str, language: Language, *, holds: bool = True) -> str:
    """An operator in words, as it reads when it holds or does not."""
    return _RELATIONS[op][0 if holds else 1][0 if language == "da" else 1]


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
            return _event(event, "event_not", language, outcomes)
        case Not(part=part):
            return say("not", language, inner=criterion_sentence(part, language, outcomes))
        case Since():
            inner_text = criterion_sentence(node.holds, language, outcomes)
            return say("since", language, start=_mark(node.since, language), inner=inner_text)
        case _:
            return _leaf(node, language, outcomes)


def _part(node: Criterion, language: Language, outcomes: Outcomes | None) -> str:
    text = criterion_sentence(node, language, outcomes)
    joined = isinstance(node, All | AnyOf) and len(node.parts) > 1
    return say("group", language, inner=text) if joined else text


def _leaf(node: Leaf, language: Language, outcomes: Outcomes | None) -> str:
    match node:
        case Compare():
            return _constant(node, "compare", language, outcomes) + _method(node.method, language)
        case ChangeFromBaseline(change=body):
            text = _constant(body, "change", language, outcomes) + _method(body.method, language)
            return text + say("baseline", language, within=period(body.baseline_within, language))
        case InState():
            name = label(node.state, language, outcomes)
            return say("state", language, outcome=name, value=state_label(node.value, language))
        case Known():
            return say("known", language, outcome=label(node.known, language, outcomes))
        case Happened():
            return _event(node, "event", language, outcomes)
        case _:
            assert_never(node)


def _constant(
    node: Compare | ChangeBody, code: str, language: Language, outcomes: Outcomes | None
) -> str:
    return say(
        code,
        language,
        outcome=label(node.outcome, language, outcomes),
        relation=relation(node.op, language),
        value=measured(decimal_text(node.value), node.unit, language),
    )


def _method(method: str | None, language: Language) -> str:
    return "" if method is None else say("method", language, method=method)


def _event(node: Happened, code: str, language: Language, outcomes: Outcomes | None) -> str:
    text = say(
        code,
        language,
        outcome=label(node.event, language, outcomes),
        start=_mark(node.after, language),
        limit=say(node.before, language),
    )
    conditions = (
        say(
            "where",
            language,
            name=attribute_label(name, language),
            values=listed(
                [state_label(value, language) for value in values], language, ("eller", "or")
            ),
        )
        for name, values in sorted(node.where.items())
    )
    return text + "".join(conditions)


def _mark(mark: str | Period, language: Language) -> str:
    if isinstance(mark, Period):
        return say("offset", language, period=period(mark, language))
    return say(mark, language)
