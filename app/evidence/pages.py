"""What the follow-up shows: cohorts, curves, completeness, and the files of each figure."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.evidence import listing, queries
from app.evidence.cohorts import CohortKey
from app.evidence.forms import ViewForm
from app.evidence.names import names_read
from app.evidence.view import chart_of, cohort_page, list_page
from app.permissions import Actor, NotFound, Permission
from app.web.deps import Reader, Today, Who, WhoSession, allow
from app.web.downloads import attachment
from app.web.forms import Problem, Rejected, parse, rejected
from app.web.templating import language, page
from app.web.words import N_
from reports.charts import survival_svg
from reports.figures import SurvivalChart
from reports.tables import csv_bytes, curve_rows, risk_rows

router = APIRouter()
COHORT = "/evidence/{product}/{indication}"
NOT_A_QUARTER = N_(
    "Choose today, the last day of a quarter, e.g. 30-09-2026, or the day of a data cut."
)


def asked(
    request: Request, product: str, indication: str, who: Who, today: Today, session: Reader
) -> tuple[queries.View, Rejected | None]:
    """Which curve the address asks for, and what cannot be read in it."""
    form = parse(ViewForm, dict(request.query_params), today=today)
    key = CohortKey(product, indication)
    if (
        not isinstance(form, Rejected)
        and not may_ask_for(form.at, today, who)
        and form.at not in queries.cut_days(session, key)
    ):
        form = rejected(dict(request.query_params), at=Problem(NOT_A_QUARTER))
    if isinstance(form, Rejected):
        return queries.View(key, form.typed.get("endpoint"), form.typed.get("site")), form
    return queries.View(key, form.endpoint, form.site, form.at, form.check == "lifelines"), None


def may_ask_for(day: date | None, today: date, who: Actor) -> bool:
    """Outside the departments one looks back to quarters only: two days apart tell of persons."""
    if day is None or day == today or not who.national:
        return True
    return (day + timedelta(days=1)).day == 1 and day.month % 3 == 0


Asked = Annotated[tuple[queries.View, Rejected | None], Depends(asked)]


@router.get("/evidence", dependencies=[allow(Permission.EVIDENCE_READ)])
def cohorts(request: Request, who: WhoSession, session: Reader, today: Today) -> Response:
    """Every cohort the reader may see, with its size and follow-up."""
    rows = listing.cohorts(session, who.actor, today)
    return page(request, who, "evidence/cohorts.html", list_page(rows, language(request, who)))


@router.get(COHORT, dependencies=[allow(Permission.EVIDENCE_READ)])
def cohort(
    request: Request, view: Asked, who: WhoSession, session: Reader, today: Today
) -> Response:
    """One cohort: the curve, the landmarks beside what was published, and the completeness."""
    lang = language(request, who)
    found = queries.evidence(session, who.actor, view[0], today)
    errors = view[1].worded(lang) if view[1] else {}
    context = {
        **cohort_page(found, lang),
        "errors": errors,
        "typed_at": request.query_params.get("at", ""),
    }
    return page(request, who, "evidence/cohort.html", context, 422 if errors else 200)


@router.get(COHORT + "/curve.csv", dependencies=[allow(Permission.EVIDENCE_READ)])
def curve_csv(view: Asked, who: Who, session: Reader, today: Today) -> Response:
    """The numbers behind the figure, as the reader may have them."""
    chart = chart_of(queries.evidence(session, who, exact(view), today))
    return _file(chart, "curve.csv", csv_bytes(curve_rows(chart, who.language)))


@router.get(COHORT + "/risk.csv", dependencies=[allow(Permission.EVIDENCE_READ)])
def risk_csv(view: Asked, who: Who, session: Reader, today: Today) -> Response:
    """The table at risk, as the reader may have it."""
    chart = chart_of(queries.evidence(session, who, exact(view), today))
    return _file(chart, "risk.csv", csv_bytes(risk_rows(chart, who.language)))


@router.get(COHORT + "/curve.svg", dependencies=[allow(Permission.EVIDENCE_READ)])
def curve_svg(view: Asked, who: Who, session: Reader, today: Today) -> Response:
    """The figure as a file."""
    chart = chart_of(queries.evidence(session, who, exact(view), today))
    return _file(chart, "curve.svg", survival_svg(chart, who.language).encode())


def _file(chart: SurvivalChart, ending: str, content: bytes) -> Response:
    """A file to keep, named by cohort, endpoint and kind."""
    name = f"effekt-{chart.identifier}-{ending}"
    kind = "image/svg+xml" if ending.endswith("svg") else "text/csv"
    return attachment(name, kind, content)


@router.get(
    "/agreements/{agreement_id}/versions/{version}/names",
    dependencies=[allow(Permission.AGREEMENT_READ)],
)
def names(
    request: Request, agreement_id: str, version: str, who: WhoSession, session: Reader
) -> Response:
    """What an agreement's clauses read beside what is recorded."""
    found = names_read(session, who.actor, agreement_id, version)
    shown = {"agreement": found.agreement, **found.told(language(request, who))}
    return page(request, who, "evidence/names.html", shown)


def exact(view: tuple[queries.View, Rejected | None]) -> queries.View:
    """The curve asked for; a file is not given for an address that cannot be read.

    Raises:
        NotFound: part of the address cannot be read.
    """
    if view[1] is not None:
        raise NotFound
    return view[0]
