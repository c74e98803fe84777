"""Bring a file in: choose it, look at what it would do, answer, and store it; three clicks."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.db.engine import read_tx, write_tx
from app.imports.actions import (
    AT_ONCE,
    JOB,
    FileStopped,
    Order,
    Prepared,
    arguments_of,
    keep_file,
    own_file,
    prepare,
    read_file,
    store,
)
from app.imports.example import Example, example_file
from app.imports.forms import answers_in, choice_in, problems_in
from app.imports.map_faults import packaged
from app.imports.maps import LongMap
from app.imports.preview import SHOWN, previewed, unknown_cpr
from app.imports.problems import FileRefused
from app.imports.queries import batch, batches, begun, error_file, map_titles
from app.jobs import enqueue
from app.patients.asking import Asking, Asks
from app.patients.looks import looked
from app.patients.pages import registration_form
from app.permissions import NotFound, Permission
from app.settings import settings
from app.web.deps import allow
from app.web.downloads import CSV, attachment
from app.web.flash import tells
from app.web.forms import Message, Problem
from app.web.idempotency import new_key, once
from app.web.templating import page
from app.web.words import N_, translator

router = APIRouter()
CHANGED_ROWS = N_(
    "The register has changed since you saw the file. Nothing is stored. "
    "Look at these rows again, and store: {rows}."
)
tells(imported=N_("The file is stored."))
MapName = Annotated[str, Query(alias="map")]
NO_FILE = Problem(N_("No file is chosen. Choose the file with the values."))
STOPPED = Problem(
    N_("Nothing is stored: some rows are refused or unanswered. Mend the file, or leave them out.")
)
CHANGED = Problem(
    N_("The register has changed since you answered. Nothing is stored. Answer again, and store.")
)


@router.get("/imports", dependencies=[allow(Permission.IMPORT_DATA)])
def import_list(asks: Asks) -> Response:
    """Choose a file; the department's imports below."""
    return _list(asks, None)


@router.get("/imports/example.csv", dependencies=[allow(Permission.IMPORT_DATA)])
def example(asks: Asks) -> Response:
    """In the demo, a file with a row of each kind about the department's own patients."""
    found = _example(asks)
    if found is None:
        return RedirectResponse("/imports", 303)
    looked(asks.store, asks.actor, "export", found.patients, "import example")
    return attachment("effekt-eksempel.csv", CSV, found.content)


@router.post("/imports", dependencies=[allow(Permission.IMPORT_DATA, form=True)])
def upload(asks: Asks) -> Response:
    """Read a file; what can be read is kept sealed, and shown before anything is stored."""
    map_name, file = asks.sent.fields.get("map", ""), asks.sent.files.get("file")
    if file is None or not file.filename:
        return _list(asks, NO_FILE)
    with file.file as opened:
        content = opened.read()
    try:
        read_file(content, _map_text(map_name))
    except FileRefused as refused:
        return _list(asks, refused.problem)
    with write_tx(asks.store) as session:
        kept = keep_file(session, asks.actor, file.filename, content)
    return RedirectResponse(f"/imports/files/{kept}?map={map_name}", 303)


@router.get("/imports/files/{file_id}", dependencies=[allow(Permission.IMPORT_DATA)])
def preview(asks: Asks, file_id: int, map_name: MapName, stopped: str = "") -> Response:
    """What the file would do, row by row."""
    with read_tx(asks.store) as session:
        ready = prepare(session, asks.actor, Order(file_id, _map_text(map_name)), asks.today)
        name = own_file(session, asks.actor, file_id)[0]
    why = CHANGED if stopped == "changed" else STOPPED
    return _preview(asks, ready, name, {"": why} if stopped else {})


@router.get(
    "/imports/files/{file_id}/rows/{number}/register",
    dependencies=[allow(Permission.PATIENT_REGISTER)],
)
def register_patient_of(asks: Asks, file_id: int, number: str, map_name: MapName) -> Response:
    """The form for a treated patient, with the CPR number that the file's row holds."""
    with read_tx(asks.store) as session:
        content = own_file(session, asks.actor, file_id)[1]
    file = read_file(content, _map_text(map_name))
    found = (unknown_cpr(file, row) for row in file.sheet.rows if str(row.number) == number)
    cpr = next(found, None)
    if cpr is None:
        raise NotFound
    looked(asks.store, asks.actor, "search", criterion=f"file:{file_id} row:{number}")
    return registration_form(asks, {"cpr": cpr, "state": "infused"})


