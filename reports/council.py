"""What a council report says: the answer, where it comes from, the figures, counts and limits."""

from dataclasses import dataclass
from datetime import date, datetime

from reports.figures import HeatTable, SurvivalChart
from reports.language import Wording


@dataclass(frozen=True, slots=True)
class DecisionBox:
    """The question the council asked, the answer so far, what is unknown, when it decides."""

    question: Wording
    answer: Wording
    unknown: tuple[Wording, ...]
    next_decision: date | None


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """How far the numbers lie from those of an independent tool, at most."""

    tool: str
    compared: int
    largest_difference: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where every number comes from."""

    cut_on: date
    known_at: datetime
    dataset_sha256: str
    code_version: str
    plan_sha256: str
    plan_frozen_at: datetime
    cross_check: CrossCheck | None


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something done otherwise than the frozen plan says, when, and why."""

    on: date
    planned: Wording
    done: Wording
    reason: Wording


@dataclass(frozen=True, slots=True)
class SiteCoverage:
    """One department: patients expected and registered. None is not shown (under 5)."""

    site: str
    expected: int | None
    registered: int | None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Patients who leave the flow at a step, and why. None is not shown (under 5)."""

    reason: Wording
    patients: int | None


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One box of the attrition flow: who is still there, and who left before the next box."""

    label: Wording
    patients: int | None
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Completeness:
    """Visit by item, why values are missing, and the days from visit to entry."""

    table: HeatTable
    reasons: tuple[tuple[Wording, int | None], ...]
    median_lag_days: int | None
    upper_quartile_lag_days: int | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Reverse Kaplan-Meier follow-up in months: median with 95 % interval, shortest, longest.

    None where it cannot be estimated or is not shown.
    """

    median: float | None
    lower: float | None
    upper: float | None
    shortest: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class Published:
    """What a published cohort reports at a landmark; the interval only where it is printed."""

    estimate: float
    lower: float | None
    upper: float | None
    source: str
    study: str = ""
    """The study's name alone."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """The curve at one planned time, as a share, beside what was published.

    `estimate` is None when nobody was followed so long; `at_risk` None is not shown (under 5).
    """

    label: Wording
    estimate: float | None
    lower: float | None
    upper: float | None
    at_risk: int | None
    published: Published | None = None


@dataclass(frozen=True, slots=True)
class Median:
    """Median time in months; `estimate` None is "not reached", unless it is `withheld`."""

    estimate: float | None
    lower: float | None
    upper: float | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with a caption that can be read alone."""

    chart: SurvivalChart
    caption: Wording


@dataclass(frozen=True, slots=True)
class EventCount:
    """How many patients had an event, and how many events. None is not shown (under 5)."""

    event: Wording
    patients: int | None
    events: int | None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A further result as a table (subgroups, bounds, extrapolation): finished text in cells."""

    title: Wording
    caption: Wording
    header: tuple[Wording, ...]
    rows: tuple[tuple[Wording, ...], ...]


@dataclass(frozen=True, slots=True)
class Reproduction:
    """The one command that makes this report again, and the SHA-256 of every file it reads."""

    command: str
    manifest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """A finished evidence report on one recommendation, ready to print.

    Counts are already suppressed: None prints as "not shown". No amount of money belongs here.
    """

    title: Wording
    product: str
    indication: Wording
    synthetic: bool
    decision: DecisionBox
    provenance: Provenance
    deviations: tuple[Deviation, ...]
    source: Wording
    coverage: tuple[SiteCoverage, ...]
    flow: tuple[FlowStep, ...]
    completeness: Completeness
    follow_up: FollowUp
    primary: Figure
    landmarks: tuple[Landmark, ...]
    median: Median
    further: tuple[Figure, ...]
    events: tuple[EventCount, ...]
    safety: tuple[EventCount, ...]
    limits: tuple[Wording, ...]
    glossary: tuple[tuple[Wording, Wording], ...]
    reproduction: Reproduction
    tables: tuple[ResultTable, ...] = ()
