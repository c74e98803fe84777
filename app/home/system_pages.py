"""The installation's health for the administrator, and the trail for the auditor."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app import __version__, audit
from app.db.migrate import is_current
from app.db.tables.accounts import User
from app.db.tables.patients import Patient, Treatment
from app.db.tables.settlements import SettlementRun
from app.home import queries
from app.home.trail_words import action_words, criterion_words, subject_words
from app.permissions import Permission
from app.web.deps import Reader, Store, WhoSession, allow
from app.web.templating import page

router = APIRouter()


@router.get("/admin/system", dependencies=[allow(Permission.ACCOUNT_MANAGE)])
def system(request: Request, who: WhoSession, session: Reader, store: Store) -> Response:
    """Version, database, how much there is, and what the worker did last."""
    tables = (User, Patient, Treatment, SettlementRun)
    context = {
        "facts": {
            "version": __version__,
            "database": store.writer.dialect.name,
            "current": is_current(store),
        },
        "counts": queries.counts(session, who.actor, tables),
        "jobs": queries.jobs(session, who.actor),
    }
    return page(request, who, "admin/system.html", context)


@router.get("/audit", dependencies=[allow(Permission.AUDIT_READ)])
def trail(
    request: Request, who: WhoSession, session: Reader, before: int | None = None
) -> Response:
    """Every change, newest first, and whether the chain holds."""
    rows = queries.trail(session, who.actor, before)
    context = {
        "rows": rows,
        "broken": audit.first_broken(session) if before is None else None,
        "action_words": action_words,
        "subject_words": subject_words,
    }
    return page(request, who, "audit/trail.html", context)


@router.get("/audit/looks", dependencies=[allow(Permission.AUDIT_READ)])
def looks(
    request: Request, who: WhoSession, session: Reader, before: int | None = None, kind: str = ""
) -> Response:
    """Who looked at which patient, when and for what purpose, or was turned away."""
    rows = queries.looks(session, who.actor, before, kind)
    context = {
        "rows": rows,
        "kind": kind,
        "more": len(rows) == queries.PER_PAGE,
        "criterion_words": criterion_words,
    }
    return page(request, who, "audit/looks.html", context)
