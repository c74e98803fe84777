"""The stretches of time over which a curve may not be shown: hatched, and named in the legend."""

from collections.abc import Iterator

from reports import svg
from reports.chart_frame import PALE, PLOT, RULE, Frame
from reports.figures import Curve
from reports.language import Language, translator

_STEP = 7.0


def hidden_ground(frame: Frame, one: Curve) -> Iterator[str]:
    """The ground of the hidden stretches, behind everything that is drawn."""
    for start, end in one.hidden:
        if start < frame.chart.horizon:
            left, right = frame.x(start), frame.x(min(end, frame.chart.horizon))
            told = svg.title(hidden_words(frame.lang))
            yield svg.element("g", told, hatched(left, frame.top, right - left, PLOT))


def hidden_words(lang: Language) -> str:
    """Why a stretch is hatched."""
    return translator(lang).gettext(
        "The curve is not shown here: it would tell of fewer than 5 patients"
    )


def hatched(left: float, top: float, width: float, height: float) -> str:
    """A pale rectangle with slanting lines, told from plain grey without its colour."""
    bottom, lines, start = top + height, "", left - height + _STEP / 2
    while start < left + width:
        low, high = max(0.0, left - start), min(height, left + width - start)
        if high > low:
            lines += svg.polyline([(start + low, bottom - low), (start + high, bottom - high)])
        start += _STEP
    ground = {"x": left, "y": top, "width": width, "height": height}
    return svg.element(
        "g",
        svg.element("rect", class_="few", fill=PALE, fill_opacity=0.6, **ground),
        svg.element("path", d=lines, class_="grid", stroke=RULE, stroke_width=0.8),
    )
