"""Terms by which the payer pays for one treatment."""

from fractions import Fraction
from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from contracts.checks.decisions import Exceptions
from contracts.file.written import Closed, Identifier, ShareText
from contracts.terms.shared import MilestoneTerm, OnFailure, Price


class Upfront(Closed):
    """A share of the price is paid at infusion."""

    id: Identifier
    type: Literal["upfront"]
    price: Price
    share: ShareText
    trigger: Literal["infusion"]
    not_infused: ShareText
    exceptions: Exceptions

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """The share as the only instalment of the term."""
        return (self.share,)


class ResultInstalments(MilestoneTerm):
    """Instalment i is paid if milestone i is met."""

    type: Literal["result_instalments"]
    on_failure: OnFailure = "this_instalment_only"


class PerformanceAnnuity(MilestoneTerm):
    """Instalments are paid for as long as the effect lasts.

    With one share more than there are milestones the first is paid at infusion.
    """

    type: Literal["performance_annuity"]
    on_failure: OnFailure
    partial_period: Literal["unpaid", "pro_rata"] = "unpaid"


class RepeatDose(Closed):
    """What a later dose, one out of specification, or one never infused costs of its price.

    Where two of them apply the lower share counts. It rules every term of the same price.
    """

    id: Identifier
    type: Literal["repeat_dose"]
    price: Price
    second_dose: ShareText | None = None
    out_of_specification: ShareText | None = None
    not_infused: ShareText | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "RepeatDose":
        if self.second_dose is self.out_of_specification is self.not_infused is None:
            raise PydanticCustomError("repeat_dose_empty", "second_dose")
        return self
