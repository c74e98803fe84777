"""Lists behind the numbers, and the files of a run."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.permissions import NotFound, Permission
from app.settlements import line_views, overview
from app.settlements.documents import document
from app.settlements.issue import KIND, SUPPLIER
from app.settlements.line_files import csv_of
from app.settlements.line_views import Wanted
from app.settlements.looks import looked
from app.settlements.overview import Which
from app.web.deps import Reader, Store, Today, WhoSession, allow
from app.web.downloads import CSV, PDF, attachment
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
READ = Permission.SETTLEMENT_READ
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
    """The statement exactly as issued, or the supplier's edition of it."""
    asked = request.query_params.get("lang", language(request, who))
    kind = SUPPLIER if request.query_params.get("edition") == "supplier" else KIND
    name, content = document(session, who.actor, run_id, asked, kind)
    looked(store, who.actor, "print", f"settlement:{run_id}")
    return attachment(name, PDF, content)


@router.get("/settlements/{run_id}/lines.csv", dependencies=[allow(READ)])
def lines_csv(
    request: Request, run_id: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """Every line of a run as a file that a spreadsheet opens without running anything in it."""
    lang = language(request, who)
    found = line_views.every_line(session, who.actor, run_id, Wanted(), lang)
    content = csv_of(found, lang, standard=request.query_params.get("form") == "standard")
    looked(store, who.actor, "export", f"settlement:{run_id}")
    return attachment(f"settlement-{run_id[:12]}.csv", CSV, content)
