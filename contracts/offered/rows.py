"""The facts of an offered example: what every example needs, and the visits of a course."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeAlias

from contracts.agreement import Agreement, Milestone, milestones
from contracts.criterion import CountBody, Criterion, Happened, Known, SustainedFor, nodes
from contracts.dates import Period, Window, add, subtract
from contracts.fact import EVERYONE
from contracts.offered.values import Setting, setting, wishes
from contracts.outcome import Quantity
from contracts.sight import limit_day
from contracts.terms import (
    Indexation,
    ListPrice,
    MilestoneTerm,
    Scheduled,
    Term,
    Upfront,
    Vat,
)

Row: TypeAlias = dict[str, str]
PRICE = "1000000.00"
REGIONS = ("hovedstaden", "syddanmark")
_RECENT = 2024
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """Facts and a day to settle on; `rates` says whether rates of exchange are filled in."""

    rows: tuple[Row, ...]
    settle_on: date
    rates: str = "all"

    def plus(self, *rows: Row) -> "Story":
        """The same with more facts."""
        return replace(self, rows=(*self.rows, *rows))

    def plausible(self) -> "Story":
        """The same without what would be known of a patient after the death."""
        died: dict[str, str] = {}
        for row in self.rows:
            if (row["kind"], row["name"]) == ("event", "death"):
                who = row.get("treatment", "")
                died[who] = min(row["valid_on"], died.get(who, row["valid_on"]))
        kept = (
            row
            for row in self.rows
            if row["kind"] not in _OF_THE_LIVING
            or row["valid_on"] <= died.get(row.get("treatment", ""), row["valid_on"])
        )
        return replace(self, rows=tuple(kept)) if died else self


_OF_THE_LIVING = frozenset({"observation", "event", "vital_status"})


@dataclass(frozen=True)
class Author:
    """Writes the courses of one treatment under an agreement, infused on one day."""

    agreement: Agreement
    infused_on: date
    prices: Mapping[str, str] = field(default_factory=dict)

    @property
    def scheduled(self) -> tuple[Scheduled, ...]:
        """The terms that look at milestones."""
        return tuple(t for _, t in self.agreement.judged if isinstance(t, MilestoneTerm))

    def plan(self, term: Term) -> tuple[Milestone, ...]:
        """The milestones of a term for this infusion."""
        return milestones(self.agreement, term, self.infused_on)

    def add(self, day: date, period: Period) -> date:
        """A day moved by a period as the agreement rounds."""
        return add(day, period, self.agreement.document.calendar.month_rounding)

    def common(self) -> list[Row]:
        """What belongs to no single treatment: prices and rates."""
        listed = {t.price.list for _, t in self.agreement.judged if isinstance(t.price, ListPrice)}
        since = date(self.infused_on.year, 1, 1).isoformat()
        currency = self.agreement.currency
        rows = [
            _row("price", name, self.price(name), since, unit=currency) for name in sorted(listed)
        ]
        for _, vat in self.agreement.of_type(Vat):
            rows.append(_row("vat", vat.scheme, "25 %", since))
        return rows

    def price(self, name: str) -> str:
        """A list price: the one chosen, else that of the agreement's own examples."""
        if name in self.prices:
            return self.prices[name]
        for example in self.agreement.document.examples:
            for row in example.facts:
                if row.get("kind") == "price" and row.get("name") == name:
                    return row.get("value", PRICE)
        return PRICE

    def start(self, state: str = "infused", *, home: bool = True) -> list[Row]:
        """The treatment itself, and where the patient lives unless that does not matter."""
        product = self.agreement.product or "x"
        rows = [_row("treatment", state, product, self.infused_on.isoformat())]
        if home and self.agreement.payer_rule.otherwise is None:
            since = date(self.infused_on.year, 1, 1).isoformat()
            rows.insert(0, _row("residence", "region", REGIONS[0], since))
        return rows

    def good(self, term: Scheduled) -> Setting:
        """A visit that meets a term's criterion."""
        return setting(next(wishes(term.met_when, want=True)), self.agreement.document.outcomes)

    def bare(self, term: Scheduled) -> Setting | None:
        """A visit with nothing but the values that a criterion asks to be known; else no visit.

        Without those the criterion would be decided, and no exception heard.
        """
        names = {node.known for node in nodes(term.met_when) if isinstance(node, Known)}
        found = {name: v for name, v in self.good(term).found.items() if name[0] in names}
        return Setting(found) if found else None

    def visit(self, found: Setting, day: date) -> list[Row]:
        """The rows of one visit; a patient of whom nothing is measured was at least seen."""
        rows = [self.measured(name, value, day) for name, value in found.found.items()]
        return rows or [_row("vital_status", "alive", "", day.isoformat())]

    def measured(self, name: tuple[str, str], value: str, day: date) -> Row:
        """One observation."""
        outcome = self.agreement.document.outcomes[name[0]]
        unit = outcome.unit if isinstance(outcome, Quantity) else ""
        return _row("observation", name[0], value, day.isoformat(), unit=unit, method=name[1])

    def before(self, found: Setting, without: set[tuple[str, str]]) -> list[Row]:
        """The values from before the infusion that changes are counted from."""
        day = self.infused_on - timedelta(days=14)
        return [
            self.measured(name, value, day)
            for name, value in found.before.items()
            if name not in without
        ]

    def happened(self, found: Setting, milestone: Milestone) -> list[Row]:
        """The events of a setting, each in the middle of the time it is looked for in."""
        rows: list[Row] = []
        for leaf, number in found.events:
            starts, ends = self._time(leaf, milestone)
            rows += [
                _event(leaf, starts + (ends - starts) * n / (number + 1))
                for n in range(1, number + 1)
            ]
        return rows

    def _time(self, leaf: Happened | CountBody, milestone: Milestone) -> tuple[date, date]:
        """The first and the last day an event is looked for."""
        window = Window(milestone.opens, milestone.closes)
        marks = {
            "infusion": self.infused_on,
            "previous_milestone": milestone.starts,
            "window_open": milestone.opens,
        }
        after = leaf.after or "infusion"
        starts = self.add(self.infused_on, after) if isinstance(after, Period) else marks[after]
        limit = limit_day(leaf.before, window, milestone.target)
        if isinstance(leaf, CountBody) and leaf.within is not None:
            starts = subtract(limit, leaf.within, self.agreement.document.calendar.month_rounding)
        starts = max(starts, milestone.starts)
        return starts, max(starts, limit)

    def visits(
        self,
        until: date,
        changed: Mapping[tuple[str, int], Setting | None] | None = None,
    ) -> list[Row]:
        """Good visits at every milestone up to a day, but for those changed; None is no visit."""
        usual: list[Row] = []
        other: list[Row] = []
        settings = changed or {}
        baseless = {n for s in settings.values() if s for n, v in s.before.items() if not v}
        for term in self.scheduled:
            good = self.good(term)
            for milestone in self.plan(term):
                key = (term.id, milestone.index)
                found = settings.get(key, good)
                if milestone.target > until or found is None:
                    continue
                rows = other if key in settings else usual
                rows += [*self.before(found, baseless), *self.happened(found, milestone)]
                rows += self.visit(found, milestone.target)
                rows += self.repeated(term.met_when, found, milestone)
        return other + usual

    def repeated(self, criterion: Criterion, found: Setting, at: Milestone) -> list[Row]:
        """The same found as often, and as far back, as a condition has to be sustained."""
        rows: list[Row] = []
        rounding = self.agreement.document.calendar.month_rounding
        for node in nodes(criterion):
            if isinstance(node, SustainedFor) and found.found:
                body = node.sustained
                first = max(subtract(at.target, body.length, rounding), self.infused_on + DAY)
                ends = at.closes if body.until == "window_close" else at.target
                if body.over == "span":
                    first = max(first, subtract(ends, body.length, rounding))
                times = max(2, body.at_least)
                for n in range(times - 1):
                    day = first + (at.target - first) * n / (times - 1)
                    rows += self.visit(found, day)
        return rows

    def figures(self, until: date, value: str = "102.0") -> list[Row]:
        """The index figures that instalments up to a day are agreed by."""
        rows: list[Row] = []
        for _, rule in self.agreement.of_type(Indexation):
            months = {self._month(rule, day) for day in self._dues(rule.of, until)}
            base = rule.base.replace(day=1)
            rows.append(_row("index", rule.series, "100.0", base.isoformat()))
            rows += [
                _row("index", rule.series, value, month.isoformat())
                for month in sorted(months - {base})
            ]
        return rows

    def _month(self, rule: Indexation, day: date) -> date:
        rounding = self.agreement.document.calendar.month_rounding
        return subtract(day, rule.lag, rounding).replace(day=1)

    def _dues(self, of: tuple[str, ...], until: date) -> Iterator[date]:
        for _, term in self.agreement.judged:
            if term.id in of:
                days = [one.target for one in self.plan(term)]
                days += [] if days and not isinstance(term, Upfront) else [self.infused_on]
                yield self.infused_on
                yield from (day for day in days if day <= until)


