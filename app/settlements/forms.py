"""The forms of settlements."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from app.settlements.periods import NotAPeriod, parse_period
from app.web.forms import DanishDate, FormModel, PastDate, Problem, refuse
from app.web.words import N_


def _period(text: str) -> str:
    try:
        return parse_period(text).label
    except NotAPeriod:
        words = N_("“{found}” is not a period. Write for example {examples}.")
        examples = "2027-H1, 2027-Q3, 2027-06 / 2027"
        raise refuse(Problem(words, {"found": text, "examples": examples})) from None


_LIKE_CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})\d{2}[ -]?\d{4}(?!\d)", re.ASCII)


def _without_cpr(text: str) -> str:
    """The text, unless six digits that begin as a date and four more stand in it."""
    for found in _LIKE_CPR.finditer(text):
        day, month = int(found[1]), int(found[2])
        # 60 is added to the day in numbers given to people without a CPR number.
        if 1 <= day % 60 <= 31 and 1 <= month <= 12:
            words = N_(
                "The text holds a number that looks like a CPR number. The other party reads the "
                "text: take the number out, and name the treatment by its P-number."
            )
            raise refuse(Problem(words))
    return text


Reason = Annotated[
    str, StringConstraints(min_length=3, max_length=400), AfterValidator(_without_cpr)
]
Text = Annotated[
    str, StringConstraints(min_length=3, max_length=4000), AfterValidator(_without_cpr)
]


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

    def asks_the_future(self, today: date) -> bool:
        """Whether the settlement day has not come."""
        return self.settle_on > today


class ApproveForm(FormModel):
    """The approver's password, given again, and the hash that was shown."""

    password: str
    signs: Annotated[str, StringConstraints(min_length=64, max_length=64)]


class RejectForm(FormModel):
    """Why a settlement is turned down."""

    reason: Reason


class PayForm(FormModel):
    """When and by which reference a payment was made; of one line, or of every undisputed one."""

    paid_on: PastDate | None = None
    reference: Annotated[str, StringConstraints(max_length=100), AfterValidator(_without_cpr)] = ""
    line: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None

    @property
    def note(self) -> str:
        """Both, as they stand in the line's steps."""
        day = self.paid_on.strftime("%d-%m-%Y") if self.paid_on else ""
        return ", ".join(part for part in (day, self.reference) if part)


class DisputeForm(FormModel):
    """What is said in a dispute, and how it is decided, if it is."""

    text: Text
    decision: Literal["", "upheld", "adjusted"] = ""
