"""What a version may cost: a short form, the result drawn and in tables, and its files."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.agreements import queries, simulate_work
from app.agreements.simulate_files import FORMS
from app.agreements.simulate_inputs import FIELDS, defaults, prices
from app.agreements.simulate_views import designs
from app.agreements.simulate_work import Kept, address, known_prices, wanted
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.forms import OUR_OWN
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused
from reports.language import Language

router = APIRouter()
READ = Permission.AGREEMENT_READ
HERE = "/agreements/{agreement_id}/versions/{version}/simulate"
Place = tuple[str, str]


@router.get(HERE, dependencies=[allow(READ)])
def shown(
    request: Request,
    agreement_id: str,
    version: str,
    who: WhoSession,
    session: Reader,
    today: Today,
) -> Response:
    """The form as first shown, or a simulation with the form that asked for it."""
    place = (agreement_id, version)
    run = request.query_params.get("run", "")
    found = simulate_work.kept(session, who.actor, place, run) if run else None
    agreement = queries.version(session, who.actor, *place)
    known = known_prices(session, who.actor, agreement_id)
    typed = found.inputs if found else defaults(agreement, today, known)
    return _page(request, who, session, place, typed, found=found)


@router.post(HERE, dependencies=[allow(READ, form=True)])
def draw(
    request: Request, agreement_id: str, version: str, who: WhoSession, sent: Sent, session: Writer
) -> Response:
    """Leave the simulation to the runner, or show it where it was worked out before."""
    place = (agreement_id, version)
    typed = {name: text for name, text in sent.fields.items() if name not in OUR_OWN}
    try:
        asked = wanted(session, who.actor, place, typed)
    except AgreementRefused as refused:
        lang = language(request, who)
        errors = {one.path: f"{one.reason(lang)} {one.remedy(lang)}" for one in refused.faults}
        return _page(request, who, session, place, typed, errors=errors)
    begin = simulate_work.begin
    answer: RedirectResponse = once(
        session, who.actor, sent, lambda: begin(session, who.actor, place, asked)
    )
    return answer


@router.get(HERE + ".{form}", dependencies=[allow(READ)])
def filed(
    request: Request, agreement_id: str, version: str, form: str, who: WhoSession, session: Reader
) -> Response:
    """A simulation as a workbook or as rows."""
    if form not in FORMS:
        raise NotFound
    run = request.query_params.get("run", "")
    found = simulate_work.kept(session, who.actor, (agreement_id, version), run)
    made, media = FORMS[form]
    name = f"simulation-{found.sha256[:12]}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made(found, language(request, who)), media_type=media, headers=headers)


def _page(
    request: Request,
    who: SignedIn,
    session: Session,
    place: Place,
    typed: dict[str, str],
    **more: Any,  # noqa: ANN401 -- the result, or what is wrong
) -> Response:
    lang = language(request, who)
    found, errors = more.get("found"), more.get("errors", {})
    agreement = queries.version(session, who.actor, *place)
    every = queries.agreements(session, who.actor, lang)
    others = [f"{one.id} v{v.version}" for one in every for v in one.versions]
    shown = {
        "agreement": agreement,
        "typed": typed,
        "errors": errors,
        "fields": FIELDS,
        "prices": _prices(session, who, agreement, typed),
        "others": [(one, one) for one in others if one != " v".join(place)],
        "request_key": new_key(),
        **_found(found, place, lang),
    }
    return page(request, who, "agreements/simulate.html", shown, 422 if errors else 200)


def _prices(
    session: Session,
    who: SignedIn,
    agreement: Agreement,
    typed: dict[str, str],
) -> tuple[tuple[str, str], ...]:
    """The prices both designs read."""
    both = [agreement]
    number, _, version = typed.get("other", "").partition(" v")
    if version:
        both.append(queries.version(session, who.actor, number, version))
    return prices(tuple(both))


def _found(found: Kept | None, place: Place, lang: Language) -> dict[str, Any]:
    if found is None:
        return {"found": None, "designs": ()}
    base = address(place, found.sha256)
    files = {form: base.replace("/simulate?", f"/simulate.{form}?") for form in FORMS}
    return {"found": found, "designs": designs(found, lang), "files": files}
