"""The work list: who is due at the person's own departments."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.db.engine import read_tx
from app.followup.queries import work_list
from app.patients.asking import Asks
from app.patients.looks import looked
from app.patients.words import COURSES
from app.permissions import Permission
from app.web.deps import allow
from app.web.flash import tells
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
tells(
    visit_saved=N_("The visit is saved."),
    visit_signed=N_("The visit is signed."),
    visit_not_held=N_("It is noted that the visit was not held."),
    draft_saved=N_("The draft is saved. Only you see it."),
    draft_dropped=N_("The draft is thrown away."),
    event_saved=N_("The event is saved."),
    event_retracted=N_("The event is taken back. It stays in the history."),
    registered=N_("The treatment is registered."),
    unplanned_saved=N_("The values are saved."),
    unplanned_retracted=N_("The values are taken back. They stay in the history."),
    alive_saved=N_("The day is saved."),
    alive_retracted=N_("The day is taken back. It stays in the history."),
    state_saved=N_("The state is saved."),
    residence_saved=N_("The region is saved."),
    secondary_use_saved=N_("The patient's choice is saved."),
)


@router.get("/follow-up", dependencies=[allow(Permission.VISIT_WRITE)])
def follow_up(asks: Asks, product: str = "", show: str = "", number: int = 1) -> Response:
    """Who is due: overdue first, then the next 14 days."""
    with read_tx(asks.store) as session:
        found = work_list(session, asks.actor, asks.today, product, show, number)
    looked(asks.store, asks.actor, "list", [row.patient_id for row in found.rows])
    context = {
        "list": found,
        "product": product,
        "show": show,
        "may_sign": asks.actor.may(Permission.VISIT_SIGN),
        "today": asks.today,
        "courses": COURSES,
    }
    return page(asks.request, asks.who, "followup/list.html", context)
