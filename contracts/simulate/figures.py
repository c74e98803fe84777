"""What many futures come to, in whole minor units: means, quantiles, bands and odds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from contracts.columns.days import Whole
from contracts.money import round_half_away

BANDS = ((50, (250, 750)), (80, (100, 900)), (95, (25, 975)))
"""The share of futures in each band in per cent, and its ends in thousandths."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How an amount varies: its mean, and its quantiles by thousandths (nearest rank)."""

    mean: int
    at: tuple[tuple[int, int], ...]

    def quantile(self, thousandths: int) -> int:
        """The least amount that so many thousandths of the futures do not exceed."""
        return dict(self.at)[thousandths]

    def to_json(self) -> dict[str, int | dict[str, int]]:
        """Mean and quantiles by per mille."""
        return {"mean_ore": self.mean, "per_mille": {str(q): value for q, value in self.at}}


_HALF = 30
_QUANTILES = (25, 50, 100, 250, 500, 750, 900, 950, 975)


def spread(values: Whole) -> Spread:
    """The spread of an amount over futures."""
    ordered = np.sort(values)
    count = len(ordered)
    ranks = [(q, max(-(-q * count // 1000), 1) - 1) for q in _QUANTILES]
    mean = round_half_away(Fraction(_sum(ordered), count))
    return Spread(mean, tuple((q, int(ordered[rank])) for q, rank in ranks))


def _sum(values: Whole) -> int:
    """The sum, added up in two halves so that it cannot leave 64 bits."""
    high, low = (values >> _HALF).sum(), (values & ((1 << _HALF) - 1)).sum()
    return (int(high) << _HALF) + int(low)


def by_year(cash: Whole) -> tuple[Spread, ...]:
    """The spread of each year, from amounts by future and year."""
    return tuple(spread(cash[:, year]) for year in range(cash.shape[1]))


@dataclass(frozen=True, slots=True)
class Odds:
    """How often a term was set off: among patients, and in how many futures at least once."""

    clause: str
    term: str
    type: str
    patients: int
    futures: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What an agreement comes to under a scenario, ready to show; amounts in minor units."""

    agreement: str
    version: str
    sha256: str
    currency: str
    engine: str
    why_rows: str
    seed: int
    futures: int
    patients: int
    """New ones in each future; those known already are `known`."""
    known: int
    stories: int
    years: tuple[int, ...]
    cash: tuple[Spread, ...]
    payers: tuple[tuple[str, tuple[Spread, ...]], ...]
    payer_exposure: Spread
    supplier_exposure: Spread
    odds: tuple[Odds, ...]
    statuses: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]
    paid: Whole = field(compare=False, repr=False)
    """What each future costs in all; designs of one scenario have their futures in one order."""
    missed: Whole = field(compare=False, repr=False)
    """What the supplier misses in each future."""

    def beside(self, other: "Figures") -> tuple[Spread, Spread]:
        """What another design of the same scenario costs more, and what its supplier misses more.

        Future by future, so that what both owe to chance drops out.
        """
        return spread(other.paid - self.paid), spread(other.missed - self.missed)

    def to_json(self) -> dict[str, object]:
        """Everything as plain JSON values."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "agreement_sha256": self.sha256,
            "currency": self.currency,
            "engine": self.engine,
            "not_in_columns": self.why_rows,
            "seed": self.seed,
            "futures": self.futures,
            "patients": self.patients,
            "known_patients": self.known,
            "different_stories": self.stories,
            "years": _yearly(self.years, self.cash),
            "payers": {name: _yearly(self.years, found) for name, found in self.payers},
            "payer_exposure": self.payer_exposure.to_json(),
            "supplier_exposure": self.supplier_exposure.to_json(),
            "terms": [_odds(one, self) for one in self.odds],
            "statuses": [
                {"term": term, "milestone": index, "patients": dict(told)}
                for term, index, told in self.statuses
            ],
        }


def _yearly(years: Sequence[int], spreads: Sequence[Spread]) -> list[dict[str, object]]:
    return [{"year": year, **found.to_json()} for year, found in zip(years, spreads, strict=True)]


def _odds(one: Odds, figures: Figures) -> dict[str, object]:
    return {
        "clause": one.clause,
        "term": one.term,
        "type": one.type,
        "set_off_patients": one.patients,
        "of_patients": figures.futures * (figures.patients + figures.known),
        "set_off_futures": one.futures,
        "of_futures": figures.futures,
    }
