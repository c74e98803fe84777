"""Registering a treated patient: eight fields."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.patients.identity import NoSuchDay, NotACpr, valid_cpr
from app.web.forms import FormModel, PastDate, Problem, refuse
from app.web.words import N_


def _cpr(text: str) -> str:
    try:
        return valid_cpr(text)
    except NoSuchDay:
        day = "-".join((text[:2], text[2:4], text[4:6]))
        raise refuse(
            Problem(
                N_("The day {day} does not exist. Check the first six digits of the CPR number."),
                {"day": day},
            )
        ) from None
    except NotACpr:
        raise refuse(
            Problem(
                N_("This is not a CPR number. Write ten digits that begin with a date of birth.")
            )
        ) from None


class NewPatientForm(FormModel):
    """A patient and the treatment that brings them here."""

    cpr: Annotated[str, AfterValidator(_cpr)]
    name: str = Field(min_length=2, max_length=120)
    region: str = Field(max_length=20)
    product: str = Field(max_length=40)
    indication: str = Field(default="", max_length=40)
    course: Literal["", "right", "left"] = ""
    state: Literal[
        "ordered", "apheresis", "manufactured", "out_of_specification", "infused", "not_infused"
    ]
    state_on: PastDate
    site: str = Field(default="", max_length=40)
    opted_out: Literal["yes", ""] = ""
    cpr_confirmed: Literal["yes", ""] = ""
    """Set when a number without a valid check digit is written as it stands on the card."""
    same_person: Literal["yes", ""] = ""
    """Set when the person is known to be registered here and gets another treatment."""
