"""Why a version cannot come into force, told to the person who asked for it."""

from dataclasses import dataclass

from app.web.forms import Problem
from app.web.words import N_
from contracts.coverage.gate import Cell
from contracts.faults import Fault
from reports.language import Language

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The branches of an agreement that no worked example shows, the first of them by name."""

    cells: tuple[Cell, ...]

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        text = N_(
            "{count} cases are not shown by any worked example, so nobody can see what was agreed "
            "for them: {named}. Record a new version with examples of them; they can be suggested "
            "with effekt agreement examples --offer."
        )
        named = "; ".join(cell.message(lang) for cell in self.cells[:_MOST_NAMED])
        more = "; …" if len(self.cells) > _MOST_NAMED else ""
        values = {"count": len(self.cells), "named": f"{named}{more}"}
        return Problem(text, values).worded(lang)


@dataclass(frozen=True, slots=True)
class Unlineal:
    """Why a version cannot stand beside those in force."""

    fault: Fault

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        return f"{self.fault.reason(lang)} {self.fault.remedy(lang)}"
