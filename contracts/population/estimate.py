"""A population's result in exact numbers: the share, and bounds that can be held to a share.

The share free of loss at the horizon is Kaplan and Meier's (1958), or one minus the cumulative
incidence of Aalen and Johansen (1978) where a competing event leaves a patient free for good. On
one day events go before those who leave, and the horizon's own day counts.

The bounds are those of Clopper and Pearson (1934): with nobody left out before the horizon the
exact ones for a share. A bound itself is no fraction, but whether it reaches a share is: the lower
bound of x among n reaches g exactly when x or more have a probability of at most half the error
at g. So a bound is never searched for as a root; only such questions are asked, and answered in
whole numbers.

With some left out, their place is taken by the effective number of Peto et al. (Br J Cancer 1977;
35: 1-39), those still at risk divided by the share: so many patients, all followed, would show the
same. It is never more than were treated, comes to all of them where nobody is left out, and is
known to be cautious (Dorey and Korn, Stat Med 1987; 6: 679-687). What is not whole is rounded
towards the wider interval. Bounds by logarithms, such as Greenwood's, are not exact and close to a
point where there are few events or none; here none among five still leaves a lower bound of 47.8 %.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, comb, floor


class Ending(StrEnum):
    """How a patient's time up to the horizon ended."""

    FREE = "free"
    FAILED = "failed"
    COMPETED = "competed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Followed:
    """One patient: the day and the way the time up to the horizon ended.

    `reached` says that the patient was still at risk on the day of the horizon; `cause` is the
    event that ended the follow-up, empty where nobody has seen the patient since.
    """

    treatment: str
    days: int
    ending: Ending
    reached: bool
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The counts and the share, and what the bounds rest on: how many free among how many.

    A bound is known only where there is something for it to rest on.
    """

    n: int
    failed: int
    left_out: int
    at_risk: int
    share: Fraction
    low: tuple[int, int] | None
    high: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Scale:
    """The level of the interval, the step results are shown in, and whether it rounds them."""

    level: Fraction | None
    precision: Fraction
    rounded: bool

    @property
    def finest(self) -> Fraction:
        """What is shown of a result that is not rounded."""
        return self.precision if self.rounded else self.precision / 100


@dataclass(frozen=True, slots=True)
class Figures:
    """The share and its bounds as the criterion compares them; no bounds where none are agreed.

    Without rounding the share is exact, and a bound is rounded down to a hundredth of the
    precision, which moves it across no share that the agreement can write.
    """

    point: Fraction
    lower: Fraction
    upper: Fraction


def counted(n: int, free: int) -> Estimate:
    """The estimate where all are known about."""
    share = Fraction(free, n) if n else Fraction(0)
    return Estimate(n, n - free, 0, free, share, (free, n), (free, n))


def free_at_horizon(followed: Iterable[Followed], *, incidence: bool) -> Estimate:
    """The estimate of those free of loss at the horizon, some perhaps left out before it."""
    every = list(followed)
    ended = {ending: sum(one.ending is ending for one in every) for ending in Ending}
    left_out = ended[Ending.LOST] + (0 if incidence else ended[Ending.COMPETED])
    at_risk = sum(one.reached for one in every)
    if not left_out:
        plain = counted(len(every), len(every) - ended[Ending.FAILED])
        return Estimate(plain.n, plain.failed, 0, at_risk, plain.share, plain.low, plain.high)
    steps = _steps(every, incidence=incidence)
    share, alive = _shares(steps)
    low, high = _effective(share, alive, ended[Ending.FREE])
    return Estimate(len(every), ended[Ending.FAILED], left_out, at_risk, share, low, high)


def _steps(followed: list[Followed], *, incidence: bool) -> list[tuple[int, int, int]]:
    """Day by day the number at risk, the failures, and the events that compete."""
    days: dict[int, list[Ending]] = defaultdict(list)
    for one in followed:
        if one.ending is not Ending.FREE:
            days[one.days].append(one.ending)
    left, steps = len(followed), []
    for day in sorted(days):
        failed = days[day].count(Ending.FAILED)
        competed = days[day].count(Ending.COMPETED) if incidence else 0
        if failed or competed:
            steps.append((left, failed, competed))
        left -= len(days[day])
    return steps


def _shares(steps: list[tuple[int, int, int]]) -> tuple[Fraction, Fraction]:
    """The share free of loss, and of any event; from the last step back, in whole numbers."""
    free = alive = whole = 1
    for left, failed, competed in reversed(steps):
        free = (left - failed - competed) * free + competed * whole
        alive *= left - failed - competed
        whole *= left
    return Fraction(free, whole), Fraction(alive, whole)


Bounds = tuple[tuple[int, int] | None, tuple[int, int] | None]


def _effective(share: Fraction, alive: Fraction, free: int) -> Bounds:
    """How many free among how many the bounds rest on, rounded towards the wider interval."""
    if not free or not alive:
        return None, None
    number = free / alive
    high = (ceil(share * number), floor(number))
    return (floor(share * number), ceil(number)), (high if high[0] <= high[1] else None)


def figures(estimate: Estimate, scale: Scale) -> Figures:
    """What the criterion compares."""
    share, half = estimate.share, (1 - (scale.level or Fraction(0))) / 2
    point = _measured(lambda value: share >= value, scale) if scale.rounded else share
    if scale.level is None:
        return Figures(point, Fraction(0), Fraction(1))
    low, high = estimate.low, estimate.high
    lower = Fraction(0)
    if low is not None and low[0]:
        lower = _measured(lambda value: _tail(*low, value, half) <= 0, scale)
    upper = Fraction(1)
    if high is not None and high[0] < high[1]:
        free, n = high
        upper = _measured(lambda value: _tail(n - free, n, 1 - value, half) >= 0, scale)
    return Figures(point, lower, upper)


def shown(value: Fraction, scale: Scale) -> Fraction:
    """A share as it is told, rounded down to what is shown."""
    return floor(value / scale.finest) * scale.finest


def _measured(reaches: Callable[[Fraction], bool], scale: Scale) -> Fraction:
    """The last mark of the scale that is reached, halves counting as reached where it rounds.

    No bound that is asked for here reaches one.
    """
    step = scale.finest
    offset = step / 2 if scale.rounded else Fraction(0)
    most, least = floor(1 / step + Fraction(1, 2)) + 1, 0
    while most - least > 1:
        middle = (most + least) // 2
        mark = middle * step - offset
        if mark <= 0 or (mark < 1 and reaches(mark)):
            least = middle
        else:
            most = middle
    return min(Fraction(1), least * step)


def _tail(at_least: int, n: int, share: Fraction, limit: Fraction) -> int:
    """Whether `at_least` or more of n have a probability below (-1), at (0) or above (1) a limit.

    Once the terms fall, what is left is less than a geometric row, so few of them are needed.
    """
    yes, no = share.numerator, share.denominator - share.numerator
    goal = limit.numerator * share.denominator**n
    term = comb(n, at_least) * yes**at_least * no ** (n - at_least) * limit.denominator
    total = 0
    for k in range(at_least, n + 1):
        total += term
        rises, falls = (n - k) * yes, (k + 1) * no
        if total > goal:
            return 1
        if rises < falls and total * (falls - rises) + term * rises < goal * (falls - rises):
            return -1
        term = term * rises // falls
    return 0 if total == goal else -1
