"""The edges, where contracts are decided: R's answer, or none where nothing is known."""

import numpy as np
import pytest

from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.exact import beta_product_interval
from analytics.survival import (
    Landmark,
    Quantile,
    cross_check,
    follow_up_curve,
    kaplan_meier,
)
from analytics.wording import Note

CASES = (
    "n1_event",
    "n1_censored",
    "zero_events",
    "all_events",
    "all_censored_same",
    "all_events_same",
    "tie_event_censor",
    "event_at_zero",
    "censor_at_zero",
    "flat_at_half",
    "flat_at_half_then_drop",
    "almost_half",
)


def a_cohort(*records: tuple[float, int]) -> Cohort:
    return Cohort(*(np.array(column) for column in zip(*records, strict=True)))


def rows(case: dict, column: str) -> list:
    return case[column] if isinstance(case[column], list) else [case[column]]


def rebuilt(case: dict) -> Cohort:
    """The records behind R's table."""
    counts = zip(*(rows(case, c) for c in ("time", "n_event", "n_censor")), strict=True)
    records = [(t, s) for t, d, c in counts for s, k in ((1, d), (0, c)) for _ in range(k)]
    return a_cohort(*records)


@pytest.mark.parametrize("name", CASES)
def test_each_edge_is_answered_as_r_answers_it(name, r) -> None:
    case = r["edge"][name]
    curve = kaplan_meier(rebuilt(case))
    assert curve.at_risk.tolist() == rows(case, "n_risk")
    np.testing.assert_allclose(curve.survival, rows(case, "surv"), rtol=0, atol=1e-12)
    for ours, theirs in ((curve.lower, "lower"), (curve.upper, "upper")):
        expected = np.array(rows(case, theirs), dtype=float)
        np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-12)
    median = case["median"]
    assert curve.quantile() == Quantile(median["q"], median["lower"], median["upper"])


@pytest.mark.parametrize("name", CASES)
def test_lifelines_gives_the_same_curve_at_each_edge(name, r) -> None:
    cohort = rebuilt(r["edge"][name])
    assert cross_check(cohort, kaplan_meier(cohort)) == pytest.approx(0, abs=1e-12)


def test_without_patients_nothing_is_known() -> None:
    nobody = Cohort(np.zeros(0), np.zeros(0, bool))
    curve = kaplan_meier(nobody)
    assert curve.at(0) == Landmark(0, 0, None, None, None, None)
    assert curve.quantile() == Quantile(None, None, None)
    assert (curve.n, curve.events_total, curve.last_time) == (0, 0, None)
    assert curve.notes == (Note.NO_PATIENTS,)
    assert cross_check(nobody, curve) is None


def test_one_patient_with_the_event_on_day_5() -> None:
    only = a_cohort((5, 1))
    assert kaplan_meier(only).at(5) == Landmark(5, 1, 0.0, None, None, None)
    assert beta_product_interval(event_table(only), 5) == (0, pytest.approx(0.975))


def test_without_events_the_share_is_one_and_has_no_log_log_interval() -> None:
    curve = kaplan_meier(a_cohort((3, 0), (5, 0), (9, 0)))
    assert curve.at(5) == Landmark(5, 2, 1.0, 0.0, None, None)
    assert curve.quantile() == Quantile(None, None, None)


def test_when_all_had_the_event_the_share_stays_zero_beyond_the_last_day() -> None:
    curve = kaplan_meier(a_cohort((3, 1), (5, 1), (9, 1)))
    assert curve.at(100) == Landmark(100, 0, 0.0, None, None, None)


def test_beyond_the_last_day_followed_nothing_is_known() -> None:
    curve = kaplan_meier(a_cohort((1, 1), (2, 1), (3, 0), (4, 0)))
    assert curve.at(4).survival == 0.5
    assert curve.at(4.5) == Landmark(4.5, 0, None, None, None, None)


def test_a_patient_censored_on_the_day_of_an_event_is_at_risk_for_it() -> None:
    curve = kaplan_meier(a_cohort((5, 1), (5, 0), (8, 1)))
    assert curve.at(5).at_risk == 3
    assert curve.at(5).survival == pytest.approx(2 / 3)


def test_an_event_on_day_zero_counts_on_day_zero() -> None:
    assert kaplan_meier(a_cohort((0, 1), (2, 1), (4, 0))).at(0).survival == pytest.approx(2 / 3)


def test_before_the_first_day_of_the_table_everyone_is_free_of_the_event() -> None:
    assert kaplan_meier(a_cohort((5, 1), (6, 0))).at(4) == Landmark(4, 2, 1.0, 0.0, None, None)


@pytest.mark.parametrize("time", [-1, float("nan"), float("inf")])
def test_a_landmark_is_a_day_from_infusion_on(time) -> None:
    with pytest.raises(ValueError, match="landmark"):
        kaplan_meier(a_cohort((5, 1))).at(time)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_is_a_share(level) -> None:
    with pytest.raises(ValueError, match="level"):
        kaplan_meier(a_cohort((5, 1)), level)


def test_a_wider_level_gives_a_wider_interval() -> None:
    cohort = a_cohort((1, 1), (2, 1), (3, 0), (4, 0))
    wide, narrow = kaplan_meier(cohort, 0.99).at(3), kaplan_meier(cohort, 0.9).at(3)
    assert wide.lower < narrow.lower < 0.5 < narrow.upper < wide.upper


def test_when_all_under_observation_die_before_the_last_enters_the_curve_is_zero_and_says_so() -> (
    None
):
    cohort = Cohort(np.array([3, 4, 20]), np.array([1, 1, 0]), entry=np.array([0, 1, 10]))
    curve = kaplan_meier(cohort)
    assert curve.at(15) == Landmark(15, 1, 0.0, None, None, None)
    assert curve.notes == (Note.RISK_SET_EMPTIED,)
    assert cross_check(cohort, curve) is None


def test_a_time_with_nobody_under_observation_is_noted() -> None:
    cohort = Cohort(np.array([3, 4, 20]), np.array([1, 0, 1]), entry=np.array([0, 1, 10]))
    curve = kaplan_meier(cohort)
    assert (curve.at(5).at_risk, curve.at(5).survival) == (0, 0.5)
    assert curve.notes == (Note.RISK_SET_GAP,)


def test_delayed_entry_with_an_unbroken_risk_set_needs_no_remark() -> None:
    cohort = Cohort(np.array([3, 14, 20]), np.array([1, 1, 0]), entry=np.array([0, 1, 2]))
    curve = kaplan_meier(cohort)
    assert (curve.delayed_entry, curve.notes) == (True, ())
    assert cross_check(cohort, curve) == pytest.approx(0, abs=1e-12)


def test_the_median_follow_up_is_not_reached_when_few_were_censored() -> None:
    assert follow_up_curve(a_cohort((3, 1), (5, 1), (9, 1))).quantile().estimate is None
