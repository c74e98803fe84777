"""Courses worth offering: one for each way a milestone or a warranty may come out."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

from contracts.agreement import Milestone
from contracts.checks.decisions import EVENT_KINDS, Exceptions
from contracts.coverage.marks import may_conflict
from contracts.dates import Period
from contracts.judge import settled_after
from contracts.offered.rows import DAY, Author, Row, Story, event, fact, unique
from contracts.offered.values import Setting, cases, setting, wishes
from contracts.terms import DataObligation, Excepted, Scheduled, Upfront, WarrantyRefund, Watching

Changed = Mapping[tuple[str, int], Setting | None]


def course(
    author: Author,
    settle_on: date,
    changed: Changed | None = None,
    *more: Row,
    upto: date | None = None,
) -> Story:
    """One treatment settled on a day: good visits up to another, but for those changed."""
    visits = author.visits(min(upto or settle_on, settle_on), changed)
    rows = [*author.common(), *author.figures(settle_on), *author.start(), *more, *visits]
    return Story(unique(rows), settle_on)


def of_upfront(author: Author, term: Upfront) -> Iterator[Story]:
    """The price paid at infusion, and everything that may touch it on that very day."""
    start = author.infused_on
    yield course(author, start + DAY)
    rows = [*author.common(), *author.start("not_infused")]
    yield Story(unique(rows), start + DAY)
    for on, more in _exceptional(author, term, [start]):
        for settle_on in _later(author, term.exceptions, on, start + DAY):
            yield course(author, settle_on, None, *more, upto=start)


def of_scheduled(author: Author, term: Scheduled) -> Iterator[Story]:
    """Every way the first milestones of a term may come out."""
    plan = author.plan(term)
    first, key = plan[0], (term.id, plan[0].index)
    final = decided(author, term, first)
    yield course(author, first.opens + (first.closes - first.opens) / 2, {key: None})
    yield course(author, final)
    outcomes = author.agreement.document.outcomes
    for wish in wishes(term.met_when, want=False):
        yield course(author, final, {key: setting(wish, outcomes)})
    for found in cases(term.met_when, outcomes):
        yield course(author, final, {key: found})
        if not found.found:
            yield course(author, settled_after(first) + DAY, {key: found})
            yield course(author, first.closes, {key: found})
    yield from _missed(author, term, first)
    yield from _touched(author, term, first, final)
    if len(plan) > 1:
        yield from _second(author, term, plan)


def _missed(author: Author, term: Scheduled, first: Milestone) -> Iterator[Story]:
    """No assessment: still waited for, missing for good, reported as not done, carried forward."""
    key, final = (term.id, first.index), decided(author, term, first)
    bare = author.bare(term)
    settles = (settled_after(first) + DAY, final)
    rules = author.agreement.of_type(DataObligation)
    told = [fact("observation", r.deliver, "", first.target) for _, r in rules if term.id in r.of]
    together = _unseen(author, first) | {key: bare}
    for settle_on in settles:
        yield course(author, settle_on, {key: bare})
        if len(together) > 1:
            yield course(author, settle_on, together)
        if told:
            yield course(author, settle_on, {key: bare}, *told)
    carry = term.exceptions.missing_assessment.carry_forward
    if carry is not None:
        good = author.good(term)
        rows = author.before(good, set()) + author.visit(good, first.opens - DAY)
        yield course(author, final, {key: bare}, *rows)


def _unseen(author: Author, first: Milestone) -> dict[tuple[str, int], Setting | None]:
    """Nobody seen for any term that looks on the same day, since one visit tells them all."""
    return {
        (other.id, one.index): author.bare(other)
        for other in author.scheduled
        for one in author.plan(other)
        if one.target == first.target
    }


def _touched(author: Author, term: Scheduled, first: Milestone, final: date) -> Iterator[Story]:
    """What each exception makes of the first milestone, whatever its day."""
    between = first.starts + (first.opens - first.starts) / 2
    key, bare = (term.id, first.index), author.bare(term)
    late = first.target + (first.closes - first.target) / 2
    for on, more in _exceptional(author, term, [between, late]):
        for settle_on in _later(author, term.exceptions, on, final):
            yield course(author, settle_on, {key: bare}, *more, upto=on - DAY)
            yield course(author, settle_on, None, *more, upto=first.target)
        early = settled_after(first) + DAY
        yield course(author, early, {key: bare}, *more, upto=on - DAY)


def _second(author: Author, term: Scheduled, plan: tuple[Milestone, ...]) -> Iterator[Story]:
    """What the first milestone's failure, and a death before the second, make of the second."""
    outcomes, first, second = author.agreement.document.outcomes, plan[0], plan[1]
    final = decided(author, term, second)
    for wish in list(wishes(term.met_when, want=False))[:3]:
        yield course(author, final, {(term.id, first.index): setting(wish, outcomes)})
    yield course(author, final)
    on = first.starts + (first.opens - first.starts) / 2
    yield course(author, final, None, event("death", on, "related=no"), upto=on)


