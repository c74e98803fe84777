"""What is drawn between the axes: curves, bands, published cohorts and hover targets."""

from collections.abc import Iterator

from reports import chart_words, svg
from reports.chart_frame import (
    GREY,
    PALE,
    PALETTE,
    PLOT,
    RIGHT,
    Frame,
    grey_line,
    published_mark,
    stroke,
)
from reports.figures import Curve, CurvePoint, Reference, ReferencePoint
from reports.language import format_number, translator

_HOVER = 4.0
_REACH = 12.0
_WHISKER = 3.0
_LABEL = 125.0
_ALONE = 3.0
# A level stretch of the curve: from one day to another at one point's share.
_Stretch = tuple[int, int, CurvePoint]


def few_area(frame: Frame) -> Iterator[str]:
    """The ground behind the part with too few at risk; with several curves only those turn grey."""
    chart = frame.chart
    if len(chart.curves) != 1:
        return
    first = _few_from(frame, chart.curves[0])
    if first is None or first >= chart.horizon:
        return
    left = frame.x(first)
    ground = {"x": left, "y": frame.top, "width": RIGHT - left, "height": PLOT}
    yield svg.element("rect", class_="few", fill=PALE, **ground)
    label = translator(frame.lang).gettext("fewer than {few} at risk").format(few=chart.few_at_risk)
    told = f"{label}\u00a0→" if RIGHT - left < _LABEL else label
    place = (left - 4 if RIGHT - left < _LABEL else RIGHT - 4), frame.top + 12
    yield svg.text(told, *place, class_="muted", fill=GREY, font_size=9, text_anchor="end")


def curve(frame: Frame, one: Curve, index: int) -> str:
    """One group's band, steps and censor marks."""
    few = _few_from(frame, one)
    look = stroke(index)
    stretches = list(_stretches(frame, one))
    many = [part for part in stretches if few is None or part[0] < few]
    parts = [_band(frame, stretches, index)]
    if many:
        parts.append(svg.element("path", d=_lines(frame, many), **look))
    if rest := stretches[len(many) :]:
        # The grey part begins at the height where the coloured one ends: the line does not break,
        # unless the curve is hidden between them.
        before = many[-1:] if many and many[-1][1] == rest[0][0] else []
        joined = [(end, end, point) for _, end, point in before]
        grey = look | {"class_": f"{look['class_']} few", "stroke": GREY}
        parts.append(svg.element("path", d=_lines(frame, [*joined, *rest]), **grey))
    parts.append(_censored(frame, one, index))
    return svg.element("g", *parts)


def reference(frame: Frame, one: Reference, index: int) -> str:
    """A published cohort in grey: its curve or its points, with the intervals its source prints."""
    inside = [point for point in one.points if point.day <= frame.chart.horizon]
    parts = []
    if one.joined:
        corners = [(frame.x(0), frame.y(1.0))]
        for point in inside:
            x = frame.x(point.day)
            corners += [(x, corners[-1][1]), (x, frame.y(point.survival))]
        parts.append(grey_line(svg.polyline(corners)))
    for point in inside:
        whisker = _whisker(frame, point)
        place = frame.x(point.day), frame.y(point.survival)
        mark = "" if one.joined else published_mark(*place, index)
        parts.append(svg.element("g", svg.title(_told(frame, one, point)), whisker, mark))
    return svg.element("g", *parts)


def targets(frame: Frame, one: Curve) -> str:
    """Invisible rectangles over the steps that tell the numbers when pointed at.

    Steps closer than a pointer can tell apart share one. A script reads `data-time` (days) and
    `data-survival`; without a script the title shows.
    """
    parts: list[str] = []
    left = frame.x(0)
    first: CurvePoint | None = None
    stretches = list(_stretches(frame, one))
    for _start, end, point in stretches:
        first = first or point
        right = frame.x(end)
        if right - left >= _HOVER or point is stretches[-1][2]:
            parts.append(_target(frame, one, first, (left, right)))
            left, first = right, None
    return svg.element("g", *parts, class_="targets")


def _target(frame: Frame, one: Curve, point: CurvePoint, ends: tuple[float, float]) -> str:
    lang = frame.lang
    when = translator(lang).gettext("day {day}").format(day=format_number(point.day, lang))
    told = f"{one.label.text(lang)}, {when}: {chart_words.told_point(point, lang)}"
    alone = len(frame.chart.curves) == 1
    top = frame.top if alone else frame.y(point.survival) - _REACH
    area = {"x": ends[0], "y": top, "width": max(ends[1] - ends[0], 0.5)}
    area["height"] = PLOT if alone else 2 * _REACH
    shape = svg.element("rect", fill="none", pointer_events="all", **area)
    at_risk = "" if point.at_risk is None else str(point.at_risk)
    return svg.element(
        "g",
        svg.title(told),
        shape,
        data_point=one.label.text(lang),
        data_time=str(point.day),
        data_survival=f"{point.survival:.6g}",
        data_at_risk=at_risk,
    )


