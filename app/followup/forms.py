"""The small forms of the treatment's page."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.followup.entries import AliveBasis
from app.followup.typing_values import too_long
from app.web.forms import DanishDate, FormModel, PastDate, refuse


def _fits(text: str) -> str:
    if long := too_long(text):
        raise refuse(long)
    return text


Reason = Annotated[str, AfterValidator(_fits)]
"""Why something changes; one that is too long comes back whole."""


class StateForm(FormModel):
    """A state the treatment reached, and when."""

    state: Literal[
        "ordered", "apheresis", "manufactured", "out_of_specification", "infused", "not_infused"
    ]
    state_on: PastDate
    state_reason: Reason = ""


class ResidenceForm(FormModel):
    """The region the patient lives in from a day on."""

    region: str = Field(max_length=20)
    since: DanishDate
    residence_reason: Reason = ""


class SecondaryUseForm(FormModel):
    """Whether the data may be used beyond treatment and contract."""

    opted_out: Literal["yes", "no"]
    opted_out_on: PastDate


class NotHeldForm(FormModel):
    """Why there was no visit; a visit that was saved before needs a reason for the change."""

    why_not_held: Literal["not_done", "not_applicable", "unknown", "refused", "moved", "dead"]
    not_held_reason: Reason = ""


class RetractForm(FormModel):
    """Why a fact is taken back."""

    retract_reason: Reason


class AliveForm(FormModel):
    """A day on which the patient was known to be alive, and where that is known from."""

    alive_on: PastDate
    basis: AliveBasis
    alive_reason: Reason = ""
