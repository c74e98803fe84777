"""Look a person up by CPR number or by their number in another register."""

from sqlmodel import Session, col, select

from app.db.tables.patients import ExternalPatient, PatientIdentity
from app.patients.identity import cpr_hmacs
from app.patients.recording import BULK, Bulk


def find_patient(
    session: Session,
    cpr: str | None,
    external: tuple[str, str] | None = None,
) -> str | None:
    """The registered patient with this CPR number or external number, whoever may see them."""
    bulk: Bulk | None = session.info.get(BULK)
    if bulk is not None:
        keys = [f"hmac:{one}" for one in (cpr_hmacs(cpr) if cpr else ())]
        keys += [f"{external[0]}:{external[1]}"] if external else []
        return next((bulk.patients[key] for key in keys if key in bulk.patients), None)
    found = None
    if cpr:
        found = session.exec(
            select(PatientIdentity.patient_id).where(
                col(PatientIdentity.cpr_hmac).in_(cpr_hmacs(cpr))
            )
        ).first()
    if found is None and external:
        found = session.exec(
            select(ExternalPatient.patient_id).where(
                ExternalPatient.namespace == external[0], ExternalPatient.number == external[1]
            )
        ).first()
    return found
