"""The front page leads everyone to their own work; jobs under way are followed here too."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import text

from app.jobs import BACK, STOPPED, TookTooLong, own_job, rules_of, stop
from app.permissions import Permission
from app.web.deps import MaybeSignedIn, Reader, Who, WhoSession, Writer, allow
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
    row = own_job(session, who.actor, job_id)
    if row.outcome == "done" and row.location:
        return RedirectResponse(row.location, 303)
    back = row.arguments.get(BACK, "")
    shown = {
        "job": row,
        "may_stop": rules_of(row.kind).may_stop and not row.outcome,
        "stopped": row.outcome == STOPPED,
        "too_long": row.message == TookTooLong.__name__ and rules_of(row.kind).longest,
        "back": f"{back}?job={row.id}" if back else "",
    }
    return page(request, who, "home/job.html", shown)


@router.post("/jobs/{job_id}/stop", dependencies=[allow(Permission.SIGNED_IN, form=True)])
def stop_job(job_id: str, who: Who, session: Writer) -> Response:
    """Stop one's own work that may be stopped."""
    return RedirectResponse(f"/jobs/{stop(session, who, job_id).id}", 303)
