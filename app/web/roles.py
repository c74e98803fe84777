"""What roles and purposes are called; the message ids that pages translate."""

from app.permissions import Purpose, Role
from app.web.words import N_

ROLE_NAMES: dict[Role, str] = {
    Role.CLINICIAN: N_("Clinician"),
    Role.SITE_LEAD: N_("Site lead"),
    Role.ANALYST: N_("Procurement analyst"),
    Role.APPROVER: N_("Approver"),
    Role.REVIEWER: N_("Council reviewer"),
    Role.ADMIN: N_("Administrator"),
    Role.AUDITOR: N_("Auditor"),
}
PURPOSE_NAMES: dict[Purpose, str] = {
    "treatment": N_("Treatment"),
    "contract_follow_up": N_("Contract follow-up"),
    "quality_assurance": N_("Quality assurance"),
}
