"""One visit: enter it, correct it, choose between two people's values, keep a draft."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup import saving
from app.followup.actions import drop_draft, record_visit
from app.followup.entries import VisitEntry
from app.followup.forms import NotHeldForm
from app.followup.visit_form import Reading, fresh
from app.followup.visit_queries import VisitNow, visit_now
from app.followup.visit_view import conflict_context, form_context, saved_context
from app.patients.asking import Asking, Asks
from app.patients.looks import looked
from app.patients.recording import ReasonNeeded
from app.permissions import Permission
from app.web.deps import allow
from app.web.forms import Problem, Rejected, parse
from app.web.idempotency import once
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
WRITE = Permission.VISIT_WRITE
VISIT = "/treatments/{treatment_id}/visits/{code}"
NOT_HELD = ("why_not_held", "not_held_reason")
SAVED_BEFORE = Problem(N_("The visit is saved as held. Write why that changes."))


@router.get(VISIT, dependencies=[allow(WRITE)])
def visit(asks: Asks, treatment_id: int, code: str, correct: str = "") -> Response:
    """The visit to enter; once saved it is read, and corrected on request."""
    found = _seen(asks, treatment_id, code)
    if found.contact is not None and not correct:
        context = saved_context(found, asks.lang, asks.actor)
        return page(asks.request, asks.who, "followup/visit_saved.html", context)
    draft = found.draft.typed if found.draft else {}
    return _form(asks, found, Reading({**fresh(found, asks.today), **draft}))


@router.post(VISIT, dependencies=[allow(WRITE, form=True)])
def save(asks: Asks, treatment_id: int, code: str) -> Response:
    """Save the visit, or come back with everything typed."""
    outcome = saving.save(asks.store, asks.actor, (treatment_id, code), asks.sent, asks.today)
    if isinstance(outcome, RedirectResponse):
        return outcome
    looked(asks.store, asks.actor, "open", [outcome.visit.head.patient_id])
    if isinstance(outcome, saving.Conflict):
        context = conflict_context(outcome, asks.sent, asks.lang, asks.today)
        return page(asks.request, asks.who, "followup/merge.html", context, 409)
    return _form(asks, outcome.visit, outcome.reading, 422)


@router.post(VISIT + "/draft", dependencies=[allow(WRITE, form=True)])
def draft(asks: Asks, treatment_id: int, code: str) -> Response:
    """Keep what is typed; the page's script asks for no answer, its button comes back here."""
    saving.keep_draft(asks.store, asks.actor, (treatment_id, code), asks.sent)
    if "json" in asks.request.headers.get("accept", ""):
        return Response(status_code=204)
    return _back(treatment_id, code, "draft-saved")


@router.post(VISIT + "/draft/drop", dependencies=[allow(WRITE, form=True)])
def throw_away(asks: Asks, treatment_id: int, code: str) -> Response:
    """Forget the person's own draft."""
    with write_tx(asks.store) as session:
        visit_now(session, asks.actor, treatment_id, code)
        drop_draft(session, asks.actor, treatment_id, code, at=stamp(session))
    return _back(treatment_id, code, "draft-dropped")


@router.post(VISIT + "/not-held", dependencies=[allow(WRITE, form=True)])
def not_held(asks: Asks, treatment_id: int, code: str) -> Response:
    """Note that the visit did not take place, and why."""
    found = _seen(asks, treatment_id, code)
    form = parse(NotHeldForm, asks.sent.fields, today=asks.today)
    typed = {**fresh(found, asks.today), **{k: asks.sent.fields.get(k, "") for k in NOT_HELD}}
    if isinstance(form, Rejected):
        return _form(asks, found, Reading(typed, problems=form.problems), 422)
    try:
        with write_tx(asks.store) as session:
            return once(
                session, asks.actor, asks.sent, lambda: _not_held(session, asks, found, form)
            )
    except ReasonNeeded:
        return _form(asks, found, Reading(typed).but(not_held_reason=SAVED_BEFORE), 422)


def _not_held(session: Session, asks: Asking, found: VisitNow, form: NotHeldForm) -> str:
    entry = VisitEntry(
        found.head.treatment_id,
        found.scheduled.code,
        min(found.scheduled.target, asks.today),
        held=False,
        missing_reason=form.why_not_held,
    )
    at, reason = stamp(session), form.not_held_reason
    record_visit(session, asks.actor, entry, at=at, source=saving.ENTERED, reason=reason)
    return f"{found.url}?done=visit-not-held"


def _seen(asks: Asking, treatment_id: int, code: str) -> VisitNow:
    with read_tx(asks.store) as session:
        found = visit_now(session, asks.actor, treatment_id, code)
    looked(asks.store, asks.actor, "open", [found.head.patient_id])
    return found


def _form(asks: Asking, found: VisitNow, reading: Reading, status: int = 200) -> Response:
    context = form_context(found, reading, asks.lang, asks.today)
    return page(asks.request, asks.who, "followup/visit.html", context, status)


def _back(treatment_id: int, code: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"/treatments/{treatment_id}/visits/{code}?done={done}", 303)
