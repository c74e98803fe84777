"""Asking for the password again before something that a session left open must not give away."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts import sign_in
from app.db.engine import Database
from app.web.deps import SignedIn, Submitted
from app.web.forms import Problem
from app.web.templating import language, page
from app.web.words import N_

WRONG = Problem(N_("This is not your password. Try again."))


def password_first(
    request: Request, who: SignedIn, store: Database, sent: Submitted, *, back: str
) -> Response | None:
    """The page that asks for the password, or None where it was given within five minutes.

    Its form goes to where the request went, so that what was asked for follows at once.

    Args:
        request: what is being asked for.
        who: who asks.
        store: where accounts are.
        sent: the request's form, with the password once it is typed.
        back: where to go instead.
    """
    typed = sent.fields.get("password", "")
    if sign_in.fresh(who) or (typed and sign_in.verified(store, who.actor, typed)):
        return None
    errors = {"password": WRONG.worded(language(request, who))} if typed else {}
    context = {"errors": errors, "url": request.url.path, "back": back}
    return page(request, who, "accounts/confirm.html", context, 422 if errors else 200)
