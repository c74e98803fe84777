"""Everything a report is made from, and nothing else: the report is a pure function of it."""

from dataclasses import dataclass
from datetime import date, datetime

from app.evidence.attendance import Due
from app.evidence.cohorts import Followed, Known
from app.recommendations.plan import AnalysisPlan, PlanEndpoint
from reports.language import Wording


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """A plan as it was frozen."""

    id: int
    plan: AnalysisPlan
    text: str
    sha256: str
    frozen_at: datetime
    reason: str
    """Why it replaces the version before it; empty in the first."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the report calls things."""

    product: str
    indication: Wording
    reference: bool
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many departments treat with the product by the catalogue, and how many registered."""

    expected: int
    registered: int


@dataclass(frozen=True, slots=True)
class Inputs:
    """The plan with its amendments, the snapshot, what was due, and who counted."""

    names: Named
    versions: tuple[FrozenPlan, ...]
    """Oldest first; the last one is followed."""
    known: Known
    analysed: tuple[tuple[PlanEndpoint, Followed], ...]
    """The primary endpoint first."""
    due: tuple[Due, ...]
    coverage: Coverage
    snapshot_sha256: str
    cut_on: date
    known_at: datetime
    code_version: str
    cut: int | None = None
    """The data cut's number; None where no cut was taken."""

    @property
    def frozen(self) -> FrozenPlan:
        """The version that is followed."""
        return self.versions[-1]

    @property
    def plan(self) -> AnalysisPlan:
        """The plan that is followed."""
        return self.frozen.plan

    @property
    def primary(self) -> Followed:
        """How long each treatment was followed for the primary endpoint."""
        return self.analysed[0][1]
