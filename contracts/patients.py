"""Which courses are one patient's: a later dose names the course of the first."""

from collections import defaultdict
from collections.abc import Iterator

from contracts.agreement import Agreement
from contracts.fact import Kind
from contracts.snapshot import Snapshot
from contracts.terms import PatientCap

FIRST_DOSE = "first_dose"


def patients(agreement: Agreement, snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    """Every treatment to be read, each patient's courses together where that matters."""
    # A key whose limitation has passed outlives the retraction of all it rests on.
    limited = agreement.limitation is not None
    treatments = snapshot.ever() if limited else snapshot.treatments()
    if not any(term.per == "patient" for _, term in agreement.of_type(PatientCap)):
        yield from ((treatment,) for treatment in treatments)
        return
    groups: dict[str, list[str]] = defaultdict(list)
    for treatment in treatments:
        groups[_first_course(snapshot, treatment)].append(treatment)
    yield from (tuple(groups[first]) for first in sorted(groups))


def _first_course(snapshot: Snapshot, treatment: str) -> str:
    """The course of the first dose, by the newest fact that names it."""
    for fact in reversed(snapshot.about(treatment)):
        if fact.kind is Kind.BATCH and fact.name == FIRST_DOSE:
            return fact.value
    return treatment
