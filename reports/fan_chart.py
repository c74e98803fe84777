"""What years may come to, as SVG of our own: bands of futures around the middle one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports import svg
from reports.chart_frame import INK, LEFT, PALETTE, PLOT, RIGHT, RULE, WIDTH, stroke
from reports.language import Language, format_number
from reports.millions import millions, unit

_TOP = 34.0
_BOTTOM = _TOP + PLOT
_SHADES = (0.14, 0.18, 0.26)
_TICKS = 4


@dataclass(frozen=True, slots=True)
class FanYear:
    """One year: the ends of its bands, the widest first, and its middle, in minor units."""

    year: int
    bands: tuple[tuple[int, int], ...]
    middle: int
    told: str
    """The year in words, for who points at it or hears it."""


@dataclass(frozen=True, slots=True)
class Fan:
    """A figure of years; `highest` keeps two figures on one scale."""

    identifier: str
    title: str
    about: str
    currency: str
    years: tuple[FanYear, ...]
    lowest: int
    highest: int
    series: int = 0

    def x(self, place: int) -> float:
        """Where a year stands."""
        step = (RIGHT - LEFT) / max(len(self.years), 1)
        return LEFT + step * (place + 0.5)

    def y(self, amount: int) -> float:
        """Where an amount stands."""
        low, high = min(self.lowest, 0), max(self.highest, 1)
        return _BOTTOM - PLOT * (amount - low) / (high - low)


def fan_svg(fan: Fan, lang: Language) -> str:
    """The figure: a column of three shades for each year, its middle marked, amounts in millions.

    Each year tells its numbers by a title of its own, so that no script is needed.
    """
    name, about = f"{fan.identifier}-name", f"{fan.identifier}-about"
    return svg.element(
        "svg",
        svg.title(fan.title, id=name),
        svg.description(fan.about, id=about),
        *_axes(fan, lang),
        *(_year(fan, place) for place in range(len(fan.years))),
        svg.element("path", d=_middles(fan), **stroke(fan.series)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {svg.number(_BOTTOM + 26)}",
        width=WIDTH,
        height=_BOTTOM + 26,
        class_="chart",
        role="img",
        aria_labelledby=f"{name} {about}",
        font_family="DejaVu Sans, system-ui, sans-serif",
        font_size=10.5,
        fill=INK,
    )


def _middles(fan: Fan) -> str:
    return svg.polyline([(fan.x(at), fan.y(one.middle)) for at, one in enumerate(fan.years)])


def _year(fan: Fan, place: int) -> str:
    """The bands of one year as columns on each other."""
    one, half = fan.years[place], (RIGHT - LEFT) / max(len(fan.years), 1) * 0.36
    shapes = []
    for shade, (low, high) in zip(_SHADES, one.bands, strict=True):
        top = fan.y(high)
        area = {"x": fan.x(place) - half, "y": top, "width": 2 * half}
        look = {"class_": f"band band-{fan.series + 1}", "fill": PALETTE[fan.series]}
        height = max(fan.y(low) - top, 0.5)
        shapes.append(svg.element("rect", height=height, fill_opacity=shade, **area, **look))
    label = svg.text(
        str(one.year), fan.x(place), _BOTTOM + 15, class_="label", text_anchor="middle"
    )
    return svg.element("g", svg.title(one.told), *shapes, label)


def _axes(fan: Fan, lang: Language) -> Iterator[str]:
    yield svg.text(unit(fan.currency, lang), LEFT, _TOP - 12, class_="label", font_weight="bold")
    for amount in _marks(fan.lowest, fan.highest):
        y = fan.y(amount)
        rule = f"M{LEFT} {svg.number(y)}H{RIGHT}"
        yield svg.element("path", d=rule, class_="grid", stroke=RULE, stroke_width=0.5)
        label = format_number(amount // 100_000_00 / 10, lang)
        yield svg.text(label, LEFT - 7, y + 3.5, class_="label", text_anchor="end")
    zero = f"M{LEFT} {svg.number(fan.y(0))}H{RIGHT}"
    yield svg.element("path", d=zero, class_="axis", fill="none", stroke=INK, stroke_width=0.8)


def _marks(lowest: int, highest: int) -> Sequence[int]:
    """Round amounts between the ends, in steps of 1, 2 or 5 times a power of ten."""
    span, step = max(highest - min(lowest, 0), 1), 100_000_00
    while span / step > _TICKS * 10:
        step *= 10
    factor = next(f for f in (1, 2, 5, 10) if span / (step * f) <= _TICKS + 1)
    step *= factor
    first = -(-min(lowest, 0) // step)
    return [step * n for n in range(first, highest // step + 1)]


def told(year: int, middle: int, ends: tuple[int, int], currency: str, lang: Language) -> str:
    """One year in words."""
    middle_text, low, high = (millions(one, currency, lang) for one in (middle, *ends))
    return f"{year}: {middle_text} ({low} – {high}) {unit(currency, lang)}"
