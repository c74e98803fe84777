"""What several term types are made of: prices, milestones, selection, ceilings."""

from fractions import Fraction
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from contracts.checks.decisions import Exceptions
from contracts.criterion import Criterion
from contracts.dates import Period
from contracts.file.written import (
    Closed,
    CountText,
    Identifier,
    MoneyText,
    Periods,
    PeriodText,
    ShareText,
)

Rule = Literal["closest", "first", "last"]
OnFailure = Literal["stop_permanently", "suspend_until_restored", "this_instalment_only"]


class ListPrice(Closed):
    """A price found among the facts, pinned on the day named."""

    list: Identifier
    at: Literal["treated_on", "milestone"] = "treated_on"


class FixedPrice(Closed):
    """A price written in the agreement."""

    amount: MoneyText


def _price_kind(found: object) -> str | None:
    if not isinstance(found, dict):
        return None
    return "amount" if "amount" in found and "list" not in found else "list"


Price: TypeAlias = Annotated[
    Annotated[ListPrice, Tag("list")] | Annotated[FixedPrice, Tag("amount")],
    Discriminator(_price_kind),
]


class Around(Closed):
    """The days before and after a target at which evidence counts, both ends included."""

    before: PeriodText
    after: PeriodText
    inclusive: Literal["both"] = "both"


def crossed(lower: Fraction | int, upper: Fraction | int) -> None:
    """Refuse bounds of which the lower is above the upper."""
    if lower > upper:
        raise PydanticCustomError("bounds_crossed", "lower above upper")


class Milestones(Closed):
    """When a term looks: at repeated or named distances from the anchor."""

    anchor: Literal["infusion"]
    every: PeriodText | None = None
    count: CountText | None = None
    at: Periods | None = None
    window: Around
    report_by: PeriodText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "Milestones":
        repeated = self.every is not None and self.count is not None
        named = self.every is None and self.count is None and self.at is not None
        if repeated == named or (repeated and self.at is not None):
            raise PydanticCustomError("milestones_unclear", "every and count, or at")
        last = self.offsets[-1]
        if not last.within_a_century:
            raise PydanticCustomError("milestones_too_far", "{found}", {"found": last.text})
        return self

    @property
    def offsets(self) -> tuple[Period, ...]:
        """The distance of each milestone from the anchor, none computed from another."""
        if self.at is not None:
            return self.at
        every, count = self.every or Period(), self.count or 0
        return tuple(every.times(i + 1) for i in range(count))


Tie = Literal["later_recorded", "assessment_id"]
_TIES: tuple[Tie, ...] = ("later_recorded", "assessment_id")


class Select(Closed):
    """Which of several values in the window counts; of two as near, the later recorded.

    Every tie ends at the fact's id. What a laboratory's word weighs is said by the method that a
    criterion asks for.
    """

    rule: Rule = "closest"
    ties: tuple[Tie, ...] = _TIES

    @model_validator(mode="after")
    def _in_order(self) -> "Select":
        if self.ties != _TIES:
            raise PydanticCustomError("ties_order", "{expected}", {"expected": ", ".join(_TIES)})
        return self


class Cap(Closed):
    """A ceiling on what one calendar year's due dates may cost, as a line of its own."""

    per: Literal["calendar_year"]
    amount: MoneyText
    excess: Literal["rebate_100"]
    allocate: Literal["largest_remainder"]


class MilestoneTerm(Closed):
    """What the term types that look at milestones share."""

    id: Identifier
    price: Price
    shares: Annotated[tuple[ShareText, ...], Field(min_length=1)]
    milestone: Milestones
    select: Select = Select()
    met_when: Criterion
    pro_rata_by: Literal["days", "months"] = "days"
    exceptions: Exceptions
    cap: Cap | None = None
