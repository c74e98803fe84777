"""What the futures came to under an agreement, whichever engine worked them out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from contracts.columns.days import Mask, Whole
from contracts.reason import Status
from contracts.simulate.plan import Plan
from contracts.terms import MilestoneRebate, SwitchRefund, Term, WarrantyRefund

Told = Callable[[int, int], None]
"""Hears how many are done, of how many; what it raises ends the work."""


def unheard(_done: int, _total: int) -> None:
    """Nobody waits to hear how far it is."""


Counts = dict[tuple[str, int], dict[Status, int]]
"""For each term and milestone, how many patients came to each status."""

Name = TypeVar("Name", bound=str)
_MISSED = frozenset({Status.NOT_MET, Status.PRO_RATA})


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Minor units by future, payer and calendar year; negative where the supplier owes.

    `engine` is `columns` or `rows`; `why_rows` the term arrays do not work out. `patients` counts
    those in which a term was set off at all, `futures` marks the futures in which it was.
    """

    engine: str
    why_rows: str
    payers: tuple[str, ...]
    cash: Whole
    statuses: Counts = field(default_factory=dict)
    patients: dict[str, int] = field(default_factory=dict)
    futures: dict[str, Mask] = field(default_factory=dict)

    @property
    def totals(self) -> Whole:
        """What each future comes to in all."""
        total: Whole = self.cash.sum(axis=(1, 2))
        return total


def together(new: Settled, known: Settled) -> Settled:
    """New patients and known ones of the same futures, added up."""
    names = tuple(sorted({*new.payers, *known.payers}))
    cash = np.zeros((len(new.cash), len(names), new.cash.shape[2]), np.int64)
    for part in (new, known):
        cash[:, [names.index(name) for name in part.payers], :] += part.cash
    statuses = {
        key: _added(new.statuses.get(key, {}), known.statuses.get(key, {}))
        for key in sorted(new.statuses.keys() | known.statuses.keys())
    }
    futures = dict(new.futures)
    for term, found in known.futures.items():
        futures[term] = futures[term] | found if term in futures else found
    patients = _added(new.patients, known.patients)
    return Settled(new.engine, new.why_rows, names, cash, statuses, patients, futures)


def _added(one: Mapping[Name, int], other: Mapping[Name, int]) -> dict[Name, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in sorted({*one, *other})}


def sets_off(term: Term, status: Status | None, amount: int) -> bool:
    """Whether a line is what the term is there for: a refund, or an instalment not paid in full."""
    if isinstance(term, MilestoneRebate | WarrantyRefund | SwitchRefund):
        return amount < 0
    return status in _MISSED


def payers(plan: Plan) -> tuple[str, ...]:
    """The regions anyone lives in, in the order their patients lie."""
    return tuple(dict.fromkeys(plan.regions))
