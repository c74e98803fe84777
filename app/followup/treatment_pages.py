"""The patient's time line, and what is registered about the treatment."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.confirm import password_first
from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.followup.forms import ResidenceForm, SecondaryUseForm, StateForm
from app.followup.treatment_queries import course
from app.followup.treatment_view import treatment_context
from app.patients.actions import record_opt_out, record_residence, record_state
from app.patients.asking import Asking, Asks
from app.patients.infusion import InfusionAfterDeath
from app.patients.looks import CPR, looked, looks_at
from app.patients.queries import own_treatment
from app.patients.recording import ReasonNeeded
from app.permissions import Permission
from app.web.deps import allow
from app.web.forms import FormModel, Problem, Rejected, parse, rejected
from app.web.idempotency import once
from app.web.templating import page
from app.web.words import N_

router = APIRouter()
TREATMENT = "/treatments/{treatment_id}"
READ, REGISTER = Permission.PATIENT_READ, Permission.PATIENT_REGISTER
OTHER_VALUE = Problem(N_("Something else is recorded already. Write why it changes."))
ENTERED = "entered"
F = TypeVar("F", bound=FormModel)
TOLD: dict[type[FormModel], tuple[str, str]] = {
    StateForm: ("state_reason", "state-saved"),
    ResidenceForm: ("residence_reason", "residence-saved"),
    SecondaryUseForm: ("opted_out", "secondary-use-saved"),
}
"""Each form's field for the reason of a change, and what is told once it is saved."""


@router.get(TREATMENT, dependencies=[allow(READ)])
def treatment(asks: Asks, treatment_id: int) -> Response:
    """Visits, values and events under one axis; who has looked at the bottom."""
    return _page(asks, treatment_id)


@router.post(TREATMENT + "/cpr", dependencies=[allow(READ, form=True)])
def show_cpr(asks: Asks, treatment_id: int) -> Response:
    """The same page with the whole CPR number; logged on its own, the password just given."""
    back = f"/treatments/{treatment_id}"
    asked = password_first(asks.request, asks.who, asks.store, asks.sent, back=back)
    return asked or _page(asks, treatment_id, show_cpr=True)


@router.post(TREATMENT + "/states", dependencies=[allow(REGISTER, form=True)])
def state(asks: Asks, treatment_id: int) -> Response:
    """Record that the treatment reached a state on a date."""

    def do(session: Session, form: StateForm) -> None:
        tail = {"at": stamp(session), "source": ENTERED, "reason": form.state_reason}
        record_state(session, asks.actor, treatment_id, form.state, form.state_on, **tail)  # type: ignore[arg-type]

    return _change(asks, treatment_id, StateForm, do)


@router.post(TREATMENT + "/residence", dependencies=[allow(REGISTER, form=True)])
def residence(asks: Asks, treatment_id: int) -> Response:
    """Record the region the patient lives in from a day on."""

    def do(session: Session, form: ResidenceForm) -> None:
        patient = own_treatment(session, asks.actor, treatment_id).patient_id
        tail = {"at": stamp(session), "source": ENTERED, "reason": form.residence_reason}
        record_residence(session, asks.actor, patient, form.region, form.since, **tail)  # type: ignore[arg-type]

    return _change(asks, treatment_id, ResidenceForm, do)


@router.post(TREATMENT + "/secondary-use", dependencies=[allow(REGISTER, form=True)])
def secondary_use(asks: Asks, treatment_id: int) -> Response:
    """Record whether the patient's data may be used beyond treatment and contract."""

    def do(session: Session, form: SecondaryUseForm) -> None:
        record_opt_out(
            session,
            asks.actor,
            own_treatment(session, asks.actor, treatment_id).patient_id,
            opted_out=form.opted_out == "yes",
            on=form.opted_out_on,
            at=stamp(session),
            source=ENTERED,
        )

    return _change(asks, treatment_id, SecondaryUseForm, do)


def _change(
    asks: Asking, treatment_id: int, model: type[F], do: Callable[[Session, F], None]
) -> Response:
    """Read a form, do what it says and tell so, or come back with what stands in the way."""
    form = parse(model, asks.sent.fields, today=asks.today)
    if isinstance(form, Rejected):
        return _page(asks, treatment_id, form)
    reason, done = TOLD[model]

    def saved(session: Session) -> str:
        do(session, form)
        return f"/treatments/{treatment_id}?done={done}"

    try:
        with write_tx(asks.store) as session:
            return once(session, asks.actor, asks.sent, lambda: saved(session))
    except InfusionAfterDeath as dead:
        return _page(asks, treatment_id, rejected(asks.sent.fields, state_on=dead))
    except ReasonNeeded:
        return _page(asks, treatment_id, rejected(asks.sent.fields, **{reason: OTHER_VALUE}))


def _page(
    asks: Asking, treatment_id: int, back: Rejected | None = None, *, show_cpr: bool = False
) -> Response:
    with read_tx(asks.store) as session:
        found = course(session, asks.actor, treatment_id, asks.today)
    patient = found.head.patient_id
    looked(asks.store, asks.actor, "open", [patient], CPR if show_cpr else "")
    with read_tx(asks.store) as session:
        looks = looks_at(session, patient)
        context = treatment_context(session, found, looks, asks.lang, asks.today)
    context |= {"show_cpr": show_cpr, "typed": back.typed if back else {}}
    context["errors"] = back.worded(asks.lang) if back else {}
    status = 422 if back else 200
    return page(asks.request, asks.who, "followup/treatment.html", context, status)
