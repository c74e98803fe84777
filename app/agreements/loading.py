"""Stored texts as agreements: each text is checked and its examples run once in a process."""

from dataclasses import dataclass
from functools import lru_cache

from app.db.tables.agreements import AgreementVersion
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused, Fault
from contracts.load import load_agreement
from contracts.terms import ListPrice


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check of a text found: an agreement, or every fault that keeps it from being one."""

    agreement: Agreement | None
    faults: tuple[Fault, ...] = ()

    @property
    def example_faults(self) -> tuple[Fault, ...]:
        """The worked examples that do not come out as written."""
        return tuple(f for f in self.faults if f.path.startswith("examples"))


def plain(text: str) -> str:
    """The text with the line ends that a browser's form adds taken back to one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=64)
def checked(text: str, examples: str = "") -> Checked:
    """Load a text with its examples; the same text again costs nothing."""
    try:
        return Checked(load_agreement(text, examples if examples.strip() else None))
    except AgreementRefused as refused:
        return Checked(None, refused.faults)


def loaded(row: AgreementVersion) -> Agreement:
    """A stored version as an agreement.

    Raises:
        AgreementRefused: it no longer loads, so nothing may be settled by it.
    """
    found = checked(row.text, row.examples)
    if found.agreement is None:
        raise AgreementRefused(found.faults)
    return found.agreement


def price_names(agreement: Agreement) -> tuple[str, ...]:
    """The names of the dated prices the agreement reads, sorted."""
    prices = (term.price for _, term in agreement.judged)
    return tuple(sorted({price.list for price in prices if isinstance(price, ListPrice)}))
