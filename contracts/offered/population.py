"""Courses worth offering for results of a population: all do well, all fail, and too few to say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import assert_never

from contracts.agreement import Agreement, Milestone
from contracts.endpoint import endpoints
from contracts.offered.rows import DAY, Author, Row, Story, fact, unique
from contracts.offered.values import Setting, setting, wishes
from contracts.population.guarantee import decided_after
from contracts.population.members import cut_of
from contracts.terms import Guaranteed, PopulationResponse, PopulationSurvival

_MOST = 160
"""More patients than this make an example nobody checks."""


def of_population(author: Author, term: Guaranteed) -> Iterator[Story]:
    """A population that does well, one that fails, one too small, and one not read yet."""
    agreement = author.agreement
    start = _infused_on(agreement, term)
    ours = replace(author, infused_on=start)
    settle_on = decided_after(agreement, term) + 2 * DAY
    least = max(term.min_n, term.min_at_risk if isinstance(term, PopulationSurvival) else 1)
    numbers = [n for n in (least, 2 * least, 4 * least, 8 * least) if n <= _MOST] or [least]
    unseen = ours.start()
    yield _together(ours, [unseen], settle_on)
    yield _together(ours, [unseen] * least, settle_on)
    for visited in (False, True):
        well, badly = (
            list(_course(ours, term, good=good, visited=visited)) for good in (True, False)
        )
        yield _together(ours, [well], settle_on)
        yield _together(ours, [well], settle_on - 3 * DAY)
        for number in numbers:
            yield _together(ours, [well] * number, settle_on)
            yield _together(ours, [badly] * number, settle_on)


def _infused_on(agreement: Agreement, term: Guaranteed) -> date:
    rule, header = term.population, agreement.document.agreement
    return max(rule.infused_from, header.effective_from)


def _course(author: Author, term: Guaranteed, *, good: bool, visited: bool) -> Iterator[Row]:
    """What the population's rule reads of one patient, and the other terms' visits if asked."""
    cut = cut_of(author.agreement, term)
    yield from author.start()
    if visited:
        yield from author.visits(cut)
    match term:
        case PopulationSurvival():
            yield from _survival(author, term, good=good)
        case PopulationResponse():
            day = author.add(author.infused_on, term.at)
            found = setting(
                next(wishes(term.responder_when, want=good)), author.agreement.document.outcomes
            )
            yield from _found(author, found, day)
        case _:
            assert_never(term)


def _survival(author: Author, term: PopulationSurvival, *, good: bool) -> Iterator[Row]:
    horizon = author.add(author.infused_on, term.horizon)
    endpoint = next(one for one in endpoints(author.agreement) if one.id == term.endpoint)
    outcomes = author.agreement.document.outcomes
    day = horizon if good else author.infused_on + (horizon - author.infused_on) / 2
    found = setting(next(wishes(endpoint.lost_when, want=not good)), outcomes)
    yield from _found(author, found, day)
    if good:
        yield fact("vital_status", "alive", "", day)


def _found(author: Author, found: Setting, day: date) -> Iterator[Row]:
    at = Milestone("", 1, author.infused_on, day, day, day, None)
    yield from (row | {"valid_on": day.isoformat()} for row in author.happened(found, at))
    yield from author.before(found, set())
    if found.found or not found.events:
        yield from author.visit(found, day)


def _together(author: Author, courses: list[list[Row]], settle_on: date) -> Story:
    rows = [*author.common(), *author.figures(settle_on)]
    if len(courses) == 1:
        return Story(unique([*rows, *courses[0]]), settle_on)
    for n, course in enumerate(courses, start=1):
        rows += [row | {"treatment": f"T{n}"} for row in course]
    return Story(unique(rows), settle_on)
