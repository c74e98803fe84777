"""Published results to lay beside our own, as printed in their sources."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from contracts.file.source import read_tree
from contracts.file.written import Closed
from reports.figures import Reference, ReferencePoint
from reports.language import Wording

FILE = Path(__file__).parent / "data" / "landmarks.yaml"
DAYS_PER_MONTH = Decimal("30.4375")  # a published month, turned into a day on our axis
SAME_DAY = 10  # a landmark of 365 days and a published 12 months are the same


class _Set(Closed):
    name: str
    product: str
    indication: str


class _Row(Closed):
    set: str
    endpoint: str
    population: str
    measure: Literal["survival", "cumulative_incidence", "proportion", "mean", "rate", "median"]
    n: str
    month: str
    estimate: str
    lower: str
    upper: str
    unit: str
    conflict: str
    definition: str
    source: str


class _File(Closed):
    sets: dict[str, _Set]
    landmarks: tuple[_Row, ...]


@dataclass(frozen=True, slots=True)
class PublishedPoint:
    """One printed share at a time from the infusion; the interval only where it is printed."""

    name: str
    day: int
    share: float
    lower: float | None
    upper: float | None
    patients: str
    definition: str
    source: str


def published_points(sets: tuple[str, ...], endpoint: str) -> tuple[PublishedPoint, ...]:
    """The printed shares of these sets for an endpoint: in the sets' order, then by time."""
    content = _read()
    wanted = {
        (set_name, row.month, row.estimate): row
        for set_name in sets
        for row in content.landmarks
        if row.set == set_name and row.endpoint == endpoint and _is_share(row)
    }
    rows = sorted(wanted.values(), key=lambda r: (sets.index(r.set), Decimal(r.month), r.estimate))
    return tuple(_point(content.sets[row.set].name, row) for row in rows)


def set_name(name: str) -> str | None:
    """What a set of published results is called, or None where there is none of that id."""
    found = _read().sets.get(name)
    return found.name if found else None


def at_landmark(points: tuple[PublishedPoint, ...], day: int) -> PublishedPoint | None:
    """The published share at a landmark: of the first set that prints one."""
    return next((point for point in points if abs(point.day - day) <= SAME_DAY), None)


def references(points: tuple[PublishedPoint, ...]) -> tuple[Reference, ...]:
    """The published points as a figure draws them, one reference for each set."""
    names = dict.fromkeys(point.name for point in points)
    return tuple(_reference([p for p in points if p.name == name]) for name in names)


def _reference(points: list[PublishedPoint]) -> Reference:
    sources = "; ".join(dict.fromkeys(point.source for point in points))
    return Reference(
        Wording(points[0].name, points[0].name),
        sources,
        tuple(ReferencePoint(p.day, p.share, p.lower, p.upper) for p in points),
    )


def _is_share(row: _Row) -> bool:
    if row.measure not in ("survival", "proportion") or row.unit != "%":
        return False
    return _given(row.month) and "of age" not in row.definition.lower()


def _given(text: str) -> bool:
    return text not in ("", "null")


def _point(name: str, row: _Row) -> PublishedPoint:
    return PublishedPoint(
        name,
        round(Decimal(row.month) * DAYS_PER_MONTH),
        _share(row.estimate),
        _share(row.lower) if _given(row.lower) else None,
        _share(row.upper) if _given(row.upper) else None,
        row.n if _given(row.n) else "",
        row.definition if _given(row.definition) else "",
        row.source,
    )


def _share(percent: str) -> float:
    return float(Decimal(percent) / 100)


@cache
def _read() -> _File:
    tree, _ = read_tree(FILE.read_text(encoding="utf-8"))
    return _File.model_validate(tree)
