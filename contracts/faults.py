"""Faults of an agreement file: where, what, why, and what to do, in Danish and English."""

from dataclasses import dataclass

from contracts.reason import Language
from contracts.wording import faults_of_form, faults_of_sense

_FAULTS = faults_of_form.FAULTS | faults_of_sense.FAULTS


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
        """What to do next."""
        return self._words(2 if language == "da" else 3)

    def _words(self, which: int) -> str:
        words = _FAULTS.get(self.code, _FAULTS["invalid"])[which]
        return words.format_map({"found": "", "expected": ""} | dict(self.values))


class AgreementRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement file was not loaded; carries every fault of it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        lines = (f"{f.path}: {f.reason('en')} {f.remedy('en')}" for f in faults)
        super().__init__("\n".join(lines))
        self.faults = faults
