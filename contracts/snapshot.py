"""What was known at a moment, and what had been known at the moments before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from contracts.canonical import sha256
from contracts.fact import COLUMNS, EVERYONE, Fact
from contracts.merged import merged


def _order(fact: Fact) -> tuple[date, str, int]:
    return (fact.valid_on, fact.fact_id, fact.version)


def _current(versions: Iterable[Fact], treatment: str) -> tuple[Fact, ...]:
    """The newest of each fact's versions that stands, where it is about the treatment."""
    newest: dict[str, Fact] = {}
    for fact in versions:
        held = newest.get(fact.fact_id)
        if held is None or fact.version > held.version:
            newest[fact.fact_id] = fact
    ours = (f for f in newest.values() if f.treatment == treatment and not f.retracted)
    return tuple(sorted(ours, key=_order))


@dataclass(frozen=True)
class Snapshot:
    """What was known at one moment: of each fact its newest version, the retracted left out.

    The older versions are kept beside, because an agreement may stop reading corrections.
    """

    at: datetime
    versions: tuple[Fact, ...]

    @classmethod
    def known_at(cls, facts: Iterable[Fact], at: datetime) -> "Snapshot":
        """The snapshot of what was recorded at or before a moment; the order of facts is free."""
        known = (fact for fact in facts if fact.recorded_at <= at)
        known = merged(known)
        return cls(at, tuple(sorted(known, key=lambda f: (f.fact_id, f.version))))

    @cached_property
    def sha256(self) -> str:
        """The hash of everything known; equal knowledge has an equal hash."""
        rows = [[_cell(getattr(f, column)) for column in COLUMNS] for f in self.versions]
        return sha256(rows)

    @cached_property
    def _homes(self) -> dict[str, set[str]]:
        """The treatments each fact has ever been about; a fact may move to another."""
        homes: dict[str, set[str]] = {}
        for fact in self.versions:
            homes.setdefault(fact.fact_id, set()).add(fact.treatment)
        return homes

    @cached_property
    def _versions(self) -> dict[str, list[Fact]]:
        grouped: dict[str, list[Fact]] = {}
        for fact in self.versions:
            for home in self._homes[fact.fact_id]:
                grouped.setdefault(home, []).append(fact)
        return grouped

    @cached_property
    def _facts(self) -> dict[str, tuple[Fact, ...]]:
        current = {home: _current(facts, home) for home, facts in self._versions.items()}
        return {treatment: facts for treatment, facts in current.items() if facts}

    @cached_property
    def _first_recorded(self) -> dict[str, datetime]:
        first: dict[str, datetime] = {}
        for fact in self.versions:
            held = first.get(fact.fact_id, fact.recorded_at)
            first[fact.fact_id] = min(held, fact.recorded_at)
        return first

    def treatments(self) -> tuple[str, ...]:
        """Every treatment something is known about, in order."""
        return tuple(sorted(self._facts.keys() - {EVERYONE}))

    def ever(self) -> tuple[str, ...]:
        """Every treatment something was ever known about, though it may be retracted since."""
        return tuple(sorted(self._versions.keys() - {EVERYONE}))

    def history(self, treatment: str) -> tuple[Fact, ...]:
        """Every version of the facts that ever were about a treatment, by fact and version."""
        return tuple(self._versions.get(treatment, ()))

    def first_recorded(self, fact: Fact) -> datetime:
        """When a fact's first version was recorded."""
        return self._first_recorded[fact.fact_id]

    def about(self, treatment: str, as_known: datetime | None = None) -> tuple[Fact, ...]:
        """The facts of one treatment, oldest first; `as_known` looks back to an earlier moment."""
        if as_known is None or as_known >= self.at:
            return self._facts.get(treatment, ())
        versions = self._versions.get(treatment, ())
        return _current((f for f in versions if f.recorded_at <= as_known), treatment)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
