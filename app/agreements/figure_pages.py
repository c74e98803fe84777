"""The page of the dated figures an agreement reads, where the analyst states and corrects them."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.agreements import figures, queries
from app.agreements.figure_forms import FigureForm
from app.agreements.figures import FigureEntry, FigureRefused, NewFigure
from app.agreements.reading import Needed
from app.permissions import Permission
from app.web.deps import Reader, Sent, SignedIn, Today, WhoSession, Writer, allow
from app.web.flash import tells
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.idempotency import new_key, once
from app.web.templating import language, page
from app.web.words import N_, translator
from contracts.fact import Kind
from reports.language import Language

router = APIRouter()
tells(figure_saved=N_("The figure is kept. The next settlement reads it."))
EDIT, READ = Permission.AGREEMENT_EDIT, Permission.AGREEMENT_READ
KINDS = {
    Kind.PRICE: N_("Price excluding VAT, in {unit}"),
    Kind.INDEX: N_("Index figure, month by month"),
    Kind.FX: N_("Exchange rate published by {method}"),
    Kind.VAT: N_("VAT rate, in per cent"),
    Kind.SUCCESSION: N_("Who takes a region's place"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one name, with every version."""

    choice: str
    """As the form sends it: `fx:EUR/DKK`."""
    name: str
    meaning: str
    entries: tuple[FigureEntry, ...]


@router.get("/agreements/{agreement_id}/prices", dependencies=[allow(READ)])
def shown(request: Request, agreement_id: str, who: WhoSession, session: Reader) -> Response:
    """The dated figures the agreement reads, with every version."""
    return _figures(request, who, session, agreement_id, None)


@router.post("/agreements/{agreement_id}/prices", dependencies=[allow(EDIT, form=True)])
def state(
    request: Request, agreement_id: str, who: WhoSession, sent: Sent, session: Writer, today: Today
) -> Response:
    """State or correct a figure from a day on."""
    form = parse(FigureForm, sent.fields, today=today)
    if isinstance(form, Rejected):
        return _figures(request, who, session, agreement_id, form)
    new = form.figure(figures.needed_by(session, who.actor, agreement_id))
    if new is None:
        text = N_("The agreement does not read this figure. Open the page anew.")
        refused = rejected(sent.fields, which=Problem(text))
        return _figures(request, who, session, agreement_id, refused)
    try:
        return once(session, who.actor, sent, lambda: _keep(session, who, agreement_id, new))
    except FigureRefused as no:
        refused = rejected(sent.fields, **{no.field: no.problem})
        return _figures(request, who, session, agreement_id, refused)


def _keep(session: Session, who: SignedIn, agreement_id: str, new: NewFigure) -> str:
    figures.record_figure(session, who.actor, new)
    return f"/agreements/{quote(agreement_id, safe='')}/prices?done=figure-saved"


def _figures(
    request: Request, who: SignedIn, session: Session, agreement_id: str, form: Rejected | None
) -> Response:
    lang = language(request, who)
    entry = queries.agreement(session, who.actor, agreement_id, lang)
    needed = figures.needed_by(session, who.actor, agreement_id)
    found = figures.figures(session, who.actor, needed)
    typed = form.typed if form else {}
    groups = [_group(one, found, lang) for one in needed]
    named = figures.regions(session)
    context = {
        "entry": entry,
        "groups": groups,
        "choices": [(one.choice, f"{one.name} – {one.meaning}") for one in groups],
        "replaced": [(f"{Kind.SUCCESSION}:{code}", name) for code, name in named.items()],
        "successions": [one for one in found if one.kind is Kind.SUCCESSION],
        "regions": named,
        "may_edit": who.actor.may(EDIT),
        "typed": typed,
        "merging": typed.get("which", "").startswith(f"{Kind.SUCCESSION}:"),
        "errors": form.worded(lang) if form else {},
        "request_key": new_key(),
    }
    return page(request, who, "agreements/prices.html", context, 422 if form else 200)


def _group(one: Needed, found: list[FigureEntry], lang: Language) -> Group:
    meaning = translator(lang).gettext(KINDS[one.kind])
    said = meaning.format(unit=one.unit, method=one.method)
    mine = tuple(e for e in found if (e.kind, e.name) == (one.kind, one.name))
    return Group(f"{one.kind}:{one.name}", one.name, said, mine)
