"""What the templates of the evidence pages are given: finished words, drawings and tables."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from app.evidence.curves import Reading, after
from app.evidence.figures import Captions, drawing, survival_chart
from app.evidence.listing import CohortRow
from app.evidence.published import PublishedPoint
from app.evidence.queries import Evidence, View
from app.evidence.words import (
    months,
    told_count,
    told_difference,
    told_landmark,
    told_median,
)
from app.web.drawings import Drawing
from app.web.words import N_, translator
from reports.chart_words import told_published, told_share
from reports.charts import heat_table
from reports.council_words import days
from reports.figures import ReferencePoint, SurvivalChart
from reports.language import Language, Wording, format_date, format_number, format_percent

DENMARK = Wording("Alle afdelinger", "All departments")


def list_page(rows: Sequence[CohortRow], lang: Language) -> Mapping[str, object]:
    """The list of cohorts in words."""
    return {
        "rows": [
            {
                "url": f"/evidence/{row.key.product}/{row.key.indication}",
                "product": row.product,
                "indication": row.indication.text(lang),
                "endpoint": row.endpoint.text(lang),
                "patients": told_count(row.patients, lang),
                "follow_up": months(row.follow_up, lang),
                "complete": _percent(row.completeness, lang),
                "reference": row.reference,
            }
            for row in rows
        ]
    }


def cohort_page(found: Evidence, lang: Language) -> Mapping[str, object]:
    """One cohort in words and drawings."""
    chart = chart_of(found)
    curve = found.curve
    return {
        "found": found,
        "url": _url(found.view),
        "query": _query(found.view),
        "indication": found.indication.text(lang),
        "endpoint": chart.title.text(lang),
        "where": chart.curves[0].label.text(lang) if chart.curves else _where(found).text(lang),
        "drawing": drawing(chart, lang) if curve.points else None,
        "facts": {
            "treated": told_count(found.treated, lang),
            "patients": told_count(curve.patients, lang),
            "events": told_count(curve.events, lang),
            "follow_up": _decimal(curve.follow_up.median, lang),
            "complete": _percent(found.complete, lang),
        },
        "landmarks": [_landmark(one, lang) for one in curve.readings],
        "median": told_median(curve, lang),
        "rows": _steps(chart, lang),
        "risk": [
            (after(cell.day).text(lang), cell.at_risk, cell.censored, cell.events)
            for cell in curve.table
        ],
        "hidden": any(one.hidden for one in chart.curves),
        "days": _days(found, lang),
        "published": [_published(point, lang) for point in found.published],
        "note": found.endpoint.note.into(lang) if found.endpoint.note else "",
        **_completeness(found, lang),
        "departments": [
            (one, told_count(one.patients, lang), _percent(one.completeness, lang))
            for one in found.departments
        ],
        "unusable": [
            (words.text(lang).capitalize(), told_count(n, lang)) for words, n in found.unusable
        ],
        "difference": found.difference,
    }


def chart_of(found: Evidence) -> SurvivalChart:
    """The figure of the page and of its files."""
    label = found.endpoint.label
    captions = Captions(
        identifier=f"{found.view.key.product}-{found.view.key.indication}-{found.endpoint.id}",
        title=Wording(label.da, label.en),
        share=Wording(found.endpoint.share.da, found.endpoint.share.en),
        label=_where(found),
    )
    return survival_chart(found.curve, captions, found.published)


def _days(found: Evidence, lang: Language) -> str:
    """Which days the form below takes."""
    words = translator(lang)
    if not found.restricted:
        return words.gettext(
            N_("Any day that has passed, e.g. 30-06-2026; facts as they were known at its end.")
        )
    told = words.gettext(
        N_("Today or the last day of a quarter, e.g. 30-06-2026; facts as known at its end.")
    )
    if not found.cut_days:
        return told
    days = ", ".join(format_date(day, lang) for day in found.cut_days)
    return f"{told} " + words.gettext(N_("Also the data cuts: {days}.")).format(days=days)


def _where(found: Evidence) -> Wording:
    return Wording(found.site.name, found.site.name) if found.site else DENMARK


def _landmark(one: Reading, lang: Language) -> dict[str, str]:
    source = one.landmark.published.source if one.landmark.published else ""
    return {
        "told": told_landmark(one, lang),
        "difference": told_difference(one, lang),
        "source": source,
    }


def _published(point: PublishedPoint, lang: Language) -> tuple[str, ...]:
    told = told_published(ReferencePoint(point.day, point.share, point.lower, point.upper), lang)
    about = " · ".join(part for part in (point.definition, point.source) if part)
    return point.name, after(point.day).text(lang), told, point.patients or "–", about


def _steps(chart: SurvivalChart, lang: Language) -> list[tuple[str, str, str, str]]:
    """The curve at every mark of the axis, for reading without the drawing."""
    found = []
    for curve in chart.curves:
        for day in chart.tick_days:
            point = curve.standing(day)
            if point is None:
                if any(start < day < end for start, end in curve.hidden):
                    found.append((after(day).text(lang), told_count(None, lang), "", ""))
                continue
            at_risk = told_count(point.at_risk, lang) if point.day == day else ""
            told = told_share(point.survival, (point.lower, point.upper), lang)
            share, _, ends = told.partition(" (")
            found.append((after(day).text(lang), share, ends.removesuffix(")"), at_risk))
    return found


def _completeness(found: Evidence, lang: Language) -> dict[str, object]:
    one = found.completeness
    caption = translator(lang).gettext(
        N_("Share of the values due that are entered, by visit and item")
    )
    return {
        "heat": Drawing(heat_table(one.table, caption, lang)) if one.table.rows else None,
        "reasons": [(words.text(lang), told_count(n, lang)) for words, n in one.reasons],
        "lag": days(one.median_lag_days, lang),
        "long_lag": days(one.upper_quartile_lag_days, lang),
    }


def _url(view: View) -> str:
    return f"/evidence/{view.key.product}/{view.key.indication}"


def _query(view: View) -> str:
    parts = {
        "endpoint": view.endpoint,
        "site": view.site,
        "at": view.at.isoformat() if view.at else None,
    }
    given = {name: value for name, value in parts.items() if value}
    return f"?{urlencode(given)}" if given else ""


def _percent(share: float | None, lang: Language) -> str:
    return "–" if share is None else format_percent(share, lang, 0)


def _decimal(number: float | None, lang: Language) -> str:
    return "–" if number is None else format_number(number, lang, 1)
