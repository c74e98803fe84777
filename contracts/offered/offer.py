"""Worked examples offered for the branches that none reaches yet, for the parties to confirm.

The facts are made up so that the engine takes the branch; what it then says stands as the
expected result. Whether that is what was agreed is for the parties to say.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property

from contracts.agreement import Agreement
from contracts.coverage.gate import Cell, missing_cells
from contracts.coverage.marks import Mark
from contracts.coverage.seen import Shown
from contracts.document import Example, Expected, ExpectedLine
from contracts.entitlement import Entitlement
from contracts.examples import major, snapshot_of
from contracts.explain import explain
from contracts.file.written import Bilingual
from contracts.offered.acting import acting, rate
from contracts.offered.rows import Author, Row, Story, author_of
from contracts.offered.stories import of_scheduled, of_upfront, of_watching
from contracts.terms import Judged, RepeatDose, SwitchRefund, Upfront, WarrantyRefund

UNCONFIRMED = Bilingual(da="Skal bekræftes af parterne", en="To be confirmed by the parties")
"""How the title of an offered example begins, until the parties have said what they agreed."""


def unconfirmed(examples: Iterable[Example]) -> tuple[Example, ...]:
    """The examples that still carry the title they were offered under."""
    da, en = UNCONFIRMED.da, UNCONFIRMED.en
    return tuple(
        one for one in examples if one.title.da.startswith(da) or one.title.en.startswith(en)
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """Examples to check and accept, and the branches that no course tried here reaches."""

    examples: tuple[Example, ...]
    beyond: tuple[Cell, ...]


@dataclass(frozen=True)
class _Tried:
    """A story as the engine settles it."""

    agreement: Agreement
    story: Story

    @cached_property
    def example(self) -> Example:
        """The story as an example that expects nothing yet."""
        instant = datetime.combine(self.story.settle_on, time(23), tzinfo=UTC)
        return Example.model_construct(
            id="offered",
            title=Bilingual(da="-", en="-"),
            known_at=instant,
            settle_on=self.story.settle_on,
            facts=self.story.rows,
            expect=Expected(total="0.00"),
        )

    @cached_property
    def shown(self) -> Shown:
        """What the engine does with it."""
        snapshot = snapshot_of(self.example)
        return Shown(self.agreement, snapshot, self.story.settle_on)


def offer(agreement: Agreement) -> Offer:
    """The fewest courses found that reach every branch no example reaches."""
    lacking = {cell.mark: cell for cell in missing_cells(agreement)}
    stories = (story.plausible() for story in _stories(agreement))
    tried = [_rated(agreement, story) for story in stories] if lacking else []
    chosen: list[tuple[_Tried, list[Cell]]] = []
    for one in _cover(tried, set(lacking)):
        new = [cell for mark, cell in lacking.items() if mark in one.shown.marks]
        chosen.append((one, new))
        lacking = {mark: cell for mark, cell in lacking.items() if cell not in new}
    taken = {example.id for example in agreement.document.examples}
    examples = []
    for one, new in chosen:
        name = _named(new[0], taken)
        taken.add(name)
        examples.append(_written(one, new, name))
    return Offer(tuple(examples), tuple(lacking.values()))


def _stories(agreement: Agreement) -> Iterator[Story]:
    author = author_of(agreement)
    for _, term in agreement.judged:
        yield from _of_term(author, term)
    yield from acting(author)


def _of_term(author: Author, term: Judged) -> Iterator[Story]:
    match term:
        case Upfront():
            yield from of_upfront(author, term)
        case WarrantyRefund() | SwitchRefund():
            yield from of_watching(author, term)
        case RepeatDose():
            return
        case _:
            yield from of_scheduled(author, term)


def _rated(agreement: Agreement, story: Story) -> _Tried:
    """The story with the rates of exchange it turns out to need."""
    tried = _Tried(agreement, story)
    for _ in range(2):
        rows = tuple(_rates(tried)) if story.rates == "all" else ()
        if not rows:
            break
        tried = _Tried(agreement, tried.story.plus(*rows))
    return tried


def _rates(tried: _Tried) -> Iterator[Row]:
    days = {
        node.get("on")
        for line in tried.shown.lines
        for node in line.reason.walk()
        if node.code == "rate_missing"
    }
    settle_on = tried.story.settle_on.isoformat()
    yield from (rate(tried.agreement, day) for day in sorted(days) if day <= settle_on)


def _cover(tried: list[_Tried], lacking: set[Mark]) -> list[_Tried]:
    """The courses that reach what is lacking: the most at a time, the shorter of equals."""
    left, chosen = set(lacking), []
    while left:
        best = max(
            tried, key=lambda t: (len(t.shown.marks & left), -len(t.story.rows)), default=None
        )
        if best is None or not best.shown.marks & left:
            break
        chosen.append(best)
        left -= best.shown.marks
    for one in tuple(chosen):
        others = [other for other in chosen if other is not one]
        reached = {mark for other in others for mark in other.shown.marks}
        if (one.shown.marks & lacking) <= reached:
            chosen = others
    return chosen


def _named(cell: Cell, taken: set[str]) -> str:
    """An id that says what the example is about."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", cell.id.replace("/", "-")).strip("-")[:52]
    name, n = plain, 2
    while name in taken:
        name, n = f"{plain}-{n}", n + 1
    return name


