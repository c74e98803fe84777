"""Stored texts as agreements: each text is checked and its examples run once in a process."""

from dataclasses import dataclass
from functools import lru_cache

from app.db.tables.agreements import AgreementVersion
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused, Fault
from contracts.load import Reading, load_agreement, read_agreement


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of a text found: an agreement, or every fault that keeps it from being one."""

    agreement: Agreement | None
    faults: tuple[Fault, ...] = ()


def plain(text: str) -> str:
    """The text with one character for each line end, as the file has and a browser's form has not.

    A mark of byte order at the start, which no person sees, is left out.
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=64)
def checked(text: str, examples: str = "") -> Checked:
    """Load a text with its examples; the same text again costs nothing."""
    try:
        return Checked(load_agreement(text, apart(examples)))
    except AgreementRefused as refused:
        return Checked(None, refused.faults)


@lru_cache(maxsize=16)
def draft(text: str, examples: str = "") -> Reading:
    """A text being written, as far as it can be read; kept apart from the texts settled by."""
    return read_agreement(text, apart(examples))


def apart(examples: str) -> str | None:
    """The second file's text; None where there is none."""
    return examples if examples.strip() else None


def loaded(row: AgreementVersion) -> Agreement:
    """A stored version as an agreement.

    Raises:
        AgreementRefused: it no longer loads, so nothing may be settled by it.
    """
    found = checked(row.text, row.examples)
    if found.agreement is None:
        raise AgreementRefused(found.faults)
    return found.agreement
