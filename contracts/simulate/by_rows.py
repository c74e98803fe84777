"""Stories settled future by future by the readable engine, which knows every term."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from contracts.entitlement import entitlements
from contracts.fact import EVERYONE, Fact
from contracts.position import Entitlement
from contracts.reason import Status
from contracts.simulate.plan import Plan
from contracts.simulate.records import facts, records
from contracts.simulate.settled import Settled, empty_cash, sets_off
from contracts.simulate.stories import Stories
from contracts.snapshot import Snapshot

MOST_BY_ROWS = 20_000
"""More patients than this the readable engine is not asked for."""


def some_facts(plan: Plan, stories: Stories, future: int) -> list[Fact]:
    """The patients of one future written out as facts."""
    count = plan.scenario.enrolment.patients
    place = slice(future * count, (future + 1) * count)
    own = stories.some(stories.of[place])
    names = tuple(f"F{future:05d}-P{patient:05d}" for patient in range(count))
    return facts(plan, records(plan, own, plan.regions), names)


def by_rows(plan: Plan, stories: Stories, why: str) -> Settled:
    """What the stories come to; every line of every patient is worked out."""
    futures = plan.scenario.paths
    adding = _Adding(plan, futures)
    for future in range(futures):
        known = Snapshot.known_at(some_facts(plan, stories, future), plan.known_at)
        adding.take(future, entitlements(plan.agreement, known, plan.settled_on))
    return adding.settled(why)


class _Adding:
    """Lines added up as they come; payers an agreement names beside the regions join them."""

    def __init__(self, plan: Plan, futures: int) -> None:
        self.plan = plan
        self.futures = futures
        self.terms = {term.id: term for _, term in plan.agreement.terms()}
        self.cash = {name: empty_cash(plan, futures)[:, 0, :] for name in sorted({*plan.regions})}
        self.statuses: dict[tuple[str, int], dict[Status, int]] = defaultdict(dict)
        self.patients: dict[str, set[str]] = defaultdict(set)
        self.in_futures: dict[str, set[int]] = defaultdict(set)

    def take(self, future: int, lines: Iterable[Entitlement]) -> None:
        """Add the lines of one future."""
        for line in lines:
            self._pay(future, line)
            told = self.statuses[line.term, line.milestone]
            told[line.status] = told.get(line.status, 0) + 1
            if self._sets_off(line):
                self.in_futures[line.term].add(future)
                if line.treatment != EVERYONE:
                    self.patients[line.term].add(line.treatment)

    def _sets_off(self, line: Entitlement) -> bool:
        if line.treatment == EVERYONE:
            return line.amount != 0 or line.status is Status.NOT_MET
        return sets_off(self.terms[line.term], line.status, line.amount)

    def _pay(self, future: int, line: Entitlement) -> None:
        year = self.plan.years[-1] if line.due_on is None else line.due_on.year
        if line.amount and year in self.plan.years:
            if line.payer not in self.cash:
                self.cash[line.payer] = empty_cash(self.plan, self.futures)[:, 0, :]
            self.cash[line.payer][future, self.plan.years.index(year)] += line.amount

    def settled(self, why: str) -> Settled:
        """Everything taken, in order."""
        names = tuple(sorted(self.cash))
        return Settled(
            "rows",
            why,
            names,
            np.stack([self.cash[name] for name in names], axis=1),
            {key: dict(sorted(told.items())) for key, told in sorted(self.statuses.items())},
            {name: len(found) for name, found in sorted(self.patients.items())},
            {name: len(found) for name, found in sorted(self.in_futures.items())},
        )
