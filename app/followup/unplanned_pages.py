"""Values measured between the planned visits: add them, correct them, take them back."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup.entries import ChangedMeanwhile, VisitEntry
from app.followup.forms import CHANGED, RetractForm, as_seen, unseen
from app.followup.plans import UNPLANNED
from app.followup.unplanned import Between, between, record_between, retract_between
from app.followup.visit_form import Reading, fresh, read
from app.followup.visit_view import form_context, saved_rows
from app.patients.asking import Asking, Asks
from app.patients.looks import looked
from app.patients.recording import ReasonNeeded
from app.permissions import Permission
from app.web.deps import allow
from app.web.forms import Message, Problem, Rejected, parse
from app.web.idempotency import once
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
WRITE = Permission.VISIT_WRITE
UNPLANNED_OF = "/treatments/{treatment_id}/unplanned"
OTHERWISE = Problem(
    N_("A recorded value would change. Write why; the earlier value stays to be seen.")
)
NOTHING = Problem(N_("Write at least one value."))


@router.get(UNPLANNED_OF + "/new", dependencies=[allow(WRITE)])
def new(asks: Asks, treatment_id: int) -> Response:
    """The form: a day and whatever was measured."""
    found = _found(asks, treatment_id, "")
    return _page(asks, found, Reading({"held_on": asks.today.strftime("%d-%m-%Y")}))


@router.post(UNPLANNED_OF, dependencies=[allow(WRITE, form=True)])
def add(asks: Asks, treatment_id: int) -> Response:
    """Record what was measured."""
    return _save(asks, _found(asks, treatment_id, ""))


@router.get(UNPLANNED_OF + "/{fact_id}", dependencies=[allow(WRITE)])
def one(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """What was measured on a day with every version, to correct or take back."""
    found = _found(asks, treatment_id, fact_id)
    return _page(asks, found, Reading(fresh(found.visit, asks.today)))


@router.post(UNPLANNED_OF + "/{fact_id}", dependencies=[allow(WRITE, form=True)])
def correct(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Correct what was measured; both versions are kept."""
    return _save(asks, _found(asks, treatment_id, fact_id))


@router.post(UNPLANNED_OF + "/{fact_id}/retract", dependencies=[allow(WRITE, form=True)])
def take_back(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Take all values of the day back, saying why."""
    found = _found(asks, treatment_id, fact_id)
    form = parse(RetractForm, unseen(asks.sent.fields), today=asks.today)
    if isinstance(form, Rejected):
        typed = {**fresh(found.visit, asks.today), **form.typed}
        return _page(asks, found, Reading(typed, problems=form.problems))

    def do(session: Session) -> str:
        at, reason = stamp(session), form.retract_reason
        retract_between(session, asks.actor, _as_seen(session, asks, found), at=at, reason=reason)
        return f"/treatments/{treatment_id}?done=unplanned-retracted"

    try:
        with write_tx(asks.store) as session:
            return once(session, asks.actor, asks.sent, lambda: do(session))
    except ChangedMeanwhile:
        found = _found(asks, treatment_id, fact_id)
        typed = {**fresh(found.visit, asks.today), "retract_reason": form.retract_reason}
        return _page(asks, found, Reading(typed, problems={"form": CHANGED}))


def _save(asks: Asking, found: Between) -> Response:
    reading = read(found.visit, unseen(asks.sent.fields), asks.today)
    values = tuple(item for item in reading.items if item.value)
    if not (values or reading.problems):
        reading = reading.but(form=NOTHING)
    if reading.problems or reading.held_on is None:
        return _page(asks, found, reading)
    entry = VisitEntry(found.visit.head.treatment_id, UNPLANNED, reading.held_on, values)
    reason = reading.typed.get("reason", "")

    def do(session: Session) -> str:
        before = _as_seen(session, asks, found)
        record_between(session, asks.actor, entry, before, at=stamp(session), reason=reason)
        return f"/treatments/{entry.treatment_id}?done=unplanned-saved"

    try:
        with write_tx(asks.store) as session:
            return once(session, asks.actor, asks.sent, lambda: do(session))
    except ReasonNeeded:
        return _page(asks, found, reading.but(reason=OTHERWISE))
    except ChangedMeanwhile:
        return _page(
            asks, _found(asks, entry.treatment_id, found.fact_id), reading.but(form=CHANGED)
        )


def _as_seen(session: Session, asks: Asking, found: Between) -> Between:
    """The visit as it stands in this transaction, if that is what the form was opened on.

    Raises:
        ChangedMeanwhile: something was saved or taken back since.
    """
    treatment_id = found.visit.head.treatment_id
    now = between(session, asks.actor, treatment_id, found.fact_id, asks.today)
    if found.fact_id:
        as_seen(asks.sent, now.seen)
    return now


def _found(asks: Asking, treatment_id: int, fact: str) -> Between:
    with read_tx(asks.store) as session:
        found = between(session, asks.actor, treatment_id, fact, asks.today)
    looked(asks.store, asks.actor, "open", [found.visit.head.patient_id])
    return found


def _page(asks: Asking, found: Between, reading: Reading) -> Response:
    problems: Mapping[str, Message] = reading.problems
    context = form_context(found.visit, reading, asks.lang, asks.today) | {
        "head": found.visit.head,
        "fact": found.fact_id,
        "seen": found.seen,
        "open_now": found.open_now,
        "rows": saved_rows(found.shown, asks.lang) if found.fact_id else [],
    }
    status = 422 if problems else 200
    return page(asks.request, asks.who, "followup/unplanned.html", context, status)
