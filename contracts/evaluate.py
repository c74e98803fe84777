"""Three-valued evaluation of a criterion on one treatment: true, false, or not known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import takewhile
from typing import assert_never

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
    Leaf,
    Not,
    Since,
    SustainedBody,
    SustainedFor,
    outcomes_in,
)
from contracts.dates import Window, add, subtract
from contracts.finding import Finding, each, judged, once
from contracts.happenings import counted, happened, matches
from contracts.interval import negate
from contracts.readings import between, changed, compared, in_state, known
from contracts.sight import Sight, at_day, limit_day, looks, start_day

__all__ = ["Finding", "evaluate", "first_true", "matches"]


def evaluate(node: Criterion, sight: Sight) -> Finding:
    """What a criterion comes to at one look."""
    match node:
        case All(parts=parts):
            return _combined("all", [evaluate(part, sight) for part in parts], decisive=False)
        case AnyOf(parts=parts):
            return _combined("any", [evaluate(part, sight) for part in parts], decisive=True)
        case Not(part=part):
            inner = evaluate(part, sight)
            truth = negate(inner.truth)
            return replace(inner, truth=truth, reason=judged("not", truth, (), (inner.reason,)))
        case Since():
            return _since(node, sight)
        case SustainedFor(sustained=body):
            return _sustained(body, sight)
        case _:
            return _leaf(node, sight)


def _leaf(node: Leaf, sight: Sight) -> Finding:
    match node:
        case Compare():
            found = compared(node, sight)
        case Between(between=bounds):
            found = between(bounds, sight)
        case ChangeFromBaseline(change=change):
            found = changed(change, sight)
        case InState() | AnyOfValues():
            found = _in_state(node, sight)
        case Known():
            found = known(node, sight)
        case Happened():
            found = happened(node, sight)
        case CountInWindow(count=count):
            found = counted(count, sight)
        case _:
            assert_never(node)
    return found


def _in_state(node: InState | AnyOfValues, sight: Sight) -> Finding:
    if isinstance(node, InState):
        return in_state(node.state, (node.value,), sight)
    return in_state(node.chosen.state, node.chosen.values, sight)


def _combined(code: str, parts: list[Finding], *, decisive: bool) -> Finding:
    """Kleene's and (a false part decides) or or (a true part decides)."""
    truths = [part.truth for part in parts]
    truth: bool | None = not decisive
    if decisive in truths:
        truth = decisive
    elif None in truths:
        truth = None
    told = [part for part in parts if part.truth is truth]
    days = [(part.on, part.seen) for part in told if part.on is not None]
    on, seen = (min(days) if truth is decisive else max(days)) if days else (None, False)
    missing = () if truth is not None else once(name for part in told for name in part.missing)
    return Finding(
        truth,
        on,
        judged(code, truth, (), tuple(part.reason for part in parts)),
        each(fact for part in parts for fact in part.facts),
        missing,
        seen,
        each(fact for part in told for fact in part.unusable) if truth is None else (),
    )


def first_true(node: Criterion, sight: Sight, days: Window) -> Finding | None:
    """The first day of a stretch on which a criterion came true; None if on no day."""
    for day in looks(node, sight, days):
        finding = evaluate(node, at_day(sight, day))
        if finding.truth is True:
            return replace(finding, on=day)
    return None


def _since(node: Since, sight: Sight) -> Finding:
    """False at the first observation against it; true if the window itself has one for it."""
    days = Window(start_day(node.since, sight), sight.window.closes)
    found = [evaluate(node.holds, at_day(sight, day)) for day in looks(node.holds, sight, days)]
    against = next((finding for finding in found if finding.truth is False), None)
    now = evaluate(node.holds, sight)
    deciding = against if against is not None else now
    said = (("from", days.opens.isoformat()), ("to", days.closes.isoformat()))
    reason = judged("since", deciding.truth, said, (deciding.reason,))
    return replace(deciding, reason=reason)


Observed = tuple[date, Finding]


def _sustained(body: SustainedBody, sight: Sight) -> Finding:
    """False by an observation against it; true once enough of them agree for long enough."""
    end = limit_day(body.until, sight.window, sight.target)
    days = Window(sight.infused_on + timedelta(days=1), end)
    if body.over == "span":
        opens = max(days.opens, subtract(end, body.length, sight.rounding))
        days = Window(opens, end)
    found = list(_observed(body, sight, days))
    found = _last_run(found) if body.over == "run" else found
    truth = _held(body, sight, found)
    told = [one for one in found if truth is None or one[1].truth is truth]
    told = told[-1:] if truth is False else told
    findings = [finding for _, finding in told]
    said = (
        ("from", (told[0][0] if told else days.opens).isoformat()),
        ("to", end.isoformat()),
        ("count", str(sum(finding.truth is True for finding in findings))),
        ("at_least", str(body.at_least)),
        ("length", body.length.text),
    )
    return Finding(
        truth,
        None if truth is None else told[-1][0],
        judged("sustained", truth, said, tuple(finding.reason for finding in findings)),
        each(fact for finding in findings for fact in finding.facts),
        outcomes_in(body.holds) if truth is None else (),
        seen=True,
        unusable=each(f for one in findings for f in one.unusable) if truth is None else (),
    )


def _observed(body: SustainedBody, sight: Sight, days: Window) -> Iterator[Observed]:
    """What each day comes to on which there is a value to hold against the condition."""
    for day in looks(body.holds, sight, days):
        finding = evaluate(body.holds, at_day(sight, day))
        if finding.facts or finding.unusable:
            yield day, finding


def _last_run(found: list[Observed]) -> list[Observed]:
    """The last observations in a row that agree, and the one before them that ends the row."""
    agree = list(takewhile(lambda one: one[1].truth is True, reversed(found)))
    ended_by = found[: len(found) - len(agree)][-1:]
    return [*ended_by, *reversed(agree)]


def _held(body: SustainedBody, sight: Sight, found: list[Observed]) -> bool | None:
    """Whether the observations show it: enough, recent enough, and in a run far enough apart."""
    agree = [day for day, finding in found if finding.truth is True]
    fresh = sight.carry_from or sight.window.opens
    current = bool(found) and found[-1][0] >= fresh
    shown = current and len(agree) >= body.at_least
    if body.over == "run" and agree:
        shown = shown and add(agree[0], body.length, sight.rounding) <= agree[-1]
    truths = {finding.truth for _, finding in found}
    if body.over == "run":
        return True if shown else (False if current and False in truths else None)
    if False in truths:
        return False
    return True if shown and None not in truths else None
