"""The library's pages: the published agreements, one of them, and starting a text from it."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AfterValidator
from sqlmodel import Session

from app.agreements import drafts, library, starting, views
from app.db.tables.agreements import Agreement as AgreementRow
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.forms import FormModel, Problem, Rejected, parse, refuse, rejected
from app.web.templating import language, page
from app.web.words import N_
from contracts.wording.common import common

router = APIRouter()
EDIT, READ = Permission.AGREEMENT_EDIT, Permission.AGREEMENT_READ
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
# These are pages of their own, so no agreement's page could be opened under them.
_TAKEN = frozenset({"new", "library", "form", "check", "draft"})


def _number(value: str) -> str:
    if _NUMBER.fullmatch(value) and value not in _TAKEN:
        return value
    text = N_(
        "“{found}” cannot be an agreement's number. "
        "Use letters, digits and hyphens, at most 60 characters, such as DK-HEMGENIX-2027."
    )
    raise refuse(Problem(text, {"found": value}))


class StartForm(FormModel):
    """The number of the agreement that is to be written."""

    number: Annotated[str, AfterValidator(_number)]


@router.get("/agreements/library", dependencies=[allow(READ)])
def shelves(request: Request, who: WhoSession, session: Reader) -> Response:
    """The published agreements."""
    found = library.templates(session, who.actor, language(request, who))
    return page(request, who, "agreements/library.html", {"templates": found})


@router.get("/agreements/library/{name}", dependencies=[allow(READ)])
def one(request: Request, name: str, who: WhoSession, session: Reader) -> Response:
    """One of them: clause by clause, where its fields come from, and how to begin from it."""
    return _one(request, who, session, name, None)


@router.post("/agreements/library/{name}/start", dependencies=[allow(EDIT, form=True)])
def start(
    request: Request, name: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Begin a text from it, under a number of its own."""
    typed = {"number": sent.fields.get("number", "")}
    form = parse(StartForm, typed, today=today)
    if isinstance(form, Rejected):
        return _one(request, who, session, name, form)
    if library.one(session, who.actor, name, "en").agreement is None:
        raise NotFound
    if session.get(AgreementRow, form.number) is not None:
        text = N_(
            "{found} is an agreement already. Choose another number, "
            "or open the agreement and start a new version of it."
        )
        return _one(
            request,
            who,
            session,
            name,
            rejected(typed, number=Problem(text, {"found": form.number})),
        )
    subject = f"new:{form.number}"
    if drafts.find(session, who.actor, subject) is None:
        text = starting.from_template(name, form.number)
        drafts.save(session, who.actor, drafts.Draft(subject, text))
    return RedirectResponse(drafts.home(subject), 303)


def _one(
    request: Request, who: SignedIn, session: Session, name: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    found = library.one(session, who.actor, name, lang)
    if found.agreement is None:
        raise NotFound
    shown = {
        "template": found,
        "clauses": views.clauses(found.agreement, lang),
        "common": common(found.agreement, lang),
        "examples": views.examples(found.agreement, lang),
        "sources": views.sources(found.agreement, lang),
        "here": f"/agreements/library/{quote(name, safe='')}",
        "may_edit": who.actor.may(EDIT),
        "typed": form.typed if form else {},
        "errors": form.worded(lang) if form else {},
    }
    return page(request, who, "agreements/template.html", shown, 422 if form else 200)
