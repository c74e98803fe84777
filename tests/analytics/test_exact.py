"""What decides about money is exact, and its interval keeps its word in small cohorts."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.exact import beta_product_interval, exact_survival
from analytics.survival import kaplan_meier


def a_table(days: list[int], observed: list[int], entry: list[int] | None = None):
    return event_table(
        Cohort(np.array(days), np.array(observed), None if entry is None else np.array(entry))
    )


@pytest.mark.parametrize("name", ["ovarian_all", "zero_events_n20", "all_events"])
def test_the_interval_is_that_of_r_bpcp(name, bpcp, table_of) -> None:
    ovarian = table_of("ovarian")
    tables = {
        "ovarian_all": a_table(ovarian.futime, ovarian.fustat),
        "zero_events_n20": a_table([24] * 20, [0] * 20),
        "all_events": a_table([3, 5, 9], [1, 1, 1]),
    }
    for row in bpcp[name]:
        found = beta_product_interval(tables[name], row["time"])
        assert found == pytest.approx((row["lower"], row["upper"]), rel=0, abs=1e-10)


@given(st.integers(1, 60), st.data())
def test_with_nobody_censored_before_it_is_clopper_pearson(n, data) -> None:
    dead = data.draw(st.integers(0, n))
    table = a_table([10] * dead + [50] * (n - dead), [1] * dead + [0] * (n - dead))
    alive = n - dead
    expected = (
        beta.ppf(0.025, alive, dead + 1) if alive else 0,
        beta.ppf(0.975, alive + 1, dead) if dead else 1,
    )
    assert beta_product_interval(table, 20) == pytest.approx(expected, abs=1e-9)


def test_without_events_the_lower_limit_depends_on_those_still_followed() -> None:
    table = a_table([10, 30, 30], [0, 0, 0])
    assert beta_product_interval(table, 20) == (pytest.approx(0.025**0.5), 1)


def test_beyond_the_follow_up_the_lower_limit_is_zero() -> None:
    assert beta_product_interval(a_table([10, 30], [0, 0]), 31) == (0, 1)


def test_without_patients_there_is_no_interval_and_no_share() -> None:
    assert beta_product_interval(a_table([], []), 5) is None
    assert exact_survival(a_table([], []), 5) is None


def test_delayed_entry_has_no_beta_product_interval() -> None:
    with pytest.raises(ValueError, match="delayed entry"):
        beta_product_interval(a_table([10, 30], [0, 0], entry=[1, 2]), 5)


def test_seven_of_ten_is_exactly_seven_tenths() -> None:
    assert exact_survival(a_table(list(range(1, 11)), [1] * 3 + [0] * 7), 5) == Fraction(7, 10)


def test_beyond_the_follow_up_the_share_is_unknown_unless_it_was_zero() -> None:
    assert exact_survival(a_table([3, 5], [1, 0]), 6) is None
    assert exact_survival(a_table([3, 5], [1, 1]), 6) == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1)), min_size=1), st.integers(0, 25))
def test_the_exact_share_is_the_curve_without_rounding(records, day) -> None:
    table = a_table([t for t, _ in records], [d for _, d in records])
    exact, rounded = exact_survival(table, day), kaplan_meier(table).at(day).survival
    assert (exact is None) == (rounded is None)
    if exact is not None:
        assert rounded == pytest.approx(float(exact), abs=1e-12)


def test_two_thousand_patients_are_exact_too(table_of) -> None:
    frame = table_of("ebmt3")
    share = exact_survival(event_table(Cohort(frame.rfstime, frame.rfsstat)), 365)
    assert round(float(share), 4) == 0.7174
