"""Which milestones of which terms a ruling can be about."""

from collections.abc import Iterable
from datetime import date
from typing import get_args

from app.web.forms import Problem
from app.web.words import N_
from contracts.agreement import Agreement, milestones
from contracts.terms import Judged, PatientCap, Term

_ANY_DAY = date(2024, 1, 1)
"""How many milestones a term has does not depend on when a treatment was infused."""


def lacks_milestone(versions: Iterable[Agreement], name: str, number: str) -> Problem | None:
    """Why no ruling can be about a milestone of a term; None where a version has it."""
    found = [(one, term) for one in versions for _, term in one.terms() if term.id == name]
    if any(isinstance(term, PatientCap) for _, term in found):  # its lines have the year's number
        return None
    most = max((_most(agreement, term) for agreement, term in found), default=0)
    if not most:
        text = N_("“{term}” is settled for several treatments at once. Choose another term.")
        return Problem(text, {"term": name})
    if int(number) <= most:
        return None
    text = N_("“{term}” has no milestone {found}. Write a number from 1 to {most}.")
    return Problem(text, {"term": name, "found": number, "most": most})


def _most(agreement: Agreement, term: Term) -> int:
    """The number of the term's last line for one treatment; 0 where it has none."""
    if not isinstance(term, get_args(Judged)):
        return 0
    return max((one.index for one in milestones(agreement, term, _ANY_DAY)), default=1)
