"""What an agreement decides so that it may surprise: told before signing, and never refused."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.agreement import Agreement
from contracts.criterion import Happened, nodes
from contracts.reason import Language, Status
from contracts.terms import Watching
from contracts.wording.cautions import WORDS

_DEATHS = frozenset({"death", "relapse_or_death"})
_NEVER = frozenset({Status.EXCUSED, Status.TERMINATED})
"""The results that close a warranty for good without a refund."""


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to think about, with its clause and term."""

    code: str
    clause: str
    term: str

    def message(self, language: Language) -> str:
        """What the agreement says, and what to write if that is not what was agreed."""
        words = WORDS[self.code][0 if language == "da" else 1]
        return words.format(clause=self.clause, term=self.term)


def cautions(agreement: Agreement) -> tuple[Caution, ...]:
    """Everything an agreement decides that may surprise, in the order of its clauses."""
    return tuple(_unclaimable(agreement))


def _unclaimable(agreement: Agreement) -> Iterator[Caution]:
    """Warranties under which a death whose cause nobody finds can never be claimed."""
    for clause, term in agreement.judged:
        if not isinstance(term, Watching) or _is_loss(term):
            continue
        rule = term.exceptions.death
        if rule.result in _NEVER:
            yield Caution("death_never", clause.id, term.id)
        elif rule.related is not None and rule.related.unknown in _NEVER and not rule.unknown_then:
            yield Caution("unknown_death_never", clause.id, term.id)


def _is_loss(term: Watching) -> bool:
    """Whether any death is the loss itself."""
    found = (node for node in nodes(term.failed_when) if isinstance(node, Happened))
    return any(node.event in _DEATHS and not node.where for node in found)
