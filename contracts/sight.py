"""One look at a course: which days count, and which of several values is chosen."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contracts.course import Course
from contracts.criterion import Criterion, outcomes_in
from contracts.dates import Period, Rounding, Window, add, microseconds
from contracts.fact import Fact
from contracts.interval import Interval, parse_interval
from contracts.outcome import Outcome, Quantity, State
from contracts.terms import Rule


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look at a course sees: which days count, and which of several values is chosen.

    An event is known not to have happened once the patient was seen on or after `seen_from`.
    Values carried forward from before the window are read back to `carry_from`; values of the
    window before `values_from` do not count yet. Where the window has none, a value of the day
    `waived` counts.
    """

    course: Course
    outcomes: Mapping[str, Outcome]
    rounding: Rounding
    infused_on: date
    previous: date
    target: date
    window: Window
    seen_from: date
    rule: Rule = "closest"
    carry_from: date | None = None
    waived: date | None = None
    values_from: date = date.min


def in_unit(fact: Fact, outcome: Quantity, *, bridged: bool = False) -> Interval:
    """The recorded value in the declared unit.

    Args:
        fact: the observation.
        outcome: how its kind is measured.
        bridged: as the agreement turns a value by this method into one by its main method.

    Raises:
        ValueError: it is no number, or its unit is neither declared nor converted.
    """
    value = parse_interval(fact.value)
    if bridged and fact.method in outcome.bridge:
        value = value.scaled(outcome.bridge[fact.method])
    if fact.unit == outcome.unit:
        return value
    if fact.unit not in outcome.convert:
        raise ValueError(fact.unit)
    return value.scaled(outcome.convert[fact.unit])


def readable(fact: Fact, outcome: Quantity) -> bool:
    """Whether a recorded value can be read in the declared unit."""
    try:
        in_unit(fact, outcome)
    except ValueError:
        return False
    return True


def _usable(fact: Fact, outcome: Outcome) -> bool:
    if isinstance(outcome, Quantity):
        return readable(fact, outcome)
    return isinstance(outcome, State) and fact.value in outcome.values


def _recorded(
    sight: Sight, name: str, method: str | None, days: Window | None = None
) -> Iterator[Fact]:
    """The observations of an outcome by the method asked for, but for those that say nothing."""
    outcome = sight.outcomes[name]
    silent = outcome.unknown_values if isinstance(outcome, State) else ()
    for fact in sight.course.observations.get(name, ()):
        if days is not None and fact.valid_on not in days:
            continue
        if fact.value and fact.value not in silent and method in {None, fact.method}:
            yield fact


def values(sight: Sight, name: str, method: str | None) -> tuple[Fact, ...]:
    """The observations of an outcome that can be used, by the method asked for."""
    outcome = sight.outcomes[name]
    return tuple(fact for fact in _recorded(sight, name, method) if _usable(fact, outcome))


def unusable(sight: Sight, name: str, method: str | None) -> tuple[Fact, ...]:
    """The observations in the window that were meant to count and cannot be read."""
    outcome = sight.outcomes[name]
    found = _recorded(sight, name, method, sight.window)
    return tuple(fact for fact in found if not _usable(fact, outcome))


def chosen(sight: Sight, name: str, method: str | None) -> Fact | None:
    """The value that counts: by the rule, then the later recorded, then the fact's id."""
    outcome = sight.outcomes[name]
    days = Window(max(sight.window.opens, sight.values_from), sight.window.closes)
    inside = [fact for fact in _recorded(sight, name, method, days) if _usable(fact, outcome)]
    if inside:
        distance = _DISTANCE[sight.rule]
        return min(
            inside,
            key=lambda f: (distance(f, sight), -microseconds(f.recorded_at), f.fact_id),
        )
    if sight.waived is not None:
        day = Window(sight.waived, sight.waived)
        for fact in reversed(values(sight, name, method)):
            if fact.valid_on in day:
                return fact
    if sight.carry_from is None:
        return None
    carried = Window(sight.carry_from, sight.window.opens)
    found = reversed(values(sight, name, method))
    return next((fact for fact in found if fact.valid_on in carried), None)


def rivals(sight: Sight, fact: Fact, method: str | None) -> tuple[Fact, ...]:
    """The other values as near as the one that counts, which say something else."""
    distance = _DISTANCE[sight.rule]
    inside = fact.valid_on in sight.window
    return tuple(
        other
        for other in values(sight, fact.name, method)
        if (other.value, other.unit) != (fact.value, fact.unit)
        if other.valid_on == fact.valid_on
        or (
            inside
            and other.valid_on in sight.window
            and other.valid_on >= sight.values_from
            and distance(other, sight) == distance(fact, sight)
        )
    )


_DISTANCE: Mapping[Rule, Callable[[Fact, Sight], int]] = {
    "closest": lambda fact, sight: abs((fact.valid_on - sight.target).days),
    "first": lambda fact, sight: (fact.valid_on - sight.window.opens).days,
    "last": lambda fact, sight: (sight.window.closes - fact.valid_on).days,
}


def start_day(mark: str | Period, sight: Sight) -> date:
    """The day a stretch begins that is named by a mark or by its distance from infusion."""
    if isinstance(mark, Period):
        return add(sight.infused_on, mark, sight.rounding)
    return {
        "infusion": sight.infused_on,
        "previous_milestone": sight.previous,
        "window_open": sight.window.opens,
    }[mark]


def limit_day(limit: str, window: Window, target: date) -> date:
    """The day a named limit of a milestone falls on."""
    return {"window_open": window.opens, "target": target, "window_close": window.closes}[limit]


def looks(node: Criterion, sight: Sight, days: Window) -> tuple[date, ...]:
    """The days on which something the criterion looks at was recorded."""
    found = {day for name in outcomes_in(node) for day in recorded_on(name, sight, days)}
    return tuple(sorted(found))


def recorded_on(name: str, sight: Sight, days: Window) -> tuple[date, ...]:
    """The days on which an outcome or event was recorded."""
    found = {
        fact.valid_on
        for kind in (sight.course.observations, sight.course.events)
        for fact in kind.get(name, ())
        if fact.valid_on in days
    }
    return tuple(sorted(found))


def at_day(sight: Sight, day: date) -> Sight:
    """The same course seen on a single day."""
    return replace(
        sight,
        window=Window(day, day),
        target=day,
        seen_from=day,
        rule="last",
        carry_from=None,
        waived=None,
    )
