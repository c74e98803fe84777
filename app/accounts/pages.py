"""Signing in and out, choosing language, theme and purpose, and accepting an invitation."""

import secrets
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts import actions, sign_in
from app.accounts.forms import ChangePasswordForm, PasswordForm, PurposeForm, SignInForm
from app.permissions import Permission
from app.settings import settings
from app.web.deps import (
    COOKIE,
    INSECURE_COOKIE,
    MaybeSignedIn,
    Reader,
    Sent,
    Store,
    Today,
    Who,
    WhoSession,
    Writer,
    allow,
)
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.templating import LANGUAGE_COOKIE, THEME_COOKIE, language, page
from app.web.words import N_

router = APIRouter()
tells(
    password_changed=N_("The password is changed, and you are signed out everywhere else."),
    purpose=N_("The purpose is changed. It is written beside every patient you open."),
    welcome=N_("The account is ready."),
)
WRONG = Problem(N_("E-mail and password do not belong together. Check both and try again."))


def own_path(text: str) -> str:
    """A path on this site to go back to; anything else becomes the front page."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    inside = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if inside and not parts.netloc and not parts.scheme else "/"


@router.get("/sign-in", dependencies=[allow(Permission.PUBLIC)])
def sign_in_page(request: Request, who: MaybeSignedIn, back: str = "/") -> Response:
    """The page everyone begins on."""
    if who is not None:
        return RedirectResponse(own_path(back), 303)
    return page(request, None, "accounts/sign_in.html", {"back": own_path(back), "rejected": None})


@router.post("/sign-in", dependencies=[allow(Permission.PUBLIC, form=True)])
def sign_in_now(
    request: Request, who: MaybeSignedIn, sent: Sent, store: Store, today: Today
) -> Response:
    """Check e-mail and password; answer with a session or with both fields again."""
    form = parse(SignInForm, sent.fields, today=today)
    token = None
    device = request.cookies.get(_device_cookie()) or secrets.token_urlsafe(32)
    if not isinstance(form, Rejected):
        address = request.client.host if request.client else ""
        token = sign_in.sign_in(store, form.email, form.password, address, device)
    if token is None or isinstance(form, Rejected):
        typed = {"email": sent.fields.get("email", "")}
        context = {
            "back": own_path(sent.fields.get("back", "/")),
            "rejected": rejected(typed, email=WRONG),
        }
        return page(request, None, "accounts/sign_in.html", context, 422)
    sign_in.leave(store, who.actor if who else None)
    answer = with_session(RedirectResponse(own_path(form.back), 303), token)
    answer.set_cookie(
        _device_cookie(),
        device,
        httponly=True,
        secure=not settings().insecure_cookies,
        samesite="lax",
        max_age=31_536_000,
    )
    return answer


def _device_cookie() -> str:
    """Knows the browser again, so that others' guesses lock no owner out; it opens nothing."""
    return "device" if settings().insecure_cookies else "__Host-device"


def with_session(answer: Response, token: str) -> Response:
    """Put the session's token into the browser, readable by no script and no other site."""
    plain = settings().insecure_cookies
    answer.set_cookie(
        INSECURE_COOKIE if plain else COOKIE,
        token,
        httponly=True,
        secure=not plain,
        samesite="lax",
        path="/",
    )
    return answer


@router.post("/sign-out", dependencies=[allow(Permission.SIGNED_IN, form=True)])
def sign_out(who: Who, session: Writer) -> Response:
    """End this session; the browser forgets what it kept of it."""
    if who.session_id is not None:
        actions.end_session(session, who.session_id)
    answer = RedirectResponse("/sign-in?done=signed-out", 303)
    answer.delete_cookie(COOKIE, secure=True, httponly=True)
    answer.delete_cookie(INSECURE_COOKIE, httponly=True)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@router.post("/language", dependencies=[allow(Permission.PUBLIC, form=True)])
