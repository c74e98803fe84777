"""One table from what went wrong to the answer a person can act on."""

import re
from collections.abc import Mapping

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.exc import DataError, OperationalError
from starlette.exceptions import HTTPException

from app.audit import denied
from app.db.engine import write_tx
from app.jobs import TooManyJobs
from app.permissions import NotAllowed, NotFound
from app.web.deps import FormExpired, FormUnreadable, SignInNeeded, signed_in
from app.web.idempotency import KeyReused
from app.web.templating import language, page
from app.web.words import N_, translator

LOG = structlog.get_logger()

TITLES: dict[int, tuple[str, str]] = {
    400: (
        N_("The request could not be read"),
        N_("It holds too much or is damaged. Go back, shorten what you typed, and send it again."),
    ),
    403: (
        N_("You cannot do this"),
        N_("Your role does not include it. Ask your administrator if you think it should."),
    ),
    404: (
        N_("The page is not here"),
        N_("Either the address is wrong, or what it showed is not yours to see."),
    ),
    405: (N_("This cannot be done here"), N_("Go back and use the page's own buttons.")),
    409: (
        N_("The form was opened before this page was loaded anew"),
        N_("Nothing was saved. Go back, copy what you typed, load the page again and save."),
    ),
    413: (N_("The file is too large"), N_("Split it, or ask your administrator.")),
    422: (N_("The request could not be read"), N_("Go back and use the page's own form.")),
    429: (N_("Too many attempts"), N_("Wait a quarter of an hour and try again.")),
    500: (
        N_("Something failed on our side"),
        N_("Nothing was saved. Try again; if it happens again, tell your administrator the time."),
    ),
    503: (
        N_("Not saved: the database did not answer"),
        N_("Nothing was changed. Go back with the browser and save again in a minute."),
    ),
}
BY_KIND: dict[type[object], tuple[str, str]] = {
    KeyReused: (
        N_("This form was saved once already"),
        N_("What you changed afterwards is not saved. Open the page again and change it there."),
    ),
    TooManyJobs: (
        N_("You have five pieces of work under way"),
        N_(
            "Nothing was started. Wait until one of them is done, then go back and send this again."
            " If none gets done, tell your administrator."
        ),
    ),
}
"""What is said of an exception that shares its status with others."""


def failure(request: Request, status: int, error: Exception | None = None) -> HTMLResponse:
    """The page for a status, in the reader's language, with what to do next."""
    heading, message = BY_KIND.get(type(error), TITLES.get(status, TITLES[500]))
    try:
        who = signed_in(request, request.app.state.database)
    except OperationalError:
        who = None
    words = translator(language(request, who))
    context = {
        "status": status,
        "heading": words.gettext(heading),
        "message": words.gettext(message),
        "advice": "",
    }
    return page(request, who, "error.html", context, status)


# What an id of ours can look like: a number, a hash, or a code such as M12. Ten digits or a name
# typed into the address are not repeated, so codes without a digit are not told either.
AN_ID = re.compile(
    r"[0-9]{1,8}|[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{1,3}[0-9]{1,4}"
)


def asked_for(request: Request) -> str:
    """The method, the route's pattern, and the ids in the address, as the log may keep them."""
    pattern = getattr(request.scope.get("route"), "path", "")
    ids = [
        f"{name}={value if AN_ID.fullmatch(str(value)) else '…'}"
        for name, value in request.path_params.items()
    ]
    return " ".join([request.method, pattern, *ids])


def note_denial(request: Request) -> None:
    """Log that the person was not given what was asked for, whether or not it exists."""
    database = request.app.state.database
    try:
        who = signed_in(request, database)
        if who is not None:
            with write_tx(database) as session:
                denied(session, who.actor, asked_for(request))
    except OperationalError:
        LOG.warning("denial not logged", path=asked_for(request))


STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    FormExpired: 409,
    FormUnreadable: 422,
    KeyReused: 409,
    OverflowError: 404,  # a number in the address that no row can have
    DataError: 404,
    OperationalError: 503,
    RequestValidationError: 422,
    TooManyJobs: 429,
}


def install(app: FastAPI, further: Mapping[type[Exception], int]) -> None:
    """Register the table, with the rooms' own exceptions, on the application."""
    table = {**STATUS, **further}

    def answer(request: Request, error: Exception) -> Response:
        status = next(code for kind, code in table.items() if isinstance(error, kind))
        if isinstance(error, NotFound | NotAllowed):
            note_denial(request)
        return failure(request, status, error)

    for kind in table:
        app.add_exception_handler(kind, answer)

    @app.exception_handler(SignInNeeded)
    def sign_in(_request: Request, error: SignInNeeded) -> Response:
        return RedirectResponse(f"/sign-in?back={error.back}", status_code=303)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        return failure(request, error.status_code)

    @app.exception_handler(Exception)
    def last(request: Request, error: Exception) -> Response:
        LOG.error("unexpected", kind=type(error).__name__, path=asked_for(request), exc_info=False)
        return failure(request, 500)
