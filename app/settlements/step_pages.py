"""The steps of a run: sent for approval, approved with the password, rejected, issued, paid."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import sign_in
from app.accounts.confirm import WRONG
from app.db.engine import Database, read_tx, write_tx
from app.jobs import enqueue
from app.permissions import Actor, Permission
from app.settlements import actions, lines, queries
from app.settlements.cash import Payment
from app.settlements.checks import known_freshness
from app.settlements.doubled import doubled
from app.settlements.forms import ApproveForm, PayForm, RejectForm
from app.settlements.looks import looked
from app.settlements.recorders import Looked
from app.settlements.refusals import NotChecked, OwnFigure, StaleRun, StepRefused
from app.settlements.refused import code_of
from app.settlements.steps import look, run_of, who_else
from app.web.deps import (
    Reader,
    Sent,
    SignedIn,
    Store,
    Submitted,
    Today,
    Who,
    WhoSession,
    Writer,
    allow,
)
from app.web.flash import tells
from app.web.forms import Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
READ, PREPARE = Permission.SETTLEMENT_READ, Permission.SETTLEMENT_PREPARE
APPROVE = Permission.SETTLEMENT_APPROVE
tells(
    proposed=N_("The settlement is sent for approval."),
    approved=N_("The settlement is approved. It can be issued."),
    rejected=N_("The settlement is rejected. A new draft can be made."),
    issued=N_("The settlement is issued: the ledger is posted and the statement printed."),
    paid=N_("The payment is noted."),
    checked=N_("The settlement is checked against everything recorded by now."),
    reprinted=N_("The documents were printed anew: the bytes are the same as those issued."),
)


@router.post("/settlements/{run_id}/propose", dependencies=[allow(PREPARE, form=True)])
def propose(run_id: str, actor: Who, sent: Sent, store: Store) -> Response:
    """Send a draft for approval."""
    try:
        with write_tx(store) as session:
            return once(session, actor, sent, lambda: _propose(session, actor, run_id))
    except StepRefused as refused:
        return RedirectResponse(f"/settlements/{run_id}?refused={code_of(refused)}", 303)


def _propose(session: Session, actor: Actor, run_id: str) -> str:
    actions.propose(session, actor, run_id)
    return f"/settlements/{run_id}?done=proposed"


@router.get("/settlements/{run_id}/approve", dependencies=[allow(APPROVE)])
def approve_page(
    request: Request, run_id: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """What is being signed: sums, what has changed since, the hash; then the password."""
    return _approve_page(request, who, session, store, run_id, {})


@router.post("/settlements/{run_id}/approve", dependencies=[allow(APPROVE, form=True)])
def approve(
    request: Request, run_id: str, who: WhoSession, sent: Sent, store: Store, today: Today
) -> Response:
    """Approve, the password having been given again."""
    form = parse(ApproveForm, sent.fields, today=today)
    if not isinstance(form, Rejected) and not sign_in.verified(store, who.actor, form.password):
        form = rejected({}, password=WRONG)
    if not isinstance(form, Rejected):
        try:
            return _approved(store, who.actor, sent, run_id, form.signs)
        except OwnFigure as refused:
            form = rejected({}, form=_with_others(store, run_id, refused))
        except StepRefused as refused:
            form = rejected({}, form=refused)
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _approve_page(request, who, session, store, run_id, errors)


def _signed(sent: Submitted, signs: str) -> Submitted:
    """The form without the password, so that no trace of that is kept with the form's key."""
    key = sent.fields.get("request_key", "")
    return Submitted({"request_key": key, "signs": signs}, {}, sent.path)


def _approved(store: Database, actor: Actor, sent: Submitted, run_id: str, signs: str) -> Response:
    """Sign by what is known to hold still; nothing is worked out while others' writes wait."""
    with read_tx(store) as session:
        own = look(session, actor, run_of(session, run_id))
    with write_tx(store) as session:
        work = partial(_approve, session, actor, run_id, signs, own)
        return once(session, actor, _signed(sent, signs), work)


