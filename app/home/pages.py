"""The front page leads everyone to their own work; jobs under way are followed here too."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import text

from app.db.tables.operations import Job
from app.permissions import NotFound, Permission
from app.web.deps import MaybeSignedIn, Reader, WhoSession, allow
from app.web.navigation import places
from app.web.templating import page

router = APIRouter()


@router.get("/", dependencies=[allow(Permission.PUBLIC)])
def front(request: Request, who: MaybeSignedIn) -> Response:
    """Send each person to the first place of their work; an account without a role is told so."""
    if who is None:
        return RedirectResponse("/sign-in", 303)
    mine = places(who.actor)
    if not mine:
        return page(request, who, "home/no_role.html", {})
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(mine[0].url + query, 303)


@router.get("/healthz", dependencies=[allow(Permission.PUBLIC)])
def healthz(session: Reader) -> Response:
    """Up or down, and nothing more."""
    session.connection().execute(text("SELECT 1"))
    return JSONResponse({"status": "up"})


@router.get("/accessibility", dependencies=[allow(Permission.PUBLIC)])
def accessibility(request: Request, who: MaybeSignedIn) -> Response:
    """The accessibility statement."""
    return page(request, who, "home/accessibility.html", {})


@router.get("/jobs/{job_id}", dependencies=[allow(Permission.SIGNED_IN)])
def job(request: Request, job_id: str, who: WhoSession, session: Reader) -> Response:
    """Work under way: how far it is, then where its result is."""
    row = session.get(Job, job_id)
    if row is None or row.created_by != who.actor.user_id:
        raise NotFound
    if row.outcome == "done" and row.location:
        return RedirectResponse(row.location, 303)
    return page(request, who, "home/job.html", {"job": row})
