"""Stories settled future by future by the readable engine, which knows every term."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from contracts.columns.days import Mask, Whole
from contracts.entitlement import entitlements
from contracts.fact import EVERYONE, Fact
from contracts.position import Entitlement
from contracts.reason import Status
from contracts.simulate.drawn import Drawn
from contracts.simulate.plan import Plan
from contracts.simulate.records import common, facts, records
from contracts.simulate.settled import Settled, Told, payers, sets_off, unheard
from contracts.snapshot import Snapshot


def facts_in(plan: Plan, drawn: Drawn, future: int) -> list[Fact]:
    """The patients of one future written out as facts."""
    count = plan.scenario.enrolment.patients
    own = drawn.new.some(drawn.new.of[future * count : (future + 1) * count])
    mark = _mark(() if drawn.on is None else drawn.on.known.treatments)
    names = tuple(f"{mark}{future:05d}-P{patient:05d}" for patient in range(count))
    told = [*common(plan), *facts(records(plan, own, plan.regions), names)]
    return told if drawn.on is None else [*told, *drawn.on.of_future(future)]


def _mark(known: tuple[str, ...]) -> str:
    """What the names of new patients begin with, and those of known ones do not."""
    mark = "F"
    while any(name.startswith(mark) for name in known):
        mark += "F"
    return mark


def by_rows(plan: Plan, drawn: Drawn, why: str, told: Told = unheard) -> Settled:
    """What everything drawn comes to; every line of every patient is worked out.

    `told` hears how many futures are done, of how many.
    """
    futures = plan.scenario.paths
    adding = _Adding(plan, futures)
    for future in range(futures):
        known = Snapshot.known_at(facts_in(plan, drawn, future), plan.known_at)
        adding.take(future, entitlements(plan.agreement, known, plan.settled_on))
        told(future + 1, futures)
    return adding.settled(why)


class _Adding:
    """Lines added up as they come; payers an agreement names beside the regions join them."""

    def __init__(self, plan: Plan, futures: int) -> None:
        self.plan = plan
        self.futures = futures
        self.terms = {term.id: term for _, term in plan.agreement.terms()}
        self.cash = {name: self._no_cash() for name in payers(plan)}
        self.statuses: dict[tuple[str, int], dict[Status, int]] = defaultdict(dict)
        self.patients: dict[str, set[tuple[int, str]]] = defaultdict(set)
        self.in_futures: dict[str, Mask] = defaultdict(lambda: np.zeros(futures, np.bool_))

    def _no_cash(self) -> Whole:
        return np.zeros((self.futures, len(self.plan.years)), np.int64)

    def take(self, future: int, lines: Iterable[Entitlement]) -> None:
        """Add the lines of one future."""
        for line in lines:
            self._pay(future, line)
            told = self.statuses[line.term, line.milestone]
            told[line.status] = told.get(line.status, 0) + 1
            if self._sets_off(line):
                self.in_futures[line.term][future] = True
                if line.treatment != EVERYONE:
                    self.patients[line.term].add((future, line.treatment))

    def _sets_off(self, line: Entitlement) -> bool:
        if line.treatment == EVERYONE:
            return line.amount != 0 or line.status is Status.NOT_MET
        return sets_off(self.terms[line.term], line.status, line.amount)

    def _pay(self, future: int, line: Entitlement) -> None:
        year = self.plan.years[-1] if line.due_on is None else line.due_on.year
        if line.amount and year in self.plan.years:
            if line.payer not in self.cash:
                self.cash[line.payer] = self._no_cash()
            self.cash[line.payer][future, self.plan.years.index(year)] += line.amount

    def settled(self, why: str) -> Settled:
        """Everything taken, in order."""
        names = tuple(sorted(self.cash))
        cash = np.zeros((self.futures, len(names), len(self.plan.years)), np.int64)
        for place, name in enumerate(names):
            cash[:, place, :] = self.cash[name]
        return Settled(
            "rows",
            why,
            names,
            cash,
            {key: dict(sorted(told.items())) for key, told in sorted(self.statuses.items())},
            {name: len(found) for name, found in sorted(self.patients.items())},
            dict(sorted(self.in_futures.items())),
        )
