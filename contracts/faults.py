"""Faults of an agreement file: where, what, why, and what to do, in Danish and English."""

from dataclasses import dataclass

from contracts.reason import Language
from contracts.wording import (
    faults_of_cases,
    faults_of_criteria,
    faults_of_form,
    faults_of_lineage,
    faults_of_population,
    faults_of_scenario,
    faults_of_sense,
    faults_of_source,
    faults_of_terms,
)

_DANISH = (0, 2)
HINTS = faults_of_form.HINTS
"""What a fault may say beside its remedy, by the name of the value it says it of."""
_FAULTS = (
    faults_of_source.FAULTS
    | faults_of_form.FAULTS
    | faults_of_sense.FAULTS
    | faults_of_terms.FAULTS
    | faults_of_cases.FAULTS
    | faults_of_criteria.FAULTS
    | faults_of_lineage.FAULTS
    | faults_of_population.FAULTS
    | faults_of_scenario.FAULTS
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps an agreement from loading."""

    clause: str
    path: str
    code: str
    values: tuple[tuple[str, str], ...] = ()

    def reason(self, language: Language) -> str:
        """What is wrong, with the value found."""
        return self._words(0 if language == "da" else 1)

    def remedy(self, language: Language) -> str:
        """What to do next, and what may be written where that is known."""
        told = [self._words(2 if language == "da" else 3)]
        which = 0 if language == "da" else 1
        found = dict(self.values)
        told += [words[which].format(found[name]) for name, words in HINTS.items() if name in found]
        return " ".join(told)

    def message(self, language: Language) -> str:
        """Clause, place, what is wrong and what to do, in one line."""
        clause = f"§ {self.clause} " if self.clause else ""
        place = f"{clause}{self.path}".strip()
        said = f"{self.reason(language)} {self.remedy(language)}"
        return f"{place}: {said}" if place else said

    def _words(self, which: int) -> str:
        words = _FAULTS.get(self.code, _FAULTS["invalid"])[which]
        values = {"found": "", "expected": ""} | dict(self.values)
        if which in _DANISH:
            values["found"] = values.get("found_da", values["found"])
        told = words.format_map(values)
        return " ".join(told.split())


def fault(
    path: str, code: str, found: object = "", expected: object = "", *, near: str = ""
) -> Fault:
    """A fault at a place, its clause to be filled in from the place; `near` is what was meant."""
    hints = (("near", near),) if near else ()
    return Fault("", path, code, (("found", str(found)), ("expected", str(expected)), *hints))


class AgreementRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement file was not loaded; carries every fault of it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.message("en") for fault in faults))
        self.faults = faults

    def message(self, language: Language) -> str:
        """Every fault, one a line, in one language."""
        return "\n".join(fault.message(language) for fault in self.faults)
