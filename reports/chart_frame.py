"""The axes of a Kaplan-Meier figure, its colours and dashes, and its legend."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports import chart_words, svg
from reports.figures import SurvivalChart
from reports.language import Language, format_percent

# Okabe and Ito's colours, told apart by colour-blind readers; the dashes say the same by form.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("none", "7 3", "2 2", "9 3 2 3", "5 2 1 2 1 2", "12 4")
INK, GREY, PALE, RULE = "#1a1a1a", "#6b6b6b", "#f1f1ef", "#d9d9d4"

WIDTH, LEFT, RIGHT, PLOT = 642, 92, 628, 240
KEY = 15


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the axes stand, and what a day and a share are on paper."""

    chart: SurvivalChart
    lang: Language
    top: float

    @property
    def bottom(self) -> float:
        """The height of the time axis."""
        return self.top + PLOT

    def x(self, day: float) -> float:
        """Where a day stands; days after the horizon stand at it."""
        return LEFT + (RIGHT - LEFT) * min(day, self.chart.horizon) / self.chart.horizon

    def y(self, share: float) -> float:
        """Where a share stands."""
        return self.bottom - PLOT * share


def stroke(index: int) -> dict[str, str | float]:
    """How the line of one of our groups is drawn: a colour and a dash of its own."""
    kind = index % len(PALETTE)
    return {
        "class_": f"series series-{kind + 1}",
        "fill": "none",
        "stroke": PALETTE[kind],
        "stroke_width": 1.8,
        "stroke_dasharray": DASHES[kind],
    }


def grey_line(path: str, width: float = 1.2) -> str:
    """A line of a published cohort."""
    return svg.element(
        "path", d=path, class_="published", fill="none", stroke=GREY, stroke_width=width
    )


def diamond(x: float, y: float) -> str:
    """A point of a published cohort."""
    corners = [(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)]
    path = svg.polyline(corners) + "Z"
    return svg.element(
        "path", d=path, class_="published", fill="#ffffff", stroke=GREY, stroke_width=1.2
    )


def legend(chart: SurvivalChart, lang: Language) -> Iterator[str]:
    """A row for each line, unless our only curve stands alone and its caption names it."""
    ours = [(curve.label.text(lang), index) for index, curve in enumerate(chart.curves)]
    if len(ours) + len(chart.references) < 2:
        return
    for row, (label, index) in enumerate(ours):
        sample = svg.element("path", d=f"M{LEFT} {9 + KEY * row}h28", **stroke(index))
        yield svg.element("g", sample, _key_label(label, row))
    for row, one in enumerate(chart.references, start=len(ours)):
        y = 9 + KEY * row
        line = grey_line(f"M{LEFT} {y}h28") if one.joined else diamond(LEFT + 14, y)
        yield svg.element("g", line, _key_label(chart_words.reference_label(one, lang), row))


def _key_label(label: str, row: int) -> str:
    return svg.text(label, LEFT + 36, 12.5 + KEY * row, class_="label")


def axes(frame: Frame) -> Iterator[str]:
    """The axes with their marks, labels and faint rules; the share's name stands above."""
    chart, lang = frame.chart, frame.lang
    yield svg.text(
        chart.y_label.text(lang), LEFT, frame.top - 9, class_="label", font_weight="bold"
    )
    for share in (0.25, 0.5, 0.75, 1.0):
        rule = f"M{LEFT} {svg.number(frame.y(share))}H{RIGHT}"
        yield svg.element("path", d=rule, class_="grid", stroke=RULE, stroke_width=0.5)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        label = format_percent(share, lang, 0)
        yield svg.text(label, LEFT - 7, frame.y(share) + 3.5, class_="label", text_anchor="end")
    marks = "".join(
        f"M{svg.number(frame.x(day))} {svg.number(frame.bottom)}v4" for day in chart.tick_days
    )
    axis = f"M{LEFT} {svg.number(frame.top)}V{svg.number(frame.bottom)}H{RIGHT}{marks}"
    yield svg.element("path", d=axis, class_="axis", fill="none", stroke=INK, stroke_width=0.8)
    for day in chart.tick_days:
        count = str(round(day / chart.unit.days))
        place = frame.x(day), frame.bottom + 15
        yield svg.text(count, *place, class_="label", text_anchor="middle")
    place = RIGHT, frame.bottom + 29
    title = chart_words.axis_title(chart.unit, lang)
    yield svg.text(title, *place, class_="label", text_anchor="end")
