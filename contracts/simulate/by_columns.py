"""Stories settled in arrays: each that differs once, then added up by future, payer and year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from contracts.agreement import Agreement
from contracts.columns.days import Mask, Whole, add, day_of, number
from contracts.columns.evaluate import Key, Result, evaluate
from contracts.columns.refused import NotInColumns
from contracts.columns.why import CODES
from contracts.dates import BusinessDay, Holidays, is_bank_day, payment_day
from contracts.reason import Status
from contracts.simulate.late import few, late, mend
from contracts.simulate.plan import Plan
from contracts.simulate.records import common, facts, records, table
from contracts.simulate.settled import Counts, Settled, payers
from contracts.simulate.stories import Stories
from contracts.terms import (
    Judged,
    LimitationTermination,
    MilestoneRebate,
    Scheduled,
    SwitchRefund,
    Totals,
    WarrantyRefund,
    pays_at_anchor,
)

_GIVING_BACK = (MilestoneRebate, WarrantyRefund, SwitchRefund)
_MOVED_AT_MOST = timedelta(days=31)
"""A payment day is at most as long after the day it falls due."""


def by_columns(plan: Plan, stories: Stories) -> Settled:
    """What the stories of new patients come to.

    Raises:
        NotInColumns: with the first thing only the readable engine works out.
    """
    refuse_sums(plan.agreement)
    laid = table(plan, records(plan, stories), len(stories))
    result = evaluate(unlimited(plan.agreement), laid, plan.known_at, plan.settled_on)
    _mend(plan, stories, result)
    cash = _by_payer(plan, stories, _yearly(plan, stories, result))
    return added_up(plan, stories, result, payers(plan), cash)


def _mend(plan: Plan, stories: Stories, result: Result) -> None:
    at = few(late(plan, stories), plan.scenario.paths)
    names = tuple(f"S{place:06d}" for place in range(len(at)))
    told = [*common(plan), *facts(records(plan, stories.some(at)), names)]
    mend(plan, result, told, dict(zip(names, at.tolist(), strict=True)))


def added_up(
    plan: Plan, stories: Stories, result: Result, names: tuple[str, ...], cash: Whole
) -> Settled:
    """Stories worked out, with their cash by future, payer and year."""
    set_off = _set_off(result, {term.id: term for _, term in plan.agreement.judged})
    futures: dict[str, Mask] = {}
    for name, found in set_off.items():
        futures[name] = np.any(found[stories.of].reshape(plan.scenario.paths, -1), axis=1)
    return Settled(
        "columns",
        "",
        names,
        cash,
        _statuses(result, stories.count),
        {name: int(stories.count[found].sum()) for name, found in set_off.items()},
        futures,
    )


def unlimited(agreement: Agreement) -> Agreement:
    """The agreement without the day on which corrections end.

    Everything drawn is recorded on its own day, so nothing is ever a correction.
    """
    document = agreement.document
    clauses = tuple(
        clause.model_copy(update={"terms": tuple(_open(term) for term in clause.terms)})
        for clause in document.clauses
    )
    open_ended = document.model_copy(update={"limitation": None, "clauses": clauses})
    return replace(agreement, document=open_ended)


def _open(term: object) -> object:
    if isinstance(term, LimitationTermination):
        return term.model_copy(update={"corrections_until": None})
    return term


def refuse_sums(agreement: Agreement) -> None:
    """Refuse what is worked out over all patients of a future together.

    Raises:
        NotInColumns: with the first of it.
    """
    for _, term in agreement.terms():
        if isinstance(term, Totals):
            raise NotInColumns(term.type, term.id)
        if isinstance(term, Scheduled) and term.cap is not None:
            raise NotInColumns("cap", term.id)


def _yearly(plan: Plan, stories: Stories, result: Result) -> Whole:
    """What each story comes to in each of the years looked at; the last column is any other."""
    found = np.zeros((len(stories), len(plan.years) + 1), np.int64)
    every = np.arange(len(stories))
    for row, year in paid_in(plan, plan.infused(stories.start), result):
        found[every, year] += result.amount[row]
    return found


def paid_in(plan: Plan, infused: Whole, result: Result) -> Iterator[tuple[int, Whole]]:
    """Each key's row with the year it is paid in for each story, counted from the first looked at.

    The number after the last stands for any other year.
    """
    calendar = _Calendar(plan)
    years: dict[tuple[str, int], Whole] = {}
    for row, key in enumerate(result.keys):
        _, term = plan.agreement.term(key.term)
        if row in result.falls_due:
            yield row, calendar.year(result.falls_due[row])
            continue
        offset = (key.term, key.index) if isinstance(term, Scheduled) else ("", 0)
        if offset not in years:
            years[offset] = calendar.year(_due(plan, infused, term, key))
        yield row, years[offset]


def _due(plan: Plan, infused: Whole, term: object, key: Key) -> Whole:
    """The day one key is due: its milestone's, or that of infusion."""
    if not isinstance(term, Scheduled):
        return infused
    place = key.index - 1 - pays_at_anchor(term)
    if place < 0:
        return infused
    rounding = plan.agreement.document.calendar.month_rounding
    return add(infused, term.milestone.offsets[place], rounding)


