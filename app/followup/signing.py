"""A department's lead signs a visit as it stands; whatever is saved later is not signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sql
from sqlmodel import Session, col, select

from app.audit import record
from app.db.tables.accounts import User
from app.db.tables.catalogue import Product
from app.db.tables.followup import VisitSignature
from app.db.tables.patients import Treatment, pseudonym
from app.db.types import metadata
from app.followup.plans import UNPLANNED, plan_for
from app.patients.queries import own_treatment
from app.permissions import Actor, Permission, check
from reports.language import Wording

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Signature:
    """Who last signed a visit, when, and whether it has been changed since."""

    by: str
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A saved visit that nobody has signed as it stands."""

    treatment_id: int
    pseudonym: str
    patient_id: str
    product: str
    course: str
    visit: str
    title: Wording
    on: date


@dataclass(frozen=True, slots=True)
class UnsignedList:
    """A page of the visits to sign, newest first."""

    rows: tuple[Unsigned, ...]
    total: int
    page: int
    pages: int


def signature(
    session: Session, treatment_id: int, visit: str, changes: Iterable[datetime]
) -> Signature | None:
    """The visit's last signature, if any; `changes` are the moments at which it was saved."""
    row = session.exec(
        select(VisitSignature, User.name)
        .join(User, col(User.id) == VisitSignature.signed_by)
        .where(VisitSignature.treatment_id == treatment_id, VisitSignature.visit == visit)
        .order_by(col(VisitSignature.id).desc())
    ).first()
    if row is None:
        return None
    signed, name = row
    return Signature(name, signed.signed_at, all(at <= signed.signed_at for at in changes))


def sign(session: Session, actor: Actor, treatment_id: int, visit: str, *, at: datetime) -> None:
    """Sign a saved visit as it stands.

    Raises:
        NotAllowed: the actor is no lead at the visit's own department.
        NotFound: not a treatment of the actor's departments.
    """
    treatment = own_treatment(session, actor, treatment_id)
    check(actor, Permission.VISIT_SIGN, treatment.site_id)
    session.add(
        VisitSignature(
            treatment_id=treatment_id, visit=visit, signed_at=at, signed_by=actor.user_id
        )
    )
    record(session, actor, "visit.signed", f"treatment:{treatment_id}", {"visit": visit}, at)


def unsigned(session: Session, actor: Actor, page: int = 1) -> UnsignedList:
    """Saved visits that nobody has signed as they stand where the actor leads, newest first."""
    check(actor, Permission.VISIT_SIGN)
    wanted = _unsigned(actor)
    counted = sql.select(sql.func.count()).select_from(wanted.subquery())
    total = session.connection().execute(counted).scalar_one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = (
        wanted.order_by(sql.desc("valid_on"), "treatment_id", "visit")
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    found = session.connection().execute(shown).all()
    courses = {
        t.id: (t, brand)
        for t, brand in session.exec(
            select(Treatment, Product.brand)
            .join(Product, col(Product.id) == Treatment.product_id)
            .where(col(Treatment.id).in_([tid for tid, _, _ in found]))
        )
    }
    rows = tuple(_row(*courses[tid], visit, on) for tid, visit, on in found)
    return UnsignedList(rows, total, page, pages)


def _unsigned(actor: Actor) -> sql.Select[Any]:
    visit, later = metadata.tables["visit_record"], metadata.tables["visit_record"].alias()
    value, signed = metadata.tables["observation"].c, metadata.tables["visit_signature"].c
    treatment = metadata.tables["treatment"].c
    v = visit.c
    superseded = sql.exists().where(later.c.fact_id == v.fact_id, later.c.version > v.version)
    saved_after = sql.exists().where(
        value.treatment_id == v.treatment_id,
        value.visit == v.visit,
        value.recorded_at > signed.signed_at,
    )
    as_it_stands = sql.exists().where(
        signed.treatment_id == v.treatment_id,
        signed.visit == v.visit,
        signed.signed_at >= v.recorded_at,
        ~saved_after.correlate(visit, metadata.tables["visit_signature"]),
    )
    led = actor.sites_where(Permission.VISIT_SIGN)
    own = sql.select(treatment.id).where(treatment.site_id.in_(sorted(led)))
    return sql.select(v.treatment_id, v.visit, v.valid_on).where(
        v.treatment_id.in_(own),
        v.retracted.is_(False),
        v.visit != UNPLANNED,
        ~superseded,
        ~as_it_stands,
    )


def _row(treatment: Treatment, brand: str, code: str, on: date) -> Unsigned:
    plan = plan_for(treatment.product_id, treatment.indication_id)
    planned = plan.visit(code) if plan else None
    number = treatment.id or 0
    return Unsigned(
        number,
        pseudonym(number),
        treatment.patient_id,
        brand,
        treatment.course,
        code,
        planned.title if planned else Wording(code, code),
        on,
    )
