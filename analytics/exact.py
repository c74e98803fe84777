"""Kaplan-Meier in exact rationals and the beta product interval: for decisions that move money."""

from fractions import Fraction
from math import prod

import numpy as np
from scipy.special import betaincinv

from analytics.events import EventTable


def exact_survival(table: EventTable, day: int) -> Fraction | None:
    """The Kaplan-Meier share on `day` unrounded; None beyond the follow-up unless 0 by then."""
    if not len(table.time):
        return None
    rows = (table.time <= day) & (table.events > 0)
    at_risk, events = table.at_risk[rows].tolist(), table.events[rows].tolist()
    share = Fraction(prod(n - d for n, d in zip(at_risk, events, strict=True)), prod(at_risk))
    return share if share == 0 or day <= table.time[-1] else None


def beta_product_interval(
    table: EventTable, day: float, level: float = 0.95
) -> tuple[float, float] | None:
    """The beta product confidence interval of the share still free of the event on `day`.

    Defined at S = 1 and S = 0 too, keeps its level in small cohorts, and is Clopper-Pearson when
    nobody is censored. Beyond the follow-up the lower limit is 0: nobody is left to bear witness.
    None without patients.

    Raises:
        ValueError: with delayed entry, for which the method is not defined.

    Source: Fay, Brittain & Proschan 2013, doi 10.1093/biostatistics/kxt016; as R's bpcp.
    """
    if table.delayed_entry:
        raise ValueError("the beta product interval is not defined with delayed entry")
    if not table.n:
        return None
    rows = (table.time <= day) & (table.events > 0)
    events = table.events[rows].astype(np.float64)
    survivors = table.at_risk[rows] - events + 1
    until = table.time <= day
    beyond = table.n - int(table.events[until].sum() + table.censored[until].sum())
    tail = (1 - level) / 2
    upper = _quantile(1 - tail, survivors, events)
    lower = _quantile(tail, np.append(survivors, beyond), np.append(events, 1.0)) if beyond else 0.0
    return lower, upper


def _quantile(
    p: float,
    a: np.ndarray[tuple[int], np.dtype[np.float64]],
    b: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> float:
    """The p-quantile of a product of independent betas, by the beta with the same two moments."""
    if not len(a):
        return 1.0
    mean = float(np.prod(a / (a + b)))
    square = float(np.prod(a * (a + 1) / ((a + b) * (a + b + 1))))
    size = (mean - square) / (square - mean * mean)
    return float(betaincinv(mean * size, (1 - mean) * size, p))
