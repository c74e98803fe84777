"""The exact numbers of a population's result, held against counting, scipy and the curves."""

import csv
from fractions import Fraction
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.exact import beta_product_interval
from analytics.survival import kaplan_meier
from contracts.population.estimate import (
    Ending,
    Estimate,
    Followed,
    Scale,
    counted,
    figures,
    free_at_horizon,
)

LAWS = settings(max_examples=100, deadline=None, derandomize=True)
DATA = Path(__file__).parents[2] / "fixtures" / "survival"
FINE = Scale(Fraction(95, 100), Fraction(1, 10**4), rounded=False)
COHORTS = {
    "lung": ("lung.csv", "time", "status", "2", 365),
    "lung late": ("lung.csv", "time", "status", "2", 800),
    "ovarian": ("ovarian.csv", "futime", "fustat", "1", 638),
    "ebmt": ("ebmt3.csv", "rfstime", "rfsstat", "1", 1825),
}


def one(n: int, days: int, ending: Ending, horizon: int) -> Followed:
    if days > horizon or (days == horizon and ending is Ending.LOST):
        return Followed(str(n), horizon, Ending.FREE, reached=True)
    return Followed(str(n), days, ending, days >= horizon)


def real(name: str) -> tuple[list[Followed], np.ndarray, np.ndarray, int]:
    file, time, status, event, horizon = COHORTS[name]
    with (DATA / file).open(encoding="utf-8", newline="") as rows:
        found = [(int(Fraction(row[time])), row[status] == event) for row in csv.DictReader(rows)]
    followed = [
        one(n, days, Ending.FAILED if seen else Ending.LOST, horizon)
        for n, (days, seen) in enumerate(found)
    ]
    days, observed = zip(*found, strict=True)
    return followed, np.array(days), np.array(observed), horizon


@pytest.mark.parametrize("name", COHORTS)
def test_the_share_is_that_of_the_curves_on_real_cohorts(name: str) -> None:
    followed, days, observed, horizon = real(name)
    mark = kaplan_meier(Cohort(days, observed)).at(horizon)
    found = free_at_horizon(followed, incidence=False)
    assert mark.survival == pytest.approx(float(found.share), abs=1e-9)
    assert (mark.at_risk, len(days)) == (found.at_risk, found.n)


@pytest.mark.parametrize("name", COHORTS)
def test_the_bounds_are_about_those_of_the_beta_product_and_never_much_narrower(name: str) -> None:
    followed, days, observed, horizon = real(name)
    found = figures(free_at_horizon(followed, incidence=False), FINE)
    exact = beta_product_interval(event_table(Cohort(days, observed)), horizon)
    assert exact is not None
    lower, upper = float(found.lower), float(found.upper)
    assert lower <= exact[0] + 0.01
    assert upper >= exact[1] - 0.01
    assert upper - lower < 2 * (exact[1] - exact[0])


@given(st.integers(1, 60), st.data())
@LAWS
def test_the_bounds_of_a_plain_share_are_clopper_and_pearsons(n: int, data: st.DataObject) -> None:
    free = data.draw(st.integers(0, n))
    found = figures(counted(n, free), FINE)
    lower = beta.ppf(0.025, free, n - free + 1) if free else 0
    upper = beta.ppf(0.975, free + 1, n - free) if free < n else 1
    assert float(found.lower) == pytest.approx(lower, abs=2e-6)
    assert float(found.upper) == pytest.approx(upper, abs=2e-6)


@pytest.mark.parametrize(
    ("free", "n"), [*[(free, n) for n in range(1, 11) for free in range(n + 1)][:36], (7, 10)]
)
def test_53_a_share_exactly_on_a_threshold_reaches_it(free: int, n: int) -> None:
    followed = [
        Followed(str(k), 1 + k % 5, Ending.FAILED, reached=False) for k in range(n - free)
    ] + [Followed(f"F{k}", 9, Ending.FREE, reached=True) for k in range(free)]
    assert free_at_horizon(followed, incidence=False).share == Fraction(free, n)
    assert figures(counted(n, free), FINE).point >= Fraction(free, n)


