"""Terms on who pays, who has to report, what a dispute holds back, and when all ends."""

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from contracts.dates import Period
from contracts.file.written import (
    Closed,
    DateText,
    Identifier,
    Identifiers,
    PeriodText,
    ShareText,
    Words,
)
from contracts.reason import Status
from contracts.terms.shared import Milestones


class PayerOfRecord(Closed):
    """Which region pays: the one at treatment, the one when due, or each for its days."""

    id: Identifier
    type: Literal["payer_of_record"]
    rule: Literal["at_treatment", "at_due_date", "split_by_days"]
    otherwise: Identifier | None = None


class DataObligation(Closed):
    """A party must have reported on every milestone in time; if not, the milestone is lost to it.

    A visit reported as not done is reported. `of` names the terms it is about. With a `milestone`
    of its own, and `otherwise: NOTHING`, it is about evidence alone and moves no money; `at_least`
    is then the share of the patients for whom it has to be there.
    """

    id: Identifier
    type: Literal["data_obligation"]
    of: Identifiers = ()
    party: Literal["payer", "supplier", "site"]
    deliver: Identifier
    within: PeriodText
    otherwise: Literal[Status.NOT_MET, Status.EXCUSED, Status.HOLD, "NOTHING"]
    milestone: Milestones | None = None
    at_least: ShareText | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "DataObligation":
        alone = self.milestone is not None and not self.of
        acting = self.milestone is None and self.at_least is None
        if not (alone if self.otherwise == "NOTHING" else acting):
            raise PydanticCustomError("obligation_unclear", "of, or milestone with NOTHING")
        return self


class DisputeHold(Closed):
    """A line in dispute is held back until it is decided; the others go on."""

    id: Identifier
    type: Literal["dispute_hold"]
    hold: Literal["disputed_lines_only"]
    notice: PeriodText
    adjudicator: Words


class CorrectionsUntil(Closed):
    """How long after a milestone a correction still moves money."""

    anchor: Literal["window_close"]
    plus: PeriodText


class LimitationTermination(Closed):
    """When corrections end, when the agreement ends, and which terms run on after that."""

    id: Identifier
    type: Literal["limitation_termination"]
    corrections_until: CorrectionsUntil | None = None
    clawback: Literal["both_ways"] | None = None
    ends_on: DateText | None = None
    survives: Identifiers = ()
    lapses: Identifiers = ()

    @model_validator(mode="after")
    def _both_or_none(self) -> "LimitationTermination":
        if (self.corrections_until is None) != (self.clawback is None):
            raise PydanticCustomError("clawback_unsaid", "corrections_until with clawback")
        return self

    @property
    def plus(self) -> Period | None:
        """How long after a milestone a correction still moves money; None without an end."""
        return None if self.corrections_until is None else self.corrections_until.plus
