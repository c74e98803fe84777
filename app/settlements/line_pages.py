"""The page of one line: its explanation for each reader, its dispute, and what was paid for it."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements.rulings import RulingRefused
from app.db.engine import read_tx, write_tx
from app.permissions import Actor, Permission
from app.settlements import cash as cash_of
from app.settlements import disputes, lines, queries
from app.settlements.cash import Payment
from app.settlements.disputes import Decided, Said
from app.settlements.forms import CashForm, DisputeForm
from app.settlements.looks import looked
from app.settlements.one_line import PROFILES, line_page
from app.settlements.refusals import STATE_NAMES, StepRefused
from app.web.deps import Reader, Sent, SignedIn, Store, Today, WhoSession, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_
from contracts.explain import Profile
from contracts.states import State

router = APIRouter()
READ, PREPARE = Permission.SETTLEMENT_READ, Permission.SETTLEMENT_PREPARE
tells(
    disputed=N_("The line is disputed and its amount held back. The other lines go on."),
    answered=N_("Your answer is added."),
    decided=N_("The dispute is decided. What it changes comes with the next settlement."),
)
CAUSE_NAMES = {
    "issue": N_("issued"),
    "dispute": N_("held back in a dispute"),
    "decision": N_("released by the decision"),
    "payment": N_("paid"),
}


@router.get("/settlements/lines/{line_id}", dependencies=[allow(READ)])
def line(
    request: Request, line_id: int, who: WhoSession, session: Reader, store: Store
) -> Response:
    """One line with its explanation and the thread of its dispute."""
    looked(store, who.actor, "open", f"line:{line_id}")
    return _line(request, who, session, line_id, {}, {})


@router.post("/settlements/lines/{line_id}", dependencies=[allow(READ, form=True)])
def say(
    request: Request, line_id: int, who: WhoSession, sent: Sent, store: Store, today: Today
) -> Response:
    """Dispute a line, answer in its thread, or decide it."""
    form = parse(DisputeForm, sent.fields, today=today)
    if not isinstance(form, Rejected) and form.unsigned:
        text = N_("Write who signed the decision, as the document names them.")
        form = rejected(sent.fields, signed_by=Problem(text))
    if not isinstance(form, Rejected):
        try:
            with write_tx(store) as session:
                work = partial(_said, session, who.actor, line_id, form)
                return once(session, who.actor, sent, work)
        except StepRefused as refused:
            form = rejected(sent.fields, text=refused)
        except RulingRefused as refused:
            form = rejected(sent.fields, signed_by=refused.problem)
    looked(store, who.actor, "open", f"line:{line_id}")
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _line(request, who, session, line_id, form.typed, errors)


def _said(session: Session, actor: Actor, line_id: int, form: DisputeForm) -> str:
    return f"/settlements/lines/{line_id}?done={_taken(session, actor, line_id, form)}"


def _taken(session: Session, actor: Actor, line_id: int, form: DisputeForm) -> str:
    said = Said(form.text, form.party)
    if form.decision:
        decided = Decided(form.decision, form.signed_by, form.ruled_amount)
        disputes.decide(session, actor, line_id, decided, said)
        return "decided"
    if lines.line_state(session, lines.line_of(session, line_id)) is State.DISPUTED:
        disputes.answer(session, actor, line_id, said)
        return "answered"
    disputes.dispute(session, actor, line_id, said)
    return "disputed"


@router.post("/settlements/lines/{line_id}/cash", dependencies=[allow(PREPARE, form=True)])
def cash(
    request: Request, line_id: int, who: WhoSession, sent: Sent, store: Store, today: Today
) -> Response:
    """Note what the bank says was paid for a line."""
    form = parse(CashForm, sent.fields, today=today)
    if not isinstance(form, Rejected):
        try:
            with write_tx(store) as session:
                work = partial(_noted, session, who.actor, line_id, form)
                return once(session, who.actor, sent, work)
        except StepRefused as refused:
            form = rejected(sent.fields, amount=refused)
    looked(store, who.actor, "open", f"line:{line_id}")
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _line(request, who, session, line_id, form.typed, errors)


def _noted(session: Session, actor: Actor, line_id: int, form: CashForm) -> str:
    payment = Payment(form.paid_on, form.reference)
    lines.note_payment(session, actor, line_id, form.amount, payment)
    return f"/settlements/lines/{line_id}?done=paid"


def _line(
    request: Request,
    who: SignedIn,
    session: Session,
    line_id: int,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    lang, asked = language(request, who), request.query_params.get("profile", "finance")
    profile: Profile = next((one for one in PROFILES if one == asked), "finance")
    view = line_page(session, who.actor, line_id, lang, profile)
    shown = {
        "view": view,
        "line": view.line,
        "profiles": PROFILES,
        "disputed": view.state is State.DISPUTED,
        "run": queries.run(session, who.actor, view.run_id, lang).row,
        "state_names": STATE_NAMES,
        "cause_names": CAUSE_NAMES,
        "may_decide": who.actor.may(PREPARE),
        "typed": typed,
        "errors": errors,
        "request_key": new_key(),
    }
    return page(request, who, "settlements/line.html", shown, 422 if errors else 200)


@router.get("/settlements/open-items", dependencies=[allow(READ)])
def open_items(request: Request, who: WhoSession, session: Reader, store: Store) -> Response:
    """Payments that do not come to what was issued: short, or more than it was."""
    looked(store, who.actor, "list", "settlements:open-items")
    shown = {"items": cash_of.open_items(session, who.actor)}
    return page(request, who, "settlements/open_items.html", shown)
