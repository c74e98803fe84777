"""Whether groups differ: the log-rank test over event tables, with or without delayed entry."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from analytics.events import EventTable, merge
from analytics.wording import Note


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test: statistic, degrees of freedom and p; observed and expected per group."""

    chi2: float
    df: int
    p: float
    observed: tuple[int, ...]
    expected: tuple[float, ...]


def log_rank(tables: Mapping[str, EventTable]) -> LogRank | Note:
    """The log-rank test between groups; a note instead of a number where there is no test.

    Source: Mantel 1966; equals R's survdiff. Delayed entry, which survdiff lacks, changes the risk
    sets only.
    """
    groups = [table for table in tables.values() if table.n]
    if len(groups) < 2:
        return Note.ONE_GROUP
    total = merge(*groups)
    rows = total.events > 0
    if not rows.any():
        return Note.NO_EVENTS
    deaths, at_risk = total.events[rows].astype(np.float64), total.at_risk[rows].astype(np.float64)
    shares = np.array([_at_risk_at(table, total.time[rows]) for table in groups]) / at_risk
    expected = shares @ deaths
    observed = np.array([table.events.sum() for table in groups])
    weight = deaths * (at_risk - deaths) / np.maximum(at_risk - 1, 1)
    covariance = np.diag(shares @ weight) - (shares * weight) @ shares.T
    return _test(observed, expected, covariance)


def _test(
    observed: NDArray[np.int64], expected: NDArray[np.float64], covariance: NDArray[np.float64]
) -> LogRank | Note:
    """The quadratic form over all groups but one, without those never at risk at an event."""
    used = np.flatnonzero(expected > 0)[1:]
    part = covariance[np.ix_(used, used)]
    if not len(used) or np.linalg.matrix_rank(part) < len(used):
        return Note.TEST_NOT_DEFINED
    excess = (observed - expected)[used]
    chi2 = float(excess @ np.linalg.solve(part, excess))
    p = float(chdtrc(len(used), chi2))
    return LogRank(chi2, len(used), p, tuple(observed.tolist()), tuple(expected.tolist()))


def _at_risk_at(table: EventTable, times: NDArray[np.generic]) -> NDArray[np.int64]:
    """Number at risk just before each of `times`, which need not be times of this table."""
    change = np.concatenate(([0], np.cumsum(table.entered - table.events - table.censored)))
    return table.from_start + change[np.searchsorted(table.time, times, side="left")]
