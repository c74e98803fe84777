"""The actor's patients: who they are, what they were treated with, and how to find them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, func, select

from app.db.tables.catalogue import Indication, Product, Region, Site
from app.db.tables.patients import (
    Patient,
    PatientIdentity,
    Residence,
    SecondaryUse,
    Treatment,
    TreatmentState,
)
from app.patients.current import current
from app.patients.identity import (
    IdentityUnreadable,
    masked,
    open_sealed,
    place,
)
from app.permissions import Actor, NotFound
from reports.language import Wording

PAGE_SIZE = 50
STATE_ORDER = (
    *("ordered", "apheresis", "manufactured", "out_of_specification"),
    *("infused", "not_infused"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a patient is. None where not known, or where the identity key is missing."""

    name: str | None = field(repr=False)
    cpr: str | None = field(repr=False)
    unreadable: bool = False

    @property
    def masked_cpr(self) -> str | None:
        """The CPR number with its last four digits hidden."""
        return masked(self.cpr) if self.cpr else None


NOBODY = Person(None, None)


@dataclass(frozen=True, slots=True)
class PatientRow:
    """One treatment in the list of patients."""

    treatment_id: int
    pseudonym: str
    patient_id: str
    person: Person
    birth_year: int | None
    product: str
    indication: Wording
    course: str
    state: str
    state_on: date | None


