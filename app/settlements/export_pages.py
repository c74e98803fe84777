"""An issued run as files, and the program that checks one of them without Effekt."""

from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.permissions import NotFound, Permission
from app.settlements.exports import Form, export
from app.settlements.looks import looked
from app.web.deps import Reader, Store, WhoSession, allow
from app.web.downloads import attachment
from app.web.templating import language

router = APIRouter()
READ = Permission.SETTLEMENT_READ
VERIFIER = "verify_bundle.py"


@router.get("/settlements/files/verify_bundle.py", dependencies=[allow(READ)])
def verifier() -> Response:
    """The program that checks a bundle with nothing but Python."""
    content = files("reports").joinpath(VERIFIER).read_bytes()
    return attachment(VERIFIER, "text/x-python; charset=utf-8", content)


@router.get("/settlements/{run_id}/files/{form}", dependencies=[allow(READ)])
def exported(
    request: Request, run_id: str, form: str, who: WhoSession, session: Reader, store: Store
) -> Response:
    """An issued run as a workbook, a Beancount ledger or a bundle to be checked."""
    if form not in set(Form):
        raise NotFound
    found = export(session, who.actor, run_id, Form(form), language(request, who))
    looked(store, who.actor, "export", f"settlement:{run_id}")
    return attachment(found.name, found.media, found.content)
