"""What people wrote about a line, as its supplier reads it: no lasting name, no value, no day.

Sentences of our own never hold these (`contracts.redacted`); people's words may. Only values that
the line rests on are recognised, so a limit that stands in the agreement can still be argued.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.db.tables.patients import pseudonym, treatment_number
from app.settlements.pseudonyms import named
from app.web.words import N_, translator
from contracts.changes import facts_in
from contracts.reason import Reason
from contracts.settle import Line
from reports.language import Language

LEFT_OUT = N_("[left out]")
_TREATMENT = re.compile(r"\bP-\d+\b", re.IGNORECASE)
_FACT = re.compile(r"\b[A-OQRT-Z]-\d+\b")
_DAY = re.compile(r"\b(?:\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})\b")
_MEASURED = frozenset({"observation", "event", "batch"})
_NUMBER = re.compile(r"[<>]?(\d+)(?:\.(\d+))?")
_SURE = 2
"""A whole number of fewer digits, without its unit, may be anything."""


@dataclass(frozen=True, slots=True)
class Veil:
    """Leaves out of a text what the supplier of one settlement is not to read."""

    secret: str
    line: Line
    """With its values, as it was stored."""
    language: Language

    def over(self, text: str) -> str:
        """The text as the supplier reads it."""
        left_out = translator(self.language).gettext(LEFT_OUT)
        told = _TREATMENT.sub(self._name, text)
        for hidden in (_DAY, _FACT, *self._values()):
            told = hidden.sub(left_out, told)
        return told

    def _name(self, found: re.Match[str]) -> str:
        """However the number was written, the name of the same treatment."""
        number = treatment_number(found.group().upper())
        return named(self.secret, pseudonym(number or 0))

    def _values(self) -> Iterator[re.Pattern[str]]:
        reasons = (self.line.reason, self.line.before or Reason("line"))
        facts = [fact for reason in reasons for fact in facts_in(reason)]
        said = {(f.get("value"), f.get("unit")) for f in facts if f.get("kind") in _MEASURED}
        for value, unit in sorted(said):
            number = _NUMBER.fullmatch(value)
            if number is not None:
                yield _spelled(number[1], number[2] or "", unit)


def _spelled(whole: str, part: str, unit: str) -> re.Pattern[str]:
    """A number in either decimal spelling, with its unit where one is written."""
    digits = rf"{whole}[.,]{part}0*" if part else rf"{whole}(?:[.,]0+)?"
    spaced = rf"\s*{re.escape(unit)}"
    tail = f"(?:{spaced})?" if part or len(whole) >= _SURE else spaced
    bare = not unit and not part and len(whole) < _SURE
    return re.compile(r"(?!)" if bare else rf"(?<![\d.,]){digits}(?![\d]|[.,]\d){tail}")