class _Calendar:
    """The year each day is paid in, counted from the first looked at; the last is any other."""

    def __init__(self, plan: Plan) -> None:
        calendar = plan.agreement.document.calendar
        first, last = plan.years[0], plan.years[-1]
        self.first = number(date(first, 1, 1) - _MOVED_AT_MOST)
        self.years = _paid_in(first, last, calendar.holidays, calendar.business_day)

    def year(self, days: Whole) -> Whole:
        """The year of each day."""
        year: Whole = self.years.take(days - self.first, mode="clip")
        return year


@cache
def _paid_in(first: int, last: int, holidays: Holidays, moved: BusinessDay) -> Whole:
    """The year each day from a little before the first year to the end of the last is paid in."""

    def is_open(day: date) -> bool:
        return is_bank_day(day, holidays)

    days = range(number(date(first, 1, 1) - _MOVED_AT_MOST), number(date(last, 12, 31)) + 1)
    other = last - first + 1
    years = (payment_day(day_of(day), moved, is_open).year - first for day in days)
    return np.array([*(year if 0 <= year < other else other for year in years), other], np.int64)


def _by_payer(plan: Plan, stories: Stories, yearly: Whole) -> Whole:
    """Stories added up by future and payer; a region's patients lie together."""
    begins = [plan.regions.index(name) for name in payers(plan)]
    futures = plan.scenario.paths
    cash = np.empty((futures, len(begins), len(plan.years)), np.int64)
    for year in range(len(plan.years)):
        patients = np.ascontiguousarray(yearly[:, year])[stories.of].reshape(futures, -1)
        cash[:, :, year] = np.add.reduceat(patients, begins, axis=1)
    return cash


def _statuses(result: Result, count: Whole) -> Counts:
    found: Counts = {}
    for row, key in enumerate(result.keys):
        for status in Status:
            patients = int(count[result.status[row] == CODES[status]].sum())
            if patients:
                found.setdefault((key.term, key.index), {})[status] = patients
    return found


def _set_off(result: Result, terms: dict[str, Judged]) -> dict[str, Mask]:
    """The stories in which each term did what it is there for, as `sets_off` says."""
    found: dict[str, Mask] = {}
    for row, key in enumerate(result.keys):
        if isinstance(terms[key.term], _GIVING_BACK):
            here: Mask = result.amount[row] < 0
        else:
            codes = result.status[row]
            here = (codes == CODES[Status.NOT_MET]) | (codes == CODES[Status.PRO_RATA])
        found[key.term] = found[key.term] | here if key.term in found else here
    return found
