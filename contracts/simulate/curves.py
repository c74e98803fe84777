"""Curves of time as tables of whole numbers: the month for each of a million equal chances."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from contracts.money import split
from contracts.simulate.draws import FINE

_PLACES = 40
_DENSE = 10**12
Kept = Sequence[Fraction]
"""The share still free of something at the end of month 1, 2 and so on."""


def weibull(cured: Fraction, shape: Fraction, scale: Fraction, months: int) -> Kept:
    """The share kept of a cure mixture: some are cured, the others lose it as Weibull says.

    Decimals of 40 places, whose exponential and logarithm are correctly rounded.
    """
    with localcontext() as context:
        context.prec = _PLACES
        power = Decimal(shape.numerator) / Decimal(shape.denominator)
        found = []
        for month in range(1, months + 1):
            time = Fraction(month) / scale
            past = (Decimal(time.numerator) / Decimal(time.denominator)).ln() * power
            found.append(cured + (1 - cured) * Fraction((-(past.exp())).exp()))
        return found


def through(points: Sequence[tuple[int, Fraction]], months: int) -> Kept:
    """The share kept by a curve read off at some months: straight between, level after the last."""
    found, begun, high = [], 0, Fraction(1)
    for end, low in points:
        steps = range(1, min(end, months) - begun + 1)
        found += [high - (high - low) * Fraction(step, end - begun) for step in steps]
        begun, high = end, low
    return [*found, *[high] * (months - len(found))]


def yearly(share: Fraction, months: int) -> Kept:
    """The share kept where the same part is lost each year, evenly over its months."""
    return through(
        [(12 * year, (1 - share) ** year) for year in range(1, -(-months // 12) + 1)], months
    )


def quantiles(kept: Kept) -> NDArray[np.int16]:
    """The month (counted from 0) in which each chance falls; the number of months is never."""
    left = [_DENSE, *(int(share * _DENSE) for share in kept)]
    falls = [a - b for a, b in pairwise(left)]
    counts = _parts([*falls, left[-1]])
    return np.repeat(np.arange(len(counts), dtype=np.int16), counts)


def _parts(weights: Sequence[int]) -> list[int]:
    """All chances divided by weights, by largest remainder as `money.split` does it."""
    whole = sum(weights)
    parts = [(weight << FINE) // whole for weight in weights]
    order = sorted(range(len(parts)), key=lambda i: (-((weights[i] << FINE) % whole), i))
    for place in order[: (1 << FINE) - sum(parts)]:
        parts[place] += 1
    return parts


def shares(weights: Sequence[Fraction]) -> NDArray[np.int16]:
    """Which of several things each chance is, by their weights."""
    counts = split(1 << FINE, list(weights))
    return np.repeat(np.arange(len(counts), dtype=np.int16), counts)
