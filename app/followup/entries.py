"""What is handed to the recording functions of follow-up: visits, single values and events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal


class EventKind(StrEnum):
    """What may happen to a patient besides visits."""

    DEATH = "death"
    RELAPSE = "relapse"
    PROGRESSION = "progression"
    RELAPSE_OR_DEATH = "relapse_or_death"
    PROPHYLAXIS_RESUMED = "prophylaxis_resumed"
    TRANSFUSION = "transfusion"
    NEXT_THERAPY = "next_therapy"
    TRANSPLANT = "transplant"
    ADVERSE_EVENT = "adverse_event"
    PERMANENT_VENTILATION = "permanent_ventilation"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    EMIGRATED = "emigrated"
    LOST_TO_FOLLOW_UP = "lost_to_follow_up"


class Cause(StrEnum):
    """Cause class of a death; only `treatment` counts as related to the therapy."""

    PROGRESSION = "progression"
    TREATMENT = "treatment"
    OTHER_BEFORE_THERAPY = "other_before_therapy"
    OTHER_AFTER_THERAPY = "other_after_therapy"
    UNKNOWN = "unknown"


class AliveBasis(StrEnum):
    """Where it is known from that the patient was alive."""

    SEEN = "seen"
    PHONE = "phone"
    RECORD = "record"
    REGISTER = "register"
    OTHER_HOSPITAL = "other_hospital"
    RELATIVE = "relative"


ONCE = frozenset(
    {
        EventKind.DEATH,
        EventKind.RELAPSE_OR_DEATH,
        EventKind.PERMANENT_VENTILATION,
        EventKind.CONSENT_WITHDRAWN,
        EventKind.EMIGRATED,
        EventKind.LOST_TO_FOLLOW_UP,
    }
)
"""Events that happen at most once; recording another date corrects the first."""
PERSONAL = frozenset(
    {
        EventKind.DEATH,
        EventKind.CONSENT_WITHDRAWN,
        EventKind.EMIGRATED,
        EventKind.LOST_TO_FOLLOW_UP,
    }
)
"""Events of the person: they hold for every treatment (both eyes) at the department."""


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One item of a visit: a canonical value, or why it is missing; neither leaves it open."""

    name: str
    value: str = ""
    unit: str = ""
    """Empty for the plan's unit."""
    method: str = ""
    """Empty where the plan knows at most one."""
    missing_reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """A visit as entered. `visit` is the plan's code, or `unplanned`."""

    treatment_id: int
    visit: str
    held_on: date
    items: tuple[ItemEntry, ...] = ()
    expected_versions: Mapping[str, int] | None = None
    """Version of each item (and, under the empty name, of the visit) that the form was opened
    with; 0 for none. None leaves the check out."""
    held: bool = True
    missing_reason: str = ""
    """Why the visit was not held."""


@dataclass(frozen=True, slots=True)
class ObservationEntry:
    """One value on its own date, as a laboratory gives it."""

    treatment_id: int
    name: str
    valid_on: date
    value: str = ""
    unit: str = ""
    method: str = ""
    missing_reason: str = ""
    note: str = ""
    visit: str = ""
    """The plan's visit code where it is known; else the window that holds the date decides."""


@dataclass(frozen=True, slots=True)
class EventEntry:
    """Something that happened on a day."""

    treatment_id: int
    kind: str
    on: date
    cause: str = ""
    """Cause class of a death."""
    term: str = ""
    """What an adverse event or a next therapy is called."""
    grade: int | None = None
    note: str = ""
    fact_id: str = ""
    """The event to correct; empty to find it by what identifies it."""


Subject = Literal["observation", "event", "visit", "vital_status", "state"]


@dataclass(frozen=True, slots=True)
class FactRef:
    """One fact of a kind, to retract it."""

    subject: Subject
    key: str


@dataclass(frozen=True, slots=True)
class Change:
    """What another person saved for one item since the form was opened."""

    name: str
    version: int
    recorded_at: datetime
    recorded_by: int


class ChangedMeanwhile(Exception):  # noqa: N818 - told to the person, with everything typed kept
    """Someone else saved the visit since the form was opened; `changes` says which items."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        self.changes = changes
        super().__init__(", ".join(change.name for change in changes))


class UnusableEvent(ValueError):  # noqa: N818 - told to the person
    """An event lacks what its kind needs, or the kind is unknown; `part` says which."""

    def __init__(self, part: str, found: str) -> None:
        self.part, self.found = part, found
        super().__init__(f"{part} {found!r}")


class DeathBeforeInfusion(UnusableEvent):
    """A death before a day on which the person was infused; `infused` is the latest such day."""

    def __init__(self, on: date, infused: date) -> None:
        self.infused = infused
        super().__init__("on", on.isoformat())


class UnknownVisit(ValueError):  # noqa: N818
    """The treatment's plan has no such visit."""

    def __init__(self, visit: str) -> None:
        self.visit = visit
        super().__init__(visit)


@dataclass(frozen=True, slots=True)
class Draft:
    """What one person has typed but not saved."""

    typed: Mapping[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None
