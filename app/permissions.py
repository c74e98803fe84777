"""Who may do what: the closed set of permissions, the roles that hold them, and the actor."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal


class Permission(StrEnum):
    """`scope:action`; every route names exactly one."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    ACCOUNT_MANAGE = "account:manage"
    AGREEMENT_EDIT = "agreement:edit"
    AGREEMENT_READ = "agreement:read"
    AUDIT_READ = "audit:read"
    CATALOGUE_MANAGE = "catalogue:manage"
    CATALOGUE_READ = "catalogue:read"
    COMPLETENESS_READ = "completeness:read"
    EVIDENCE_READ = "evidence:read"
    IMPORT_DATA = "import:data"
    PATIENT_READ = "patient:read"
    PATIENT_REGISTER = "patient:register"
    RECOMMENDATION_READ = "recommendation:read"
    REPORT_MAKE = "report:make"
    SETTLEMENT_APPROVE = "settlement:approve"
    SETTLEMENT_PREPARE = "settlement:prepare"
    SETTLEMENT_READ = "settlement:read"
    VISIT_SIGN = "visit:sign"
    VISIT_WRITE = "visit:write"


class Role(StrEnum):
    """What a person is to the installation; one may hold several, each at a site or none."""

    CLINICIAN = "clinician"
    SITE_LEAD = "site_lead"
    ANALYST = "analyst"
    APPROVER = "approver"
    REVIEWER = "reviewer"
    ADMIN = "admin"
    AUDITOR = "auditor"


_P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.CLINICIAN: frozenset(
        {_P.PATIENT_READ, _P.PATIENT_REGISTER, _P.VISIT_WRITE, _P.IMPORT_DATA, _P.CATALOGUE_READ}
    ),
    Role.SITE_LEAD: frozenset(
        {
            _P.PATIENT_READ,
            _P.PATIENT_REGISTER,
            _P.VISIT_WRITE,
            _P.VISIT_SIGN,
            _P.IMPORT_DATA,
            _P.CATALOGUE_READ,
            _P.COMPLETENESS_READ,
            _P.EVIDENCE_READ,
        }
    ),
    Role.ANALYST: frozenset(
        {
            _P.AGREEMENT_READ,
            _P.AGREEMENT_EDIT,
            _P.SETTLEMENT_READ,
            _P.SETTLEMENT_PREPARE,
            _P.CATALOGUE_READ,
        }
    ),
    Role.APPROVER: frozenset(
        {_P.AGREEMENT_READ, _P.SETTLEMENT_READ, _P.SETTLEMENT_APPROVE, _P.CATALOGUE_READ}
    ),
    Role.REVIEWER: frozenset(
        {_P.RECOMMENDATION_READ, _P.EVIDENCE_READ, _P.REPORT_MAKE, _P.CATALOGUE_READ}
    ),
    Role.ADMIN: frozenset({_P.ACCOUNT_MANAGE, _P.CATALOGUE_MANAGE, _P.CATALOGUE_READ}),
    Role.AUDITOR: frozenset({_P.AUDIT_READ}),
}
SITE_ROLES = frozenset({Role.CLINICIAN, Role.SITE_LEAD})
"""Roles that are held at one hospital department and see only its patients."""

Purpose = Literal["treatment", "contract_follow_up", "quality_assurance"]
PURPOSES: tuple[Purpose, ...] = ("treatment", "contract_follow_up", "quality_assurance")


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request, a command or a job, with what they may see and do."""

    user_id: int
    name: str
    roles: frozenset[Role]
    site_ids: frozenset[str] = frozenset()
    """Departments the person works at; empty for national roles."""
    posts: frozenset[tuple[Role, str]] = frozenset()
    """Which role is held at which department: a lead at one may be a clinician at another."""
    workplace: str = ""
    """The departments' names, as the page's head shows them."""
    language: Literal["da", "en"] = "da"
    purpose: Purpose = "treatment"
    session_id: int | None = None
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        held = frozenset().union(*(GRANTS[role] for role in self.roles))
        object.__setattr__(self, "permissions", held | {_P.PUBLIC, _P.SIGNED_IN})

    def may(self, permission: Permission, site: str | None = None) -> bool:
        """Whether a role of the person holds the permission, at the department if one is named."""
        if site is not None:
            return site in self.sites_where(permission)
        return permission in self.permissions

    def sites_where(self, permission: Permission) -> frozenset[str]:
        """The departments at which the person holds a role with the permission."""
        return frozenset(site for role, site in self.posts if permission in GRANTS[role])

    @property
    def national(self) -> bool:
        """Whether the person's evidence covers every department (council reviewers)."""
        return Role.REVIEWER in self.roles


class NotAllowed(Exception):  # noqa: N818 - a refusal, not a fault
    """The actor lacks a permission for what was asked."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(permission.value)


class NotFound(Exception):  # noqa: N818 - also the answer for what the actor may not know exists
    """Nothing the actor may see has this id."""


def check(actor: Actor, permission: Permission, site: str | None = None) -> None:
    """Refuse the action unless the actor holds the permission, at a department if one is named.

    Raises:
        NotAllowed: the actor does not hold it there.
    """
    if not actor.may(permission, site):
        raise NotAllowed(permission)
