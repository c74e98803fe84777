"""The lead's pages: the visits to sign, and signing one."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup.signing import sign, unsigned
from app.followup.visit_queries import visit_now
from app.followup.visit_view import saved_context
from app.patients.asking import Asks
from app.patients.looks import looked
from app.patients.words import COURSES
from app.permissions import NotFound, Permission
from app.web.deps import allow
from app.web.templating import page

router = APIRouter()
SIGN = Permission.VISIT_SIGN


@router.get("/follow-up/to-sign", dependencies=[allow(SIGN)])
def to_sign(asks: Asks, number: int = 1) -> Response:
    """The department's saved visits that nobody has signed as they stand."""
    with read_tx(asks.store) as session:
        found = unsigned(session, asks.actor, number)
    looked(asks.store, asks.actor, "list", [row.patient_id for row in found.rows])
    context = {"list": found, "courses": COURSES}
    return page(asks.request, asks.who, "followup/to_sign.html", context)


@router.post("/treatments/{treatment_id}/visits/{code}/sign", dependencies=[allow(SIGN, form=True)])
def sign_visit(asks: Asks, treatment_id: int, code: str) -> Response:
    """Sign the visit as it was read; one that was saved meanwhile is shown again first."""
    with write_tx(asks.store) as session:
        found = visit_now(session, asks.actor, treatment_id, code)
        if found.contact is None:
            raise NotFound
        if asks.sent.fields.get("seen", "") == found.saved_at:
            if found.signature is None or not found.signature.stands:
                sign(session, asks.actor, treatment_id, code, at=stamp(session))
            return RedirectResponse(f"{found.url}?done=visit-signed", 303)
    looked(asks.store, asks.actor, "open", [found.head.patient_id])
    context = saved_context(found, asks.lang, asks.actor) | {"changed": True}
    return page(asks.request, asks.who, "followup/visit_saved.html", context, 409)
