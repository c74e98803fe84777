"""One treatment's course: its facts sorted out by what they tell."""

from dataclasses import dataclass
from datetime import date

from contracts.facts import Fact, Kind

_CONTACTS = frozenset({Kind.OBSERVATION, Kind.EVENT, Kind.VITAL_STATUS})


@dataclass(frozen=True, slots=True)
class Course:
    """What is known about one treatment up to a day; every list is oldest first."""

    treatment: str
    states: dict[str, tuple[Fact, ...]]
    observations: dict[str, tuple[Fact, ...]]
    events: dict[str, tuple[Fact, ...]]
    residences: tuple[Fact, ...]
    contacts: tuple[Fact, ...]

    @property
    def infusions(self) -> tuple[Fact, ...]:
        """The facts that say when the treatment was infused; more than one contradict."""
        return self.states.get("infused", ())

    @property
    def last_contact(self) -> date | None:
        """The last day the patient was known about; None if on no day."""
        return self.contacts[-1].valid_on if self.contacts else None

    def contact_from(self, day: date) -> Fact | None:
        """The first contact on or after a day; later ones do not change it."""
        return next((fact for fact in self.contacts if fact.valid_on >= day), None)

    def first(self, event: str) -> Fact | None:
        """The first event of a kind."""
        found = self.events.get(event, ())
        return found[0] if found else None


def course_of(treatment: str, facts: tuple[Fact, ...], until: date) -> Course:
    """The course of one treatment from its facts, those after `until` left out.

    Observations dated after a withdrawn consent are not read.
    """
    by_kind: dict[Kind, dict[str, list[Fact]]] = {}
    for fact in facts:
        if fact.valid_on <= until:
            by_kind.setdefault(fact.kind, {}).setdefault(fact.name, []).append(fact)
    events = _frozen(by_kind.get(Kind.EVENT, {}))
    withdrawn = events.get("consent_withdrawn", ())
    read_until = withdrawn[0].valid_on if withdrawn else until
    observations = {
        name: [fact for fact in found if fact.valid_on <= read_until]
        for name, found in by_kind.get(Kind.OBSERVATION, {}).items()
    }
    return Course(
        treatment,
        _frozen(by_kind.get(Kind.TREATMENT, {})),
        _frozen(observations),
        events,
        tuple(f for found in by_kind.get(Kind.RESIDENCE, {}).values() for f in found),
        tuple(f for f in facts if f.kind in _CONTACTS and f.valid_on <= read_until),
    )


def _frozen(found: dict[str, list[Fact]]) -> dict[str, tuple[Fact, ...]]:
    return {name: tuple(facts) for name, facts in found.items()}
