"""Last known alive: add a day and its source, correct it, take it back."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup.alive import (
    AliveLine,
    alive_on,
    record_vital_status,
    retract_vital_status,
)
from app.followup.contradictions import alive_after_death
from app.followup.entries import ChangedMeanwhile
from app.followup.forms import CHANGED, AliveForm, RetractForm, as_seen, unseen
from app.followup.treatment_queries import course_events
from app.followup.treatment_view import alive_versions
from app.followup.words import BASES
from app.patients.asking import Asking, Asks
from app.patients.looks import looked
from app.patients.queries import treatment_head
from app.patients.recording import ReasonNeeded
from app.patients.words import COURSES, pairs
from app.permissions import Permission
from app.web.deps import allow
from app.web.forms import Message, Problem, Rejected, parse
from app.web.idempotency import new_key, once
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
WRITE = Permission.VISIT_WRITE
ALIVE = "/treatments/{treatment_id}/alive"
OTHERWISE = Problem(N_("The day is recorded otherwise. Write why it changes."))


@router.get(ALIVE + "/new", dependencies=[allow(WRITE)])
def new(asks: Asks, treatment_id: int) -> Response:
    """The form: a day, and where it is known from."""
    return _page(asks, treatment_id, {})


@router.post(ALIVE, dependencies=[allow(WRITE, form=True)])
def add(asks: Asks, treatment_id: int) -> Response:
    """Record that the patient was known to be alive."""
    return _save(asks, treatment_id, None)


@router.get(ALIVE + "/{fact_id}", dependencies=[allow(WRITE)])
def one(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """One day with every version, to correct or take back."""
    found = _found(asks, treatment_id, fact_id)
    return _page(asks, treatment_id, _standing(found), found)


@router.post(ALIVE + "/{fact_id}", dependencies=[allow(WRITE, form=True)])
def correct(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Correct the day or its source; both versions are kept."""
    return _save(asks, treatment_id, _found(asks, treatment_id, fact_id))


@router.post(ALIVE + "/{fact_id}/retract", dependencies=[allow(WRITE, form=True)])
def take_back(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Take the day back, saying why."""
    found = _found(asks, treatment_id, fact_id)
    form = parse(RetractForm, unseen(asks.sent.fields), today=asks.today)
    if isinstance(form, Rejected):
        return _page(asks, treatment_id, {**_standing(found), **form.typed}, found, form.problems)

    def do(session: Session) -> str:
        at, reason = stamp(session), form.retract_reason
        now = _as_seen(session, asks, treatment_id, fact_id)
        retract_vital_status(session, asks.actor, treatment_id, now.now.on, at=at, reason=reason)
        return f"/treatments/{treatment_id}?done=alive-retracted"

    try:
        with write_tx(asks.store) as session:
            return once(session, asks.actor, asks.sent, lambda: do(session))
    except ChangedMeanwhile:
        found = _found(asks, treatment_id, fact_id)
        return _page(asks, treatment_id, _standing(found) | form.model_dump(), found, {"": CHANGED})


def _save(asks: Asking, treatment_id: int, found: AliveLine | None) -> Response:
    form = parse(AliveForm, unseen(asks.sent.fields), today=asks.today)
    if isinstance(form, Rejected):
        return _page(asks, treatment_id, form.typed, found, form.problems)
    with read_tx(asks.store) as session:
        events = course_events(session, asks.actor, treatment_id)
    if dead := alive_after_death(events, form.alive_on):
        return _page(asks, treatment_id, asks.sent.fields, found, {"alive_on": dead})
    try:
        with write_tx(asks.store) as session:
            return once(
                session,
                asks.actor,
                asks.sent,
                lambda: _record(session, asks, treatment_id, form, found),
            )
    except ReasonNeeded:
        return _page(asks, treatment_id, asks.sent.fields, found, {"alive_reason": OTHERWISE})
    except ChangedMeanwhile:
        found = found and _found(asks, treatment_id, found.fact_id)
        return _page(asks, treatment_id, asks.sent.fields, found, {"": CHANGED})


def _record(
    session: Session, asks: Asking, treatment_id: int, form: AliveForm, found: AliveLine | None
) -> str:
    now = _as_seen(session, asks, treatment_id, found.fact_id).now if found else None
    record_vital_status(
        session,
        asks.actor,
        treatment_id,
        form.alive_on,
        at=stamp(session),
        source="entered",
        basis=form.basis,
        reason=form.alive_reason,
        instead_of=now.on if now else None,
    )
    return f"/treatments/{treatment_id}?done=alive-saved"


def _as_seen(session: Session, asks: Asking, treatment_id: int, fact: str) -> AliveLine:
    """The day as it stands in this transaction, if that is what the form was opened on."""
    now = alive_on(session, asks.actor, treatment_id, fact)
    as_seen(asks.sent, now.seen)
    return now


def _standing(found: AliveLine) -> dict[str, str]:
    return {"alive_on": found.now.on.strftime("%d-%m-%Y"), "basis": found.now.basis}


def _found(asks: Asking, treatment_id: int, fact: str) -> AliveLine:
    with read_tx(asks.store) as session:
        return alive_on(session, asks.actor, treatment_id, fact)


def _page(
    asks: Asking,
    treatment_id: int,
    typed: Mapping[str, str],
    found: AliveLine | None = None,
    problems: Mapping[str, Message] | None = None,
) -> Response:
    with read_tx(asks.store) as session:
        head = treatment_head(session, asks.actor, treatment_id)
    looked(asks.store, asks.actor, "open", [head.patient_id])
    context = {
        "head": head,
        "line": found,
        "typed": typed,
        "errors": {n: p.worded(asks.lang) for n, p in (problems or {}).items()},
        "versions": alive_versions(found, asks.lang) if found else [],
        "bases": pairs(BASES, asks.lang),
        "courses": COURSES,
        "request_key": new_key(),
    }
    return page(asks.request, asks.who, "followup/alive.html", context, 422 if problems else 200)
