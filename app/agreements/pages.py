"""The pages of agreements: the list, one agreement, and a version clause by clause."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.agreements import drafts, figures, offers, queries, views
from app.agreements.compared import changed
from app.agreements.waiting import own
from app.permissions import Permission
from app.web.deps import Reader, WhoSession, allow
from app.web.templating import language, page
from contracts.wording.common import common

router = APIRouter()
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
    lang = language(request, who)
    needed = figures.needed_by(session, who.actor, agreement_id)
    found = [one for one in figures.figures(session, who.actor, needed) if one.current]
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    shown = {"entry": entry, "needed": needed, "figures": found}
    return page(request, who, "agreements/agreement.html", shown)


@router.get("/agreements/{agreement_id}/versions/{version}", dependencies=[allow(READ)])
def one_version(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """One version: what is new in it, the parties' text beside the rule, and the examples."""
    lang = language(request, who)
    agreement = queries.version(session, who.actor, agreement_id, version)
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    shown = {
        "entry": entry,
        "agreement": agreement,
        "written": next(v for v in entry.versions if v.version == version),
        "clauses": views.clauses(agreement, lang),
        "common": common(agreement, lang),
        "examples": views.examples(agreement, lang),
        "sources": views.sources(agreement, lang),
        "text": queries.version_text(session, who.actor, agreement_id, version)[0],
        "may_edit": who.actor.may(EDIT),
        "uncovered": offers.uncovered(agreement) or 0,
        **changed(session, who.actor, agreement, entry, lang),
        "own": own(session, who.actor, agreement_id, version),
    }
    return page(request, who, "agreements/version.html", shown)
