"""The table at risk under a Kaplan-Meier figure, each column standing below its mark."""

from reports import chart_words, svg
from reports.chart_frame import Frame, stroke
from reports.figures import Curve, RiskCell
from reports.language import translator

_ROW, _SIZE = 14, 9.5


def risk_table(frame: Frame) -> tuple[list[str], float]:
    """At risk at each mark, censored and events before it; and the height at which it ends.

    At risk, censored and events of a column add up to everybody in the group.
    """
    rows: list[str] = []
    y = frame.bottom + 36
    for index, one in enumerate(frame.chart.curves):
        if not one.table:
            continue
        if len(frame.chart.curves) > 1:
            y += _ROW + 4
            rows.append(_name(frame, one, index, y))
        for label, cells in _numbers(frame, one):
            y += _ROW
            rows.append(_row(frame, label, cells, y))
    return rows, y + 8


def _name(frame: Frame, one: Curve, index: int, y: float) -> str:
    sample = svg.element("path", d=f"M0 {svg.number(y - 3)}h22", **stroke(index))
    label = one.label.text(frame.lang)
    name = svg.text(label, 28, y, class_="label", font_size=_SIZE, font_weight="bold")
    return svg.element("g", sample, name)


def _numbers(frame: Frame, one: Curve) -> list[tuple[str, list[tuple[RiskCell, int | None]]]]:
    _ = translator(frame.lang).gettext
    return [
        (_("At risk"), [(cell, cell.at_risk) for cell in one.table]),
        (_("Censored"), [(cell, cell.censored) for cell in one.table]),
        (_("Events"), [(cell, cell.events) for cell in one.table]),
    ]


def _row(frame: Frame, label: str, cells: list[tuple[RiskCell, int | None]], y: float) -> str:
    """A number under each mark; a dash under a mark at which none may be told."""
    told = {cell.day: chart_words.count(count, frame.lang) for cell, count in cells}
    marks = sorted({*frame.chart.tick_days, *told})
    numbers = [
        svg.text(told.get(day, "–"), frame.x(day), y, class_="label", text_anchor="middle")
        for day in marks
        if day <= frame.chart.horizon
    ]
    return svg.element("g", svg.text(label, 0, y, class_="label"), *numbers, font_size=_SIZE)
