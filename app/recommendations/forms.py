"""What is typed about plans and data cuts."""

from pydantic import Field

from app.web.forms import FormModel, PastDate


class PlanForm(FormModel):
    """A plan to freeze: pasted or uploaded, with the reason where it replaces a frozen one."""

    text: str = Field(max_length=300_000)
    reason: str = Field(default="", max_length=400)


class CutForm(FormModel):
    """The day up to which facts count."""

    cut_on: PastDate
