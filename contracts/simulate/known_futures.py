"""The futures of the actual cohort: drawn given what is known, settled with it as one course.

Chances are the scenario's among those still open: who has kept the effect for two years draws
among the losses after two years.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from contracts.columns.build import table_of
from contracts.columns.days import Whole, number
from contracts.columns.evaluate import Result, evaluate
from contracts.columns.table import Table
from contracts.fact import Fact, Kind
from contracts.simulate.by_columns import added_up, paid_in, refuse_sums, unlimited
from contracts.simulate.draws import FINE
from contracts.simulate.known import Known
from contracts.simulate.late import days_of, few, mend
from contracts.simulate.plan import Plan
from contracts.simulate.records import Days, common, facts, in_month, seen, visits_from
from contracts.simulate.settled import Settled
from contracts.simulate.stories import Months, Some, Stories, endings, packed, told
from contracts.terms import Scheduled, pays_at_anchor

_STREAMS = 64
_CONTACTS = frozenset({Kind.OBSERVATION, Kind.EVENT, Kind.VITAL_STATUS})


def drawn_on(plan: Plan, known: Known) -> Stories:
    """The stories of every known patient in every future; `start` is the patient."""
    futures = plan.scenario.paths
    who = np.tile(np.arange(len(known)), futures)
    some = Some(plan, 0, len(who), _STREAMS)
    since = np.minimum(known.elapsed, plan.never)

    def when(table: Months, stream: int) -> Months:
        before = np.searchsorted(table, since)[who]
        place = before + ((some.chance(stream) * (len(table) - before)) >> FINE)
        none = np.append(table, np.int16(plan.never))
        return none[place]

    loss, end, month = endings(some, when)
    gone, kept = known.gone[who], ~known.lost[who]
    loss = np.where(kept & ~gone, loss, plan.never)
    end, month = np.where(gone, 0, end), np.where(gone, plan.never, month)
    missed = some.missed() & plan.seen_before()[month]
    return told(packed(who, (loss, end, month), missed | known.past[who]))


def undisturbed(plan: Plan, known: Known) -> Stories:
    """The same patients if from now on the effect lasts and nothing else happens."""
    who = np.tile(np.arange(len(known)), plan.scenario.paths)
    never = np.full(len(who), plan.never)
    return told(packed(who, (never, np.zeros(len(who), np.int64), never), known.past[who]))


@dataclass(frozen=True, eq=False)
class Futures:
    """The futures of a cohort, and what every reading of an agreement shares: facts and table."""

    plan: Plan
    known: Known
    stories: Stories

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each story."""
        return tuple(f"K{place:06d}" for place in range(len(self.stories)))

    @cached_property
    def facts(self) -> list[Fact]:
        """What is known and drawn of each story."""
        return story_facts(self.plan, self.known, self.stories, self.names)

    @cached_property
    def table(self) -> Table:
        """The same as arrays."""
        return table_of([*common(self.plan), *self.facts], unlimited(self.plan.agreement))

    @cached_property
    def limited(self) -> Whole:
        """The stories to work out one by one."""
        return _limited(self)

    def of_future(self, future: int) -> list[Fact]:
        """The facts of one future, under the treatments' own names."""
        place = slice(future * len(self.known), (future + 1) * len(self.known))
        own = self.stories.some(self.stories.of[place])
        return story_facts(self.plan, self.known, own, self.known.treatments)


def story_facts(plan: Plan, known: Known, stories: Stories, names: tuple[str, ...]) -> list[Fact]:
    """What is known of some stories and what is drawn of them, each told under a name."""
    infused, after = known.infused[stories.start], known.today + 1
    lost, left = (in_month(infused, at, plan.never) for at in (stories.loss, stories.end_month))
    days = Days(
        infused,
        np.where(known.lost[stories.start], infused, np.maximum(lost, after)),
        np.maximum(left, after),
        np.maximum(visits_from(plan, infused), after),
    )
    found = [one for one in seen(plan, stories, days, first=False) if len(one.who)]
    before = (
        fact
        for who, name in zip(stories.start.tolist(), names, strict=True)
        for fact in _as(known.facts[who], known.treatments[who], name)
    )
    return [*before, *facts(found, names, "k")]


def _as(known: tuple[Fact, ...], own: str, name: str) -> Iterator[Fact]:
    """The facts of a treatment under another name; what moved to others is retracted here."""
    for f in known:
        yield Fact(
            f"{name}-{f.fact_id}",
            f.version,
            name,
            f.kind,
            f.name,
            f.value,
            f.unit,
            f.method,
            f.valid_on,
            f.recorded_at,
            f.retracted or f.treatment != own,
        )


def known_by_columns(plan: Plan, on: Futures) -> Settled:
    """What the stories of known patients come to.

    Raises:
        NotInColumns: with the first thing only the readable engine works out.
    """
    refuse_sums(plan.agreement)
    result = evaluate(unlimited(plan.agreement), on.table, plan.known_at, plan.settled_on)
    odd = {on.names[place]: place for place in few(on.limited, plan.scenario.paths).tolist()}
    mend(plan, result, [*common(plan), *(f for f in on.facts if f.treatment in odd)], odd)
    return added_up(plan, on.stories, result, result.payers, _paid(plan, on, result))


def _limited(on: Futures) -> Whole:
    """The stories in which the limitation may pass before something is recorded.

    It does not where contacts follow each other within it, less the longest that a fact recorded
    after the first limitation has waited to be recorded.
    """
    limitation = on.plan.agreement.limitation
    if limitation is None:
        return np.zeros(0, np.int64)
    limit, odd, known = days_of(limitation), [], on.known
    first = limit + _first_closes(on.plan)
    delays = [
        _delay((*own, *on.plan.common), began + first)
        for own, began in zip(known.facts, known.infused.tolist(), strict=True)
    ]
    contacts = [[began] for began in known.infused[on.stories.start].tolist()]
    for fact in on.facts:
        if fact.kind in _CONTACTS:
            contacts[int(fact.treatment[1:])].append(number(fact.valid_on))
    for place, (who, days) in enumerate(zip(on.stories.start.tolist(), contacts, strict=True)):
        since = sorted(day for day in days if day >= days[0])
        gaps = [later - earlier for earlier, later in pairwise(since)]
        if max(gaps, default=0) + delays[who] > limit:
            odd.append(place)
    return np.array(odd, np.int64)


def _first_closes(plan: Plan) -> int:
    """The fewest days after infusion on which the first key closes."""
    found = []
    for _, term in plan.agreement.judged:
        if isinstance(term, Scheduled) and not pays_at_anchor(term):
            first, after = term.milestone.offsets[0], term.milestone.window.after
            found.append(days_of(first) + days_of(after))
        else:
            found.append(0)
    return min(found, default=0)


def _delay(found: tuple[Fact, ...], limited: int) -> int:
    """How long the slowest fact recorded after a day waited to be recorded."""
    late = [fact for fact in found if number(fact.recorded_at.date()) >= limited]
    return max((number(f.recorded_at.date()) - number(f.valid_on) for f in late), default=0)


def _paid(plan: Plan, on: Futures, result: Result) -> Whole:
    """Stories added up by future and whoever pays each key."""
    futures, years, of = plan.scenario.paths, len(plan.years), on.stories.of
    cash = np.zeros((futures, len(result.payers), years + 1), np.int64)
    future = np.repeat(np.arange(futures), len(on.known))
    for row, year in paid_in(plan, on.known.infused[on.stories.start], result):
        place = (future, result.payer[row][of], year[of])
        np.add.at(cash, place, result.amount[row][of])
    return cash[:, :, :years]
