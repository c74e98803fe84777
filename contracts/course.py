"""One treatment's course: its facts sorted out by what they tell."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from contracts.fact import Fact, Kind

_CONTACTS = frozenset({Kind.OBSERVATION, Kind.EVENT, Kind.VITAL_STATUS})

# What says that nobody was seen: none of them shows what did not happen afterwards.
UNSEEN = frozenset(
    {"death", "relapse_or_death", "consent_withdrawn", "emigrated", "lost_to_follow_up"}
)

# What may still be told of the dead: whom nobody found, and another date, which has its own name.
TOLD_OF_THE_DEAD = frozenset({"death", "lost_to_follow_up"})


@dataclass(frozen=True, slots=True)
class Course:
    """What is known about one treatment up to a day; every list is oldest first.

    `contacts` are the facts that tell when something was last known, for the curves; `sightings`
    those at which the patient was truly seen, which alone can show that an event is absent.
    """

    treatment: str
    states: dict[str, tuple[Fact, ...]]
    observations: dict[str, tuple[Fact, ...]]
    events: dict[str, tuple[Fact, ...]]
    residences: tuple[Fact, ...]
    contacts: tuple[Fact, ...]
    sightings: tuple[Fact, ...]
    rulings: dict[str, tuple[Fact, ...]]
    batches: dict[str, tuple[Fact, ...]]

    @property
    def infusions(self) -> tuple[Fact, ...]:
        """The facts that say when the treatment was infused; more than one contradict."""
        return self.states.get("infused", ())

    @property
    def last_contact(self) -> date | None:
        """The last day the patient was known about; None if on no day."""
        return self.contacts[-1].valid_on if self.contacts else None

    @property
    def last_sighting(self) -> Fact | None:
        """The last fact at which the patient was truly seen."""
        return self.sightings[-1] if self.sightings else None

    def seen_from(self, day: date) -> Fact | None:
        """The first sighting on or after a day; later ones do not change it."""
        place = bisect_left(self.sightings, day, key=attrgetter("valid_on"))
        return self.sightings[place] if place < len(self.sightings) else None

    def first(self, event: str, since: date = date.min) -> Fact | None:
        """The first event of a kind on or after a day."""
        return next((f for f in self.events.get(event, ()) if f.valid_on >= since), None)

    def outlived(self, since: date) -> tuple[Fact, Fact] | None:
        """The first death on or after a day, and the first later fact of a living patient."""
        death = self.first("death", since)
        if death is None:
            return None
        later = (f for f in self.contacts if f.valid_on > death.valid_on and _alive(f))
        alive = next(later, None)
        return None if alive is None else (death, alive)

    def before(self, event: str, day: date) -> Fact | None:
        """The first event of a kind before a day."""
        return next((f for f in self.events.get(event, ()) if f.valid_on < day), None)


def course_of(treatment: str, facts: tuple[Fact, ...], until: date) -> Course:
    """The course of one treatment from its facts, those after `until` left out.

    Observations dated after a withdrawn consent are not read; a consent withdrawn before the
    infusion was given anew for it.
    """
    by_kind: dict[Kind, dict[str, list[Fact]]] = {}
    for fact in facts:
        if fact.valid_on <= until:
            by_kind.setdefault(fact.kind, {}).setdefault(fact.name, []).append(fact)
    events = _frozen(by_kind.get(Kind.EVENT, {}))
    states = _frozen(by_kind.get(Kind.TREATMENT, {}))
    read_until = _withdrawn(events, states) or until
    observations = {
        name: [fact for fact in found if fact.valid_on <= read_until]
        for name, found in by_kind.get(Kind.OBSERVATION, {}).items()
    }
    contacts = tuple(f for f in facts if f.kind in _CONTACTS and f.valid_on <= read_until)
    return Course(
        treatment,
        states,
        _frozen(observations),
        events,
        tuple(f for found in by_kind.get(Kind.RESIDENCE, {}).values() for f in found),
        contacts,
        tuple(_sightings(contacts)),
        _frozen(by_kind.get(Kind.RULING, {})),
        _frozen(by_kind.get(Kind.BATCH, {})),
    )


def _withdrawn(
    events: dict[str, tuple[Fact, ...]], states: dict[str, tuple[Fact, ...]]
) -> date | None:
    infused = states.get("infused")
    since = infused[0].valid_on if infused else date.min
    days = (fact.valid_on for fact in events.get("consent_withdrawn", ()))
    return next((day for day in days if day >= since), None)


def _sightings(contacts: tuple[Fact, ...]) -> Iterator[Fact]:
    """The contacts at which the patient was there, alive and seen by someone."""
    for fact in contacts:
        if fact.name not in UNSEEN if fact.kind is Kind.EVENT else _alive(fact):
            yield fact


def _alive(fact: Fact) -> bool:
    """Whether a contact says that the patient lived on its day."""
    if fact.kind is Kind.EVENT:
        return fact.name not in TOLD_OF_THE_DEAD
    return bool(fact.value) if fact.kind is Kind.OBSERVATION else fact.name == "alive"


def _frozen(found: dict[str, list[Fact]]) -> dict[str, tuple[Fact, ...]]:
    return {name: tuple(facts) for name, facts in found.items()}
