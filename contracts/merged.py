"""One patient under two registrations: what is known of the duplicate is the kept one's."""

from collections.abc import Generator, Iterable
from dataclasses import replace

from contracts.fact import Fact, Kind

_REGISTRATION = frozenset({Kind.TREATMENT, Kind.RESIDENCE, Kind.BATCH})
"""What the kept treatment tells by itself; of the duplicate it is as if retracted."""


def merged(facts: Iterable[Fact]) -> Generator[Fact]:
    """Facts, those of a duplicate moved from the moment that was told.

    Each moved fact stands twice: as it is read since the merge, and as recorded. Of two that are
    one version the first is read, once it is recorded.
    """
    known = list(facts)
    merges = _merges(known)
    for fact in known:
        merge = merges.get(fact.treatment) if merges else None
        if merge is not None and fact.kind is not Kind.MERGE:
            yield _moved(fact, merge, _kept(merges, fact.treatment))
        yield fact


def _merges(known: Iterable[Fact]) -> dict[str, Fact]:
    """The merges that stand, by their duplicate."""
    told = sorted((fact for fact in known if fact.kind is Kind.MERGE), key=_version)
    newest = {fact.fact_id: fact for fact in told}
    return {fact.treatment: fact for fact in newest.values() if not fact.retracted}


def _version(fact: Fact) -> tuple[str, int]:
    return fact.fact_id, fact.version


def _kept(merges: dict[str, Fact], treatment: str) -> str:
    """The treatment kept in the end, where the kept one was merged in turn."""
    seen = {treatment}
    while (merge := merges.get(treatment)) is not None and merge.value not in seen:
        treatment = merge.value
        seen.add(treatment)
    return treatment


def _moved(fact: Fact, merge: Fact, kept: str) -> Fact:
    since = max(fact.recorded_at, merge.recorded_at)
    if fact.kind in _REGISTRATION:
        return replace(fact, retracted=True, recorded_at=since)
    return replace(fact, treatment=kept, recorded_at=since)