def of_watching(author: Author, term: Watching) -> Iterator[Story]:
    """Every way a warranty may come out."""
    (whole,) = author.plan(term)
    grace = term.exceptions.missing_assessment.grace
    over, final = whole.closes + DAY, author.add(whole.closes, grace) + DAY
    seen = fact("vital_status", "alive", "", whole.closes)
    days = _days(author, term, whole)
    middle = days[-1]
    yield course(author, middle)
    yield course(author, over, None, seen)
    yield course(author, over, upto=author.infused_on)
    yield course(author, final, upto=author.infused_on)
    outcomes = author.agreement.document.outcomes
    for wish in list(wishes(term.failed_when, want=True))[:4]:
        for day in days:
            for settle_on in (day + DAY, over):
                yield _lost(author, term, setting(wish, outcomes), (day, settle_on))
    for found in cases(term.failed_when, outcomes):
        yield _lost(author, term, found, (middle, over), seen)
        yield _lost(author, term, found, (middle, final))
    for on, more in _exceptional(author, term, [middle]):
        for settle_on in _later(author, term.exceptions, on, final):
            yield course(author, settle_on, None, *more, upto=on - DAY)
            yield course(author, settle_on, None, *more)
        yield course(author, on + DAY, None, *more, upto=on - DAY)


def _days(author: Author, term: Watching, whole: Milestone) -> list[date]:
    """A day in each part of a warranty's table; the last is one in its middle."""
    starts = author.infused_on
    if isinstance(term, WarrantyRefund) and term.watch_from is not None:
        starts = author.add(author.infused_on, term.watch_from)
    steps = term.steps if isinstance(term, WarrantyRefund) else ()
    ends = [author.add(author.infused_on, step.until) for step in steps]
    return [*(max(starts, day) for day in ends), starts + (whole.closes - starts) / 2]


def _lost(
    author: Author, term: Watching, found: Setting, days: tuple[date, date], *more: Row
) -> Story:
    """A course on which a warranty finds something on one day."""
    day, settle_on = days
    at = Milestone("", 1, author.infused_on, day, day, day, None)
    events = [row | {"valid_on": day.isoformat()} for row in author.happened(found, at)]
    rows = [*author.before(found, set()), *events]
    rows += author.visit(found, day) if found.found or not events else []
    rows += author.repeated(term.failed_when, found, at)
    return course(author, settle_on, None, *rows, *more)


def decided(author: Author, term: Scheduled, milestone: Milestone) -> date:
    """The first day on which a milestone is settled for good, nothing being reported."""
    grace = author.add(milestone.closes, term.exceptions.missing_assessment.grace)
    duties = [
        author.add(milestone.closes, rule.within)
        for _, rule in author.agreement.of_type(DataObligation)
        if term.id in rule.of
    ]
    return max(settled_after(milestone), grace, *duties) + DAY


def _exceptional(
    author: Author, term: Excepted, days: list[date]
) -> Iterator[tuple[date, tuple[Row, ...]]]:
    """Each exception on each day, and two of them at once where they may be in conflict."""
    for on in days:
        rows = list(_events(author, term.exceptions, on))
        yield from ((on, (row,)) for _, row in rows)
        pairs = combinations(rows, 2) if may_conflict(term.exceptions) else ()
        for (one, first), (other, second) in pairs:
            named = {one, other}
            if one != other and not named & set(term.exceptions.priority):
                yield on, (first, second)


def _events(author: Author, rules: Exceptions, on: date) -> Iterator[tuple[str, Row]]:
    related = ("yes", "no", "unknown") if rules.death.related is not None else ("",)
    for relation in related:
        yield "death", event("death", on, f"related={relation}" if relation else "")
    yield "withdrawal", event("consent_withdrawn", on)
    yield "lost_to_follow_up", event("lost_to_follow_up", on)
    yield "relocation_abroad", event("emigrated", on)
    for name in rules.competing_therapy.list:
        if name in EVENT_KINDS or name in author.agreement.document.outcomes:
            yield "competing_therapy", event(name, on)
        else:
            yield "competing_therapy", event("next_therapy", on, f"therapy={name}")


def _later(author: Author, rules: Exceptions, on: date, final: date) -> list[date]:
    """The days to settle on: once decided, and once the time to wait is over."""
    waits = [
        rules.lost_to_follow_up.after,
        rules.death.unknown_after,
        rules.relocation_abroad.after,
    ]
    days = {
        max(final, author.add(on, wait) + DAY) for wait in waits if wait not in {None, Period()}
    }
    return sorted({final, *days})