@router.post(
    "/imports/files/{file_id}/commit", dependencies=[allow(Permission.IMPORT_DATA, form=True)]
)
def commit(asks: Asks, file_id: int) -> Response:
    """Store what was chosen: at once, or by a job where the file is large."""
    fields = asks.sent.fields
    map_text = _map_text(fields.get("map", ""))
    order = Order(file_id, map_text, choice_in(fields), answers_in(fields))
    ready = _prepared(asks, order)
    try:
        if not _problems(ready):
            with write_tx(asks.store) as session:
                return once(session, asks.actor, asks.sent, lambda: _stored(session, asks, ready))
    except FileStopped:  # by what was recorded just now
        ready = _prepared(asks, order)
    with read_tx(asks.store) as session:
        name = own_file(session, asks.actor, file_id)[0]
    return _preview(asks, ready, name, _problems(ready))


@router.get("/imports/{batch_id}", dependencies=[allow(Permission.IMPORT_DATA)])
def batch_page(asks: Asks, batch_id: int) -> Response:
    """One import: what became of its rows."""
    with read_tx(asks.store) as session:
        found = batch(session, asks.actor, batch_id)
    looked(asks.store, asks.actor, "list", found.patients(SHOWN), f"import:{batch_id}")
    context = {"found": found, "titles": map_titles(asks.lang), "shown": SHOWN}
    return page(asks.request, asks.who, "imports/batch.html", context)


@router.get("/imports/{batch_id}/refused.csv", dependencies=[allow(Permission.IMPORT_DATA)])
def refused_rows(asks: Asks, batch_id: int) -> Response:
    """The rows that were not stored, as they came, with why; to mend and bring in again."""
    with read_tx(asks.store) as session:
        found = batch(session, asks.actor, batch_id)
    seen, criterion = found.patients(), f"import:{batch_id} refused.csv"
    looked(asks.store, asks.actor, "export", seen, criterion)
    words = translator(asks.lang).gettext
    headings = (words(N_("Row")), words(N_("Column")), words(N_("Why, and what to do")))
    content = error_file(found, asks.lang, headings)
    return attachment(f"effekt-import-{batch_id}.csv", CSV, content)


def _prepared(asks: Asking, order: Order) -> Prepared:
    with read_tx(asks.store) as session:
        return prepare(session, asks.actor, order, asks.today)


def _problems(ready: Prepared) -> dict[str, Message]:
    """What keeps the file from being stored, by field."""
    problems, plan = problems_in(ready.order.answers), ready.plan
    if plan.changed:
        rows = ", ".join(map(str, plan.changed))
        return problems | {"": Problem(CHANGED_ROWS, {"rows": rows})}
    return problems or ({"": STOPPED} if ready.order.choice == "all" and plan.stopped else {})


def _stored(session: Session, asks: Asking, ready: Prepared) -> str:
    """Store the plan, or leave it to a job; gives where to look."""
    if len(ready.plan.rows) <= AT_ONCE:
        return f"/imports/{store(session, asks.actor, ready, asks.today).batch_id}?done=imported"
    key = f"import:{asks.sent.fields.get('request_key') or new_key()}"[:64]
    return f"/jobs/{enqueue(session, asks.actor, JOB, arguments_of(ready.order, key)).id}"


def _map_text(name: str) -> str:
    if name not in packaged():
        raise NotFound
    return packaged()[name][1]


def _example(asks: Asking) -> Example | None:
    by = next((one for one, _ in packaged().values() if isinstance(one, LongMap)), None)
    if by is None or not settings().demo:
        return None
    with read_tx(asks.store) as session:
        return example_file(session, asks.actor, by, asks.today)


def _list(asks: Asking, problem: Message | None) -> Response:
    with read_tx(asks.store) as session:
        rows, waiting = batches(session, asks.actor), begun(session, asks.actor)
    context = {
        "batches": rows,
        "waiting": waiting,
        "example": _example(asks) is not None,
        "limits": {name: one.limits for name, (one, _) in packaged().items()},
        "maps": [(name, one.title.text(asks.lang)) for name, (one, _) in packaged().items()],
        "columns": {name: one.header for name, (one, _) in packaged().items()},
        "titles": map_titles(asks.lang),
        "errors": {"file": problem.worded(asks.lang)} if problem else {},
        "chosen": asks.sent.fields.get("map", ""),
    }
    return page(asks.request, asks.who, "imports/list.html", context, 422 if problem else 200)


def _preview(asks: Asking, ready: Prepared, name: str, problems: dict[str, Message]) -> Response:
    answers = answers_in(asks.sent.fields)
    shown = previewed(ready, asks.lang, answers.by_row)
    looked(asks.store, asks.actor, "list", shown.patients, f"file:{ready.order.file_id}")
    context = {
        "shown": shown,
        "name": name,
        "file_id": ready.order.file_id,
        "map": ready.file.by,
        "reason": answers.reason,
        "errors": {field: one.worded(asks.lang) for field, one in problems.items()},
        "request_key": new_key(),
        "most": SHOWN,
    }
    return page(asks.request, asks.who, "imports/preview.html", context, 422 if problems else 200)
