"""Which version of an agreement rules each line of a run, so that its own terms explain it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.agreements.queries import ActiveVersion, active_versions
from app.db.tables.patients import treatment_number
from app.db.tables.settlements import SettlementRun
from app.evidence.facts import facts
from app.settlements.steps import agreement_id_of
from app.settlements.working import reads_of
from contracts.agreement import Agreement
from contracts.facts import Snapshot
from contracts.lineage import begun_on, newest_first, ruling, visible

_MOST = 500
"""For more treatments than this the whole cohort is read, rather than each by its number."""


@dataclass(frozen=True, slots=True)
class Governing:
    """The versions of one agreement by what they rule in a run."""

    newest: Agreement
    """Rules the sums, and treatments whose day no version governs."""
    ruled: Mapping[str, Agreement]

    def of(self, treatment: str) -> Agreement:
        """The version that rules a treatment's lines."""
        return self.ruled.get(treatment, self.newest)


def governing(session: Session, run: SettlementRun, treatments: Collection[str]) -> Governing:
    """The versions that rule some of a run's treatments, as the run was drafted.

    Args:
        session: any transaction.
        run: the run.
        treatments: their pseudonyms; `*`, where sums stand, may be among them.
    """
    versions = active_versions(session, agreement_id_of(session, run))
    versions = tuple(one for one in versions if one.activated_at <= run.drafted_at)
    ranked = newest_first([one.agreement for one in reversed(versions)])
    seen = visible(ranked, run.known_at) or ranked
    if len(seen) == 1:
        return Governing(seen[0], {})
    return Governing(seen[0], dict(_ruled(_known(session, run, versions, treatments), seen)))


def _known(
    session: Session,
    run: SettlementRun,
    versions: tuple[ActiveVersion, ...],
    treatments: Collection[str],
) -> Snapshot:
    """What the run knew of the treatments."""
    found = (treatment_number(one) for one in treatments)
    numbers = frozenset(number for number in found if number is not None)
    newest = versions[0].agreement
    read = facts(
        session,
        newest.product or "",
        newest.indication or "",
        run.known_at,
        valid_to=run.settle_on,
        reads=reads_of(versions),
        only=None if len(numbers) > _MOST else numbers,
    )
    return Snapshot.known_at(read, run.known_at)


def _ruled(known: Snapshot, seen: tuple[Agreement, ...]) -> Iterator[tuple[str, Agreement]]:
    for treatment in known.ever():
        begun = begun_on(known, treatment)
        found = ruling(seen, begun, known.at) if begun else None
        if found is not None:
            yield treatment, found
