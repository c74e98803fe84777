"""The forms of settlements."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from app.settlements.periods import NotAPeriod, end_of, parse_period
from app.web.forms import DanishDate, FormModel, PastDate, Problem, Unreadable, refuse
from app.web.free_text import Reason, without_cpr
from app.web.words import N_
from reports.language import UnreadableInputError, major, parse_decimal


def _period(text: str) -> str:
    try:
        return parse_period(text).label
    except NotAPeriod:
        words = N_("“{found}” is not a period. Write for example {examples}.")
        examples = "2027-H1, 2027-Q3, 2027-06 / 2027"
        raise refuse(Problem(words, {"found": text, "examples": examples})) from None


Text = Annotated[str, StringConstraints(min_length=3, max_length=4000), AfterValidator(without_cpr)]


class DraftForm(FormModel):
    """What to settle, up to which day."""

    agreement_id: Annotated[str, StringConstraints(max_length=60)]
    period: Annotated[str, AfterValidator(_period)]
    settle_on: DanishDate
    known_on: DanishDate | None = None
    """Settle by what was known at the end of this day; empty for everything known."""
    anyway: Literal["", "yes"] = ""
    """Whether the person has seen that the day lies outside the period."""

    def lies_outside(self) -> bool:
        """Whether the settlement day is none of the period's, and this was not seen yet."""
        return not self.anyway and self.settle_on not in parse_period(self.period)


class AsOfForm(FormModel):
    """The day as of whose end a settlement is shown; empty for now."""

    as_of: PastDate | None = None

    @property
    def moment(self) -> datetime | None:
        """The day's last instant."""
        return end_of(self.as_of) if self.as_of else None


class ApproveForm(FormModel):
    """The approver's password, given again, and the hash that was shown."""

    password: str
    signs: Annotated[str, StringConstraints(min_length=64, max_length=64)]


class RejectForm(FormModel):
    """Why a settlement is turned down."""

    reason: Reason


class PayForm(FormModel):
    """When and by which reference a payment was made; of one line, or of every undisputed one."""

    paid_on: PastDate
    reference: Annotated[str, StringConstraints(max_length=100), AfterValidator(without_cpr)] = ""
    line: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None


def _minor(text: str) -> int:
    """An amount as people write it, in minor units."""
    try:
        minor = parse_decimal(text) * 100
    except UnreadableInputError as error:
        raise refuse(Unreadable(error)) from error
    if minor != minor.to_integral_value() or not 0 < abs(minor) <= MOST:
        words = N_("“{found}” is not an amount. Write for example {examples}.")
        examples = "2.150.000,00 / 125000"
        raise refuse(Problem(words, {"found": text, "examples": examples}))
    return int(minor)


MOST = 10**15
Amount = Annotated[int, BeforeValidator(_minor)]


class CashForm(FormModel):
    """What the bank says was paid for one line; below nothing takes back a wrong entry."""

    amount: Amount
    paid_on: PastDate
    reference: Annotated[str, StringConstraints(max_length=100), AfterValidator(without_cpr)] = ""


class DisputeForm(FormModel):
    """What is said in a dispute, and how it is decided, if it is."""

    text: Text
    party: Literal["payer", "supplier"] = "payer"
    decision: Literal["", "upheld", "adjusted"] = ""
    signed_by: Annotated[str, StringConstraints(max_length=120), AfterValidator(without_cpr)] = ""
    amount: Amount | None = None
    """What the line is to come to in all, by the ruling; empty where corrected facts decide."""

    @property
    def unsigned(self) -> bool:
        """Whether it decides without saying who signed."""
        return bool(self.decision) and len(self.signed_by) < MIN_NAME

    @property
    def ruled_amount(self) -> str:
        """The amount as rulings hold it: exact text in major units."""
        if self.amount is None or self.decision != "adjusted":
            return ""
        return str(major(self.amount, "DKK"))


MIN_NAME = 3
