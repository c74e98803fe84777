"""The form by which a version is brought into force."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import StringConstraints

from app.agreements.weighed import Accepted, Weighed
from app.web.forms import FormModel, Problem
from app.web.free_text import Reason
from app.web.words import N_


class ActivateForm(FormModel):
    """The password, given again, and what is said to everything that is open."""

    password: str
    saw: Annotated[str, StringConstraints(max_length=64)] = ""
    anyway: Literal["", "yes"] = ""
    reason: Reason = ""
    both: Literal["", "yes"] = ""

    @property
    def accepted(self) -> Accepted:
        """What the person says."""
        return Accepted(self.reason if self.anyway else "", both=bool(self.both), saw=self.saw)

    def lacking(self, found: Weighed) -> Iterator[tuple[str, Problem]]:
        """What is open and not spoken of, by the field that would speak of it."""
        if found.open and not self.anyway:
            text = N_("Tick this, or leave the version until everything above is mended.")
            yield "anyway", Problem(text)
        if found.open and not self.reason:
            yield "reason", Problem(N_("Write why; it is kept with the version."))
        if found.beside and not self.both:
            yield "both", Problem(N_("Tick this if both are meant, or end one of them first."))
