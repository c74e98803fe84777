"""What a loader asks for where an agreement is silent, and what a run posts from facts to money."""

from collections import Counter
from dataclasses import replace
from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import entitlements
from contracts.fact import Fact
from contracts.settle import Line, settle
from contracts.snapshot import Snapshot
from tests.contracts.builders import EXCEPTIONS, TERM, at, day, lives_in
from tests.contracts.refusals import codes, without

HOME = lives_in("syddanmark")


def asks_for(place: str, *terms: dict[str, Any], **changes: Any) -> bool:
    """Whether an agreement is refused, and a fault lies where nothing was said."""
    return any(path.endswith(place) for path, _ in codes(*terms, **changes))


def without_exception(name: str, term: dict[str, Any] = TERM) -> dict[str, Any]:
    """A term that does not say what an exception means."""
    return term | {"exceptions": without(EXCEPTIONS, name)}


def again(fact: Fact, recorded: str, version: int = 2, **changes: Any) -> Fact:
    """A later version of a fact."""
    return replace(fact, version=version, recorded_at=at(recorded), **changes)


def runs(agreement: Agreement, *facts: Fact, on: tuple[str, ...]) -> list[dict[str, Line]]:
    """What each of several runs posts, by payer, treatment, term and milestone."""
    position: Counter[str] = Counter()
    before: dict[str, Any] = {}
    found = []
    for moment in on:
        snapshot = Snapshot.known_at((HOME, *facts), at(moment))
        owed = entitlements(agreement, snapshot, day(moment))
        lines = settle(owed, position, before=before, currency=agreement.paid_in)
        position.update({line.key: line.amount for line in lines})
        before |= {line.key: line.reason for line in lines}
        found.append({line.key.split("|", 1)[1]: line for line in lines if line.posts})
    return found


def posted(agreement: Agreement, *facts: Fact, on: tuple[str, ...]) -> list[dict[str, int]]:
    """The amounts each of several runs posts, those of nothing left out."""
    return [
        {key.rpartition("|")[0]: line.amount for key, line in run.items()}
        for run in runs(agreement, *facts, on=on)
    ]
