"""Courses worth offering for sums: as many treatments, and at such a price, as a bound takes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

from contracts.agreement import Agreement
from contracts.counted import year_of
from contracts.coverage.marks import bounds, priced_by_list
from contracts.entitlement import Entitlement, entitlements
from contracts.examples import major, snapshot_of_rows
from contracts.fact import COMMON, EVERYONE
from contracts.money import parse_minor
from contracts.offered.rows import DAY, Author, Story
from contracts.offered.stories import course, decided
from contracts.terms import Basket, PatientCap, VolumeTiers

_LAST = datetime.max.replace(tzinfo=UTC)
_MOST = 60
"""More treatments than this make an example nobody checks."""


def of_sums(author: Author) -> Iterator[Story]:
    """The courses that lie below, at and above every bound, and in every tier."""
    agreement = author.agreement
    plain = [course(author, day) for day in _days(author)]
    for _, per, bound, of in _bounds(agreement):
        for story in plain:
            yield from _around(author, story, (per, bound, of))
    for _, term in agreement.of_type(VolumeTiers):
        numbers = {n for tier in term.tiers if tier.to for n in (tier.to, tier.to + 1)}
        start = plain[0]
        yield from (_several(start, n) for n in sorted({1, *numbers}) if n <= _MOST * 4)
    if agreement.of_type(Basket):
        yield from plain


def _bounds(agreement: Agreement) -> Iterator[tuple[str, str, int, tuple[str, ...]]]:
    for name, of, per, cap in bounds(agreement):
        yield name, per, cap.amount.minor, of
    for _, term in agreement.of_type(PatientCap):
        for bound in (term.ceiling, term.floor):
            if bound is not None:
                yield term.id, "", bound.minor, term.of


def _days(author: Author) -> list[date]:
    """The days to settle on: at once, after each term's first milestone, and after its last."""
    days = {author.infused_on + DAY}
    for term in author.scheduled:
        plan = author.plan(term)
        days |= {decided(author, term, plan[0]), decided(author, term, plan[-1])}
    return sorted(days)


def _around(
    author: Author, story: Story, sought: tuple[str, int, tuple[str, ...]]
) -> Iterator[Story]:
    """The story with a price or a number of treatments that lies on each side of a bound."""
    per, bound, of = sought
    total = _total(author.agreement, story, per, of)
    yield story
    if total <= 0:
        return
    if priced_by_list(author.agreement, of):
        for share in (Fraction(1, 2), Fraction(1), Fraction(3, 2)):
            yield from _priced(story, share * bound / total)
        return
    number = bound // total + 1 if per else 1
    if number <= _MOST:
        yield _several(story, number)


def _priced(story: Story, factor: Fraction) -> Iterator[Story]:
    """The story with every price changed by a factor, and by one unit more and less."""
    for off in (0, 1, -1):
        prices = {
            row["name"]: major(max(1, round(parse_minor(row["value"]) * factor) + off))
            for row in story.rows
            if row["kind"] == "price"
        }
        rows = tuple(
            row | {"value": prices[row["name"]]} if row["kind"] == "price" else row
            for row in story.rows
        )
        yield replace(story, rows=rows)


def _total(agreement: Agreement, story: Story, per: str, of: tuple[str, ...]) -> int:
    """What one treatment comes to in the year it costs most, or in all."""
    snapshot = snapshot_of_rows(story.rows, _LAST)
    years: dict[int, int] = {}
    for line in entitlements(agreement, snapshot, story.settle_on):
        if line.treatment == EVERYONE or line.due_on is None or (of and line.term not in of):
            continue
        if not line.key.endswith(("|patient_cap", "|fx")):
            year = year_of(agreement, per, _target(line)) if per else 0
            years[year] = years.get(year, 0) + line.amount
    return max(years.values(), default=0)


def _target(line: Entitlement) -> date:
    return date.fromisoformat(line.reason.get("target"))


def _several(story: Story, number: int) -> Story:
    """As many treatments, each with the story's own facts."""
    common = [row for row in story.rows if row["kind"] in COMMON]
    own = [row for row in story.rows if row["kind"] not in COMMON]
    if number == 1:
        return story
    rows = [row | {"treatment": f"T{n}"} for n in range(1, number + 1) for row in own]
    return replace(story, rows=(*common, *rows))
