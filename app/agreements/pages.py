"""The pages of agreements: the list, a version in three columns, the check, and prices."""

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.agreements import actions, queries, views
from app.agreements.forms import ActivateForm, PriceForm, VersionForm
from app.agreements.loading import Checked, checked, plain
from app.permissions import Permission
from app.web.deps import Reader, Sent, SignedIn, Submitted, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
tells(
    version_saved=N_("The version is kept. Someone else must bring it into force."),
    version_active=N_("The version is in force. The next settlement uses it."),
    price_saved=N_("The price is kept."),
)
EDIT, READ = Permission.AGREEMENT_EDIT, Permission.AGREEMENT_READ
MOST_BYTES = 300_000


@router.get("/agreements", dependencies=[allow(READ)])
def agreements(request: Request, who: WhoSession, session: Reader) -> Response:
    """Every agreement with its version in force."""
    found = queries.agreements(session, who.actor, language(request, who))
    shown = {"agreements": found, "may_edit": who.actor.may(EDIT)}
    return page(request, who, "agreements/list.html", shown)


@router.get("/agreements/new", dependencies=[allow(EDIT)])
def new(request: Request, who: WhoSession) -> Response:
    """The page where a version is pasted and checked."""
    return page(request, who, "agreements/new.html", _pasted({"text": "", "examples": ""}))


@router.post("/agreements/new", dependencies=[allow(EDIT, form=True)])
def add(request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today) -> Response:
    """Check a pasted or uploaded version, and keep it if asked to and nothing is wrong."""
    typed = _typed(sent)
    form = parse(VersionForm, typed, today=today)
    if isinstance(form, Rejected):
        return _again(request, who, typed, form, None)
    found = checked(plain(form.text), plain(form.examples))
    if form.act == "check" or found.agreement is None:
        return _again(request, who, typed, None, found)
    try:
        return once(session, who.actor, sent, lambda: _keep(session, who, form))
    except actions.AgreementUnfit as unfit:
        return _again(request, who, typed, rejected(typed, text=unfit.problem), found)


def _keep(session: Session, who: SignedIn, form: VersionForm) -> str:
    row = actions.record_version(session, who.actor, form.text, form.examples)
    return f"{_url(row.agreement_id, row.version)}?done=version-saved"


def _typed(sent: Submitted) -> dict[str, str]:
    """What was typed, an uploaded file taking the place of the text."""
    typed = {name: sent.fields.get(name, "") for name in ("text", "examples", "act")}
    for name in ("text", "examples"):
        upload = sent.files.get(f"{name}_file")
        content = upload.file.read(MOST_BYTES) if upload is not None else b""
        if content:
            typed[name] = content.decode("utf-8", "replace")
    return {name: value for name, value in typed.items() if value or name != "act"}


def _pasted(typed: Mapping[str, str]) -> dict[str, object]:
    fresh: dict[str, object] = {
        "faults": [],
        "agreement": None,
        "clauses": [],
        "examples": [],
        "errors": {},
    }
    return {"typed": typed, "request_key": new_key(), "checked": False, **fresh}


def _again(
    request: Request,
    who: SignedIn,
    typed: Mapping[str, str],
    form: Rejected | None,
    found: Checked | None,
) -> Response:
    lang = language(request, who)
    shown = _pasted(typed) | {"checked": found is not None}
    if form is not None:
        shown["errors"] = form.worded(lang)
    if found is not None:
        shown["faults"] = views.faults(found.faults, typed["text"], lang)
    if found is not None and found.agreement is not None:
        shown["agreement"] = found.agreement
        shown["clauses"] = views.clauses(found.agreement, lang)
        shown["examples"] = views.examples(found.agreement, lang)
    wrong = form is not None or (found is not None and bool(found.faults))
    return page(request, who, "agreements/new.html", shown, 422 if wrong else 200)


@router.get("/agreements/{agreement_id}", dependencies=[allow(READ)])
def one(request: Request, agreement_id: str, who: WhoSession, session: Reader) -> Response:
    """One agreement: its versions and its prices."""
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


@router.get("/agreements/{agreement_id}/prices", dependencies=[allow(READ)])
def prices(request: Request, agreement_id: str, who: WhoSession, session: Reader) -> Response:
    """The dated prices the agreement reads, with every version."""
    return _prices(request, who, session, agreement_id, None)


@router.post("/agreements/{agreement_id}/prices", dependencies=[allow(EDIT, form=True)])
def set_price(
    request: Request, agreement_id: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """State or correct a price from a date on."""
    form = parse(PriceForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return _prices(request, who, session, agreement_id, form)

    def write() -> str:
        actions.set_price(session, who.actor, form)
        return f"/agreements/{quote(agreement_id)}/prices?done=price-saved"

    return once(session, who.actor, sent, write)


def _url(agreement_id: str, number: str) -> str:
    return f"/agreements/{quote(agreement_id, safe='')}/versions/{quote(number, safe='')}"


def _agreement(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    found = [p for p in queries.prices(session, who.actor, entry.price_names) if p.current]
    shown = {"entry": entry, "prices": found, "errors": form.worded(lang) if form else {}}
    return page(request, who, "agreements/agreement.html", shown, 422 if form else 200)


def _version(
    request: Request,
    who: SignedIn,
    session: Session,
    place: tuple[str, str],
    problem: Problem | None,
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
        "problem": problem.worded(lang) if problem else "",
    }
    return page(request, who, "agreements/version.html", shown, 422 if problem else 200)


def _prices(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    shown = {
        "entry": entry,
        "prices": queries.prices(session, who.actor, entry.price_names),
        "may_edit": who.actor.may(EDIT),
        "typed": form.typed if form else {},
        "errors": form.worded(lang) if form else {},
        "request_key": new_key(),
    }
    return page(request, who, "agreements/prices.html", shown, 422 if form else 200)
