"""The administrator's pages: accounts, roles, invitations."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import actions, queries
from app.accounts.forms import InviteForm
from app.catalogue.queries import sites
from app.permissions import Permission, Role
from app.web.deps import Reader, Sent, SignedIn, Today, Who, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.roles import ROLE_NAMES
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter(prefix="/admin/users")
tells(
    role_granted=N_("The role is given. It counts from the person's next click."),
    role_revoked=N_("The role is taken away. It is gone from the person's next click."),
    account_closed=N_("The account is closed, and its sessions have ended."),
    account_opened=N_("The account is open again."),
    invitation_revoked=N_("The invitation is withdrawn. Its link no longer works."),
)
REFUSALS: dict[type[Exception], tuple[str, Problem]] = {
    actions.AccountExists: (
        "email",
        Problem(N_("This e-mail has an account. Find it in the list and give it the role.")),
    ),
    actions.SiteMissing: (
        "site_id",
        Problem(N_("Clinicians and site leads belong to a department, other roles to none.")),
    ),
    actions.OwnRoles: (
        "role",
        Problem(N_("Nobody changes their own roles. Ask another administrator.")),
    ),
    actions.AdminHoldsOnlyAdmin: (
        "role",
        Problem(
            N_(
                "An administrator's account holds no other role, since it could give itself any."
                " Take the other role away first, or invite the person with another e-mail."
            )
        ),
    ),
    actions.LastAdmin: (
        "role",
        Problem(N_("This is the last administrator. Make another one first.")),
    ),
}


def _people(session: Session, who: SignedIn, extra: Mapping[str, object]) -> dict[str, object]:
    return {
        "accounts": queries.accounts(session, who.actor),
        "invitations": queries.open_invitations(session, who.actor),
        "same_names": queries.same_names(session, who.actor),
        "sites": [(s.id, s.name) for s in sites(session)],
        "role_names": ROLE_NAMES,
        "errors": {},
        "typed": {},
        "link": "",
        **extra,
    }


@router.get("", dependencies=[allow(Permission.ACCOUNT_MANAGE)])
def people(request: Request, who: WhoSession, session: Reader) -> Response:
    """Every account, and who is invited."""
    return page(request, who, "admin/users.html", _people(session, who, {}))


@router.post("/invite", dependencies=[allow(Permission.ACCOUNT_MANAGE, form=True)])
def invite(
    request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Make an invitation and show its link once."""
    form = parse(InviteForm, sent.fields, today=today)
    link = ""
    if not isinstance(form, Rejected):
        new = actions.NewAccount(form.email, form.name, form.role, form.site_id)
        try:
            link = f"{request.base_url}invitations/{actions.invite(session, who.actor, new)}"
        except (actions.AccountExists, actions.SiteMissing) as error:
            name, problem = REFUSALS[type(error)]
            form = rejected(sent.fields, **{name: problem})
    if isinstance(form, Rejected):
        shown = {"errors": form.worded(language(request, who)), "typed": form.typed}
        return page(request, who, "admin/users.html", _people(session, who, shown), 422)
    return page(request, who, "admin/users.html", _people(session, who, {"link": link}))


@router.post(
    "/invitations/{invitation_id}/revoke",
    dependencies=[allow(Permission.ACCOUNT_MANAGE, form=True)],
)
def revoke_invitation(invitation_id: int, who: Who, session: Writer) -> Response:
    """Withdraw an invitation that is not used yet."""
    actions.revoke_invitation(session, who, invitation_id)
    return RedirectResponse("/admin/users?done=invitation-revoked", 303)


@router.get("/{user_id}", dependencies=[allow(Permission.ACCOUNT_MANAGE)])
def person(request: Request, user_id: int, who: WhoSession, session: Reader) -> Response:
    """One account with its roles."""
    return page(request, who, "admin/user.html", _person(session, who, user_id, {}))


def _person(
    session: Session, who: SignedIn, user_id: int, errors: dict[str, str]
) -> dict[str, object]:
    return {
        "account": queries.account(session, who.actor, user_id),
        "sites": [(s.id, s.name) for s in sites(session)],
        "role_names": ROLE_NAMES,
        "errors": errors,
    }


@router.post("/{user_id}/roles", dependencies=[allow(Permission.ACCOUNT_MANAGE, form=True)])
def grant(request: Request, user_id: int, who: WhoSession, sent: Sent, session: Writer) -> Response:
    """Give a further role."""
    try:
        role = Role(sent.fields.get("role", ""))
        site = sent.fields.get("site_id") or None
        actions.grant(session, who.actor, user_id, role, site)
    except (
        actions.SiteMissing,
        actions.OwnRoles,
        actions.AdminHoldsOnlyAdmin,
        ValueError,  # no such role
    ) as error:
        return _refused(request, session, who, user_id, error)
    return RedirectResponse(f"/admin/users/{user_id}?done=role-granted", 303)


@router.post(
    "/{user_id}/roles/{assignment_id}/revoke",
    dependencies=[allow(Permission.ACCOUNT_MANAGE, form=True)],
)
def revoke(
    request: Request, user_id: int, assignment_id: int, who: WhoSession, session: Writer
) -> Response:
    """Take a role away."""
    try:
        actions.revoke(session, who.actor, assignment_id)
    except (actions.OwnRoles, actions.LastAdmin) as error:
        return _refused(request, session, who, user_id, error)
    return RedirectResponse(f"/admin/users/{user_id}?done=role-revoked", 303)


@router.post("/{user_id}/state", dependencies=[allow(Permission.ACCOUNT_MANAGE, form=True)])
def set_state(
    request: Request, user_id: int, who: WhoSession, sent: Sent, session: Writer
) -> Response:
    """Close the account, or open it again."""
    closing = sent.fields.get("state") == "closed"
    try:
        actions.set_disabled(session, who.actor, user_id, disabled=closing)
    except actions.LastAdmin as error:
        return _refused(request, session, who, user_id, error)
    done = "account-closed" if closing else "account-opened"
    return RedirectResponse(f"/admin/users/{user_id}?done={done}", 303)


def _refused(
    request: Request, session: Session, who: SignedIn, user_id: int, error: Exception
) -> Response:
    name, problem = REFUSALS.get(type(error), REFUSALS[actions.SiteMissing])
    errors = {name: problem.worded(language(request, who))}
    return page(request, who, "admin/user.html", _person(session, who, user_id, errors), 422)
