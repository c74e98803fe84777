"""The pages of settlements: the analyst's home, a new draft and a run."""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements.queries import active_agreements, active_versions, agreements
from app.agreements.waiting import waiting
from app.db.engine import Database, read_tx, write_tx
from app.permissions import Permission
from app.settlements import jobs, overview, queries
from app.settlements.cash import open_items
from app.settlements.forms import AsOfForm, DraftForm
from app.settlements.looks import looked
from app.settlements.next_up import due_first, next_of
from app.settlements.periods import end_of
from app.settlements.refusals import STATE_NAMES, DayBehind, DayToCome, DraftUnderWay
from app.settlements.refused import words_of
from app.settlements.settle_days import must_be_settleable
from app.settlements.views import run_page
from app.settlements.working import NothingInForce
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
from app.web.words import N_, translator

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
        "versions": waiting(session, who.actor, language(request, who)),
        "open_items": len(open_items(session, who.actor)),
        "state_names": STATE_NAMES,
        "may_prepare": who.actor.may(PREPARE),
    }
    return page(request, who, "settlements/home.html", shown)


@router.get("/settlements/new", dependencies=[allow(PREPARE)])
def new(request: Request, who: WhoSession, session: Reader, today: Today) -> Response:
    """Choose an agreement, a period and the day to settle on."""
    asked = dict(request.query_params)
    return _new(request, who, session, _proposed(session, asked, today) | asked, {})


def _proposed(session: Session, asked: Mapping[str, str], today: date) -> dict[str, str]:
    """What is settled next: of the agreement asked for, else of the one that is due first."""
    chosen = [one for one in active_agreements(session) if asked.get("agreement_id", one) == one]
    following = due_first([next_of(session, one, today) for one in chosen])
    if following is None:
        return {}
    return {
        "agreement_id": following.agreement_id,
        "period": following.period.label,
        "settle_on": following.settle_on.strftime("%d-%m-%Y"),
    }


@router.post("/settlements/new", dependencies=[allow(PREPARE, form=True)])
def draft(request: Request, who: WhoSession, sent: Sent, store: Store, today: Today) -> Response:
    """Leave the draft to the runner, and show how far it is."""
    form = parse(DraftForm, sent.fields, today=today)
    if not isinstance(form, Rejected):
        form = _on_its_day(store, form, sent, today)
    if not isinstance(form, Rejected) and form.lies_outside():
        form = rejected(sent.fields, settle_on=_outside(form))
    if not isinstance(form, Rejected):
        try:
            return _drafted(store, who, sent, form)
        except DraftUnderWay as busy:
            form = rejected(sent.fields, agreement_id=busy)
        except NothingInForce:
            form = rejected(sent.fields, agreement_id=Problem(words_of("none")))
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _new(request, who, session, form.typed, errors)


def _on_its_day(
    store: Database, form: DraftForm, sent: Submitted, today: date
) -> DraftForm | Rejected:
    """The form, unless the runner would refuse its day."""
    try:
        with read_tx(store) as session:
            must_be_settleable(session, form.agreement_id, form.settle_on, today)
    except (DayToCome, DayBehind) as refused:
        return rejected(sent.fields, settle_on=refused)
    return form


def _outside(form: DraftForm) -> Problem:
    text = N_(
        "{found} lies outside the period {period}. Correct the day or the period, or tick "
        "below that it is meant."
    )
    found = form.settle_on.strftime("%d-%m-%Y")
    return Problem(text, {"found": found, "period": form.period})


def _drafted(store: Database, who: SignedIn, sent: Submitted, form: DraftForm) -> Response:
    """The intent to draft: a second press, or another person's, never works the same out twice."""
    known = end_of(form.known_on) if form.known_on else None
    arguments = {
        "agreement_id": form.agreement_id,
        "period": form.period,
        "settle_on": form.settle_on.isoformat(),
        "known_at": known.isoformat() if known else None,
    }

    def work() -> str:
        if not active_versions(session, form.agreement_id):
            raise NothingInForce(form.agreement_id)
        return f"/jobs/{jobs.begin_draft(session, who.actor, arguments).id}"

    with write_tx(store) as session:
        return once(session, who.actor, sent, work)


def _new(
    request: Request,
    who: SignedIn,
    session: Session,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    lang = language(request, who)
    found = agreements(session, who.actor, lang)
    refused = words_of(request.query_params.get("refused", ""))
    choices = [(one.id, f"{one.brand}: {one.title} ({one.id})") for one in found if one.active]
    shown: dict[str, object] = {
        "choices": choices,
        "refused": translator(lang).gettext(refused) if refused else "",
        "typed": typed,
        "errors": errors,
        "request_key": new_key(),
    }
    shown["ask_anyway"] = "settle_on" in errors and "agreement_id" not in errors
    return page(request, who, "settlements/new.html", shown, 422 if errors else 200)


@router.get("/settlements/{run_id}", dependencies=[allow(READ)])
def run(
    request: Request, run_id: str, who: WhoSession, session: Reader, store: Store, today: Today
) -> Response:
    """A run: what it comes to, and its lines, each unfolding; as it stood on a day if asked."""
    asked = dict(request.query_params)
    as_of = parse(AsOfForm, {"as_of": asked.get("as_of", "")}, today=today)
    until = None if isinstance(as_of, Rejected) else as_of.moment
    shown = run_page(session, who.actor, run_id, asked, language(request, who), until)
    if isinstance(as_of, Rejected):
        shown["refused"] = as_of.worded(language(request, who))["as_of"]
    looked(store, who.actor, "list", f"settlement:{run_id}")
    return page(request, who, "settlements/run.html", {**shown, "request_key": new_key()})
