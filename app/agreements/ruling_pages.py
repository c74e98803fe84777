"""The page of the rulings under an agreement, where what the parties signed is kept."""

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements import figures, queries, rulings
from app.agreements.figure_forms import RetractForm, RulingForm
from app.agreements.reading import terms_named
from app.agreements.ruling_terms import lacks_milestone
from app.agreements.rulings import NewRuling, RulingRefused
from app.audit import saw
from app.db.engine import write_tx
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, SignedIn, Store, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_, translator
from contracts.waivers import WAIVER

router = APIRouter()
tells(
    ruling_saved=N_("The ruling is kept. The next settlement reads it."),
    ruling_retracted=N_("The ruling is taken back. The next settlement no longer reads it."),
)
EDIT, READ = Permission.AGREEMENT_EDIT, Permission.AGREEMENT_READ


@router.get("/agreements/{agreement_id}/rulings", dependencies=[allow(READ)])
def shown(
    request: Request, agreement_id: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """The rulings under the agreement, with every version."""
    with write_tx(store) as writing:
        _looked(writing, who, agreement_id)
    return _rulings(request, who, session, agreement_id, None)


@router.post("/agreements/{agreement_id}/rulings", dependencies=[allow(EDIT, form=True)])
def sign(
    request: Request, agreement_id: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Keep a signed ruling, or correct the one of the same day."""
    form = parse(RulingForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return _again(request, who, session, agreement_id, form)
    strange = _strange(session, who, agreement_id, form)
    if strange:
        return _again(request, who, session, agreement_id, rejected(sent.fields, **strange))
    if form.lacking():
        refused = rejected(sent.fields, **form.lacking())
        return _again(request, who, session, agreement_id, refused)
    new = form.ruling(agreement_id, figures.currency(session, who.actor, agreement_id))
    try:
        return once(session, who.actor, sent, lambda: _keep(session, who, new))
    except RulingRefused as no:
        refused = rejected(sent.fields, treatment=no.problem)
    except NotFound:
        text = N_("The agreement covers no treatment “{found}”. Write a number such as P-0014.")
        refused = rejected(sent.fields, treatment=Problem(text, {"found": new.treatment}))
    return _again(request, who, session, agreement_id, refused)


@router.post("/agreements/{agreement_id}/rulings/retract", dependencies=[allow(EDIT, form=True)])
def retract(
    request: Request, agreement_id: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Take a ruling back; it stays on the page with the reason."""
    form = parse(RetractForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return _again(request, who, session, agreement_id, form)

    def write() -> str:
        rulings.retract_ruling(session, who.actor, agreement_id, form.fact_id, form.reason)
        return f"{_url(agreement_id)}?done=ruling-retracted"

    return once(session, who.actor, sent, write)


def _looked(session: Session, who: SignedIn, agreement_id: str) -> None:
    """Log that someone saw which treatments are ruled about, before they are shown."""
    actor = replace(who.actor, purpose="contract_follow_up")
    saw(session, actor, "list", criterion=f"ruling:{agreement_id}")


def _strange(
    session: Session, who: SignedIn, agreement_id: str, form: RulingForm
) -> dict[str, Problem]:
    """What no version of the agreement knows of a form."""
    if form.name not in rulings.names_read(session, who.actor, agreement_id):
        text = N_("No version reads the ruling “{found}”. Choose one of the list.")
        return {"name": Problem(text, {"found": form.name})}
    if form.term and form.term not in dict(_terms(session, agreement_id)):
        text = N_("No version has a term “{found}”. Choose one of the list.")
        return {"term": Problem(text, {"found": form.term})}
    if form.term and form.milestone:
        versions = figures.versions_read(session, agreement_id)
        lacking = lacks_milestone(versions, form.term, form.milestone)
        return {"milestone": lacking} if lacking else {}
    return {}


def _terms(session: Session, agreement_id: str) -> tuple[tuple[str, str], ...]:
    return terms_named(figures.versions_read(session, agreement_id))


def _again(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected
) -> Response:
    _looked(session, who, agreement_id)
    return _rulings(request, who, session, agreement_id, form)


def _keep(session: Session, who: SignedIn, new: NewRuling) -> str:
    rulings.record_ruling(session, who.actor, new)
    return f"{_url(new.agreement_id)}?done=ruling-saved"


def _url(agreement_id: str) -> str:
    return f"/agreements/{quote(agreement_id, safe='')}/rulings"


def _rulings(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    typed = form.typed if form else {}
    names = rulings.names_read(session, who.actor, agreement_id)
    say = translator(lang).gettext
    words = {rulings.DISPUTE: say("dispute"), WAIVER: say(N_("a value outside its window counts"))}
    words |= {rulings.MERGE: say(N_("the same patient twice"))}
    shown = {
        "entry": queries.agreement(session, who.actor, agreement_id, lang),
        "rulings": rulings.rulings(session, who.actor, agreement_id),
        "names": names,
        "shown": [words.get(name, name) for name in names],
        "terms": _terms(session, agreement_id),
        "currency": figures.currency(session, who.actor, agreement_id),
        "may_edit": who.actor.may(EDIT),
        "typed": typed,
        "retracting": typed.get("fact_id", ""),
        "errors": form.worded(lang) if form else {},
        "request_key": new_key(),
    }
    return page(request, who, "agreements/rulings.html", shown, 422 if form else 200)
