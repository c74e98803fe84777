"""The tables as facts: the one door by which evidence reaches agreements and analyses.

Every version known at the moment is handed over, not only the newest: `Snapshot` picks the newest
itself and keeps the older ones for agreements that stop reading corrections, and for telling what
changed. A version that holds a missing reason instead of a value counts as a retraction, so that an
older value does not come back to life behind it. A fact's id is a letter and the number of the row
that holds its first version (`M-91`), so that a person can say it.
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, true
from sqlmodel import Session, col, select

from app.agreements.reading import NOTHING, Reads
from app.clock import now
from app.db.facts import known
from app.db.tables.agreements import Figure, Ruling
from app.db.tables.evidence import EvidenceSnapshot
from app.db.tables.followup import ClinicalEvent, Observation, VitalStatus
from app.db.tables.operations import ServerTime
from app.db.tables.patients import (
    Residence,
    SecondaryUse,
    Treatment,
    TreatmentState,
    pseudonym,
)
from app.db.types import FactColumns
from app.evidence import fact_rows
from app.evidence.doses import doses
from app.evidence.fact_rows import Cohort
from app.permissions import Actor
from contracts.facts import Fact, Snapshot


def last_recorded(session: Session) -> datetime:
    """The last instant at which anything was recorded, as this transaction sees it.

    Writers queue and stamp inside their transaction, so whatever is recorded up to here is seen
    here: knowledge at this moment can be asked for again and is the same. The clock's time is not
    such a moment, because a writer may hold an earlier stamp and commit later.
    """
    row = session.get(ServerTime, 1)
    return row.last if row else now()


def facts(  # noqa: PLR0913 - which cohort, known when, valid when, and what to leave out
    session: Session,
    product_id: str,
    indication_id: str,
    known_at: datetime | None = None,
    *,
    valid_to: date | None = None,
    leave_out_opted_out: bool = False,
    reads: Reads = NOTHING,
    only: frozenset[int] | None = None,
) -> tuple[Fact, ...]:
    """Everything known about one product for one indication, sorted by fact and version.

    Args:
        session: any transaction.
        product_id: the product treated with.
        indication_id: the patient group.
        known_at: leave out what was recorded later; None for everything recorded so far.
        valid_to: leave out facts none of whose versions is dated by then.
        leave_out_opted_out: leave out patients who refuse secondary use at that moment (reports
            do; the settlement of a contract does not).
        reads: the confidential figures and the rulings to include; none, unless the caller settles.
        only: the numbers of the treatments to read, where not of all.
    """
    cohort = _cohort(session, product_id, indication_id, known_at or last_recorded(session), only)
    if leave_out_opted_out:
        cohort = _willing(cohort)
    of_treatments = (fact_rows.treatments, fact_rows.observations, fact_rows.events)
    of_people = (fact_rows.alive, fact_rows.residences)
    found = [fact for read in (*of_treatments, *of_people) for fact in read(cohort)]
    found += [*doses(cohort), *fact_rows.figures(cohort, reads)]
    found += fact_rows.rulings(cohort, reads)
    if valid_to is not None:
        begun = {fact.fact_id for fact in found if fact.valid_on <= valid_to}
        found = [fact for fact in found if fact.fact_id in begun]
    return tuple(sorted(found, key=lambda fact: (fact.fact_id, fact.version)))


def recorded_since(
    session: Session,
    product_id: str,
    indication_id: str,
    since: datetime,
    *,
    reads: Reads = NOTHING,
) -> bool:
    """Whether `facts` would find anything that was recorded after a moment."""
    chosen = (Treatment.product_id == product_id, Treatment.indication_id == indication_id)
    treatments = select(col(Treatment.id)).where(*chosen)
    patients = select(col(Treatment.patient_id)).where(*chosen)
    places: list[tuple[type[FactColumns], ColumnElement[bool]]] = [
        (TreatmentState, col(TreatmentState.treatment_id).in_(treatments)),
        (Observation, col(Observation.treatment_id).in_(treatments)),
        (ClinicalEvent, col(ClinicalEvent.treatment_id).in_(treatments)),
        (VitalStatus, col(VitalStatus.treatment_id).in_(treatments)),
        (Residence, col(Residence.patient_id).in_(patients)),
        (Figure, fact_rows.chosen_figures(reads)),
        (
            Ruling,
            (col(Ruling.agreement_id) == reads.agreement_id)
            & col(Ruling.treatment_id).in_(treatments),
        ),
    ]
    return any(
        session.exec(select(table.id).where(table.recorded_at > since, where).limit(1)).first()
        for table, where in places
    )


def take_snapshot(  # noqa: PLR0913 - who, which cohort, known when, valid when, what it reads
    session: Session,
    actor: Actor,
    product_id: str,
    indication_id: str,
    known_at: datetime,
    valid_to: date,
    *,
    leave_out_opted_out: bool = False,
    reads: Reads = NOTHING,
) -> EvidenceSnapshot:
    """Store what was known as a row with its content hash; equal knowledge gives the same row."""
    read = facts(
        session,
        product_id,
        indication_id,
        known_at,
        valid_to=valid_to,
        leave_out_opted_out=leave_out_opted_out,
        reads=reads,
    )
    snapshot = Snapshot.known_at(read, known_at)
    return keep_snapshot(session, actor, snapshot, (product_id, indication_id), valid_to)


def keep_snapshot(
    session: Session,
    actor: Actor,
    snapshot: Snapshot,
    cohort: tuple[str, str],
    valid_to: date,
) -> EvidenceSnapshot:
    """Store a snapshot already read, for a cohort given as product and indication."""
    product_id, indication_id = cohort
    same = select(EvidenceSnapshot).where(
        EvidenceSnapshot.sha256 == snapshot.sha256,
        EvidenceSnapshot.product_id == product_id,
        EvidenceSnapshot.indication_id == indication_id,
        EvidenceSnapshot.valid_to == valid_to,
    )
    row = session.exec(same.order_by(col(EvidenceSnapshot.id)).limit(1)).first()
    if row is None:
        row = EvidenceSnapshot(
            sha256=snapshot.sha256,
            product_id=product_id,
            indication_id=indication_id,
            valid_to=valid_to,
            known_at=snapshot.at,
            facts=len(snapshot.versions),
            made_at=now(),
            made_by=actor.user_id,
        )
        session.add(row)
        session.flush()
    return row


def _cohort(
    session: Session,
    product_id: str,
    indication_id: str,
    known_at: datetime,
    only: frozenset[int] | None,
) -> Cohort:
    wanted = true() if only is None else col(Treatment.id).in_(sorted(only))
    chosen = (
        Treatment.product_id == product_id,
        Treatment.indication_id == indication_id,
        wanted,
    )
    query = select(col(Treatment.id), col(Treatment.patient_id)).where(*chosen)
    names: dict[int, str] = {}
    of_patient: dict[str, list[str]] = {}
    for number, patient_id in session.execute(query.order_by(col(Treatment.id))):
        names[number] = pseudonym(number)
        of_patient.setdefault(patient_id, []).append(names[number])
    rows: Select[tuple[int]] = select(col(Treatment.id)).where(*chosen)  # type: ignore[assignment]
    return Cohort(session, product_id, names, of_patient, known_at, rows)


def _willing(cohort: Cohort) -> Cohort:
    """The cohort without the patients who refuse secondary use, as known at the moment."""
    refused = {
        row.patient_id
        for row in cohort.session.exec(known(SecondaryUse, cohort.known_at))
        if row.opted_out
    }
    left_out = {name for one in refused for name in cohort.of_patient.get(one, ())}
    return Cohort(
        cohort.session,
        cohort.product_id,
        {number: name for number, name in cohort.names.items() if name not in left_out},
        {one: names for one, names in cohort.of_patient.items() if one not in refused},
        cohort.known_at,
        cohort.rows,
    )
