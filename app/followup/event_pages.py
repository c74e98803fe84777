"""Events between visits: add one, correct it, take it back; every version stays to be seen."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup.actions import record_event, retract
from app.followup.contradictions import second_return, too_early
from app.followup.entries import ChangedMeanwhile, DeathBeforeInfusion, EventEntry, FactRef
from app.followup.forms import CHANGED, RetractForm, as_seen, unseen
from app.followup.plans import plan_for
from app.followup.treatment_queries import EventLine, course_events, event
from app.followup.treatment_view import versions
from app.followup.typing_values import too_long
from app.followup.visit_form import EVENT_PARTS, read_event
from app.followup.words import CAUSES, EVENTS
from app.patients.asking import Asking, Asks
from app.patients.looks import looked
from app.patients.queries import treatment_head
from app.patients.recording import ReasonNeeded
from app.patients.words import COURSES, pairs
from app.permissions import NotFound, Permission
from app.web.deps import allow
from app.web.forms import Message, Problem, Rejected, parse
from app.web.idempotency import new_key, once
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
WRITE = Permission.VISIT_WRITE
EVENTS_OF = "/treatments/{treatment_id}/events"
RECORDED = Problem(N_("This event is recorded otherwise. Write why it changes."))
UNKNOWN_KIND = Problem(N_("Choose what happened."))


@router.get(EVENTS_OF + "/new", dependencies=[allow(WRITE)])
def new(asks: Asks, treatment_id: int, kind: str = "") -> Response:
    """The form for one kind of event."""
    return _page(asks, treatment_id, {"kind": kind})


@router.post(EVENTS_OF, dependencies=[allow(WRITE, form=True)])
def add(asks: Asks, treatment_id: int) -> Response:
    """Record an event."""
    return _save(asks, treatment_id, None)


@router.get(EVENTS_OF + "/{fact_id}", dependencies=[allow(WRITE)])
def one(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """One event with every version, to correct or take back."""
    found = _found(asks, treatment_id, fact_id)
    return _page(asks, treatment_id, _typed(found), found)


@router.post(EVENTS_OF + "/{fact_id}", dependencies=[allow(WRITE, form=True)])
def correct(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Correct an event; both versions are kept."""
    return _save(asks, treatment_id, _found(asks, treatment_id, fact_id))


@router.post(EVENTS_OF + "/{fact_id}/retract", dependencies=[allow(WRITE, form=True)])
def take_back(asks: Asks, treatment_id: int, fact_id: str) -> Response:
    """Take an event back that did not happen, saying why."""
    found = _found(asks, treatment_id, fact_id)
    form = parse(RetractForm, unseen(asks.sent.fields), today=asks.today)
    if isinstance(form, Rejected):
        return _page(asks, treatment_id, {**_typed(found), **form.typed}, found, form.problems)

    def do() -> str:
        as_seen(asks.sent, event(session, asks.actor, treatment_id, fact_id).seen)
        fact, at = FactRef("event", fact_id), stamp(session)
        reason = form.retract_reason
        retract(session, asks.actor, fact, at=at, source="entered", reason=reason)
        return f"/treatments/{treatment_id}?done=event-retracted"

    try:
        with write_tx(asks.store) as session:
            return once(session, asks.actor, asks.sent, do)
    except ChangedMeanwhile:
        found = _found(asks, treatment_id, fact_id)
        typed = _typed(found) | form.model_dump()
        return _page(asks, treatment_id, typed, found, {"": CHANGED})


def _save(asks: Asking, treatment_id: int, found: EventLine | None) -> Response:
    entry, problems = _read(asks, treatment_id, found)
    if entry is None or problems:
        return _page(asks, treatment_id, asks.sent.fields, found, problems)
    try:
        with write_tx(asks.store) as session:
            return once(
                session, asks.actor, asks.sent, lambda: _record(session, asks, entry, found)
            )
    except ReasonNeeded:
        problems = {"reason": RECORDED}
    except DeathBeforeInfusion as early:
        problems = {"ev_on": too_early(early)}
    except ChangedMeanwhile:
        problems = {"": CHANGED}
        found = found and _found(asks, treatment_id, found.fact_id)
    return _page(asks, treatment_id, asks.sent.fields, found, problems)


def _read(
    asks: Asking, treatment_id: int, found: EventLine | None
) -> tuple[EventEntry | None, dict[str, Message]]:
    """The event as typed, and what stands in its way."""
    fields = asks.sent.fields
    kind = found.kind if found else fields.get("kind", "")
    if kind not in EVENTS:
        return None, {"kind": UNKNOWN_KIND}
    with read_tx(asks.store) as session:
        head = treatment_head(session, asks.actor, treatment_id)
        standing = course_events(session, asks.actor, treatment_id)
    problems: dict[str, Message] = {}
    if long := too_long(fields.get("reason", "").strip()):
        problems["reason"] = long
    given = {part: fields.get(f"ev{part}", "").strip() for part in EVENT_PARTS}
    entry = read_event(head, kind, given, "ev", problems, asks.today)
    unsaid = entry is not None and not entry.note and found is None
    if entry is not None and unsaid and (again := second_return(standing, entry)):
        problems["ev_note"] = again
    return entry, problems


def _record(session: Session, asks: Asking, entry: EventEntry, found: EventLine | None) -> str:
    reason, at = asks.sent.fields.get("reason", "").strip(), stamp(session)
    if found is not None:
        as_seen(asks.sent, event(session, asks.actor, entry.treatment_id, found.fact_id).seen)
        entry = replace(entry, fact_id=found.fact_id)
    record_event(session, asks.actor, entry, at=at, source="entered", reason=reason)
    return f"/treatments/{entry.treatment_id}?done=event-saved"


def _found(asks: Asking, treatment_id: int, fact: str) -> EventLine:
    with read_tx(asks.store) as session:
        return event(session, asks.actor, treatment_id, fact)


def _typed(found: EventLine) -> dict[str, str]:
    now = found.now
    return {
        "kind": found.kind,
        "ev_on": now.on.strftime("%d-%m-%Y"),
        "ev_cause": now.cause,
        "ev_term": now.term,
        "ev_grade": str(now.grade or ""),
        "ev_note": now.note,
    }


def _page(
    asks: Asking,
    treatment_id: int,
    typed: Mapping[str, str],
    found: EventLine | None = None,
    problems: Mapping[str, Message] | None = None,
) -> Response:
    with read_tx(asks.store) as session:
        head = treatment_head(session, asks.actor, treatment_id)
    if head.infused_on is None and found is None and not head.states:
        raise NotFound
    looked(asks.store, asks.actor, "open", [head.patient_id])
    kind = found.kind if found else typed.get("kind", "")
    plan = plan_for(head.product_id, head.indication_id)
    context = {
        "head": head,
        "event": found,
        "typed": typed,
        "kind": kind if kind in EVENTS else "",
        "courses": COURSES,
        "errors": {n: p.worded(asks.lang) for n, p in (problems or {}).items()},
        "kind_label": dict(pairs(EVENTS, asks.lang)).get(kind, ""),
        "versions": versions(found, asks.lang) if found else [],
        "events": pairs({k: EVENTS[k] for k in (plan.events if plan else EVENTS)}, asks.lang),
        "causes": pairs(CAUSES, asks.lang),
        "request_key": new_key(),
    }
    status = 422 if problems else 200
    return page(asks.request, asks.who, "followup/event.html", context, status)
