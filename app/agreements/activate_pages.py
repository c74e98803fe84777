"""Bringing a version into force: what is open about it, what is said to that, and the password."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import sign_in
from app.accounts.confirm import WRONG
from app.agreements import actions, offers, queries
from app.agreements.forms import ActivateForm
from app.agreements.readiness import worded
from app.agreements.waiting import own
from app.agreements.weighed import weighed
from app.db.engine import Database, read_tx, write_tx
from app.permissions import Permission
from app.web.deps import Reader, Sent, SignedIn, Store, Submitted, Today, WhoSession, allow
from app.web.flash import tells
from app.web.forms import Rejected, parse, rejected
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
tells(version_active=N_("The version is in force. The next settlement uses it."))
READ = Permission.AGREEMENT_READ
PLACE = "/agreements/{agreement_id}/versions/{version}/activate"


@router.get(PLACE, dependencies=[allow(READ)])
def ask(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """What is still open about a version, who else pays for the same; then the password."""
    return _ask(request, who, session, (agreement_id, version), {}, {})


@router.post(PLACE, dependencies=[allow(READ, form=True)])
def activate(  # noqa: PLR0913, PLR0917 - what a form with a password needs
    request: Request,
    agreement_id: str,
    version: str,
    who: WhoSession,
    sent: Sent,
    store: Store,
    today: Today,
) -> Response:
    """Bring a version into force, the password having been given again."""
    place = (agreement_id, version)
    form = _form(store, who, sent, place, today)
    if not isinstance(form, Rejected):
        try:
            with write_tx(store) as session:
                actions.activate(session, who.actor, *place, accepted=form.accepted)
        except actions.AgreementUnfit as unfit:
            form = rejected(sent.fields, form=unfit.problem)
    if not isinstance(form, Rejected):
        return RedirectResponse(f"{_url(*place)}?done=version-active", 303)
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _ask(request, who, session, place, dict(form.typed), errors)


def _form(
    store: Database, who: SignedIn, sent: Submitted, place: tuple[str, str], today: Today
) -> ActivateForm | Rejected:
    form = parse(ActivateForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return form
    with read_tx(store) as session:
        found = weighed(session, who.actor, queries.version(session, who.actor, *place))
    lacking = dict(form.lacking(found))
    if lacking:
        return rejected(sent.fields, **lacking)
    if not sign_in.verified(store, who.actor, form.password):
        return rejected(sent.fields, password=WRONG)
    return form


def _url(agreement_id: str, number: str) -> str:
    return f"/agreements/{quote(agreement_id, safe='')}/versions/{quote(number, safe='')}"


def _ask(
    request: Request,
    who: SignedIn,
    session: Session,
    place: tuple[str, str],
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    lang = language(request, who)
    agreement = queries.version(session, who.actor, *place)
    entry = queries.agreement(session, who.actor, place[0], lang)
    found = weighed(session, who.actor, agreement, lang)
    shown = {
        "agreement": agreement,
        "written": next(v for v in entry.versions if v.version == place[1]),
        "uncovered": offers.uncovered(agreement),
        "open": [(one.about, worded(one.finding.said, lang)) for one in found.open],
        "beside": found.beside,
        "saw": found.mark,
        "own": own(session, who.actor, *place),
        "here": _url(*place),
        "typed": typed,
        "errors": errors,
    }
    return page(request, who, "agreements/activate.html", shown, 422 if errors else 200)
