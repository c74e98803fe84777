"""The small forms of the treatment's page."""

from typing import Literal

from pydantic import Field

from app.web.forms import DanishDate, FormModel, PastDate


class StateForm(FormModel):
    """A state the treatment reached, and when."""

    state: Literal[
        "ordered", "apheresis", "manufactured", "out_of_specification", "infused", "not_infused"
    ]
    state_on: PastDate
    state_reason: str = Field(default="", max_length=400)


class ResidenceForm(FormModel):
    """The region the patient lives in from a day on."""

    region: str = Field(max_length=20)
    since: DanishDate
    residence_reason: str = Field(default="", max_length=400)


class SecondaryUseForm(FormModel):
    """Whether the data may be used beyond treatment and contract."""

    opted_out: Literal["yes", "no"]
    opted_out_on: PastDate


class NotHeldForm(FormModel):
    """Why there was no visit; a visit that was saved before needs a reason for the change."""

    why_not_held: Literal["not_done", "not_applicable", "unknown", "refused", "moved", "dead"]
    not_held_reason: str = Field(default="", max_length=400)


class RetractForm(FormModel):
    """Why a fact is taken back."""

    retract_reason: str = Field(max_length=400)
