"""What the futures came to under an agreement, whichever engine worked them out."""

from dataclasses import dataclass, field

import numpy as np

from contracts.columns.days import Whole
from contracts.reason import Status
from contracts.simulate.plan import Plan
from contracts.terms import MilestoneRebate, SwitchRefund, Term, WarrantyRefund

Counts = dict[tuple[str, int], dict[Status, int]]
"""For each term and milestone, how many patients came to each status."""

_MISSED = frozenset({Status.NOT_MET, Status.PRO_RATA})


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """Minor units by future, payer and calendar year; negative where the supplier owes.

    `engine` is `columns` or `rows`; `why_rows` the term arrays do not work out. `patients` and
    `futures` count those in which a term was set off at all.
    """

    engine: str
    why_rows: str
    payers: tuple[str, ...]
    cash: Whole
    statuses: Counts = field(default_factory=dict)
    patients: dict[str, int] = field(default_factory=dict)
    futures: dict[str, int] = field(default_factory=dict)

    @property
    def totals(self) -> Whole:
        """What each future comes to in all."""
        total: Whole = self.cash.sum(axis=(1, 2))
        return total


def sets_off(term: Term, status: Status | None, amount: int) -> bool:
    """Whether a line is what the term is there for: a refund, or an instalment not paid in full."""
    if isinstance(term, MilestoneRebate | WarrantyRefund | SwitchRefund):
        return amount < 0
    return status in _MISSED


def empty_cash(plan: Plan, futures: int) -> Whole:
    """No money by future, payer and year."""
    return np.zeros((futures, len(payers(plan)), len(plan.years)), np.int64)


def payers(plan: Plan) -> tuple[str, ...]:
    """The regions anyone lives in, in the order their patients lie."""
    return tuple(dict.fromkeys(plan.regions))
