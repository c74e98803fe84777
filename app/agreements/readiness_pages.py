"""The checklist before signing: what a version needs, whether it is there, and what to do."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.agreements import queries
from app.agreements.overlaps import beside
from app.agreements.readiness import Finding, Level, burden, measured, worded, worst
from app.agreements.readiness_queries import followed, in_writing, seen
from app.agreements.readiness_written import others
from app.permissions import Permission
from app.web.deps import Reader, WhoSession, allow
from app.web.templating import language, page
from reports.language import Language

router = APIRouter()
STATUS = {Level.OK: "met", Level.ATTENTION: "waiting", Level.MISSING: "not_met"}


@router.get(
    "/agreements/{agreement_id}/versions/{version}/readiness",
    dependencies=[allow(Permission.AGREEMENT_READ)],
)
def readiness(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """Each thing the version needs, with what is found and what to do."""
    lang = language(request, who)
    agreement = queries.version(session, who.actor, agreement_id, version)
    plan = followed(session, agreement)
    outcomes = measured(agreement, plan, seen(session, who.actor, agreement), lang)
    text = (*in_writing(session, who.actor, agreement), *others(beside(session, agreement)))
    every = [*text, *(one for outcome in outcomes for one in outcome.findings)]
    shown = {
        "agreement": agreement,
        "plan": plan,
        "burden": burden(agreement, plan),
        "outcomes": [(o, STATUS[o.level], rows(o.findings, lang)) for o in outcomes],
        "written": rows(text, lang),
        "status": STATUS[worst(every)],
        "missing": sum(1 for one in every if one.level is Level.MISSING),
        "attention": sum(1 for one in every if one.level is Level.ATTENTION),
    }
    return page(request, who, "agreements/readiness.html", shown)


def rows(findings: tuple[Finding, ...], lang: Language) -> list[tuple[str, str, str]]:
    """Status, what is found and what to do, in words."""
    return [
        (STATUS[one.level], worded(one.said, lang), worded(one.todo, lang) if one.todo else "")
        for one in findings
    ]
