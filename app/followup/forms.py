"""The small forms of the treatment's page, and whether what they were opened on still stands."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.followup.entries import AliveBasis, ChangedMeanwhile
from app.followup.typing_values import too_long
from app.web.deps import Submitted
from app.web.forms import DanishDate, FormModel, PastDate, Problem, refuse
from app.web.words import N_

CHANGED = Problem(
    N_(
        "Something was saved or taken back since you opened the page. What stands now is shown"
        " below; save again if what you typed is to stand."
    )
)


def unseen(fields: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without what the form was opened on."""
    return {name: text for name, text in fields.items() if name != "seen"}


def as_seen(sent: Submitted, now: str) -> None:
    """Refuse a form that was opened on something else than what stands, or does not say on what.

    Raises:
        ChangedMeanwhile: something was saved or taken back since.
    """
    if sent.fields.get("seen") != now:
        raise ChangedMeanwhile(())


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
