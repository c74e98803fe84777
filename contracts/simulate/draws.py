"""Chance by counting: each draw is a mixed number of a seed, a stream and a place.

Draws are SplitMix64 on whole numbers of 64 bits, so they are the same on every machine and for
every version of numpy, and one stream never moves another: two designs see the same patients.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Bits64 = NDArray[np.uint64]

_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_WHOLE = (1 << 64) - 1

FINE = 20
"""Chances are told apart in parts of 2 to this power, about one in a million."""


class Stream(IntEnum):
    """What is drawn; each has draws of its own."""

    START = 1
    LOSS = 2
    DEATH = 3
    CAUSE = 4
    LOST = 5
    WITHDRAWN = 6
    ABROAD = 7
    VISITS = 8


def draws(seed: int, stream: int, first: int, last: int) -> Bits64:
    """The draws of one stream at the places from `first` up to, not including, `last`."""
    start = (_mixed(_mixed(seed) ^ stream) + first * _STEP) & _WHOLE
    found = np.arange(last - first, dtype=np.uint64)
    found *= np.uint64(_STEP)
    found += np.uint64(start)
    found ^= found >> np.uint64(30)
    found *= np.uint64(_FIRST)
    found ^= found >> np.uint64(27)
    found *= np.uint64(_SECOND)
    found ^= found >> np.uint64(31)
    return found


def _mixed(number: int) -> int:
    """One number mixed, for the start of a stream."""
    number = (number + _STEP) & _WHOLE
    number = ((number ^ (number >> 30)) * _FIRST) & _WHOLE
    number = ((number ^ (number >> 27)) * _SECOND) & _WHOLE
    return number ^ (number >> 31)
