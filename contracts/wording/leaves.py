"""The canonical sentence of each criterion node that looks at one outcome."""

from collections.abc import Mapping
from typing import assert_never

from contracts.dates import Period
from contracts.leaves import (
    AnyOfValues,
    Between,
    BetweenBody,
    ChangeBody,
    ChangeFromBaseline,
    Compare,
    CountBody,
    CountInWindow,
    Happened,
    InState,
    Known,
    Leaf,
)
from contracts.money import decimal_text
from contracts.outcome import Outcome
from contracts.reason import Language
from contracts.wording.formats import listed, measured, period
from contracts.wording.labels import attribute_label, label, state_label
from contracts.wording.nodes import number_relation, relation, say

Outcomes = Mapping[str, Outcome]


def leaf_sentence(node: Leaf, language: Language, outcomes: Outcomes | None = None) -> str:
    """The canonical sentence of a leaf."""
    match node:
        case Compare() | Between() | ChangeFromBaseline():
            text = _measured(node, language, outcomes)
        case InState():
            text = _state(node.state, (node.value,), language, outcomes)
        case AnyOfValues(chosen=chosen):
            text = _state(chosen.state, chosen.values, language, outcomes)
        case Known():
            text = say("known", language, outcome=label(node.known, language, outcomes))
        case Happened():
            text = _event(node, "event", language, outcomes)
        case CountInWindow(count=count):
            text = _count(count, language, outcomes) + _method(count.method, language)
        case _:
            assert_never(node)
    return text


def _measured(
    node: Compare | Between | ChangeFromBaseline, language: Language, outcomes: Outcomes | None
) -> str:
    match node:
        case Compare():
            return _constant(node, "compare", language, outcomes) + _method(node.method, language)
        case Between(between=body):
            return _between(body, language, outcomes) + _method(body.method, language)
        case ChangeFromBaseline(change=change):
            text = _constant(change, "change", language, outcomes)
            within = period(change.baseline_within, language)
            return (
                text + _method(change.method, language) + say("baseline", language, within=within)
            )


def _state(
    name: str, values: tuple[str, ...], language: Language, outcomes: Outcomes | None
) -> str:
    quoted = [say("quoted", language, value=state_label(value, language)) for value in values]
    said = listed(quoted, language, ("eller", "or"))
    return say("state", language, outcome=label(name, language, outcomes), value=said)


def _between(body: BetweenBody, language: Language, outcomes: Outcomes | None) -> str:
    (low_op, low), (high_op, high) = body.sides
    return say(
        "between",
        language,
        outcome=label(body.outcome, language, outcomes),
        low_relation=relation(low_op, language),
        low=measured(decimal_text(low), body.unit, language),
        high_relation=relation(high_op, language),
        high=measured(decimal_text(high), body.unit, language),
    )


def _count(body: CountBody, language: Language, outcomes: Outcomes | None) -> str:
    code = "sum" if body.event is None else body.per or "event"
    one = "_one" if body.value == 1 else ""
    text = say(
        f"count_{code}",
        language,
        outcome=label(body.name, language, outcomes),
        relation=number_relation(body.op, language),
        value=measured(decimal_text(body.value), body.unit or "", language),
        times="" if body.event is None else say(f"times_{code}{one}", language),
        span=_span(body, language),
    )
    return text + _where(body.where, language)


def _span(body: CountBody, language: Language) -> str:
    limit = say(body.before, language)
    if body.within is not None:
        return say("within", language, period=period(body.within, language), limit=limit)
    start = mark_sentence(body.after or "infusion", language)
    return say("days", language, start=start, limit=limit)


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


def not_happened(node: Happened, language: Language, outcomes: Outcomes | None = None) -> str:
    """The sentence that an event has not happened."""
    return _event(node, "event_not", language, outcomes)


def _event(node: Happened, code: str, language: Language, outcomes: Outcomes | None) -> str:
    text = say(
        code,
        language,
        outcome=label(node.event, language, outcomes),
        start=mark_sentence(node.after, language),
        limit=say(node.before, language),
    )
    return text + _where(node.where, language)


def _where(where: Mapping[str, tuple[str, ...]], language: Language) -> str:
    return "".join(
        say(
            "where",
            language,
            name=attribute_label(name, language),
            values=listed(
                [state_label(value, language) for value in values], language, ("eller", "or")
            ),
        )
        for name, values in sorted(where.items())
    )


def mark_sentence(mark: str | Period, language: Language) -> str:
    """The day a stretch begins, in words."""
    if isinstance(mark, Period):
        return say("offset", language, period=period(mark, language))
    return say(mark, language)
