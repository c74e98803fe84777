"""The forms of agreements: a text with its examples, an activation, a price."""

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from app.web.forms import DanishDate, FormModel, Problem, Unreadable, refuse
from app.web.words import N_
from reports.language import UnreadableInputError, parse_decimal

MOST = Decimal(10) ** 13
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,59}")


def _amount(value: object) -> object:
    """Major units as exact decimal text with two decimals."""
    if not isinstance(value, str):
        return value
    try:
        number = parse_decimal(value)
    except UnreadableInputError as error:
        raise refuse(Unreadable(error)) from error
    cents = number.quantize(Decimal("0.01"))
    if cents != number or not 0 <= number < MOST:
        text = N_(
            "{found} is not a price. Write an amount of at least 0 with at most two decimals."
        )
        raise refuse(Problem(text, {"found": value}))
    return str(cents)


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        text = N_("{found} is not a name. Use letters, digits and hyphens, at most 60 characters.")
        raise refuse(Problem(text, {"found": value}))
    return value


class VersionForm(FormModel):
    """A version as pasted: the agreement's text, and its worked examples if kept apart."""

    text: str
    examples: str = ""
    act: Literal["check", "save"] = "check"


class ActivateForm(FormModel):
    """The version to bring into force."""

    version: Annotated[str, StringConstraints(max_length=20)]


class PriceForm(FormModel):
    """A dated price, and why it is stated or changed."""

    name: Annotated[str, AfterValidator(_name)]
    amount: Annotated[str, BeforeValidator(_amount)]
    currency: Literal["DKK", "EUR", "NOK", "SEK", "USD", "GBP", "CHF"] = "DKK"
    valid_on: DanishDate
    reason: Annotated[str, StringConstraints(min_length=3, max_length=400)]
