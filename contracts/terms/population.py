"""Results of the whole population: what the estimate is, when it is read, what it moves."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from contracts.criterion import Criterion
from contracts.dates import Period
from contracts.file.written import (
    Closed,
    CountText,
    DateText,
    Identifier,
    Identifiers,
    NumberText,
    PeriodText,
    ShareText,
)
from contracts.terms.shared import Around, Price, Select

Figure = Literal["point", "lower", "upper"]
"""The estimate itself, or the lower or upper bound of its interval."""


class AllEstimates(Closed):
    """Every part holds of the population's result."""

    parts: Annotated[tuple["EstimateCriterion", ...], Field(alias="all", min_length=1)]


class AnyEstimate(Closed):
    """At least one part holds of the population's result."""

    parts: Annotated[tuple["EstimateCriterion", ...], Field(alias="any", min_length=1)]


class NotEstimate(Closed):
    """The part does not hold of the population's result."""

    part: Annotated["EstimateCriterion", Field(alias="not")]


class EstimateCompare(Closed):
    """The population's estimate, or a bound of its interval, against a share.

    Only these two operators: a bound has no end as a decimal, and with them its being rounded
    down never moves it across a share that can be written.
    """

    estimate: Figure
    op: Literal[">=", "<"]
    value: ShareText


_KEYS = ("all", "any", "not", "estimate")


def _tag(found: object) -> str | None:
    if not isinstance(found, dict):
        return None
    return next((key for key in _KEYS if key in found), None)


EstimateCriterion: TypeAlias = Annotated[
    Annotated[AllEstimates, Tag("all")]
    | Annotated[AnyEstimate, Tag("any")]
    | Annotated[NotEstimate, Tag("not")]
    | Annotated[EstimateCompare, Tag("estimate")],
    Discriminator(_tag),
]
"""What is asked of a population's result; it never looks at a single patient."""

for _combining in (AllEstimates, AnyEstimate, NotEstimate):
    _combining.model_rebuild()


def comparisons(node: EstimateCriterion) -> Iterator[EstimateCompare]:
    """The comparisons of a tree, in reading order."""
    match node:
        case AllEstimates(parts=parts) | AnyEstimate(parts=parts):
            for part in parts:
                yield from comparisons(part)
        case NotEstimate(part=part):
            yield from comparisons(part)
        case _:
            yield node


class PopulationRule(Closed):
    """Who belongs: by the day of infusion, both ends included, and by what was known that day.

    Nothing that happens later moves anyone in or out but a ruling recorded before the data cut.
    """

    infused_from: DateText
    infused_to: DateText
    out_of_specification: Literal["in", "out"]
    later_doses: Literal["in", "out"]

    @model_validator(mode="after")
    def _in_order(self) -> "PopulationRule":
        if self.infused_to < self.infused_from:
            raise PydanticCustomError("population_backwards", "infused_from before infused_to")
        return self


class DataCut(Closed):
    """The last day whose facts count: a date, or so long after the last day of inclusion."""

    on: DateText | None = None
    after: PeriodText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "DataCut":
        if (self.on is None) == (self.after is None):
            raise PydanticCustomError("cut_unclear", "on or after")
        return self


class Lost(Closed):
    """Up to a share of the population the lost are left out; above it each counts as a failure.

    Lost is whom nobody has seen to the end, and whose follow-up ended for one of `reasons`.
    """

    left_out_up_to: ShareText
    then: Literal["failure"]
    reasons: Identifiers = ()


def _as_never(found: object) -> object:
    """Written as one word, the lost are left out however many they are."""
    return {"left_out_up_to": "100 %", "then": "failure"} if found == "left_out" else found


class PointStep(Closed):
    """The share that goes back up to and including so many percentage points; the last is open."""

    to: Annotated[NumberText, Field(gt=0)] | None = None
    share: ShareText


class Payoff(Closed):
    """The share for each distance from the guarantee beyond the corridor, in percentage points.

    Either a table of steps, or a share for every point, whole ones or parts of one too.
    """

    steps: tuple[PointStep, ...] = ()
    per_point: ShareText | None = None
    points: Literal["whole", "exact"] = "whole"
    most: ShareText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Payoff":
        if bool(self.steps) == (self.per_point is not None and self.most is not None):
            raise PydanticCustomError("payoff_unclear", "steps, or per_point with most")
        ends = [step.to for step in self.steps[:-1] if step.to is not None]
        if self.steps and (self.steps[-1].to is not None or len(ends) + 1 < len(self.steps)):
            raise PydanticCustomError("tiers_open", "the last step without to")
        if ends != sorted(set(ends)):
            raise PydanticCustomError("tiers_unordered", "rising")
        return self


class Settles(Closed):
    """What a result moves: a share of what was paid for the population, or of its prices.

    `measured_by` is the figure whose distance from the guarantee is counted. Up to and including
    the corridor nothing moves. Below the guarantee the supplier pays back; where `above` is
    agreed, the payers add.
    """

    guarantee: ShareText
    measured_by: Figure
    corridor: Annotated[NumberText, Field(ge=0)]
    below: Payoff
    above: Payoff | None = None
    of: Identifiers = ()
    price: Price | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> "Settles":
        if bool(self.of) == (self.price is not None):
            raise PydanticCustomError("payoff_basis", "of or price")
        return self


class PopulationTerm(Closed):
    """What the term types on a population's result share.

    `level` is the interval's; `precision` the step the result is shown in, and rounded to where
    `compare` says so. What cannot be determined is deferred, with no money moved until it can, or
    neutral, with none moved at all.
    """

    id: Identifier
    population: PopulationRule
    data_cut: DataCut
    report_delay: PeriodText = Period()
    met_when: EstimateCriterion
    level: Annotated[ShareText, Field(gt=0, lt=1)] | None = None
    precision: Annotated[ShareText, Field(gt=0)]
    compare: Literal["raw", "rounded"]
    min_n: CountText
    not_evaluable: Literal["defer", "neutral"]
    corrections: Literal["resettled", "final_at_cut"]
    settles: Settles


class PopulationSurvival(PopulationTerm):
    """The share free of an endpoint's loss at a horizon, that day included, is guaranteed.

    `competing` says whether a competing event only ends the time (Kaplan-Meier), or leaves the
    patient free of the loss for good (Aalen-Johansen's cumulative incidence).
    """

    type: Literal["population_survival"]
    endpoint: Identifier
    horizon: PeriodText
    competing: Literal["censored", "cumulative_incidence"]
    min_at_risk: CountText
    lost_to_follow_up: Annotated[Lost, BeforeValidator(_as_never)]


class PopulationResponse(PopulationTerm):
    """The share that responds at one look after infusion is guaranteed.

    Of those whose answer is not known, the dead count as said; the others are failures where all
    `treated` are the denominator, and lost where it is the `evaluable`.
    """

    type: Literal["population_response"]
    responder_when: Criterion
    at: PeriodText
    window: Around
    select: Select = Select()
    dead: Literal["failure", "left_out"]
    denominator: Literal["treated", "evaluable"]
    lost_to_follow_up: Annotated[Lost | None, BeforeValidator(_as_never)] = None

    @model_validator(mode="after")
    def _decides_the_lost(self) -> "PopulationResponse":
        if (self.denominator == "evaluable") == (self.lost_to_follow_up is None):
            raise PydanticCustomError("denominator_unclear", "lost_to_follow_up")
        return self
