"""The term types of an agreement, one class each, and the closed union of them.

A further term type is one class in its family's module here, one function in the family's module
of behaviour, one in `wording.terms`, and its static checks; the union makes the type checker name
every place that has to know it.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

from contracts.criterion import Criterion
from contracts.terms.conduct import (
    CorrectionsUntil,
    DataObligation,
    DisputeHold,
    LimitationTermination,
    PayerOfRecord,
)
from contracts.terms.conversion import Currency, Indexation, RoundingNetting, Vat
from contracts.terms.paying import PerformanceAnnuity, RepeatDose, ResultInstalments, Upfront
from contracts.terms.population import (
    AllEstimates,
    AnyEstimate,
    DataCut,
    EstimateCompare,
    EstimateCriterion,
    Figure,
    NotEstimate,
    Payoff,
    PointStep,
    PopulationResponse,
    PopulationSurvival,
    Settles,
    comparisons,
)
from contracts.terms.refunds import (
    ActualCost,
    Linear,
    MilestoneRebate,
    Step,
    SwitchRefund,
    WarrantyRefund,
)
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
from contracts.terms.totals import (
    Basket,
    BudgetCap,
    Member,
    PatientCap,
    Tier,
    VolumeTiers,
    Year,
)

__all__ = [
    "ActualCost",
    "AllEstimates",
    "AnyEstimate",
    "Around",
    "Basket",
    "BudgetCap",
    "Cap",
    "Conduct",
    "Conversion",
    "CorrectionsUntil",
    "Currency",
    "DataCut",
    "DataObligation",
    "DisputeHold",
    "EstimateCompare",
    "EstimateCriterion",
    "Excepted",
    "Figure",
    "FixedPrice",
    "Guaranteed",
    "Indexation",
    "Judged",
    "LimitationTermination",
    "Linear",
    "ListPrice",
    "Member",
    "MilestoneRebate",
    "MilestoneTerm",
    "Milestones",
    "NotEstimate",
    "OnFailure",
    "PatientCap",
    "PayerOfRecord",
    "Payoff",
    "PerformanceAnnuity",
    "PointStep",
    "PopulationResponse",
    "PopulationSurvival",
    "Price",
    "RepeatDose",
    "ResultInstalments",
    "RoundingNetting",
    "Rule",
    "Scheduled",
    "Select",
    "Settles",
    "Step",
    "SwitchRefund",
    "Term",
    "Tier",
    "Totals",
    "Upfront",
    "Vat",
    "VolumeTiers",
    "WarrantyRefund",
    "Watching",
    "Year",
    "comparisons",
    "criterion_of",
    "pays_at_anchor",
]

Scheduled: TypeAlias = ResultInstalments | PerformanceAnnuity | MilestoneRebate
"""Terms that look at milestones."""

Watching: TypeAlias = WarrantyRefund | SwitchRefund
"""Terms that wait for a failure."""

Excepted: TypeAlias = Upfront | Scheduled | Watching
"""Terms that look at a patient, and so decide the six exceptions."""

Judged: TypeAlias = Excepted | RepeatDose
"""Terms that fall due for one treatment, at a price."""

Guaranteed: TypeAlias = PopulationSurvival | PopulationResponse
"""Terms on the result of the whole population."""

Totals: TypeAlias = PatientCap | VolumeTiers | BudgetCap | Basket
Conversion: TypeAlias = Indexation | Currency | Vat | RoundingNetting
Conduct: TypeAlias = PayerOfRecord | DataObligation | DisputeHold | LimitationTermination

Term: TypeAlias = Annotated[
    Judged | Guaranteed | Totals | Conversion | Conduct,
    Field(discriminator="type"),
]


def pays_at_anchor(term: Scheduled) -> bool:
    """Whether the term's first share falls due at infusion, before any milestone."""
    return len(term.shares) == len(term.milestone.offsets) + 1


def criterion_of(term: Term) -> Criterion | None:
    """The criterion a term looks at; None where it needs no evidence."""
    match term:
        case WarrantyRefund() | SwitchRefund():
            return term.failed_when
        case ResultInstalments() | PerformanceAnnuity() | MilestoneRebate():
            return term.met_when
        case PopulationResponse():
            return term.responder_when
        case _:
            return None
