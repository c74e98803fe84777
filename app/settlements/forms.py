"""The forms of settlements."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from app.settlements.periods import NotAPeriod, parse_period
from app.web.forms import DanishDate, FormModel, Problem, refuse
from app.web.words import N_


def _period(text: str) -> str:
    try:
        return parse_period(text).label
    except NotAPeriod:
        words = N_("“{found}” is not a period. Write for example {examples}.")
        examples = "2027-H1, 2027-Q3, 2027-06 / 2027"
        raise refuse(Problem(words, {"found": text, "examples": examples})) from None


Reason = Annotated[str, StringConstraints(min_length=3, max_length=400)]
Text = Annotated[str, StringConstraints(min_length=3, max_length=4000)]


class DraftForm(FormModel):
    """What to settle, up to which day."""

    agreement_id: Annotated[str, StringConstraints(max_length=60)]
    period: Annotated[str, AfterValidator(_period)]
    settle_on: DanishDate
    known_on: DanishDate | None = None
    """Settle by what was known at the end of this day; empty for everything known."""

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


class DisputeForm(FormModel):
    """What is said in a dispute, and how it is decided, if it is."""

    text: Text
    decision: Literal["", "upheld", "adjusted"] = ""
