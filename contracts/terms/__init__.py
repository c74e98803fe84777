"""The term types of an agreement, one class each, and the closed union of them.

A further term type is one class in its family's module here, one function in the family's module
of behaviour, one in `wording.terms`, and its static checks; the union makes the type checker name
every place that has to know it.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from contracts.criterion import Criterion
from contracts.terms.paying import PerformanceAnnuity, ResultInstalments, Upfront
from contracts.terms.refunds import Linear, MilestoneRebate, Step, WarrantyRefund
from contracts.terms.shared import (
    Around,
    Cap,
    FixedPrice,
    ListPrice,
    Milestones,
    MilestoneTerm,
    OnFailure,
    Price,
    Rule,
    Select,
)

__all__ = [
    "Around",
    "Cap",
    "FixedPrice",
    "Linear",
    "ListPrice",
    "MilestoneRebate",
    "MilestoneTerm",
    "Milestones",
    "OnFailure",
    "PerformanceAnnuity",
    "Price",
    "ResultInstalments",
    "Rule",
    "Scheduled",
    "Select",
    "Step",
    "Term",
    "Upfront",
    "WarrantyRefund",
    "criterion_of",
    "pays_at_anchor",
]

Scheduled: TypeAlias = ResultInstalments | PerformanceAnnuity | MilestoneRebate
Term: TypeAlias = Annotated[
    Upfront | ResultInstalments | PerformanceAnnuity | MilestoneRebate | WarrantyRefund,
    Field(discriminator="type"),
]


def pays_at_anchor(term: Scheduled) -> bool:
    """Whether the term's first share falls due at infusion, before any milestone."""
    return len(term.shares) == len(term.milestone.offsets) + 1


def criterion_of(term: Term) -> Criterion | None:
    """The criterion a term looks at; None where it needs no evidence."""
    match term:
        case Upfront():
            return None
        case WarrantyRefund(failed_when=criterion):
            return criterion
        case _:
            return term.met_when
