"""Kaplan-Meier figures as SVG of our own: the same drawing on the page, in the PDF and as a file.

Colours stand as plain attributes, which print; a page overrides them by class (app.css).
"""

from reports import chart_marks, chart_words, svg
from reports.chart_frame import INK, KEY, LEFT, WIDTH, Frame, axes, key_row, legend
from reports.chart_hidden import hatched, hidden_ground, hidden_words
from reports.figures import HeatTable, SurvivalChart
from reports.language import Language
from reports.risk_table import risk_table
from reports.templating import environment


def survival_svg(chart: SurvivalChart, lang: Language) -> str:
    """The figure: steps with 95 % bands, censor marks, published cohorts in grey, table at risk.

    Where fewer than `chart.few_at_risk` are at risk the curve is grey. Each step carries a hover
    target with its own title, so that the numbers can be read without a script.
    """
    keys = legend(chart, lang)
    if any(one.hidden for one in chart.curves):
        sample = hatched(LEFT, 4 + KEY * len(keys), 28, 10)
        keys.append(key_row(sample, hidden_words(lang), len(keys)))
    frame = Frame(chart, lang, top=30 + KEY * len(keys))
    table, height = risk_table(frame)
    name, about = f"{chart.identifier}-name", f"{chart.identifier}-about"
    return svg.element(
        "svg",
        svg.title(chart_words.alternative_text(chart, lang), id=name),
        svg.description(chart_words.about(chart, lang), id=about),
        *keys,
        *chart_marks.few_area(frame),
        *(ground for one in chart.curves for ground in hidden_ground(frame, one)),
        *axes(frame),
        *(chart_marks.reference(frame, one, n) for n, one in enumerate(chart.references)),
        *(chart_marks.curve(frame, one, index) for index, one in enumerate(chart.curves)),
        *table,
        *(chart_marks.targets(frame, one) for one in chart.curves),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {svg.number(height)}",
        width=WIDTH,
        height=height,
        class_="chart",
        role="img",
        aria_labelledby=f"{name} {about}",
        font_family="DejaVu Sans, system-ui, sans-serif",
        font_size=10.5,
        fill=INK,
    )


def heat_table(table: HeatTable, caption: str, lang: Language) -> str:
    """Completeness, visit by item, as an HTML table: the number in each cell, tinted by class."""
    page = environment(lang).get_template("heat_table.html")
    return page.render(table=table, caption=caption)
