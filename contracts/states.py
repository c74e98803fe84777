"""The states of a settlement, and who may move it on: never one person alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from contracts.reason import Language


class State(StrEnum):
    """Where a settlement, or a line of one, stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    ISSUED = "issued"
    PAID = "paid"
    DISPUTED = "disputed"
    UPHELD = "upheld"
    ADJUSTED = "adjusted"


NEXT: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        State.DRAFT: frozenset({State.PROPOSED, State.REJECTED}),
        State.PROPOSED: frozenset({State.APPROVED, State.REJECTED}),
        # An approval can be taken back until the run is issued.
        State.APPROVED: frozenset({State.ISSUED, State.REJECTED}),
        State.REJECTED: frozenset(),
        State.ISSUED: frozenset({State.PAID, State.DISPUTED}),
        State.PAID: frozenset(),
        State.DISPUTED: frozenset({State.UPHELD, State.ADJUSTED}),
        # A decided dispute leaves the line as issued; what adjusts it is a line of its own.
        State.UPHELD: frozenset({State.PAID}),
        State.ADJUSTED: frozenset({State.PAID}),
    }
)

_SIGNED = frozenset({State.PROPOSED, State.APPROVED, State.ISSUED})


@dataclass(frozen=True, slots=True)
class Move:
    """A step someone took, and the hash of the run they had before them."""

    to: State
    person: str
    run_hash: str | None = None


class MoveRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """A step that may not be taken."""

    danish = ""
    english = ""

    def into(self, language: Language) -> str:
        """Why, and what to do, in one language."""
        return (self.danish if language == "da" else self.english).format(**vars(self))


class NotNext(MoveRefused):
    """The state does not follow from the present one."""

    danish = "Afregningen er «{now}» og kan ikke blive «{to}». Genindlæs siden."
    english = "The settlement is “{now}” and cannot become “{to}”. Reload the page."

    def __init__(self, now: State, to: State) -> None:
        super().__init__(now, to)
        self.now = now.value
        self.to = to.value


class SamePerson(MoveRefused):
    """Whoever proposed may not approve."""

    danish = "{person} har selv foreslået afregningen. En anden skal godkende den."
    english = "{person} proposed the settlement. Another person must approve it."

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class EditorMayNotSign(MoveRefused):
    """Whoever last changed the facts or the agreement may neither propose nor approve."""

    danish = "{person} har sidst rettet grundlaget. En anden skal foreslå og godkende."
    english = "{person} last changed what it rests on. Others must propose and approve."

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person


class ApprovalLapsed(MoveRefused):
    """The run is no longer the one that was signed."""

    danish = "Afregningen er ændret siden {signed}. Lav et nyt udkast, og foreslå det."
    english = "The settlement has changed since {signed}. Make a new draft and propose it."

    def __init__(self, signed: str | None, run_hash: str | None) -> None:
        super().__init__(signed, run_hash)
        self.signed = signed
        self.run_hash = run_hash


def state_of(history: Sequence[Move]) -> State:
    """The present state: that of the last step, or a draft."""
    return history[-1].to if history else State.DRAFT


def lapsed(history: Sequence[Move], run_hash: str | None) -> bool:
    """Whether what was proposed or approved last is another run than this one."""
    signed = [move.run_hash for move in history if move.to in _SIGNED]
    return bool(signed) and (run_hash is None or signed[-1] != run_hash)


def may_move(
    history: Sequence[Move],
    to: State,
    person: str,
    run_hash: str | None = None,
    editors: frozenset[str] = frozenset(),
) -> Move:
    """The step to record, if this person may take it now.

    Args:
        history: the steps so far, oldest first.
        to: the state wanted.
        person: who asks; the person, not the account.
        run_hash: the run as it stands; needed to propose, approve and issue.
        editors: who last changed the facts and the agreement used.

    Raises:
        NotNext: the state does not follow.
        SamePerson: the proposer asks to approve.
        EditorMayNotSign: an editor asks to propose or approve.
        ApprovalLapsed: the run differs from the one signed, or is not given.
    """
    now = state_of(history)
    if to not in NEXT[now]:
        raise NotNext(now, to)
    if to in _SIGNED and (run_hash is None or lapsed(history, run_hash)):
        signed = [move.run_hash for move in history if move.to in _SIGNED]
        raise ApprovalLapsed(signed[-1] if signed else None, run_hash)
    if to in {State.PROPOSED, State.APPROVED} and person in editors:
        raise EditorMayNotSign(person)
    proposers = {move.person for move in history if move.to is State.PROPOSED}
    if to is State.APPROVED and person in proposers:
        raise SamePerson(person)
    return Move(to, person, run_hash)
