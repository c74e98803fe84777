"""Stories in which nobody is seen for so long that the limitation passes: settled one by one.

Arrays settle as if corrections never ended, which is the same as long as every look is followed by
a contact within the limitation, or by none at all. The few others go to the readable engine.
"""

import numpy as np

from contracts.columns.days import Whole, add, add_months, number
from contracts.columns.evaluate import Key, Result
from contracts.columns.why import code
from contracts.dates import Period, Rounding
from contracts.entitlement import entitlements
from contracts.fact import Fact
from contracts.simulate.plan import Plan
from contracts.simulate.refused import TooManyByRows
from contracts.simulate.stories import Stories
from contracts.snapshot import Snapshot
from contracts.terms import Scheduled

MOST_LATE = 20_000
_NEVER = 1 << 30


def late(plan: Plan, stories: Stories) -> Whole:
    """The stories with a contact later than the limitation after a look that found nobody."""
    limitation = plan.agreement.limitation
    if limitation is None:
        return np.zeros(0, np.int64)
    limit = days_of(limitation) + _least_after(plan)
    infused = plan.infused(stories.start)
    rounding = plan.agreement.document.calendar.month_rounding
    left = add_months(infused, stories.end_month, Rounding.DOWN)
    lost = add_months(infused, stories.loss, Rounding.DOWN)
    waiting, odd = np.full(len(stories), _NEVER), np.zeros(len(stories), np.bool_)
    for visit, offset in enumerate(plan.visits):
        day = add(infused, offset, rounding)
        missed = (stories.missed >> visit) & 1 == 1
        odd |= ~missed & (day - waiting > limit) & (day < left + 31)
        waiting = np.where(missed, np.minimum(waiting, day), _NEVER)
    for month, day in ((stories.loss, lost), (stories.end_month, left)):
        odd |= (month < plan.never) & (day + 31 - waiting > limit)
    return np.flatnonzero(odd)


def days_of(period: Period) -> int:
    """The fewest days a period can be."""
    return max(304 * period.months // 10 - 3, 0) + period.days


def _least_after(plan: Plan) -> int:
    """The fewest days after a visit on which its window closes."""
    terms = [term for _, term in plan.agreement.judged if isinstance(term, Scheduled)]
    if len(terms) < len(plan.agreement.judged):
        return 0
    return min(days_of(term.milestone.window.after) for term in terms)


def few(at: Whole, futures: int) -> Whole:
    """The stories to settle one by one, if they are few enough.

    Raises:
        TooManyByRows: there are more.
    """
    if len(at) > MOST_LATE:
        raise TooManyByRows(
            term="*",
            what="limitation",
            most=MOST_LATE,
            found=len(at),
            futures=max(futures * MOST_LATE // len(at), 1),
        )
    return at


def mend(plan: Plan, result: Result, told: list[Fact], places: dict[str, int]) -> None:
    """Replace what arrays say of some stories by what the readable engine says of their facts."""
    if not places:
        return
    rows = {key: row for row, key in enumerate(result.keys)}
    payers = {name: number for number, name in enumerate(result.payers)}
    at = np.array(sorted(places.values()), np.int64)
    result.status[:, at], result.amount[:, at] = 0, 0
    known = Snapshot.known_at(told, plan.known_at)
    for line in entitlements(plan.agreement, known, plan.settled_on):
        row, place = rows[Key(line.term, line.milestone)], places[line.treatment]
        result.status[row, place] = code(line.status)
        result.amount[row, place] += line.amount
        result.payer[row, place] = payers.get(line.payer, 0)
        if row in result.falls_due and line.due_on is not None:
            result.falls_due[row][place] = number(line.due_on)
