"""Which of a term's exceptions apply to a milestone, each with the day and the fact behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from contracts.checks.decisions import Competing, Death, ExceptionName, Exceptions, Lost, Relocation
from contracts.course import Course
from contracts.dates import Period, Rounding, Window, add, parse_date
from contracts.fact import Fact
from contracts.reason import Status
from contracts.sight import limit_day


@dataclass(frozen=True, slots=True)
class Fired:
    """An exception that applies: what it gives, since when, by which fact.

    `until` is the day up to which the result may still change by itself, `ran_out` the day on
    which the time to find out the cause was over.
    """

    name: ExceptionName
    status: Status
    fact: Fact
    until: date | None = None
    ran_out: date | None = None

    @property
    def on(self) -> date:
        """The day of the fact behind it."""
        return self.fact.valid_on


@dataclass(frozen=True, slots=True)
class Moment:
    """Which milestone is looked at, on which day; what lies before `since` is another story."""

    since: date
    window: Window
    target: date
    on: date
    rounding: Rounding


def fired(exceptions: Exceptions, course: Course, moment: Moment) -> tuple[Fired, ...]:
    """Every exception that applies to a milestone, in the order the file lists them."""
    if not course.events:
        return ()
    return tuple(
        found
        for found in (
            *_death(exceptions.death, course, moment),
            *_simple(exceptions, course, moment),
            _competing(exceptions.competing_therapy, course, moment),
        )
        if found is not None
    )


def _simple(exceptions: Exceptions, course: Course, moment: Moment) -> Iterator[Fired | None]:
    withdrawn = _before_close(course, "consent_withdrawn", moment)
    if withdrawn is not None:
        yield Fired("withdrawal", exceptions.withdrawal.result, withdrawn)
    lost = _before_close(course, "lost_to_follow_up", moment)
    if lost is not None:
        yield _lost(exceptions.lost_to_follow_up, lost, moment)
    emigrated = _before_close(course, "emigrated", moment)
    if emigrated is not None:
        yield _relocation(exceptions.relocation_abroad, emigrated, moment)


def _before_close(course: Course, event: str, moment: Moment) -> Fact | None:
    fact = course.first(event, moment.since)
    return fact if fact is not None and fact.valid_on <= moment.window.closes else None


def _death(rule: Death, course: Course, moment: Moment) -> Iterator[Fired]:
    """The first death; reports of one day that differ in what they lead to come all."""
    first = course.first("death", moment.since)
    if first is None or first.valid_on > limit_day(rule.when.before, moment.window, moment.target):
        return
    reports = [fact for fact in course.events["death"] if fact.valid_on == first.valid_on]
    told = {found.status: found for found in (_died(rule, f, moment) for f in reversed(reports))}
    yield from (told[status] for status in sorted(told))


def _died(rule: Death, fact: Fact, moment: Moment) -> Fired:
    if rule.related is None:
        return Fired("death", Status(rule.result or Status.HOLD), fact)
    relation = fact.attributes.get("related", "unknown")
    if relation in {"yes", "no"}:
        known = rule.related.yes if relation == "yes" else rule.related.no
        return Fired("death", known, fact)
    if rule.unknown_after is None or rule.unknown_then is None:
        return Fired("death", rule.related.unknown, fact)
    until = add(fact.valid_on, rule.unknown_after, moment.rounding)
    if moment.on > until:
        return Fired("death", rule.unknown_then, fact, ran_out=until)
    return Fired("death", rule.related.unknown, fact, until)


def _lost(rule: Lost, fact: Fact, moment: Moment) -> Fired:
    until = add(fact.valid_on, rule.after, moment.rounding)
    if moment.on < until:
        return Fired("lost_to_follow_up", Status.AWAITING, fact, until)
    waited = until if rule.after != Period() else None
    return Fired("lost_to_follow_up", rule.result, fact, ran_out=waited)


def _relocation(rule: Relocation, fact: Fact, moment: Moment) -> Fired:
    if rule.after is None or rule.then is None or rule.then == "SUPPLIER_OPTION":
        return Fired("relocation_abroad", rule.result, fact)
    until = add(fact.valid_on, rule.after, moment.rounding)
    if moment.on > until:
        return Fired("relocation_abroad", rule.then, fact, ran_out=until)
    return Fired("relocation_abroad", rule.result, fact, until)


# Only these events name a therapy; a death's cause is none, though it may read like one.
THERAPIES = frozenset({"next_therapy", "transplant", "prophylaxis_resumed"})


def _names(fact: Fact) -> set[str]:
    return {value.replace("-", "_") for value in fact.attributes.values()}


ENDED = "until"
"""The attribute of an event that names the last day of what began with it."""


def _competing(rule: Competing, course: Course, moment: Moment) -> Fired | None:
    """The first therapy on the list: an event of that kind, or one whose attributes name it.

    One that is exempt, or that ended before it had lasted, is as none; one still running that has
    not lasted yet is waited for.
    """
    listed, exempt = ({n.replace("-", "_") for n in names} for names in (rule.list, rule.unless))
    found = [
        fact
        for name, facts in course.events.items()
        for fact in facts
        if moment.since <= fact.valid_on <= moment.window.closes
        if name in listed or (name in THERAPIES and _names(fact) & listed)
        if not _names(fact) & exempt and _lasts(rule, fact, moment)
    ]
    if not found:
        return None
    first = min(found, key=lambda f: (f.valid_on, f.fact_id))
    until = add(first.valid_on, rule.lasting, moment.rounding)
    if _ended(first) is None and moment.on < until:
        return Fired("competing_therapy", Status.AWAITING, first, until)
    return Fired("competing_therapy", rule.result, first)


def _ended(fact: Fact) -> date | None:
    """The day after the last of a therapy; None while no end of it can be read."""
    try:
        return parse_date(fact.attributes.get(ENDED, "")) + timedelta(days=1)
    except ValueError:
        return None


def _lasts(rule: Competing, fact: Fact, moment: Moment) -> bool:
    """Whether a therapy has lasted long enough, or still may."""
    ended = _ended(fact)
    return ended is None or add(fact.valid_on, rule.lasting, moment.rounding) <= ended
