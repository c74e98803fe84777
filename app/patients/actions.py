"""Register patients and treatments; record states, where a patient lives, and opt-out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from uuid import uuid4

from sqlmodel import Session

from app.db.tables.catalogue import Indication, Product, Region
from app.db.tables.patients import (
    ExternalPatient,
    Patient,
    PatientIdentity,
    Residence,
    SecondaryUse,
    Treatment,
    TreatmentState,
)
from app.patients.finding import find_patient
from app.patients.identity import cpr_hmac, current_key, place, seal, valid_cpr
from app.patients.infusion import infused_alive
from app.patients.recording import Recorded, Writing, fact_id
from app.permissions import Actor, NotFound, Permission

BEFORE_ALL = date(1900, 1, 1)
"""From when the first region known counts: it holds backwards until an earlier one is entered."""


class State(StrEnum):
    """Where a treatment stands; the date of `infused` is time zero."""

    ORDERED = "ordered"
    APHERESIS = "apheresis"
    MANUFACTURED = "manufactured"
    OUT_OF_SPECIFICATION = "out_of_specification"
    INFUSED = "infused"
    NOT_INFUSED = "not_infused"


class DuplicatePatient(Exception):  # noqa: N818 - told to the person
    """The person is registered already, by CPR number or by number in the other register."""

    def __init__(self, patient_id: str) -> None:
        self.patient_id = patient_id
        super().__init__(patient_id)


class DuplicateTreatment(Exception):  # noqa: N818 - told to the person
    """The patient has this treatment already: same product, indication and course."""

    def __init__(self, treatment_id: int) -> None:
        self.treatment_id = treatment_id
        super().__init__(treatment_id)


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A person to register, known by CPR number, by a number in another register, or by both."""

    cpr: str | None
    name: str | None
    sex: Literal["f", "m", ""]
    birth_year: int | None
    external: tuple[str, str] | None
    """Namespace and number, e.g. `("EBMT", "1734")`."""
    region: str
    """Region of residence, which decides who pays."""
    opted_out: bool = False
    """Whether the patient refuses use of the data beyond treatment and contract."""


@dataclass(frozen=True, slots=True)
class NewTreatment:
    """One administration: per eye for Luxturna, per course where a product is given again."""

    patient_id: str
    product_id: str
    indication_id: str
    site_id: str
    course: str = ""


def register_patient(
    session: Session,
    actor: Actor,
    new: NewPatient,
    *,
    at: datetime,
    source: str,
) -> str:
    """Register a person under a new random id, which is returned.

    Raises:
        DuplicatePatient: someone with this CPR number or external number is registered.
        NotACpr: the CPR number is none.
    """
    writing = Writing(session, actor, at, source)
    writing.allowed(Permission.PATIENT_REGISTER)
    known = find_patient(session, new.cpr, new.external)
    if known is not None:
        raise DuplicatePatient(known)
    patient = Patient(
        id=str(uuid4()),
        birth_year=new.birth_year,
        sex=new.sex,
        created_at=at,
        created_by=actor.user_id,
    )
    writing.add(patient)
    writing.flush()
    _keep_identity(writing, patient.id, new)
    _put_residence(writing, patient.id, new.region, BEFORE_ALL)
    if new.opted_out:
        _put_opt_out(writing, patient.id, opted_out=True, on=at.date())
    writing.note("patient.registered", f"patient:{patient.id}")
    return patient.id


def add_treatment(
    session: Session,
    actor: Actor,
    new: NewTreatment,
    *,
    at: datetime,
    source: str,
) -> int:
    """Add a treatment at one of the actor's departments; returns its number.

    Raises:
        NotFound: the department is not the actor's, or the patient, product or indication unknown.
        DuplicateTreatment: the patient has the same product, indication and course already.
    """
    writing = Writing(session, actor, at, source)
    writing.allowed(Permission.PATIENT_REGISTER)
    if new.site_id not in actor.site_ids:
        raise NotFound
    if writing.bulk is None:
        _must_exist(session, new)
    before = _same_treatment(writing, new)
    if before is not None:
        raise DuplicateTreatment(before)
    treatment = Treatment(
        id=writing.next_treatment(),
        patient_id=new.patient_id,
        product_id=new.product_id,
        indication_id=new.indication_id,
        site_id=new.site_id,
        course=new.course,
        created_at=at,
        created_by=actor.user_id,
    )
    writing.add(treatment)
    writing.note("treatment.added", f"treatment:{treatment.id}")
    return treatment.id or 0


