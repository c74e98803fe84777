"""What an explanation consists of, and for whom it may be."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from contracts.arithmetic import Step

Profile = Literal["finance", "clinician", "supplier", "auditor"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact behind a line; name, value and unit are worded, dates are not."""

    name: str
    value: str
    unit: str
    method: str
    valid_on: date
    fact_id: str
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a line is what it is, in one language, for one profile.

    A clinician's has no amounts, no status, no threshold and no consequence. A supplier's names
    the treatment as the settlement does for it, and has no days and no numbers of facts, since
    from those a patient could be followed from one settlement to the next.
    """

    headline: str
    rule: str
    evidence: tuple[Evidence, ...]
    arithmetic: tuple[Step, ...]
    changed: tuple[str, ...]
    owed: tuple[str, ...]
    proofs: tuple[tuple[str, str], ...]
