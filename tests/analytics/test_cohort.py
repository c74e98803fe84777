"""A cohort refuses what cannot be, names every record, and mends nothing."""

import numpy as np
import pytest

from analytics.cohort import Cohort, check
from analytics.wording import CohortRejectedError, Reason, RowProblem


def test_whole_numbers_become_whole_days() -> None:
    cohort = Cohort(np.array([1.0, 2.0]), np.array([0, 1]), entry=np.array([0, 1]))
    assert cohort.days.dtype == cohort.entry.dtype == np.int64
    assert cohort.observed.tolist() == [False, True]
    assert len(cohort) == 2


def test_one_fraction_of_a_day_makes_all_times_fractions() -> None:
    cohort = Cohort(np.array([1.5, 2]), np.array([0, 1]), entry=np.array([0, 1]))
    assert cohort.days.dtype == cohort.entry.dtype == np.float64


def test_a_cohort_cannot_be_changed_through_the_arrays_it_was_made_from() -> None:
    days = np.array([1, 2])
    cohort = Cohort(days, np.array([True, False]))
    days[0] = 99
    assert cohort.days.tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        cohort.observed[0] = False


def test_every_problem_of_every_record_is_listed_with_its_id() -> None:
    with pytest.raises(CohortRejectedError) as refused:
        Cohort(
            np.array([-1, 5, 5, np.nan]),
            np.array([1, 2, 0, 1]),
            entry=np.array([-2, 0, 5, np.inf]),
            ids=np.array(["a", "b", "c", "d"]),
        )
    found = [(p.row, p.record, p.column, p.reason) for p in refused.value.problems]
    assert found == [
        (1, "a", "days", Reason.NEGATIVE),
        (1, "a", "entry", Reason.NEGATIVE),
        (2, "b", "observed", Reason.STATUS_NOT_0_OR_1),
        (3, "c", "days", Reason.EXIT_NOT_AFTER_ENTRY),
        (4, "d", "days", Reason.NOT_A_NUMBER),
        (4, "d", "entry", Reason.NOT_A_NUMBER),
    ]
    assert "(id c)" in refused.value.message("da").splitlines()[3]


def test_sound_records_have_no_problems() -> None:
    assert check([1, 2], [True, False]) == ()


def test_problems_without_ids_give_the_record_number() -> None:
    assert check([3, -4], [0, 1]) == (RowProblem(2, "days", Reason.NEGATIVE, "-4"),)


def test_columns_of_different_lengths_are_no_cohort() -> None:
    with pytest.raises(ValueError, match="equal lengths"):
        Cohort(np.array([1, 2]), np.array([True]))


def test_groups_that_are_numbers_come_in_numerical_order() -> None:
    cohort = Cohort(np.arange(1, 4), np.ones(3, bool), group=np.array(["10", "9", "10"]))
    assert {name: part.days.tolist() for name, part in cohort.by_group().items()} == {
        "9": [2],
        "10": [1, 3],
    }
    assert list(cohort.by_group()) == ["9", "10"]


def test_groups_that_are_names_come_in_alphabetical_order() -> None:
    cohort = Cohort(np.arange(1, 3), np.ones(2, bool), group=np.array(["CML", "AML"]))
    assert list(cohort.by_group()) == ["AML", "CML"]


def test_a_cohort_without_groups_has_none() -> None:
    assert Cohort(np.array([1]), np.array([True])).by_group() == {}


def test_chosen_records_keep_their_entry_and_ids() -> None:
    cohort = Cohort(
        np.array([4, 5]), np.array([1, 0]), entry=np.array([1, 2]), ids=np.array(["a", "b"])
    )
    chosen = cohort.select(np.array([False, True]))
    assert (chosen.entry.tolist(), chosen.ids.tolist()) == ([2], ["b"])
