"""The catalogue for everyone, and regions and departments for the administrator."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.catalogue import actions, queries
from app.catalogue.forms import CloseForm, RegionForm, SiteForm
from app.permissions import Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.templating import language, page
from app.web.words import N_

router = APIRouter()
tells(
    site_saved=N_("The department is saved."),
    region_saved=N_("The region is saved."),
)
DECISIONS = {
    "recommended": ("met", N_("Recommended")),
    "recommended_effect_based": ("met", N_("Recommended, effect-based agreement")),
    "recommended_with_data_collection": ("met", N_("Recommended with data collection")),
    "not_recommended": ("not_met", N_("Not recommended")),
    "not_assessed": ("waiting", N_("Not assessed")),
}


@router.get("/catalogue", dependencies=[allow(Permission.CATALOGUE_READ)])
def catalogue(request: Request, who: WhoSession, session: Reader) -> Response:
    """Products, what they are for, and what the council decided, each with its source."""
    return page(request, who, "catalogue/catalogue.html", _all(session, who, {}))


@router.post("/catalogue/sites", dependencies=[allow(Permission.CATALOGUE_MANAGE, form=True)])
def add_site(
    request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Add a department."""
    form = parse(SiteForm, sent.fields, today=today)
    if not isinstance(form, Rejected):
        try:
            actions.add_site(session, who.actor, form)
        except actions.Taken:
            form = rejected(sent.fields, id=Problem(N_("This id is taken. Choose another.")))
    if isinstance(form, Rejected):
        return _again(request, session, who, form)
    return RedirectResponse("/catalogue?done=site-saved", 303)


@router.post("/catalogue/regions", dependencies=[allow(Permission.CATALOGUE_MANAGE, form=True)])
def add_region(
    request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """Add a region from a date on."""
    form = parse(RegionForm, sent.fields, today=today)
    if not isinstance(form, Rejected):
        try:
            actions.add_region(session, who.actor, form)
        except actions.Taken:
            form = rejected(sent.fields, code=Problem(N_("This id is taken. Choose another.")))
    if isinstance(form, Rejected):
        return _again(request, session, who, form)
    return RedirectResponse("/catalogue?done=region-saved", 303)


@router.post("/catalogue/close", dependencies=[allow(Permission.CATALOGUE_MANAGE, form=True)])
def close(request: Request, who: WhoSession, sent: Sent, session: Writer, today: Today) -> Response:
    """Say from which day a department is closed, or a region gives way to its successor."""
    form = parse(CloseForm, sent.fields, today=today)
    if not isinstance(form, Rejected):
        try:
            actions.close(session, who.actor, form)
        except actions.Renames as refused:
            form = rejected(sent.fields, valid_to=refused.told)
    if isinstance(form, Rejected):
        return _again(request, session, who, form)
    return RedirectResponse("/catalogue?done=site-saved", 303)


def _again(request: Request, session: Session, who: SignedIn, form: Rejected) -> Response:
    shown = {"errors": form.worded(language(request, who)), "typed": form.typed}
    return page(request, who, "catalogue/catalogue.html", _all(session, who, shown), 422)


def _all(session: Session, who: SignedIn, extra: Mapping[str, object]) -> dict[str, object]:
    return {
        "entries": queries.entries(session, who.actor.language),
        "regions": queries.regions(session),
        "sites": queries.sites(session),
        "decisions": DECISIONS,
        "may_manage": who.actor.may(Permission.CATALOGUE_MANAGE),
        "errors": {},
        "typed": {},
        **extra,
    }
