"""The pages of agreements: the list, a version in three columns, and the check."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.agreements import actions, drafts, figures, offers, queries, views
from app.agreements.compared import changed
from app.agreements.forms import ActivateForm
from app.permissions import Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Message, Rejected, parse
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
tells(
    version_active=N_("The version is in force. The next settlement uses it."),
)
EDIT, READ = Permission.AGREEMENT_EDIT, Permission.AGREEMENT_READ


@router.get("/agreements", dependencies=[allow(READ)])
def agreements(request: Request, who: WhoSession, session: Reader) -> Response:
    """Every agreement with its version in force."""
    found = queries.agreements(session, who.actor, language(request, who))
    shown = {
        "agreements": found,
        "may_edit": who.actor.may(EDIT),
        "drafts": drafts.mine(session, who.actor),
    }
    return page(request, who, "agreements/list.html", shown)


@router.get("/agreements/{agreement_id}", dependencies=[allow(READ)])
def one(request: Request, agreement_id: str, who: WhoSession, session: Reader) -> Response:
    """One agreement: its versions and the dated figures it reads."""
    return _agreement(request, who, session, agreement_id, None)


@router.get("/agreements/{agreement_id}/versions/{version}", dependencies=[allow(READ)])
def version(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """One version in three columns: the parties' text, the rule in a sentence, the examples."""
    return _version(request, who, session, (agreement_id, version), None)


@router.post("/agreements/{agreement_id}/activate", dependencies=[allow(READ, form=True)])
def activate(
    request: Request, agreement_id: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Bring a version into force; refused for whoever recorded it."""
    form = parse(ActivateForm, {"version": sent.fields.get("version", "")}, today=today)
    if isinstance(form, Rejected):
        return _agreement(request, who, session, agreement_id, form)
    try:
        actions.activate(session, who.actor, agreement_id, form.version)
    except actions.AgreementUnfit as unfit:
        return _version(request, who, session, (agreement_id, form.version), unfit.problem)
    return RedirectResponse(f"{_url(agreement_id, form.version)}?done=version-active", 303)


def _url(agreement_id: str, number: str) -> str:
    return f"/agreements/{quote(agreement_id, safe='')}/versions/{quote(number, safe='')}"


def _agreement(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    needed = figures.needed_by(session, who.actor, agreement_id)
    found = [one for one in figures.figures(session, who.actor, needed) if one.current]
    errors = form.worded(lang) if form else {}
    shown = {"entry": entry, "needed": needed, "figures": found, "errors": errors}
    return page(request, who, "agreements/agreement.html", shown, 422 if form else 200)


def _version(
    request: Request,
    who: SignedIn,
    session: Session,
    place: tuple[str, str],
    problem: Message | None,
) -> Response:
    lang = language(request, who)
    agreement = queries.version(session, who.actor, *place)
    entry = queries.agreement(session, who.actor, place[0], lang)
    shown = {
        "entry": entry,
        "agreement": agreement,
        "written": next(v for v in entry.versions if v.version == place[1]),
        "clauses": views.clauses(agreement, lang),
        "examples": views.examples(agreement, lang),
        "sources": views.sources(agreement, lang),
        "text": queries.version_text(session, who.actor, *place)[0],
        "may_edit": who.actor.may(EDIT),
        "uncovered": offers.uncovered(agreement) or 0,
        **changed(session, who.actor, agreement, entry, lang),
        "problem": problem.worded(lang) if problem else "",
    }
    return page(request, who, "agreements/version.html", shown, 422 if problem else 200)