def author_of(agreement: Agreement) -> Author:
    """The author who infuses on a plain day soon after the agreement began, or lately."""
    header = agreement.document.agreement
    start = max(header.effective_from, date(_RECENT, 1, 1)) + timedelta(days=69)
    ends = agreement.termination.ends_on if agreement.termination is not None else None
    if ends is not None:
        plans = [milestones(agreement, term, start) for _, term in agreement.judged]
        last = max((one.target for plan in plans for one in plan), default=start)
        start = max(header.effective_from, min(start, ends - (last - start) - 30 * DAY))
    if header.effective_until is not None and start > header.effective_until:
        start = header.effective_until
    return Author(agreement, start)


def _row(kind: str, name: str, value: str, on: str, **more: str) -> Row:
    said = {"kind": kind, "name": name, "value": value, **more, "valid_on": on}
    return {column: text for column, text in said.items() if text}


def _event(leaf: Happened | CountBody, day: date) -> Row:
    value = ";".join(f"{name}={allowed[0]}" for name, allowed in leaf.where.items())
    return _row("event", leaf.event or "", value, day.isoformat())


def event(name: str, on: date, value: str = "") -> Row:
    """An event on a day."""
    return _row("event", name, value, on.isoformat())


def fact(kind: str, name: str, value: str, on: date, **more: str) -> Row:
    """Any other fact on a day."""
    return _row(kind, name, value, on.isoformat(), **more)


def unique(rows: list[Row]) -> tuple[Row, ...]:
    """The rows each once, the facts of everyone first, then by day."""
    once = {tuple(sorted(row.items())): row for row in rows}
    # A value measured for two terms on one day is one measurement: the first that is given.
    seen: dict[tuple[str, ...], Row] = {}
    for row in once.values():
        key = (row["kind"], row["name"], row["valid_on"], row.get("treatment", ""))
        more = (row.get("method", ""), row.get("version", ""), row.get("value", ""))
        several = row["kind"] != "observation" or "version" in row
        seen.setdefault((*key, more[0], *(more[1:] if several else ())), row)
    order = {"price": 0, "vat": 0, "index": 0, "fx": 0, "residence": 1}
    rank = {name: n for n, name in enumerate(("price", "vat", "index", "fx", "residence"))}
    return tuple(
        sorted(
            seen.values(),
            key=lambda r: (
                order.get(r["kind"], 2),
                rank.get(r["kind"], 9),
                r.get("treatment", "") if r["kind"] not in order else "",
                r["valid_on"],
            ),
        )
    )


__all__ = ["DAY", "EVERYONE", "Author", "Row", "Story", "author_of", "event", "fact", "unique"]
