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


# A diamond, a square, and triangles that stand and hang: told apart without colour.
_MARKS = (
    ((0.0, -4.5), (4.5, 0.0), (0.0, 4.5), (-4.5, 0.0)),
    ((-3.6, -3.6), (3.6, -3.6), (3.6, 3.6), (-3.6, 3.6)),
    ((0.0, -4.6), (4.6, 3.6), (-4.6, 3.6)),
    ((0.0, 4.6), (4.6, -3.6), (-4.6, -3.6)),
)


def published_mark(x: float, y: float, index: int) -> str:
    """A point of a published cohort, by its place among those drawn."""
    corners = [(x + dx, y + dy) for dx, dy in _MARKS[index % len(_MARKS)]]
    path = svg.polyline(corners) + "Z"
    return svg.element(
        "path", d=path, class_="published", fill="#ffffff", stroke=GREY, stroke_width=1.2
    )


def legend(chart: SurvivalChart, lang: Language) -> list[str]:
    """A row for each line, unless our only curve stands alone and its caption names it."""
    return list(_lines(chart, lang))


def key_row(sample: str, label: str, row: int) -> str:
    """One row of the legend."""
    return svg.element("g", sample, _key_label(label, row))


def _lines(chart: SurvivalChart, lang: Language) -> Iterator[str]:
    ours = [(curve.label.text(lang), index) for index, curve in enumerate(chart.curves)]
    if len(ours) + len(chart.references) < 2:
        return
    for row, (label, index) in enumerate(ours):
        sample = svg.element("path", d=f"M{LEFT} {9 + KEY * row}h28", **stroke(index))
        yield key_row(sample, label, row)
    for index, one in enumerate(chart.references):
        y = 9 + KEY * (len(ours) + index)
        mark = published_mark(LEFT + 14, y, index)
        line = grey_line(f"M{LEFT} {y}h28") if one.joined else mark
        yield key_row(line, chart_words.reference_label(one, lang), len(ours) + index)


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
