"""The forms of dated figures and of rulings."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    StringConstraints,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from app.agreements.figures import NewFigure
from app.agreements.reading import Needed
from app.agreements.rulings import DISPUTE, KEPT, MERGE, NewRuling
from app.web.forms import DanishDate, FormModel, PastDate, Problem, Unreadable, refuse
from app.web.free_text import Reason, without_cpr
from app.web.words import N_
from contracts.fact import Kind
from contracts.waivers import DAY, WAIVER
from reports.language import UnreadableInputError, parse_decimal

MOST = Decimal(10) ** 13
_MILESTONE = re.compile(r"[1-9][0-9]*")
_NEEDED = {
    WAIVER: ("term", "milestone", "counts_on"),
    DISPUTE: ("term", "milestone"),
    MERGE: (KEPT,),
}
"""What a ruling of a name cannot be read without."""


def kind_of(which: str) -> Kind | None:
    """The kind of figure in a choice such as `fx:EUR/DKK`."""
    kind, mark, name = which.partition(":")
    return Kind(kind) if mark and name and kind in set(Kind) else None


def _number(value: str) -> Decimal:
    try:
        return parse_decimal(value)
    except UnreadableInputError as error:
        raise refuse(Unreadable(error)) from error


def _amount(value: str) -> str:
    """Major units as exact decimal text with two decimals."""
    number = _number(value)
    cents = number.quantize(Decimal("0.01"))
    if cents != number or not 0 <= number < MOST:
        text = N_(
            "{found} is not a price. Write an amount of at least 0 with at most two decimals."
        )
        raise refuse(Problem(text, {"found": value}))
    return str(cents)


def _positive(value: str) -> str:
    number = _number(value)
    if not 0 < number < MOST or len(str(number)) > 30:
        raise refuse(Problem(N_("{found} is not above 0. Check the figure."), {"found": value}))
    return format(number, "f")


def _rate(value: str) -> str:
    """A rate of VAT in per cent with at most two decimals."""
    number = _number(value.replace("%", "").strip())
    if not 0 <= number <= 100 or number != number.quantize(Decimal("0.01")):
        text = N_("{found} is not a VAT rate. Write per cent from 0 to 100, e.g. 25.")
        raise refuse(Problem(text, {"found": value}))
    return f"{number:f} %"


class FigureForm(FormModel):
    """A dated figure, and why it is stated or changed."""

    which: Annotated[str, StringConstraints(max_length=90)]
    value: Annotated[str, StringConstraints(max_length=64)]
    valid_on: DanishDate
    reason: Reason

    @field_validator("value")
    @classmethod
    def _as_its_kind(cls, value: str, info: ValidationInfo) -> str:
        match kind_of(info.data.get("which", "")):
            case Kind.PRICE:
                return _amount(value)
            case Kind.INDEX | Kind.FX:
                return _positive(value)
            case Kind.VAT:
                return _rate(value)
            case _:
                return value

    def figure(self, needed: tuple[Needed, ...]) -> NewFigure | None:
        """The figure as facts name it; None where the agreement does not read it."""
        kind, name = kind_of(self.which), self.which.partition(":")[2]
        said = (name, self.value, self.valid_on, self.reason)
        if kind is Kind.SUCCESSION:
            return NewFigure(kind, *said)
        found = next((one for one in needed if (one.kind, one.name) == (kind, name)), None)
        return NewFigure(found.kind, *said, found.unit, found.method) if found else None


def _decided(value: object) -> object:
    """Major units as exact decimal text; below 0 where the supplier gives back."""
    if not isinstance(value, str):
        return value
    bare = value.strip().replace("−", "-")
    below = bare.startswith("-")
    amount = _amount(bare.removeprefix("-").strip())
    return f"-{amount}" if below else amount


def _day_or_none(value: object, info: ValidationInfo) -> object:
    return TypeAdapter(DanishDate).validate_python(value, context=info.context) if value else None


class RulingForm(FormModel):
    """A decision the parties signed about one treatment."""

    name: Annotated[str, StringConstraints(max_length=64)]
    treatment: Annotated[str, StringConstraints(max_length=20, to_upper=True)]
    amount: Annotated[str, BeforeValidator(_decided)] = ""
    term: Annotated[str, StringConstraints(max_length=64)] = ""
    milestone: Annotated[str, StringConstraints(max_length=10)] = ""
    counts_on: Annotated[date | None, BeforeValidator(_day_or_none)] = None
    kept: Annotated[str, StringConstraints(max_length=20, to_upper=True)] = ""
    valid_on: PastDate
    signed_by: Annotated[
        str, StringConstraints(min_length=3, max_length=120), AfterValidator(without_cpr)
    ]
    reason: Reason

    @field_validator("milestone")
    @classmethod
    def _a_number(cls, value: str) -> str:
        if value and not _MILESTONE.fullmatch(value):
            text = N_("{found} is not the number of a milestone. Write e.g. 3.")
            raise refuse(Problem(text, {"found": value}))
        return value

    def lacking(self) -> dict[str, Problem]:
        """What the ruling needs and the form does not say, by field."""
        empty = Problem(N_("The ruling needs this field. Fill it in."))
        lacking = {field: empty for field in _NEEDED.get(self.name, ()) if not getattr(self, field)}
        if self.name == DISPUTE and not self.amount:
            text = N_(
                "A line is disputed on its own page under Settlements. Write here only what it "
                "was decided to be."
            )
            lacking["amount"] = Problem(text)
        return lacking

    def ruling(self, agreement_id: str, currency: str) -> NewRuling:
        """The ruling as facts write it: a dispute's amount stands among its particulars."""
        about = {"term": self.term, "milestone": self.milestone}
        disputed = self.name == DISPUTE
        if disputed:
            about |= {"amount": self.amount}
        if self.name == WAIVER and self.counts_on is not None:
            about |= {DAY: self.counts_on.isoformat()}
        if self.name == MERGE:
            about = {KEPT: self.kept}
        return NewRuling(
            agreement_id,
            self.treatment,
            self.name,
            self.valid_on,
            self.signed_by,
            self.reason,
            "" if disputed else self.amount,
            currency if self.amount and not disputed else "",
            {name: value for name, value in about.items() if value},
        )


class RetractForm(FormModel):
    """The ruling taken back, and why."""

    fact_id: Annotated[str, StringConstraints(max_length=36)]
    reason: Reason