_MOST_TOLD = 3
_MOST_LINES = 4


def _written(tried: _Tried, cells: list[Cell], name: str) -> Example:
    total = major(sum(line.amount for line in tried.shown.lines))
    lines = tuple(_expected(tried, line) for line in _telling(tried, cells))
    return replace_example(tried.example, name, _title(cells), Expected(total=total, lines=lines))


def replace_example(example: Example, name: str, title: Bilingual, expect: Expected) -> Example:
    """The example under a name and title, with what is expected of it."""
    return example.model_copy(update={"id": name, "title": title, "expect": expect})


def _title(cells: list[Cell]) -> Bilingual:
    told = [f"{cell.words.da} ({cell.term})" for cell in cells[:_MOST_TOLD]]
    said = [f"{cell.words.en} ({cell.term})" for cell in cells[:_MOST_TOLD]]
    more = len(cells) - _MOST_TOLD
    if more > 0:
        told.append(f"og {more} mere")
        said.append(f"and {more} more")
    return Bilingual(
        da=f"{UNCONFIRMED.da}: {'; '.join(told)}",
        en=f"{UNCONFIRMED.en}: {'; '.join(said)}",
    )


def _telling(tried: _Tried, cells: list[Cell]) -> list[Entitlement]:
    """The first line to show each thing the example is about, else the lines of its terms."""
    order = [term.id for _, term in tried.agreement.terms()]
    firsts: dict[tuple[str, str, int], Entitlement] = {}
    for line in tried.shown.lines:
        firsts.setdefault((line.treatment, line.term, line.milestone), line)
    lines = sorted(firsts.values(), key=lambda one: (order.index(one.term), one.milestone))
    left, telling = {cell.mark for cell in cells}, []
    for line in lines:
        new = tried.shown.by_line[line.key] & left
        if new:
            telling.append(line)
            left -= new
    about = {cell.term for cell in cells}
    return telling or [one for one in lines if one.term in about and one.amount][:_MOST_LINES]


def _expected(tried: _Tried, line: Entitlement) -> ExpectedLine:
    said = {
        language: explain(line, tried.agreement, language, "finance").headline
        for language in ("da", "en")
    }
    return ExpectedLine(
        treatment=line.treatment,
        term=line.term,
        milestone=str(line.milestone),
        status=line.status,
        amount=major(line.amount),
        sentence=Bilingual(da=said["da"], en=said["en"]),
    )