def record_state(  # noqa: PLR0913 - what, when, and the tail every recording function has
    session: Session,
    actor: Actor,
    treatment_id: int,
    state: str,
    on: date,
    *,
    at: datetime,
    source: str,
    reason: str = "",
) -> Recorded:
    """Record that the treatment reached a state on a date; another date needs a reason.

    Raises:
        NotFound: not a treatment of the actor's departments.
        InfusionAfterDeath: the person is recorded as dead before that day.
        ReasonNeeded: the state has another date already.
    """
    writing = Writing(session, actor, at, source, reason)
    writing.allowed(Permission.PATIENT_REGISTER)
    treatment = writing.treatment(treatment_id)
    if state == State.INFUSED:
        infused_alive(writing, treatment.patient_id, on)
    columns = {"treatment_id": treatment_id, "state": State(state).value, "valid_on": on}
    done = writing.put(TreatmentState, fact_id("state", treatment_id, state), columns)
    if done.created or done.corrected:
        writing.note(f"treatment.{State(state).value}", f"treatment:{treatment_id}")
    return done


def record_residence(  # noqa: PLR0913 - what, when, and the tail every recording function has
    session: Session,
    actor: Actor,
    patient_id: str,
    region: str,
    since: date,
    *,
    at: datetime,
    source: str,
    reason: str = "",
) -> Recorded:
    """Record the region a patient belongs to from a date on; changing it needs a reason.

    Raises:
        NotFound: not a patient of the actor's departments, or no such region.
        ReasonNeeded: another region is recorded from the same day.
    """
    writing = Writing(session, actor, at, source, reason)
    _own_patient(writing, patient_id)
    if writing.bulk is None and session.get(Region, region) is None:
        raise NotFound
    done = _put_residence(writing, patient_id, region, since)
    if done.created or done.corrected:
        writing.note("residence.recorded", f"patient:{patient_id}")
    return done


def record_opt_out(  # noqa: PLR0913 - what, when, and the tail every recording function has
    session: Session,
    actor: Actor,
    patient_id: str,
    *,
    opted_out: bool,
    on: date,
    at: datetime,
    source: str,
) -> Recorded:
    """Record whether the patient refuses use of the data beyond the contract; may be taken back.

    Raises:
        NotFound: not a patient of the actor's departments.
    """
    writing = Writing(session, actor, at, source)
    _own_patient(writing, patient_id)
    done = _put_opt_out(writing, patient_id, opted_out=opted_out, on=on)
    if done.created or done.corrected:
        writing.note("secondary_use.recorded", f"patient:{patient_id}")
    return done


def _keep_identity(writing: Writing, patient_id: str, new: NewPatient) -> None:
    if new.cpr:
        digest = cpr_hmac(new.cpr)
        table = str(PatientIdentity.__tablename__)
        writing.add(
            PatientIdentity(
                patient_id=patient_id,
                cpr_hmac=digest,
                cpr_sealed=seal(valid_cpr(new.cpr), place(table, "cpr_sealed", patient_id)),
                name_sealed=seal(new.name or "", place(table, "name_sealed", patient_id)),
                key_id=current_key(),
            )
        )
        if writing.bulk is not None:
            writing.bulk.patients[f"hmac:{digest}"] = patient_id
    if new.external:
        namespace, number = new.external
        writing.add(ExternalPatient(patient_id=patient_id, namespace=namespace, number=number))
        if writing.bulk is not None:
            writing.bulk.patients[f"{namespace}:{number}"] = patient_id


def _put_residence(writing: Writing, patient_id: str, region: str, since: date) -> Recorded:
    columns = {"patient_id": patient_id, "region_code": region, "valid_on": since}
    return writing.put(Residence, fact_id("residence", patient_id, since), columns)


def _put_opt_out(writing: Writing, patient_id: str, *, opted_out: bool, on: date) -> Recorded:
    key = fact_id("secondary_use", patient_id)
    before = writing.latest(SecondaryUse, [key]).get(key)
    if before is not None and before.opted_out is opted_out:
        return Recorded(unchanged=1)
    columns = {"patient_id": patient_id, "opted_out": opted_out, "valid_on": on}
    return writing.follow(SecondaryUse, key, before, columns, free=True)


def _own_patient(writing: Writing, patient_id: str) -> None:
    writing.allowed(Permission.PATIENT_REGISTER)
    if not writing.treatments_of(patient_id):
        raise NotFound


def _must_exist(session: Session, new: NewTreatment) -> None:
    known = (
        session.get(Patient, new.patient_id),
        session.get(Product, new.product_id),
        session.get(Indication, new.indication_id),
    )
    if None in known:
        raise NotFound


def _same_treatment(writing: Writing, new: NewTreatment) -> int | None:
    same = (
        t.id
        for t in writing.treatments_of(new.patient_id)
        if (t.product_id, t.indication_id, t.course)
        == (new.product_id, new.indication_id, new.course)
    )
    return next(same, None)
