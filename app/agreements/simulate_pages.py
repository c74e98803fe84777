"""What a version may cost: a short form, the result drawn and in tables, and its files."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements import queries, simulate_work
from app.agreements.simulate_beside import beside
from app.agreements.simulate_files import FORMS
from app.agreements.simulate_inputs import ACTUAL, DRAWN, LASTING, TREATED, defaults, prices
from app.agreements.simulate_inputs import shown as as_read
from app.agreements.simulate_time import LONG, expected
from app.agreements.simulate_views import designs
from app.agreements.simulate_work import (
    LONGEST,
    Kept,
    Wanted,
    address,
    as_known,
    asked_by,
    known_prices,
    wanted,
)
from app.db.engine import read_tx, write_tx
from app.jobs import own_job
from app.permissions import NotFound, Permission
from app.web.deps import Reader, Sent, SignedIn, Store, Today, WhoSession, allow
from app.web.downloads import attachment
from app.web.forms import OUR_OWN, Problem
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_
from contracts.agreement import Agreement
from contracts.faults import AgreementRefused
from contracts.simulate.refused import SimulationRefused
from reports.language import Language
from reports.millions import millions, told, unit

router = APIRouter()
READ = Permission.AGREEMENT_READ
HERE = "/agreements/{agreement_id}/versions/{version}/simulate"
AGREED = "takes_long"
"""The field by which the person says to begin although it takes minutes."""
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
    begun = request.query_params.get("job", "")
    typed = asked_by(own_job(session, who.actor, begun), place) if begun else None
    typed = found.inputs if found else typed or defaults(agreement, today, known)
    return _page(request, who, session, place, typed, found=found)


@router.post(HERE, dependencies=[allow(READ, form=True)])
def draw(
    request: Request,
    agreement_id: str,
    version: str,
    who: WhoSession,
    sent: Sent,
    store: Store,
) -> Response:
    """Leave the simulation to the runner, or show it where it was worked out before."""
    place = (agreement_id, version)
    sent_in = {name: text for name, text in sent.fields.items() if name not in {*OUR_OWN, AGREED}}
    with read_tx(store) as session:
        typed = as_known(session, sent_in)
        try:
            asked = wanted(session, who.actor, place, typed)
            begun = simulate_work.is_kept(session, asked)
            more = {} if begun else _too_long(asked, sent.fields, language(request, who))
        except (AgreementRefused, SimulationRefused) as refused:
            more = {"errors": _errors(refused, language(request, who))}
        if more:
            return _page(request, who, session, place, typed, **more)
    with write_tx(store) as session:
        return once(
            session,
            who.actor,
            sent,
            lambda: simulate_work.begin(session, who.actor, place, asked),
        )


def _too_long(asked: Wanted, sent: Mapping[str, str], lang: Language) -> dict[str, Any]:
    """What to say before a simulation begins that takes minutes, or would be stopped."""
    found = expected(asked)
    if found.too_long:
        text = N_(
            "It would take about {minutes} minutes, and is stopped after {most}. Set the number of "
            "futures to {futures}, or draw fewer patients."
        )
        most = int(LONGEST.total_seconds() // 60)
        said = {"minutes": found.minutes, "most": most, "futures": found.within(LONGEST)}
        return {"errors": {"futures": Problem(text, said).worded(lang)}}
    if found.is_long and sent.get(AGREED) != "yes":
        return {"expected": found, "fewer": found.within(LONG)}
    return {}


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
    content = made(found, language(request, who))
    return attachment(f"simulation-{found.sha256[:12]}.{form}", media, content)


def _errors(refused: AgreementRefused | SimulationRefused, lang: Language) -> dict[str, str]:
    if isinstance(refused, SimulationRefused):
        return {refused.field: refused.into(lang)}
    return {one.path: f"{one.reason(lang)} {one.remedy(lang)}" for one in refused.faults}


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
        "typed": as_read(typed, lang),
        "errors": errors,
        "treated": TREATED,
        "lasting": LASTING,
        "drawn": DRAWN,
        "prices": _prices(session, who, agreement, typed),
        "others": [(one, one) for one in others if one != " v".join(place)],
        "actual": ACTUAL,
        "refused": request.query_params.get("refused", ""),
        "expected": more.get("expected"),
        "fewer": more.get("fewer"),
        "request_key": new_key(),
        **_found(found, place, lang),
    }
    return page(
        request,
        who,
        "agreements/simulate.html",
        shown,
        422 if errors or "expected" in more else 200,
    )


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
        return {"found": None, "designs": (), "beside": None}
    base = address(place, found.sha256)
    files = {form: base.replace("/simulate?", f"/simulate.{form}?") for form in FORMS}
    return {
        "found": found,
        "designs": designs(found, lang),
        "beside": beside(found, lang),
        "files": files,
        "in_millions": partial(millions, lang=lang),
        "told_in_millions": partial(told, lang=lang),
        "unit_of": partial(unit, lang=lang),
    }
