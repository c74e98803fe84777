"""The council's report: what the follow-up says to the question asked, and whether to trust it."""

from dataclasses import dataclass

from reports import council_words
from reports.chart_words import count, told_share
from reports.charts import heat_table, survival_svg
from reports.council import (
    Completeness,
    CouncilReport,
    CrossCheck,
    DecisionBox,
    Deviation,
    EventCount,
    Exclusion,
    Figure,
    FlowStep,
    FollowUp,
    Landmark,
    Median,
    Provenance,
    Published,
    Reproduction,
    ResultTable,
    SiteCoverage,
)
from reports.language import Language, format_date, translator
from reports.pdf import Attachment, render
from reports.tables import csv_bytes, curve_rows, json_bytes, risk_rows
from reports.templating import environment

__all__ = [
    "Completeness",
    "CouncilReport",
    "CrossCheck",
    "DecisionBox",
    "Deviation",
    "EventCount",
    "Exclusion",
    "Figure",
    "FlowStep",
    "FollowUp",
    "Landmark",
    "Median",
    "Provenance",
    "Published",
    "Reproduction",
    "ResultTable",
    "SiteCoverage",
    "attachments",
    "html",
    "pdf",
    "title",
]


@dataclass(frozen=True, slots=True)
class _Finished:
    """HTML made by reports.svg or a template of ours, which both escape; it goes in as it is."""

    made: str

    def __html__(self) -> str:
        return self.made


@dataclass(frozen=True, slots=True)
class _Drawn:
    number: int
    drawing: _Finished
    caption: str


def html(report: CouncilReport, lang: Language) -> str:
    """The report as one page of HTML, page one answering the question."""
    words = council_words
    primary, *further = _drawn(report, lang)
    return (
        environment(lang)
        .get_template("council_report.html")
        .render(
            report=report,
            title=title(report, lang),
            head=_head(report, lang),
            primary=primary,
            further=further,
            heat=_heat(report, lang),
            landmarks=[words.landmark(one, lang) for one in report.landmarks],
            compared=[_compared(one, lang) for one in report.landmarks],
            median=words.median(report.median, lang),
            follow_up=words.follow_up(report.follow_up, lang),
            cross_check=words.cross_check(report.provenance.cross_check, lang),
            lag=words.days(report.completeness.median_lag_days, lang),
            long_lag=words.days(report.completeness.upper_quartile_lag_days, lang),
            files=[(one.name, one.description) for one in attachments(report, lang)],
        )
    )


def pdf(report: CouncilReport, lang: Language) -> bytes:
    """The report as PDF with its numbers and figures attached; the same bytes every time."""
    return render(
        html(report, lang),
        stylesheets=("print.css", "charts.css", "council_report.css"),
        attachments=attachments(report, lang),
        created=report.provenance.known_at,
        title=title(report, lang),
        language=lang,
    )


def title(report: CouncilReport, lang: Language) -> str:
    """What the report is called."""
    return f"{report.product} · {report.indication.text(lang)}"


def attachments(report: CouncilReport, lang: Language) -> tuple[Attachment, ...]:
    """CSV and SVG of each figure, and every number of the report as JSON."""
    _ = translator(lang).gettext
    files = []
    for number, one in enumerate(_figures(report), start=1):
        name, chart = one.chart.identifier, one.chart
        drawn, stepped, counted = (
            told.format(number=number)
            for told in (
                _("Figure {number}: the drawing"),
                _("Figure {number}: every step of the curves"),
                _("Figure {number}: the table at risk"),
            )
        )
        curve = csv_bytes(curve_rows(chart, lang))
        counts = csv_bytes(risk_rows(chart, lang))
        drawing = survival_svg(chart, lang).encode()
        files += [
            Attachment(f"{name}.svg", "image/svg+xml", drawn, drawing),
            Attachment(f"{name}.csv", "text/csv", stepped, curve),
            Attachment(f"{name}-risk.csv", "text/csv", counted, counts),
        ]
    whole = _("All numbers of this report")
    files.append(Attachment("report.json", "application/json", whole, json_bytes(report)))
    return tuple(files)


def _figures(report: CouncilReport) -> tuple[Figure, ...]:
    return (report.primary, *report.further)


def _drawn(report: CouncilReport, lang: Language) -> list[_Drawn]:
    return [
        _Drawn(number, _Finished(survival_svg(one.chart, lang)), one.caption.text(lang))
        for number, one in enumerate(_figures(report), start=1)
    ]


def _heat(report: CouncilReport, lang: Language) -> _Finished:
    caption = translator(lang).gettext(
        "Table 1. Share of the expected values that are entered, by visit and item. "
        "The darker a cell, the more complete; the numbers are entered of expected."
    )
    return _Finished(heat_table(report.completeness.table, caption, lang))


def _compared(one: Landmark, lang: Language) -> dict[str, str]:
    ours = at_risk = "–"
    if one.estimate is not None:
        ours = told_share(one.estimate, (one.lower, one.upper), lang)
        at_risk = count(one.at_risk, lang)
    theirs = "–" if one.published is None else council_words.published(one.published, lang)
    source = "" if one.published is None else one.published.source
    label = one.label.text(lang)
    return {"time": label, "ours": ours, "at_risk": at_risk, "theirs": theirs, "source": source}


def _head(report: CouncilReport, lang: Language) -> str:
    cut = (
        translator(lang)
        .gettext("Data cut {day} · data {hash}")
        .format(
            day=format_date(report.provenance.cut_on, lang),
            hash=report.provenance.dataset_sha256[:12],
        )
    )
    return f"{report.product} · {cut}"
