"""The leaves of a criterion that look for events, or count what happened over many days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from contracts.cited import cited, fact_reason
from contracts.dates import Window, subtract
from contracts.fact import Fact
from contracts.finding import Finding, Said, absent, judged
from contracts.interval import Interval, compare, parse_interval
from contracts.leaves import CountBody, Happened
from contracts.money import decimal_text
from contracts.outcome import Outcome, Quantity
from contracts.sight import (
    Sight,
    at_day,
    chosen,
    in_unit,
    limit_day,
    recorded_on,
    start_day,
    unusable,
)

ONCE = frozenset({"death", "relapse_or_death"})


def matches(fact: Fact, where: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether each attribute named has one of the values allowed for it."""
    attributes = fact.attributes
    return all(attributes.get(name) in allowed for name, allowed in where.items())


def happened(node: Happened, sight: Sight) -> Finding:
    """True at the first such event; false once the patient was seen late enough without one."""
    days = Window(start_day(node.after, sight), limit_day(node.before, sight.window, sight.target))
    said = (("outcome", node.event), *_days(days))
    found = _events(node.event, node.where, sight, days)
    if found:
        fact = found[0]
        reason = judged("event", True, said, (fact_reason(fact),))
        return Finding(True, fact.valid_on, reason, (fact,))
    seen = _proof_of_absence(node.event, sight, days)
    if seen is None:
        return absent("event", node.event, said)
    said = (*said, ("seen_on", seen.valid_on.isoformat()))
    reason = judged("event", False, said, (fact_reason(seen),))
    # No day is known on which something did not happen, only that it was seen to be so.
    return Finding(False, days.closes, reason, (seen,), seen=True)


def _events(
    name: str, where: Mapping[str, tuple[str, ...]], sight: Sight, days: Window
) -> tuple[Fact, ...]:
    found = sight.course.events.get(name, ())
    return tuple(fact for fact in found if fact.valid_on in days and matches(fact, where))


def _days(days: Window) -> Said:
    return (("from", days.opens.isoformat()), ("to", days.closes.isoformat()))


def _proof_of_absence(event: str, sight: Sight, days: Window) -> Fact | None:
    """The sighting late enough to show that an event had not happened.

    Nobody dies twice: a death after the last day shows that there was none up to it.
    """
    seen = sight.course.seen_from(min(days.closes, sight.seen_from))
    if seen is None and event in ONCE:
        first = sight.course.first(event)
        return first if first is not None and first.valid_on > days.closes else None
    return seen


def counted(body: CountBody, sight: Sight) -> Finding:
    """How often something happened over the days agreed, against a number.

    What was found is the least there can be; it is all there was once the patient was seen, or
    the outcome recorded, late enough.
    """
    closes = limit_day(body.before, sight.window, sight.target)
    opens = start_day(body.after or "infusion", sight)
    if body.within is not None:
        back = subtract(closes, body.within, sight.rounding)
        opens = max(back, sight.infused_on + timedelta(days=1))
    days = Window(opens, closes)
    return _added_up(body, sight, days) if body.event is None else _numbered(body, sight, days)


def _numbered(body: CountBody, sight: Sight, days: Window) -> Finding:
    found = _events(body.name, body.where, sight, days)
    sizes = [_size(found[:number], body) for number in range(1, len(found) + 1)]
    total = sizes[-1] if sizes else 0
    said = _said(body, str(total), days)
    for fact, size in zip(found, sizes, strict=True):
        truth = compare(Interval(Fraction(size), None), body.op, body.value)
        if truth is not None:
            return Finding(truth, fact.valid_on, judged("count", truth, said, cited(found)), found)
    seen = _proof_of_absence(body.name, sight, days)
    if seen is None:
        reason = judged("count", None, said, cited(found))
        return Finding(None, None, reason, found, (body.name,))
    truth = compare(Interval(Fraction(total), Fraction(total)), body.op, body.value)
    said = (*said, ("seen_on", seen.valid_on.isoformat()))
    facts = (*found, seen)
    return Finding(truth, days.closes, judged("count", truth, said, cited(facts)), facts, seen=True)


def _size(found: tuple[Fact, ...], body: CountBody) -> int:
    return len({fact.valid_on for fact in found}) if body.per == "day" else len(found)


def _said(body: CountBody, total: str, days: Window) -> Said:
    return (
        ("outcome", body.name),
        ("count", total),
        ("op", body.op),
        ("constant", decimal_text(body.value)),
        ("unit", body.unit or ""),
        *_days(days),
    )


def _added_up(body: CountBody, sight: Sight, days: Window) -> Finding:
    outcome, name = sight.outcomes[body.name], body.name
    each_day = (
        chosen(at_day(sight, day), name, body.method) for day in recorded_on(name, sight, days)
    )
    found = tuple(fact for fact in each_day if fact is not None)
    unread = unusable(replace(sight, window=days), name, body.method)
    if not found:
        return absent("count", name, _said(body, "0", days), unread)
    total, truth, on = Interval(Fraction(0), Fraction(0)), None, days.closes
    for fact in found:
        total = total.plus(_number(fact, outcome, bridged=body.method is None))
        on, truth = fact.valid_on, compare(replace(total, high=None), body.op, body.value)
        if truth is not None:
            break
    said = _said(body, decimal_text(total.low or Fraction(0)), days)
    complete = not unread and found[-1].valid_on >= min(days.closes, sight.seen_from)
    if truth is None and complete:
        truth = compare(total, body.op, body.value)
    reason = judged("count", truth, said, cited((*found, *unread)))
    if truth is None:
        return Finding(None, None, reason, found, (name,), unusable=unread)
    return Finding(truth, on, reason, found, seen=True)


def _number(fact: Fact, outcome: Outcome, *, bridged: bool) -> Interval:
    """How many a recorded number stands for; never fewer than none."""
    value = parse_interval(fact.value)
    if isinstance(outcome, Quantity):
        value = in_unit(fact, outcome, bridged=bridged)
    below_none = value.low is None or value.low < 0
    return replace(value, low=Fraction(0), low_open=False) if below_none else value
