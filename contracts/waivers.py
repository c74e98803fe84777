"""A value outside its window that the parties let count: a signed decision about one milestone."""

from dataclasses import replace
from datetime import date

from contracts.agreement import Milestone
from contracts.cited import fact_reason
from contracts.dates import parse_date
from contracts.fact import Fact
from contracts.reason import Reason
from contracts.verdict import Case, Verdict

WAIVER = "waiver"
DAY = "counts_on"
"""The attribute of a waiver that names the day of the value."""


def waiver_of(case: Case, milestone: Milestone) -> tuple[Fact, date] | None:
    """The newest waiver for a milestone that names a day outside its window."""
    named = (milestone.term, str(milestone.index))
    for fact in reversed(case.course.rulings.get(WAIVER, ())):
        told = fact.attributes
        if (told.get("term"), told.get("milestone")) == named:
            day = _day(told.get(DAY, ""))
            return None if day is None or day in milestone.window else (fact, day)
    return None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def waived(verdict: Verdict, found: tuple[Fact, date] | None) -> Verdict:
    """The verdict, with the waiver told where a value of its day was used."""
    if found is None or all(fact.valid_on != found[1] for fact in verdict.facts):
        return verdict
    waiver, day = found
    said = (("on", day.isoformat()),)
    reason = replace(verdict.reason, children=(*verdict.reason.children, _told(waiver, said)))
    return replace(verdict, reason=reason)


def _told(waiver: Fact, said: tuple[tuple[str, str], ...]) -> Reason:
    return Reason("waived", said, (fact_reason(waiver),))
