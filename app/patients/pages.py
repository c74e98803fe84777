"""The department's patients: list, search, and registering one more."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.patients import registration
from app.patients.actions import DuplicatePatient, DuplicateTreatment
from app.patients.asking import Asking, Asks
from app.patients.forms import NewPatientForm
from app.patients.infusion import InfusionAfterDeath
from app.patients.looks import looked, told_elsewhere
from app.patients.queries import patient_list, patient_rows
from app.patients.registration import Choices, Known, choices, whereabouts
from app.patients.search import search
from app.patients.words import COURSES, STATES, pairs
from app.permissions import Permission
from app.web.deps import allow
from app.web.forms import Message, Rejected, parse
from app.web.idempotency import new_key, once
from app.web.templating import page

router = APIRouter()
READ, REGISTER = Permission.PATIENT_READ, Permission.PATIENT_REGISTER


@router.get("/patients", dependencies=[allow(READ)])
def patients(asks: Asks, number: int = 1) -> Response:
    """The department's patients, newest treatment first."""
    with read_tx(asks.store) as session:
        found = patient_list(session, asks.actor, number)
    looked(asks.store, asks.actor, "list", [row.patient_id for row in found.rows])
    context = {"list": found, "sought": None, "states": STATES, "courses": COURSES}
    return page(asks.request, asks.who, "patients/list.html", context)


@router.post("/patients/search", dependencies=[allow(READ, form=True)])
def find(asks: Asks) -> Response:
    """Find by CPR number, name or pseudonym; what was sought is shown back and nowhere kept."""
    text = asks.sent.fields.get("q", "")[:120]
    with read_tx(asks.store) as session:
        by, numbers = search(session, asks.actor, text)
        rows = patient_rows(session, asks.actor, numbers[:100])
    looked(asks.store, asks.actor, "search", [row.patient_id for row in rows], f"by {by}")
    context = {"rows": rows, "sought": text, "states": STATES, "courses": COURSES}
    return page(asks.request, asks.who, "patients/found.html", context)


@router.get("/patients/new", dependencies=[allow(REGISTER)])
def new(asks: Asks) -> Response:
    """The form for a treated patient."""
    return registration_form(asks, {"state": "infused"})


@router.post("/patients/new", dependencies=[allow(REGISTER, form=True)])
def register(asks: Asks) -> Response:
    """Register, or come back with what does not fit or who is known already."""
    form = parse(NewPatientForm, asks.sent.fields, today=asks.today)
    if isinstance(form, Rejected):
        return registration_form(asks, form.typed, form.problems)
    with read_tx(asks.store) as session:
        offered = choices(session, asks.actor, asks.today)
    if wrong := registration.problems(form, offered):
        return registration_form(asks, asks.sent.fields, wrong)
    try:
        with write_tx(asks.store) as session:
            return once(
                session, asks.actor, asks.sent, lambda: _register(session, asks, form, offered)
            )
    except InfusionAfterDeath as dead:
        return registration_form(asks, asks.sent.fields, {"state_on": dead})
    except DuplicatePatient as known:
        return _known(asks, known.patient_id)
    except DuplicateTreatment as same:
        return registration_form(
            asks, asks.sent.fields, known=Known((same.treatment_id,), ()), same=True
        )


def _register(session: Session, asks: Asking, form: NewPatientForm, offered: Choices) -> str:
    number = registration.register(session, asks.actor, form, offered)
    return f"/treatments/{number}?done=registered"


def _known(asks: Asking, patient_id: str) -> Response:
    with read_tx(asks.store) as session:
        known = whereabouts(session, asks.actor, patient_id)
    if known.own:
        looked(asks.store, asks.actor, "search", [patient_id], "by CPR at registration")
    elif not told_elsewhere(asks.store, asks.actor, patient_id):
        known = replace(known, sites=())
    return registration_form(asks, asks.sent.fields, known=known)


def registration_form(
    asks: Asking,
    typed: Mapping[str, str],
    problems: Mapping[str, Message] | None = None,
    known: Known | None = None,
    *,
    same: bool = False,
) -> Response:
    """The page to register a treatment, with what was typed, what is wrong and who is known."""
    with read_tx(asks.store) as session:
        offered = choices(session, asks.actor, asks.today)
    errors = {n: p.worded(asks.lang) for n, p in (problems or {}).items()}
    context = {
        "offered": offered,
        "per_eye": registration.PER_EYE in dict(offered.products),
        "summary": registration.summary(errors, asks.lang),
        "indications": registration.labels(offered, asks.lang),
        "typed": typed,
        "errors": errors,
        "known": known,
        "same": same,
        "state_choices": pairs(STATES, asks.lang),
        "course_choices": pairs(COURSES, asks.lang),
        "request_key": new_key(),
    }
    status = 422 if problems or known else 200
    return page(asks.request, asks.who, "patients/new.html", context, status)
