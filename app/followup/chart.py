"""The treatment's time line as a drawing: visits, events and values under one axis, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.followup.due import Standing
from app.followup.treatment_queries import Course, EventLine, Series, VisitLine
from app.followup.values import number
from app.followup.words import unit_words
from reports.language import Language, format_date, format_value

WIDTH, LEFT, RIGHT = 960, 300, 150
TOP, LANE = 56, 52
DAYS_PER_MONTH = Decimal("30.4375")


@dataclass(frozen=True, slots=True)
class Mark:
    """A visit or an event at its place."""

    x: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One item's small line."""

    label: str
    y: str
    base: str
    path: str
    points: tuple[tuple[str, str, str], ...]
    last: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws; coordinates are finished text."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    ticks: tuple[tuple[str, str], ...]
    today: str
    visits: tuple[Mark, ...]
    events: tuple[Mark, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    days: int

    def x(self, day: date) -> str:
        share = Decimal((day - self.first).days) / self.days
        return _text(LEFT + share * (WIDTH - LEFT - RIGHT))


def draw(found: Course, titles: dict[str, str], today: date, lang: Language) -> Chart | None:
    """The drawing of a treatment that has been given; None before that.

    Args:
        found: the treatment's course.
        titles: what each kind of event is called in the reader's language.
        today: where the line of today stands.
        lang: the reader's language.
    """
    zero = found.head.infused_on
    if zero is None:
        return None
    scale = _scale(found, zero, today)
    shown = [v for v in found.visits if (v.on or v.due.target) <= scale_end(scale)]
    bottom = TOP + LANE * len(found.series)
    return Chart(
        width=WIDTH,
        height=bottom + 40,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=bottom,
        ticks=_ticks(scale, zero, lang),
        today=scale.x(today),
        visits=tuple(_visit(v, scale, lang) for v in shown),
        events=tuple(_event(e, scale, titles, lang) for e in found.events),
        lanes=tuple(_lane(s, at, scale, lang) for at, s in enumerate(found.series)),
    )


def scale_end(scale: _Scale) -> date:
    """The last day of the axis."""
    return date.fromordinal(scale.first.toordinal() + scale.days)


def _scale(found: Course, zero: date, today: date) -> _Scale:
    days = [zero, today]
    days += [v.on for v in found.visits if v.on]
    days += [v.due.target for v in found.visits if v.due.standing is Standing.UPCOMING][:2]
    days += [e.now.on for e in found.events]
    days += [day for series in found.series for day, _ in series.points]
    return _Scale(min(days), max((max(days) - min(days)).days, 30))


def _ticks(scale: _Scale, zero: date, lang: Language) -> tuple[tuple[str, str], ...]:
    months = int(Decimal((scale_end(scale) - zero).days) / DAYS_PER_MONTH)
    step = next((s for s in (1, 3, 6, 12, 24) if months / s <= 8), 24)
    unit = "mdr." if lang == "da" else "mo."
    found = []
    for month in range(0, months + 1, step):
        day = date.fromordinal(zero.toordinal() + int(month * DAYS_PER_MONTH))
        found.append((scale.x(day), f"{month} {unit}" if month else "0"))
    return tuple(found)


def _visit(line: VisitLine, scale: _Scale, lang: Language) -> Mark:
    day = line.on or line.due.target
    title = f"{line.due.title.text(lang)}, {format_date(day, lang)}"
    return Mark(scale.x(day), str(line.due.standing), title)


def _event(line: EventLine, scale: _Scale, titles: dict[str, str], lang: Language) -> Mark:
    title = f"{titles.get(line.kind, line.kind)}, {format_date(line.now.on, lang)}"
    return Mark(scale.x(line.now.on), line.kind, title)


def _lane(series: Series, at: int, scale: _Scale, lang: Language) -> Lane:
    base = TOP + LANE * (at + 1) - 10
    values = [number(value) or Decimal(0) for _, value in series.points]
    places = _heights(values, base)
    points = tuple(
        (scale.x(day), _text(y), f"{format_date(day, lang)}: {format_value(value, lang)}")
        for (day, value), y in zip(series.points, places, strict=True)
    )
    last = format_value(series.points[-1][1], lang)
    return Lane(
        label=series.label_da if lang == "da" else series.label_en,
        y=_text(Decimal(base) - LANE // 2 + 14),
        base=_text(Decimal(base)),
        path="M" + "L".join(f"{x} {y}" for x, y, _ in points),
        points=points,
        last=f"{last} {unit_words(series.unit, lang)}".strip(),
    )


def _heights(values: Sequence[Decimal], base: int) -> list[Decimal]:
    low, high = min(values), max(values)
    low = min(low, Decimal(0)) if low < high else low
    room = Decimal(LANE - 22)
    return [
        base - (room * (value - low) / (high - low) if high > low else room / 2) for value in values
    ]


def _text(place: Decimal) -> str:
    return format(place.quantize(Decimal("0.1")), "f")
