"""The pages of settlements: the analyst's home, a new draft and a run."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements.queries import agreements
from app.clock import COPENHAGEN
from app.db.engine import Database, read_tx, write_tx
from app.jobs import enqueue
from app.permissions import Permission
from app.settlements import actions, jobs, overview, queries
from app.settlements.forms import DraftForm
from app.settlements.looks import looked
from app.settlements.periods import period_before
from app.settlements.refusals import STATE_NAMES, StaleRun
from app.settlements.views import run_page
from app.settlements.working import As, NothingInForce, work_out
from app.web.deps import (
    Reader,
    Sent,
    SignedIn,
    Store,
    Submitted,
    Today,
    WhoSession,
    allow,
)
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
READ, PREPARE = Permission.SETTLEMENT_READ, Permission.SETTLEMENT_PREPARE
tells(drafted=N_("The draft is ready. Look it through, then send it for approval."))


@router.get("/settlements", dependencies=[allow(READ)])
def home(request: Request, who: WhoSession, session: Reader, today: Today) -> Response:
    """Four numbers with a list behind each, then the runs."""
    shown = {
        "home": overview.home(session, who.actor, today),
        "runs": queries.runs(session, who.actor, language(request, who)),
        "awaiting": queries.awaiting(session, who.actor, language(request, who)),
        "may_approve": who.actor.may(Permission.SETTLEMENT_APPROVE),
        "state_names": STATE_NAMES,
        "may_prepare": who.actor.may(PREPARE),
    }
    return page(request, who, "settlements/home.html", shown)


@router.get("/settlements/new", dependencies=[allow(PREPARE)])
def new(request: Request, who: WhoSession, session: Reader, today: Today) -> Response:
    """Choose an agreement, a period and the day to settle on."""
    before = period_before(today)
    typed = {"period": before.label, "settle_on": before.ends.strftime("%d-%m-%Y")}
    return _new(request, who, session, typed | dict(request.query_params), {})


@router.post("/settlements/new", dependencies=[allow(PREPARE, form=True)])
def draft(request: Request, who: WhoSession, sent: Sent, store: Store, today: Today) -> Response:
    """Draft now, or leave a large cohort to the runner and show how far it is."""
    form = parse(DraftForm, sent.fields, today=today)
    if not isinstance(form, Rejected) and form.asks_the_future(today):
        text = N_("{found} has not come yet. Settle on a day that has passed, or today.")
        found = form.settle_on.strftime("%d-%m-%Y")
        form = rejected(sent.fields, settle_on=Problem(text, {"found": found}))
    if not isinstance(form, Rejected) and form.lies_outside():
        form = rejected(sent.fields, settle_on=_outside(form))
    if not isinstance(form, Rejected):
        try:
            return _drafted(store, who, sent, form)
        except StaleRun as moved:
            form = rejected(sent.fields, agreement_id=moved)
        except NothingInForce:
            text = N_("No version of this agreement is in force. Bring one into force first.")
            form = rejected(sent.fields, agreement_id=Problem(text))
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _new(request, who, session, form.typed, errors)


def _outside(form: DraftForm) -> Problem:
    text = N_(
        "{found} lies outside the period {period}. Correct the day or the period, or tick "
        "below that it is meant."
    )
    found = form.settle_on.strftime("%d-%m-%Y")
    return Problem(text, {"found": found, "period": form.period})


def _drafted(store: Database, who: SignedIn, sent: Submitted, form: DraftForm) -> Response:
    """The draft, worked out before the transaction that keeps it: nobody's writes wait for it."""
    when, worked = As(form.settle_on, _end_of(form)), None
    with read_tx(store) as session:
        if not jobs.is_large(session, form.agreement_id):
            worked = work_out(session, form.agreement_id, when)

    def work() -> str:
        if worked is not None:
            run = actions.keep(session, who.actor, worked, form.period)
            return f"/settlements/{run.id}?done=drafted"
        arguments = {
            "agreement_id": form.agreement_id,
            "period": form.period,
            "settle_on": form.settle_on.isoformat(),
            "known_at": when.known_at.isoformat() if when.known_at else None,
        }
        return f"/jobs/{enqueue(session, who.actor, 'settlement.draft', arguments).id}"

    with write_tx(store) as session:
        return once(session, who.actor, sent, work)


def _end_of(form: DraftForm) -> datetime | None:
    """The last instant of the day whose knowledge is asked for."""
    if form.known_on is None:
        return None
    midnight = datetime.combine(form.known_on + timedelta(days=1), time(), COPENHAGEN)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _new(
    request: Request,
    who: SignedIn,
    session: Session,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    found = agreements(session, who.actor, language(request, who))
    choices = [(one.id, f"{one.brand}: {one.title}") for one in found if one.active]
    shown: dict[str, object] = {
        "choices": choices,
        "typed": typed,
        "errors": errors,
        "request_key": new_key(),
    }
    shown["ask_anyway"] = "settle_on" in errors and "agreement_id" not in errors
    return page(request, who, "settlements/new.html", shown, 422 if errors else 200)


@router.get("/settlements/{run_id}", dependencies=[allow(READ)])
def run(request: Request, run_id: str, who: WhoSession, session: Reader, store: Store) -> Response:
    """A run: what it comes to, and its lines, each unfolding into its explanation."""
    shown = run_page(session, who.actor, run_id, request.query_params, language(request, who))
    looked(store, who.actor, "list", f"settlement:{run_id}")
    return page(request, who, "settlements/run.html", {**shown, "request_key": new_key()})
