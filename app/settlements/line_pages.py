"""Lists behind the numbers, files of a run, and the thread about a disputed line."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.permissions import Actor, NotFound, Permission
from app.settlements import line_views, lines, overview, queries
from app.settlements.forms import DisputeForm
from app.settlements.line_files import csv_of
from app.settlements.line_views import Wanted
from app.settlements.looks import looked
from app.settlements.overview import Which
from app.settlements.refusals import STATE_NAMES, StepRefused
from app.web.deps import Reader, Sent, SignedIn, Store, Today, WhoSession, allow
from app.web.flash import tells
from app.web.forms import Rejected, parse, rejected
from app.web.templating import language, page
from app.web.words import N_
from contracts.states import State

router = APIRouter()
READ = Permission.SETTLEMENT_READ
tells(
    disputed=N_("The line is disputed. The other lines go on."),
    answered=N_("Your answer is added."),
    decided=N_("The dispute is decided."),
)
LIST_TITLES = {
    Which.DUE: N_("Due this period"),
    Which.BLOCKED: N_("Blocked"),
    Which.UNPAID: N_("Issued and unpaid"),
    Which.UNCLAIMED: N_("Entitled but not claimed"),
}


@router.get("/settlements/lists/{which}", dependencies=[allow(READ)])
def listed(
    request: Request, which: str, who: WhoSession, session: Reader, store: Store, today: Today
) -> Response:
    """The list behind one of the four numbers."""
    if which not in set(Which):
        raise NotFound
    looked(store, who.actor, "list", f"settlements:{which}")
    one = Which(which)
    shown: dict[str, object] = {"which": one, "heading": LIST_TITLES[one]}
    if one is Which.DUE:
        shown["dues"] = overview.due(session, who.actor, today)
        return page(request, who, "settlements/due.html", shown)
    after = _row_number(request.query_params.get("after") or "0")
    lang = language(request, who)
    shown["found"] = overview.open_lines(session, who.actor, one, today, lang, after)
    return page(request, who, "settlements/open_lines.html", shown)


def _row_number(text: str) -> int:
    """A row's number from an address; what no row can have leads nowhere."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise NotFound
    return int(text)


@router.get("/settlements/{run_id}/statement.pdf", dependencies=[allow(READ)])
def statement(
    request: Request, run_id: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """The statement exactly as issued."""
    asked = request.query_params.get("lang", language(request, who))
    name, content = queries.document(session, who.actor, run_id, asked)
    looked(store, who.actor, "print", f"settlement:{run_id}")
    headers = {"Content-Disposition": f'attachment; filename="{_safe(name)}"'}
    return Response(content, media_type="application/pdf", headers=headers)


@router.get("/settlements/{run_id}/lines.csv", dependencies=[allow(READ)])
def lines_csv(
    request: Request, run_id: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """Every line of a run as a file that a spreadsheet opens without running anything in it."""
    lang = language(request, who)
    found = line_views.every_line(session, who.actor, run_id, Wanted(), lang)
    content = csv_of(found, lang, standard=request.query_params.get("form") == "standard")
    looked(store, who.actor, "export", f"settlement:{run_id}")
    headers = {"Content-Disposition": f'attachment; filename="settlement-{_safe(run_id[:12])}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _safe(name: str) -> str:
    """A file name of plain letters, digits, points and hyphens."""
    return "".join(c if c.isascii() and (c.isalnum() or c in ".-_") else "-" for c in name)


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
    if not isinstance(form, Rejected):
        try:
            with write_tx(store) as session:
                done = _said(session, who.actor, line_id, form)
            return RedirectResponse(f"/settlements/lines/{line_id}?done={done}", 303)
        except StepRefused as refused:
            form = rejected(sent.fields, text=refused)
    looked(store, who.actor, "open", f"line:{line_id}")
    with read_tx(store) as session:
        errors = form.worded(language(request, who))
        return _line(request, who, session, line_id, form.typed, errors)


def _said(session: Session, actor: Actor, line_id: int, form: DisputeForm) -> str:
    if form.decision:
        lines.decide(session, actor, line_id, form.decision, form.text)
        return "decided"
    if lines.line_state(session, lines.line_of(session, line_id)) is State.DISPUTED:
        lines.answer(session, actor, line_id, form.text)
        return "answered"
    lines.dispute(session, actor, line_id, form.text)
    return "disputed"


def _line(
    request: Request,
    who: SignedIn,
    session: Session,
    line_id: int,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
) -> Response:
    lang = language(request, who)
    view, state, posts = line_views.one_line(session, who.actor, line_id, lang)
    run_id = lines.line_of(session, line_id).run_id
    shown = {
        "line": view,
        "state": state,
        "disputed": state is State.DISPUTED,
        "posts": posts,
        "run": queries.run(session, who.actor, run_id, lang).row,
        "state_names": STATE_NAMES,
        "may_decide": who.actor.may(Permission.SETTLEMENT_PREPARE),
        "typed": typed,
        "errors": errors,
    }
    return page(request, who, "settlements/line.html", shown, 422 if errors else 200)
