"""How much of what was due has been seen, per visit and item, and why the rest is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

# Nothing could have been recorded: the patient had died, or the item does not concern the patient.
EXCUSED = frozenset({"dead", "not_applicable"})


@dataclass(frozen=True, slots=True)
class DueItem:
    """One item due at one visit of one treatment.

    `day` is the visit's target day and orders the table. `reason` says why it is missing, if known;
    `lag_days` is the time from visit to entry, if it was entered.
    """

    day: int
    visit: str
    item: str
    present: bool
    reason: str | None = None
    lag_days: int | None = None


@dataclass(frozen=True, slots=True)
class Lag:
    """Quartiles of the days from visit to entry."""

    first_quartile: float
    median: float
    third_quartile: float


@dataclass(frozen=True, slots=True)
class CompletenessRow:
    """One visit and item: how many were due, how many are there, and the others by reason.

    `expected` counts every one due; `missing` is sorted by reason; `unexplained` has no reason yet.
    """

    visit: str
    item: str
    expected: int
    present: int
    missing: tuple[tuple[str, int], ...]
    unexplained: int
    lag: Lag | None

    @property
    def share(self) -> Fraction | None:
        """Present among those that could have been recorded; None when there were none."""
        possible = self.expected - sum(count for reason, count in self.missing if reason in EXCUSED)
        return Fraction(self.present, possible) if possible else None


def completeness(items: Iterable[DueItem]) -> tuple[CompletenessRow, ...]:
    """The completeness table, in the order of the visits' target days, then items by name."""
    cells: defaultdict[tuple[int, str, str], list[DueItem]] = defaultdict(list)
    for item in items:
        cells[item.day, item.visit, item.item].append(item)
    return tuple(_row(visit, name, cells[day, visit, name]) for day, visit, name in sorted(cells))


def _row(visit: str, name: str, due: list[DueItem]) -> CompletenessRow:
    missing = [item for item in due if not item.present]
    reasons = Counter(item.reason for item in missing if item.reason is not None)
    lags = sorted(item.lag_days for item in due if item.present and item.lag_days is not None)
    return CompletenessRow(
        visit=visit,
        item=name,
        expected=len(due),
        present=len(due) - len(missing),
        missing=tuple(sorted(reasons.items())),
        unexplained=len(missing) - reasons.total(),
        lag=Lag(_quantile(lags, 1), _quantile(lags, 2), _quantile(lags, 3)) if lags else None,
    )


def _quantile(ordered: list[int], quarter: int) -> float:
    """A quartile by linear interpolation between the ordered values (R's and numpy's type 7)."""
    place, over = divmod((len(ordered) - 1) * quarter, 4)
    above = ordered[min(place + 1, len(ordered) - 1)]
    return ordered[place] + (above - ordered[place]) * over / 4
