"""Free text that is read beyond the department: no CPR number may stand in it."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.web.forms import Problem, refuse
from app.web.words import N_

_LIKE_CPR = re.compile(r"(?<!\d)(\d{2})(\d{2})\d{2}[ -]?\d{4}(?!\d)", re.ASCII)


def without_cpr(text: str) -> str:
    """The text, unless six digits that begin as a date and four more stand in it."""
    for found in _LIKE_CPR.finditer(text):
        day, month = int(found[1]), int(found[2])
        # 60 is added to the day in numbers given to people without a CPR number.
        if 1 <= day % 60 <= 31 and 1 <= month <= 12:
            words = N_(
                "The text holds a number that looks like a CPR number. Others than the department "
                "read the text: take the number out, and name the treatment by its P-number."
            )
            raise refuse(Problem(words))
    return text


Reason = Annotated[
    str, StringConstraints(min_length=3, max_length=400), AfterValidator(without_cpr)
]
"""Why somebody did something, kept with what was done."""
