"""The forms about people."""

from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from app.accounts.passwords import LONGEST, SHORTEST
from app.permissions import PURPOSES, Role
from app.web.forms import FormModel, Problem, refuse
from app.web.words import N_

COMMON = ("password", "12345678", "qwertyui", "effekt", "amgros", "hospital", "medicinr")


def _address(text: str) -> str:
    if text.count("@") != 1 or text.startswith("@") or "." not in text.split("@")[1]:
        raise refuse(
            Problem(
                N_("“{found}” is not an e-mail address. Write it as name@hospital.dk."),
                {"found": text},
            )
        )
    return text.lower()


def _strong(text: str) -> str:
    if not SHORTEST <= len(text) <= LONGEST:
        raise refuse(
            Problem(
                N_("The password has {found} characters. Use {low} to {high}; a sentence is fine."),
                {"found": len(text), "low": SHORTEST, "high": LONGEST},
            )
        )
    if any(text.casefold().startswith(word) for word in COMMON) or len(set(text)) < 5:
        raise refuse(Problem(N_("The password is easy to guess. Use a sentence only you know.")))
    return text


Address = Annotated[str, StringConstraints(max_length=200), AfterValidator(_address)]
Name = Annotated[str, StringConstraints(min_length=2, max_length=120)]
NewPassword = Annotated[str, StringConstraints(strip_whitespace=False), AfterValidator(_strong)]


class SignInForm(FormModel):
    """E-mail, password, and the page to come back to."""

    email: str = ""
    password: Annotated[str, StringConstraints(strip_whitespace=False)] = ""
    back: str = "/"


class PasswordForm(FormModel):
    """A new password, twice."""

    password: NewPassword
    again: Annotated[str, StringConstraints(strip_whitespace=False)]

    @model_validator(mode="after")
    def _same(self) -> Self:
        if self.password != self.again:
            raise refuse(Problem(N_("The two passwords differ. Write the same one twice.")))
        return self


class ChangePasswordForm(PasswordForm):
    """The present password and a new one."""

    present: Annotated[str, StringConstraints(strip_whitespace=False)]


class InviteForm(FormModel):
    """Who is invited, as what, and where."""

    email: Address
    name: Name
    role: Role
    site_id: str | None = None


class PurposeForm(FormModel):
    """For what patients are opened from now on."""

    purpose: Annotated[str, AfterValidator(lambda v: v if v in PURPOSES else "treatment")]
    next: str = "/"