def _with_others(store: Database, run_id: str, refused: OwnFigure) -> OwnFigure:
    with read_tx(store) as session:
        return who_else(session, run_of(session, run_id), refused)


def _approve(session: Session, actor: Actor, run_id: str, signs: str, own: Looked) -> str:
    found = known_freshness(session, run_of(session, run_id))
    if found is None:
        raise NotChecked
    if found.stale:
        raise StaleRun
    actions.approve(session, actor, run_id, signs=signs, found=found, looked=own)
    return f"/settlements/{run_id}?done=approved"


@router.post("/settlements/{run_id}/check", dependencies=[allow(READ, form=True)])
def check(run_id: str, actor: Who, sent: Sent, session: Writer) -> Response:
    """Leave holding the settlement against new data to the runner, and show how far it is."""
    return once(session, actor, sent, lambda: _begun(session, actor, "settlement.check", run_id))


@router.post("/settlements/{run_id}/reprint", dependencies=[allow(READ, form=True)])
def reprint(run_id: str, actor: Who, sent: Sent, session: Writer) -> Response:
    """Print the documents anew and compare the bytes; the runner does it."""
    return once(session, actor, sent, lambda: _begun(session, actor, "settlement.reprint", run_id))


def _begun(session: Session, actor: Actor, kind: str, run_id: str) -> str:
    run_of(session, run_id)
    return f"/jobs/{enqueue(session, actor, kind, {'run_id': run_id}).id}"


def _approve_page(
    request: Request,
    who: SignedIn,
    session: Session,
    store: Database,
    run_id: str,
    errors: Mapping[str, str],
) -> Response:
    shown = {
        "view": queries.run(session, who.actor, run_id, language(request, who)),
        "fresh": known_freshness(session, run_of(session, run_id)),
        "doubled": doubled(session, run_of(session, run_id)),
        "errors": errors,
        "request_key": new_key(),
    }
    looked(store, who.actor, "list", f"settlement:{run_id}")
    return page(request, who, "settlements/approve.html", shown, 422 if errors else 200)


@router.post("/settlements/{run_id}/reject", dependencies=[allow(READ, form=True)])
def reject(run_id: str, actor: Who, sent: Sent, store: Store, today: Today) -> Response:
    """Turn a settlement down, saying why."""
    form = parse(RejectForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return RedirectResponse(f"/settlements/{run_id}?refused=reason", 303)
    try:
        with write_tx(store) as session:
            actions.reject(session, actor, run_id, form.reason)
    except StepRefused as refused:
        return RedirectResponse(f"/settlements/{run_id}?refused={code_of(refused)}", 303)
    return RedirectResponse(f"/settlements/{run_id}?done=rejected", 303)


@router.post("/settlements/{run_id}/issue", dependencies=[allow(READ, form=True)])
def issue(run_id: str, actor: Who, sent: Sent, session: Writer) -> Response:
    """Leave printing and posting to the runner, and show how far it is."""
    return once(session, actor, sent, lambda: _begun(session, actor, "settlement.issue", run_id))


@router.post("/settlements/{run_id}/pay", dependencies=[allow(PREPARE, form=True)])
def pay(run_id: str, actor: Who, sent: Sent, store: Store, today: Today) -> Response:
    """Note a payment, its day and reference: one line, or every line that is not disputed."""
    form = parse(PayForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return RedirectResponse(f"/settlements/{run_id}?refused=payment", 303)
    named = [int(form.line)] if form.line else None
    try:
        with write_tx(store) as session:
            lines.pay(session, actor, run_id, named, payment=Payment(form.paid_on, form.reference))
    except StepRefused as refused:
        return RedirectResponse(f"/settlements/{run_id}?refused={code_of(refused)}", 303)
    return RedirectResponse(f"/settlements/{run_id}?done=paid", 303)
