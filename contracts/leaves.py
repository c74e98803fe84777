"""The nodes of a criterion that look at one outcome, as an agreement writes them."""

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.dates import Period
from contracts.file.written import Closed, Identifier, Identifiers, NumberText, PeriodText, Words

Operator = Literal[">=", ">", "<=", "<", "=", "!="]
Limit = Literal["window_open", "target", "window_close"]
CountOperator = Literal[">=", ">", "<=", "<", "="]
Start = Literal["infusion", "previous_milestone", "window_open"]
Ends = Literal["both", "low", "high", "neither"]


class Compare(Closed):
    """The value chosen for the milestone, against a constant in the same unit."""

    outcome: Identifier
    op: Operator
    value: NumberText
    unit: Words
    method: Identifier | None = None


class BetweenBody(Closed):
    """Two bounds of one outcome in its own unit; `ends` says which of them still count."""

    outcome: Identifier
    low: NumberText
    high: NumberText
    ends: Ends
    unit: Words
    method: Identifier | None = None

    @property
    def sides(self) -> tuple[tuple[Operator, Fraction], tuple[Operator, Fraction]]:
        """The two comparisons that both have to hold."""
        low: Operator = ">=" if self.ends in {"both", "low"} else ">"
        high: Operator = "<=" if self.ends in {"both", "high"} else "<"
        return (low, self.low), (high, self.high)


class Between(Closed):
    """The value chosen for the milestone lies between two bounds."""

    between: BetweenBody


class InState(Closed):
    """The state chosen for the milestone is the named one."""

    state: Identifier
    value: Annotated[Identifier, Field(alias="is")]


class AnyOfBody(Closed):
    """A state and the values of it that count."""

    state: Identifier
    values: Annotated[Identifiers, Field(alias="in", min_length=1)]


class AnyOfValues(Closed):
    """The state chosen for the milestone is one of several."""

    chosen: Annotated[AnyOfBody, Field(alias="any_of_values")]


class Happened(Closed):
    """An event of a kind lies from one mark to another, both days included."""

    event: Identifier
    after: Start | PeriodText = "infusion"
    before: Limit = "window_close"
    where: dict[Identifier, Identifiers] = Field(default_factory=dict)


class CountBody(Closed):
    """What is counted, over which days, and what the number is compared with.

    Events are counted one by one, or by the days they fell on; observations of an outcome are
    added up, the one that counts of each day. `within` reaches back from `before`, but never to
    the day of infusion; `after` is a mark from which the days run, infusion if neither is written.
    """

    event: Identifier | None = None
    outcome: Identifier | None = None
    where: dict[Identifier, Identifiers] = Field(default_factory=dict)
    per: Literal["event", "day"] | None = None
    after: Start | PeriodText | None = None
    within: PeriodText | None = None
    before: Limit = "window_close"
    op: CountOperator
    value: NumberText
    unit: Words | None = None
    method: Identifier | None = None

    @property
    def name(self) -> str:
        """The event or outcome counted."""
        return self.event or self.outcome or ""

    @model_validator(mode="after")
    def _one_way(self) -> "CountBody":
        of_event = bool(self.where or self.per)
        of_outcome = bool(self.unit or self.method)
        if self.event is None and (self.outcome is None or of_event or self.unit is None):
            raise PydanticCustomError("count_unclear", "event or outcome")
        if self.event is not None and (self.outcome is not None or of_outcome):
            raise PydanticCustomError("count_unclear", "event or outcome")
        if self.after is not None and self.within is not None:
            raise PydanticCustomError("span_unclear", "after or within")
        return self


class CountInWindow(Closed):
    """How often an event happened, or what an outcome's observations add up to."""

    count: Annotated[CountBody, Field(alias="count_in_window")]


class Known(Closed):
    """A usable value of the outcome was recorded in the window; never unknown itself."""

    known: Identifier


class ChangeBody(Closed):
    """What changed, from which baseline, and by how much."""

    outcome: Identifier
    op: Operator
    value: NumberText
    unit: Words
    method: Identifier | None = None
    baseline_within: PeriodText = Period(months=12)


class ChangeFromBaseline(Closed):
    """The chosen value minus the last value up to infusion, against a constant."""

    change: Annotated[ChangeBody, Field(alias="change_from_baseline")]


Leaf: TypeAlias = (
    Compare
    | Between
    | InState
    | AnyOfValues
    | Happened
    | CountInWindow
    | Known
    | ChangeFromBaseline
)
"""The nodes that look at one outcome; the others only combine."""