@dataclass(frozen=True, slots=True)
class PatientList:
    """A page of the actor's patients."""

    rows: tuple[PatientRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TreatmentHead:
    """What stands at the top of every page about a treatment."""

    treatment_id: int
    pseudonym: str
    patient_id: str
    person: Person
    birth_year: int | None
    sex: str
    product_id: str
    product: str
    indication_id: str
    indication: Wording
    course: str
    site_id: str
    site: str
    region: str
    region_since: date | None
    opted_out: bool
    states: tuple[tuple[str, date], ...]
    others: tuple[int, ...]
    """The patient's other treatments at the actor's departments."""

    @property
    def infused_on(self) -> date | None:
        """Time zero."""
        return dict(self.states).get("infused")


def own_treatment(session: Session, actor: Actor, treatment_id: int) -> Treatment:
    """A treatment at one of the actor's departments.

    Raises:
        NotFound: unknown, or another department's; the two cannot be told apart.
    """
    found = session.exec(
        select(Treatment).where(
            Treatment.id == treatment_id, col(Treatment.site_id).in_(sorted(actor.site_ids))
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def treatment_head(session: Session, actor: Actor, treatment_id: int) -> TreatmentHead:
    """The treatment and its patient.

    Raises:
        NotFound: unknown, or another department's.
    """
    row = own_treatment(session, actor, treatment_id)
    product = session.get_one(Product, row.product_id)
    indication = session.get_one(Indication, row.indication_id)
    patient = session.get_one(Patient, row.patient_id)
    region, since = _region(session, row.patient_id)
    return TreatmentHead(
        treatment_id=treatment_id,
        pseudonym=row.pseudonym,
        patient_id=row.patient_id,
        person=persons(session, [row.patient_id]).get(row.patient_id, NOBODY),
        birth_year=patient.birth_year,
        sex=patient.sex,
        product_id=product.id,
        product=product.brand,
        indication_id=indication.id,
        indication=Wording(indication.label_da, indication.label_en),
        course=row.course,
        site_id=row.site_id,
        site=session.get_one(Site, row.site_id).name,
        region=region,
        region_since=since,
        opted_out=_opted_out(session, row.patient_id),
        states=_states(session, [treatment_id]).get(treatment_id, ()),
        others=_others(session, actor, row),
    )


def persons(session: Session, patient_ids: Iterable[str]) -> dict[str, Person]:
    """Names and CPR numbers, opened with the identity key; unreadable ones say so."""
    rows = session.exec(
        select(PatientIdentity).where(col(PatientIdentity.patient_id).in_(sorted(set(patient_ids))))
    )
    return {row.patient_id: opened(row) for row in rows}


def patient_list(session: Session, actor: Actor, page: int = 1) -> PatientList:
    """The actor's patients, newest treatment first."""
    scope = col(Treatment.site_id).in_(sorted(actor.site_ids))
    total = session.exec(select(func.count()).select_from(Treatment).where(scope)).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    ids = session.exec(
        select(Treatment.id)
        .where(scope)
        .order_by(col(Treatment.id).desc())
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    return PatientList(patient_rows(session, actor, [i or 0 for i in ids]), total, page, pages)


def patient_rows(
    session: Session, actor: Actor, treatment_ids: Iterable[int]
) -> tuple[PatientRow, ...]:
    """These treatments of the actor's departments, in the order given; others are left out."""
    wanted = list(treatment_ids)
    rows = session.exec(
        select(Treatment, Product.brand, Indication, Patient.birth_year)
        .join(Product, col(Product.id) == Treatment.product_id)
        .join(Indication, col(Indication.id) == Treatment.indication_id)
        .join(Patient, col(Patient.id) == Treatment.patient_id)
        .where(col(Treatment.id).in_(wanted), col(Treatment.site_id).in_(sorted(actor.site_ids)))
    ).all()
    people = persons(session, [t.patient_id for t, _, _, _ in rows])
    states = _states(session, wanted)
    found = {
        t.id: PatientRow(
            treatment_id=t.id or 0,
            pseudonym=t.pseudonym,
            patient_id=t.patient_id,
            person=people.get(t.patient_id, NOBODY),
            birth_year=born,
            product=brand,
            indication=Wording(indication.label_da, indication.label_en),
            course=t.course,
            state=(states.get(t.id or 0) or (("", None),))[-1][0],
            state_on=(states.get(t.id or 0) or (("", None),))[-1][1],
        )
        for t, brand, indication, born in rows
    }
    return tuple(found[key] for key in wanted if key in found)


def opened(row: PatientIdentity) -> Person:
    """The identity behind its seals, or one that says it cannot be read."""
    table = str(PatientIdentity.__tablename__)
    try:
        cpr = open_sealed(row.cpr_sealed, place(table, "cpr_sealed", row.patient_id), row.key_id)
        name = open_sealed(row.name_sealed, place(table, "name_sealed", row.patient_id), row.key_id)
    except IdentityUnreadable:
        return Person(None, None, unreadable=True)
    return Person(name.decode() or None, cpr.decode() or None)


def _states(session: Session, ids: Iterable[int]) -> dict[int, tuple[tuple[str, date], ...]]:
    rows = current(session, TreatmentState, col(TreatmentState.treatment_id).in_(list(ids)))
    found: dict[int, list[tuple[str, date]]] = {}
    for row in rows:
        found.setdefault(row.treatment_id, []).append((row.state, row.valid_on))
    return {
        key: tuple(sorted(states, key=lambda s: (s[1], STATE_ORDER.index(s[0]))))
        for key, states in found.items()
    }


def _region(session: Session, patient_id: str) -> tuple[str, date | None]:
    rows = current(session, Residence, col(Residence.patient_id) == patient_id)
    if not rows:
        return "", None
    last = max(rows, key=lambda row: row.valid_on)
    return session.get_one(Region, last.region_code).name, last.valid_on


def _opted_out(session: Session, patient_id: str) -> bool:
    rows = current(session, SecondaryUse, col(SecondaryUse.patient_id) == patient_id)
    return any(row.opted_out for row in rows)


def _others(session: Session, actor: Actor, row: Treatment) -> tuple[int, ...]:
    found = session.exec(
        select(Treatment.id)
        .where(
            Treatment.patient_id == row.patient_id,
            Treatment.id != row.id,
            col(Treatment.site_id).in_(sorted(actor.site_ids)),
        )
        .order_by(col(Treatment.id))
    )
    return tuple(i or 0 for i in found)
