"""The actual cohort: what is known of each patient by now, and what is already over.

Only those infused have a future that is drawn; the others stay as they are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from contracts.columns.days import Mask, Whole, number
from contracts.course import Course, course_of
from contracts.dates import Period, Window, add, completed_months, subtract
from contracts.evaluate import evaluate
from contracts.fact import EVERYONE, Fact
from contracts.sight import Sight
from contracts.simulate.plan import Plan
from contracts.simulate.refused import TooManyKnown
from contracts.simulate.values import criteria
from contracts.snapshot import Snapshot
from contracts.terms import Scheduled

MOST_KNOWN = 4_000
MOST_COURSES = 20_000
_LEFT = ("death", "consent_withdrawn", "emigrated", "lost_to_follow_up")
_NOTHING = Period()


@dataclass(frozen=True, slots=True)
class Cohort:
    """Facts as recorded, and the moment up to which they are known."""

    facts: tuple[Fact, ...]
    at: datetime

    @property
    def common(self) -> tuple[Fact, ...]:
        """The facts of no single treatment."""
        return tuple(fact for fact in self.facts if fact.treatment == EVERYONE)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Each known treatment: its facts, the day of infusion and the whole months since.

    `gone` marks those of whom no more is heard, `lost` those whose effect is known to be lost;
    `past` are the visits that are over, one bit each.
    """

    treatments: tuple[str, ...]
    facts: tuple[tuple[Fact, ...], ...]
    infused: Whole
    elapsed: Whole
    gone: Mask
    lost: Mask
    past: Whole
    today: int

    def __len__(self) -> int:
        return len(self.treatments)


@dataclass(frozen=True, slots=True)
class _One:
    infused: date
    gone: bool
    lost: bool
    past: int


def known_of(plan: Plan, cohort: Cohort) -> Known:
    """What is known of a cohort, as its facts were recorded by its moment.

    Raises:
        TooManyKnown: more patients, or more courses in all futures, than are written out.
    """
    snapshot = Snapshot.known_at(cohort.facts, cohort.at)
    today = cohort.at.astimezone(ZoneInfo(plan.agreement.document.calendar.tz)).date()
    names = snapshot.treatments()
    futures = plan.scenario.paths
    if len(names) > MOST_KNOWN or len(names) * futures > MOST_COURSES:
        raise TooManyKnown(
            patients=len(names),
            futures=futures,
            found=len(names) * futures,
            most=MOST_COURSES,
            apart=MOST_KNOWN,
        )
    found = [_one(plan, course_of(name, snapshot.about(name), today), today) for name in names]
    return Known(
        names,
        tuple(snapshot.history(name) for name in names),
        np.array([number(one.infused) for one in found], np.int64),
        np.array([completed_months(one.infused, today) for one in found], np.int64),
        np.array([one.gone for one in found], np.bool_),
        np.array([one.lost for one in found], np.bool_),
        np.array([one.past for one in found], np.int64),
        number(today),
    )


def _one(plan: Plan, course: Course, today: date) -> _One:
    product = plan.agreement.product
    infusions = [fact for fact in course.infusions if product in {None, fact.value}]
    every = (1 << len(plan.visits)) - 1
    if not infusions:
        never = course.states.get("not_infused", ())
        return _One(never[0].valid_on if never else today, gone=True, lost=False, past=every)
    infused = infusions[0].valid_on
    if any(course.first(event, infused) is not None for event in _LEFT):
        return _One(infused, gone=True, lost=False, past=every)
    over = [_is_over(plan, course, infused, visit, today) for visit in plan.visits]
    past = sum(1 << place for place, is_over in enumerate(over) if is_over)
    return _One(infused, gone=False, lost=_is_lost(plan, course, infused, today), past=past)


def _is_lost(plan: Plan, course: Course, infused: date, today: date) -> bool:
    """Whether the last values known say so by any criterion of the agreement."""
    document = plan.agreement.document
    sight = Sight(
        course,
        document.outcomes,
        document.calendar.month_rounding,
        infused,
        infused,
        today,
        Window(infused + timedelta(days=1), today),
        seen_from=today,
        rule="last",
    )
    # What is not known is not lost.
    return any(
        evaluate(criterion, sight).truth is (not working)
        for criterion, working in criteria(plan.agreement)
    )


def _is_over(plan: Plan, course: Course, infused: date, visit: Period, today: date) -> bool:
    """Whether a visit took place, or can no longer: its window closes today or before."""
    rounding = plan.agreement.document.calendar.month_rounding
    target = add(infused, visit, rounding)
    before, after = _around(plan, visit)
    opens = subtract(target, before, rounding)
    took_place = any(
        opens <= fact.valid_on <= today for found in course.observations.values() for fact in found
    )
    return add(target, after, rounding) <= today or (opens <= today and took_place)


def _around(plan: Plan, visit: Period) -> tuple[Period, Period]:
    """The window of the first term that looks at a visit."""
    for _, term in plan.agreement.judged:
        if isinstance(term, Scheduled) and visit in term.milestone.offsets:
            return term.milestone.window.before, term.milestone.window.after
    return _NOTHING, _NOTHING
