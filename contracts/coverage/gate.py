"""The coverage gate: which branches of an agreement no worked example reaches.

Every branch is measured by running the examples and looking at what the engine did and by which
facts, never by what an example says about itself.
"""

from dataclasses import dataclass
from functools import lru_cache

from contracts.agreement import Agreement
from contracts.coverage.marks import Mark, marks
from contracts.coverage.seen import Shown
from contracts.document import Example
from contracts.examples import snapshot_of
from contracts.file.written import Bilingual
from contracts.reason import Language
from contracts.wording.coverage import cell_words


@dataclass(frozen=True, slots=True)
class Cell:
    """One branch of one term that the worked examples have to reach, in plain words."""

    clause: str
    term: str
    mark: Mark
    words: Bilingual

    @property
    def id(self) -> str:
        """The term and the branch of it, stable for as long as the term says the same."""
        return "/".join(self.mark)

    def message(self, language: Language) -> str:
        """Clause, term and branch in one line."""
        return f"§ {self.clause} {self.term}: {self.words.into(language)}"


def cells(agreement: Agreement) -> tuple[Cell, ...]:
    """Every branch the worked examples have to reach, in the order of the clauses."""
    return tuple(
        Cell(clause.id, term.id, mark, cell_words(agreement, mark))
        for clause, term in agreement.terms()
        for mark in dict.fromkeys(marks(agreement, term))
    )


def reached(agreement: Agreement, example: Example) -> frozenset[Mark]:
    """The branches one worked example reaches."""
    return Shown(agreement, snapshot_of(example), example.settle_on).marks


def missing_cells(agreement: Agreement) -> tuple[Cell, ...]:
    """The branches that no worked example reaches, in the order of the clauses."""
    return _missing(_Keyed(agreement))


class _Keyed:
    """An agreement by its hash, which covers terms, texts and examples."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and self.agreement.sha256 == other.agreement.sha256

    def __hash__(self) -> int:
        return hash(self.agreement.sha256)


@lru_cache(maxsize=64)
def _missing(key: _Keyed) -> tuple[Cell, ...]:
    agreement = key.agreement
    found: set[Mark] = set()
    for example in agreement.document.examples:
        found |= reached(agreement, example)
    return tuple(cell for cell in cells(agreement) if cell.mark not in found)
