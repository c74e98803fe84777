"""Find the actor's patients by pseudonym, CPR number or part of a name."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.db.tables.patients import PatientIdentity, Treatment, pseudonym, treatment_number
from app.patients.finding import find_patient
from app.patients.identity import NotACpr, valid_cpr
from app.patients.queries import opened
from app.permissions import Actor


def search(session: Session, actor: Actor, text: str) -> tuple[str, list[int]]:
    """Treatments of the actor's departments by pseudonym, CPR number or part of a name.

    Returns:
        By what was searched, without the number or name itself, and the treatments' numbers.
    """
    wanted = " ".join(text.split())
    number = treatment_number(wanted.upper())
    if number is not None:
        return pseudonym(number), _own(session, actor, col(Treatment.id) == number)
    try:
        valid_cpr(wanted)
    except NotACpr:
        return "name", _by_name(session, actor, wanted)
    patient = find_patient(session, wanted)
    return "CPR", _own(session, actor, col(Treatment.patient_id) == patient)


def _by_name(session: Session, actor: Actor, text: str) -> list[int]:
    if len(text) < 2:
        return []
    rows = session.exec(
        select(Treatment.id, PatientIdentity)
        .join(PatientIdentity, col(PatientIdentity.patient_id) == Treatment.patient_id)
        .where(col(Treatment.site_id).in_(sorted(actor.site_ids)))
        .order_by(col(Treatment.id))
    ).all()
    sought = text.casefold()
    return [i or 0 for i, row in rows if sought in (opened(row).name or "").casefold()]


def _own(session: Session, actor: Actor, condition: ColumnElement[bool]) -> list[int]:
    found = session.exec(
        select(Treatment.id)
        .where(condition, col(Treatment.site_id).in_(sorted(actor.site_ids)))
        .order_by(col(Treatment.id))
    )
    return [i or 0 for i in found]