ENDINGS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([Ending.FAILED, Ending.LOST, Ending.COMPETED])),
    min_size=1,
    max_size=14,
)


def by_hand(rows: list[Followed], *, incidence: bool) -> Fraction:
    """The textbook's formula, day by day from the first."""
    alive, lost = Fraction(1), Fraction(0)
    for day in sorted({row.days for row in rows}):
        left = sum(row.days >= day or row.ending is Ending.FREE for row in rows)
        today = [row.ending for row in rows if row.days == day]
        failed, competed = today.count(Ending.FAILED), today.count(Ending.COMPETED)
        lost += alive * Fraction(failed, left)
        alive *= 1 - Fraction(failed + (competed if incidence else 0), left)
    return 1 - lost


@given(rows=ENDINGS, incidence=st.booleans())
@LAWS
def test_the_share_is_the_textbooks(*, rows: list[tuple[int, Ending]], incidence: bool) -> None:
    followed = [one(n, days, ending, 8) for n, (days, ending) in enumerate(rows)]
    found = free_at_horizon(followed, incidence=incidence)
    assert found.share == by_hand(followed, incidence=incidence)
    assert free_at_horizon(reversed(followed), incidence=incidence) == found


@given(ENDINGS)
@LAWS
def test_with_nobody_left_out_the_share_is_a_count(rows: list[tuple[int, Ending]]) -> None:
    plain = [(days, ending) for days, ending in rows if ending is not Ending.LOST]
    followed = [one(n, days, ending, 8) for n, (days, ending) in enumerate(plain)]
    found = free_at_horizon(followed, incidence=True)
    failed = sum(row.ending is Ending.FAILED for row in followed)
    assert found.share == (Fraction(len(followed) - failed, len(followed)) if followed else 0)


@given(rows=ENDINGS, incidence=st.booleans())
@LAWS
def test_the_share_lies_between_its_bounds(
    *, rows: list[tuple[int, Ending]], incidence: bool
) -> None:
    followed = [one(n, days, ending, 8) for n, (days, ending) in enumerate(rows)]
    found = figures(free_at_horizon(followed, incidence=incidence), FINE)
    assert found.lower <= found.point <= found.upper


def test_nothing_known_at_the_horizon_leaves_the_bounds_open() -> None:
    gone = [Followed("1", 3, Ending.LOST, reached=False)]
    found = figures(free_at_horizon(gone, incidence=False), FINE)
    assert (found.lower, found.upper) == (0, 1)


def test_a_bound_rounds_to_the_precision_where_that_is_agreed() -> None:
    tenths = Scale(Fraction(95, 100), Fraction(1, 10), rounded=True)
    found = figures(counted(10, 7), tenths)  # 34.8 % to 93.3 %
    assert found.lower == Fraction(3, 10)
    assert found.upper == Fraction(9, 10)
    assert figures(counted(20, 13), tenths).point == Fraction(7, 10)
    assert figures(counted(3, 3), tenths).upper == 1


def test_without_a_level_there_is_no_interval() -> None:
    found = figures(counted(3, 3), Scale(None, Fraction(1, 100), rounded=False))
    assert (found.lower, found.upper) == (0, 1)


def test_ten_thousand_patients_take_no_time() -> None:
    random = np.random.default_rng(1)
    days = random.integers(1, 4000, 10_000).tolist()
    kinds = random.choice([Ending.FAILED, Ending.LOST, Ending.COMPETED], 10_000).tolist()
    rows = [
        one(n, day, Ending(kind), 3000)
        for n, (day, kind) in enumerate(zip(days, kinds, strict=True))
    ]
    start = process_time()
    found = free_at_horizon(rows, incidence=True)
    assert isinstance(found, Estimate)
    assert figures(found, Scale(None, Fraction(1, 1000), rounded=False)).point > 0
    assert process_time() - start < 0.5