def set_language(sent: Sent, who: MaybeSignedIn, session: Writer) -> Response:
    """Danish or English, kept with the account and in the browser."""
    chosen = "en" if sent.fields.get("lang") == "en" else "da"
    if who is not None:
        actions.set_language(session, who.actor, chosen)
    answer = RedirectResponse(own_path(sent.fields.get("next", "/")), 303)
    answer.set_cookie(LANGUAGE_COOKIE, chosen, httponly=True, samesite="lax", max_age=31_536_000)
    return answer


@router.post("/theme", dependencies=[allow(Permission.PUBLIC, form=True)])
def set_theme(sent: Sent) -> Response:
    """Light or dark, kept in the browser; anything else follows the system again."""
    chosen = sent.fields.get("theme", "")
    answer = RedirectResponse(own_path(sent.fields.get("next", "/")), 303)
    if chosen in {"light", "dark"}:
        answer.set_cookie(THEME_COOKIE, chosen, httponly=True, samesite="lax", max_age=31_536_000)
    else:
        answer.delete_cookie(THEME_COOKIE, httponly=True)
    return answer


@router.post("/purpose", dependencies=[allow(Permission.PATIENT_READ, form=True)])
def set_purpose(sent: Sent, who: Who, session: Writer, today: Today) -> Response:
    """For what patients are opened from now on in this session."""
    form = parse(PurposeForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return RedirectResponse("/account", 303)
    actions.set_purpose(session, who, form.purpose)  # type: ignore[arg-type]
    return RedirectResponse(own_path(form.next) + "?done=purpose", 303)


@router.get("/account", dependencies=[allow(Permission.SIGNED_IN)])
def account_page(request: Request, who: WhoSession) -> Response:
    """One's own account: purpose and password."""
    return page(request, who, "accounts/account.html", _own(request, who, None))


@router.post("/account/password", dependencies=[allow(Permission.SIGNED_IN, form=True)])
def change_password(
    request: Request, sent: Sent, who: WhoSession, store: Store, today: Today
) -> Response:
    """Change one's own password after giving the present one."""
    form = parse(ChangePasswordForm, sent.fields, today=today)
    if not isinstance(form, Rejected) and not sign_in.verified(store, who.actor, form.present):
        form = rejected({}, present=Problem(N_("This is not your present password. Try again.")))
    if isinstance(form, Rejected):
        return page(request, who, "accounts/account.html", _own(request, who, form), 422)
    token = sign_in.change_password(store, who.actor, form.password)
    return with_session(RedirectResponse("/account?done=password-changed", 303), token)


def _own(request: Request, who: WhoSession, form: Rejected | None) -> dict[str, object]:
    return {"errors": form.worded(language(request, who)) if form else {}}


@router.get("/invitations/{token}", dependencies=[allow(Permission.PUBLIC)])
def invitation_page(request: Request, token: str, session: Reader) -> Response:
    """The page an invitation's link opens."""
    try:
        row = actions.open_invitation(session, token)
    except actions.InvitationSpent:
        return page(request, None, "accounts/invitation_spent.html", {}, 404)
    context = {"name": row.name, "email": row.email, "token": token, "errors": {}}
    return page(request, None, "accounts/invitation.html", context)


@router.post("/invitations/{token}", dependencies=[allow(Permission.PUBLIC, form=True)])
def accept(request: Request, token: str, sent: Sent, store: Store, today: Today) -> Response:
    """Choose a password; the account is made and signed in."""
    form = parse(PasswordForm, sent.fields, today=today)
    try:
        if isinstance(form, Rejected):
            row = sign_in.look_at_invitation(store, token)
            context = {
                "name": row.name,
                "email": row.email,
                "token": token,
                "errors": form.worded(language(request, None)),
            }
            return page(request, None, "accounts/invitation.html", context, 422)
        new = sign_in.accept_invitation(store, token, form.password)
    except (actions.InvitationSpent, actions.AccountExists):
        return page(request, None, "accounts/invitation_spent.html", {}, 404)
    return with_session(RedirectResponse("/?done=welcome", 303), new)
