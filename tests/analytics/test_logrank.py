"""The log-rank test is done where there is something to test, and nowhere else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import survdiff

from analytics.cohort import Cohort
from analytics.events import event_table
from analytics.logrank import LogRank, log_rank
from analytics.wording import Note


def log_rank_of(
    days: list[int], observed: list[int], group: list[str], entry: list[int] | None = None
):
    cohort = Cohort(
        np.array(days),
        np.array(observed),
        None if entry is None else np.array(entry),
        np.array(group),
    )
    return log_rank({name: event_table(part) for name, part in cohort.by_group().items()})


def test_one_patient_in_each_group_is_tested_as_in_r(r) -> None:
    found = log_rank_of([1, 2], [1, 1], ["a", "b"])
    theirs = r["edge"]["logrank_n1_per_group"]
    assert isinstance(found, LogRank)
    assert found.chi2 == pytest.approx(theirs["chisq"])
    assert (list(found.observed), list(found.expected)) == (theirs["obs"], theirs["exp"])


def test_one_group_is_not_log_rank_of() -> None:
    assert log_rank_of([1, 2], [1, 1], ["a", "a"]) is Note.ONE_GROUP


def test_an_empty_group_is_no_group() -> None:
    some = event_table(Cohort(np.array([1, 2]), np.array([1, 1])))
    nobody = event_table(Cohort(np.zeros(0), np.zeros(0, bool)))
    assert log_rank({"a": some, "b": nobody}) is Note.ONE_GROUP


def test_without_events_nothing_is_log_rank_of() -> None:
    assert log_rank_of([1, 2], [0, 0], ["a", "b"]) is Note.NO_EVENTS


def test_groups_never_at_risk_together_are_not_log_rank_of() -> None:
    assert log_rank_of([5, 15], [1, 1], ["a", "b"], entry=[0, 10]) is Note.TEST_NOT_DEFINED


def test_a_group_gone_before_the_first_event_is_left_out() -> None:
    with_it = log_rank_of([1, 5, 6, 7], [0, 1, 1, 1], ["a", "b", "c", "c"])
    without = log_rank_of([5, 6, 7], [1, 1, 1], ["b", "c", "c"])
    assert isinstance(with_it, LogRank)
    assert (with_it.chi2, with_it.df) == (without.chi2, without.df)


PATIENT = st.tuples(st.integers(0, 20), st.integers(1, 30), st.integers(0, 1))


@given(st.lists(PATIENT, min_size=4, max_size=40), st.booleans())
def test_statsmodels_gives_the_same_with_and_without_delayed_entry(patients, delayed) -> None:
    entry, length, observed = (np.array(column) for column in zip(*patients, strict=True))
    days = entry + length if delayed else length
    group = np.arange(len(days)) % 2
    ours = log_rank_of(days, observed, group.astype(str), entry if delayed else None)
    if isinstance(ours, LogRank):
        chi2, p = survdiff(days, observed, group, entry=entry if delayed else None)
        assert (ours.chi2, ours.p) == pytest.approx((chi2, p), abs=1e-9)
