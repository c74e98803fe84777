"""The pages a person can begin from, by what they may do."""

from dataclasses import dataclass

from app.permissions import Actor, Permission
from app.web.words import N_


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; `label` is a message id."""

    url: str
    label: str
    permission: Permission


PLACES: tuple[Place, ...] = (
    Place("/follow-up", N_("Follow-up"), Permission.VISIT_WRITE),
    Place("/patients", N_("Patients"), Permission.PATIENT_READ),
    Place("/imports", N_("Import"), Permission.IMPORT_DATA),
    Place("/completeness", N_("Completeness"), Permission.COMPLETENESS_READ),
    Place("/settlements", N_("Settlements"), Permission.SETTLEMENT_READ),
    Place("/agreements", N_("Agreements"), Permission.AGREEMENT_READ),
    Place("/recommendations", N_("Recommendations"), Permission.RECOMMENDATION_READ),
    Place("/evidence", N_("Evidence"), Permission.EVIDENCE_READ),
    Place("/catalogue", N_("Catalogue"), Permission.CATALOGUE_READ),
    Place("/admin/users", N_("Users"), Permission.ACCOUNT_MANAGE),
    Place("/admin/system", N_("System"), Permission.ACCOUNT_MANAGE),
    Place("/audit", N_("Audit trail"), Permission.AUDIT_READ),
)


def places(actor: Actor | None) -> tuple[Place, ...]:
    """The entries this person can open, in the order of their work."""
    return tuple(p for p in PLACES if actor is not None and actor.may(p.permission))
