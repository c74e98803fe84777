"""Terms by which the supplier gives something back for one treatment."""

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from contracts.checks.decisions import Exceptions
from contracts.criterion import Criterion
from contracts.dates import Period
from contracts.file.written import Closed, Identifier, MoneyText, PeriodText, ShareText
from contracts.terms.shared import MilestoneTerm, Price


class MilestoneRebate(MilestoneTerm):
    """The price is paid; the supplier gives a share back for each milestone missed."""

    type: Literal["milestone_rebate"]


class Step(Closed):
    """The share refunded for a failure up to and including a distance from infusion."""

    until: PeriodText
    share: ShareText


class Linear(Closed):
    """A refund that falls evenly to nothing, by whole months or days from infusion."""

    by: Literal["months", "days"]
    until: PeriodText


class WarrantyRefund(Closed):
    """The supplier refunds a share of the price that depends on when the effect is lost.

    Values count as a loss only from `watch_from` after infusion, once the effect can be there.
    """

    id: Identifier
    type: Literal["warranty_refund"]
    price: Price
    failed_when: Criterion
    watch_from: PeriodText | None = None
    steps: tuple[Step, ...] = ()
    linear: Linear | None = None
    exceptions: Exceptions

    @model_validator(mode="after")
    def _ends(self) -> "WarrantyRefund":
        if not self.steps and self.linear is None:
            raise PydanticCustomError("warranty_open", "steps or linear")
        return self

    @property
    def until(self) -> Period:
        """The distance from infusion at which the warranty ends."""
        return self.linear.until if self.linear is not None else self.steps[-1].until


class ActualCost(Closed):
    """What the other therapy cost, as the parties ruled it, up to a ceiling."""

    ruling: Identifier
    up_to: MoneyText


class SwitchRefund(Closed):
    """The supplier gives back a share of the price, or the cost, once another therapy starts.

    `stacking` says what is given where another refund of the same price is due as well: the
    larger, the one due first, or both.
    """

    id: Identifier
    type: Literal["switch_refund"]
    price: Price
    failed_when: Criterion
    until: PeriodText
    share: ShareText | None = None
    actual_cost: ActualCost | None = None
    stacking: Literal["max", "first", "sum"]
    exceptions: Exceptions

    @model_validator(mode="after")
    def _one_amount(self) -> "SwitchRefund":
        if (self.share is None) == (self.actual_cost is None):
            raise PydanticCustomError("switch_unclear", "share or actual_cost")
        return self