def _few_from(frame: Frame, one: Curve) -> int | None:
    limit = frame.chart.few_at_risk
    few = (p.day for p in one.points if p.at_risk is None or p.at_risk < limit)
    return next(few, None)


def _stretches(frame: Frame, one: Curve) -> Iterator[_Stretch]:
    """The level parts of the curve up to the horizon; from day 0, where all are event-free."""
    points = list(one.points)
    if points and points[0].day > 0:
        points.insert(0, CurvePoint(0, 1.0, None, None, points[0].at_risk))
    ends = [*(point.day for point in points[1:]), one.last_day]
    for point, end in zip(points, ends, strict=False):
        if point.day <= frame.chart.horizon:
            shown = end if point.until is None else min(point.until, end)
            yield point.day, min(shown, frame.chart.horizon), point


def _joined(stretches: list[_Stretch]) -> Iterator[list[_Stretch]]:
    """The stretches that follow on each other; between the groups the curve is hidden."""
    group: list[_Stretch] = []
    for one in stretches:
        if group and group[-1][1] != one[0]:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _lines(frame: Frame, stretches: list[_Stretch]) -> str:
    """The steps as one path; a day that stands alone between hidden stretches is a short line."""
    parts = []
    for group in _joined(stretches):
        corners = _steps(frame, group)
        if len(set(corners)) == 1:
            (x, y) = corners[0]
            corners = [(x - _ALONE, y), (x + _ALONE, y)]
        parts.append(svg.polyline(corners))
    return "".join(parts)


def _steps(frame: Frame, stretches: list[_Stretch]) -> list[tuple[float, float]]:
    corners = []
    for start, end, point in stretches:
        corners += [(frame.x(start), frame.y(point.survival))]
        corners += [(frame.x(end), frame.y(point.survival))]
    return corners


def _band(frame: Frame, stretches: list[_Stretch], index: int) -> str:
    outline = "".join(_outline(frame, group) for group in _joined(stretches))
    if not outline:
        return ""
    kind = index % len(PALETTE)
    look = f"band band-{kind + 1}"
    return svg.element("path", d=outline, class_=look, fill=PALETTE[kind], fill_opacity=0.15)


def _outline(frame: Frame, stretches: list[_Stretch]) -> str:
    upper: list[tuple[float, float]] = []
    lower: list[tuple[float, float]] = []
    for start, end, point in stretches:
        if point.lower is None or point.upper is None:
            continue
        wide = 0.0 if len(stretches) > 1 or end > start else _ALONE
        for x in (frame.x(start) - wide, frame.x(end) + wide):
            upper.append((x, frame.y(point.upper)))
            lower.append((x, frame.y(point.lower)))
    return svg.polyline([*upper, *reversed(lower)]) + "Z" if upper else ""


def _censored(frame: Frame, one: Curve, index: int) -> str:
    marks = "".join(
        f"M{svg.number(frame.x(day))} {svg.number(frame.y(point.survival) - 3.5)}v7"
        for day in sorted(set(one.censored_days))
        if day <= frame.chart.horizon and (point := one.standing(day))
    )
    if not marks:
        return ""
    kind = index % len(PALETTE)
    look = {"class_": f"censored series-{kind + 1}", "fill": "none", "stroke": PALETTE[kind]}
    return svg.element("path", d=marks, stroke_width=0.7, **look)


def _whisker(frame: Frame, point: ReferencePoint) -> str:
    if point.lower is None or point.upper is None:
        return ""
    x = frame.x(point.day)
    left, width = svg.number(x - _WHISKER), svg.number(2 * _WHISKER)
    low, high = svg.number(frame.y(point.lower)), svg.number(frame.y(point.upper))
    return grey_line(f"M{left} {low}h{width}M{svg.number(x)} {low}V{high}M{left} {high}h{width}")


def _told(frame: Frame, one: Reference, point: ReferencePoint) -> str:
    label = chart_words.reference_label(one, frame.lang)
    when = chart_words.time(point.day, frame.chart.unit, frame.lang)
    return f"{label}, {when}: {chart_words.told_published(point, frame.lang)}"
