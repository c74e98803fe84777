"""How complete the department's follow-up is, for the site lead."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.db.engine import read_tx
from app.followup.completeness_queries import department
from app.followup.completeness_view import tables
from app.patients.asking import Asks
from app.permissions import Permission
from app.web.deps import allow
from app.web.templating import page

router = APIRouter()


@router.get("/completeness", dependencies=[allow(Permission.COMPLETENESS_READ)])
def completeness(asks: Asks) -> Response:
    """Visit by item: how much of what was due is there, and why the rest is not."""
    with read_tx(asks.store) as session:
        found = department(session, asks.actor, asks.today)
    context = {"tables": tables(found, asks.lang), "today": asks.today}
    return page(asks.request, asks.who, "followup/completeness.html", context)
