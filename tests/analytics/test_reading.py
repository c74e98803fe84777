"""A table somebody made is read as it stands, or refused with every row that is wrong."""

import pandas as pd
import pytest

from analytics.reading import cohort_from_table
from analytics.survival import kaplan_meier
from analytics.wording import CohortRejectedError, Note, Reason


def a_table(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns)


def refused(frame: pd.DataFrame, **options: str) -> CohortRejectedError:
    with pytest.raises(CohortRejectedError) as found:
        cohort_from_table(frame, "time", "status", **options)
    return found.value


def test_numbers_read_as_text_are_numbers() -> None:
    cohort = cohort_from_table(
        a_table(time=["3", " 5 "], status=["1", "0"]), "time", "status"
    ).cohort
    assert (cohort.days.tolist(), cohort.observed.tolist()) == ([3, 5], [True, False])


@pytest.mark.parametrize("status", [[True, False], ["true", "FALSE"], ["1.0", "0"], [1.0, 0.0]])
def test_zero_and_one_may_be_written_in_several_ways(status) -> None:
    cohort = cohort_from_table(a_table(time=[3, 5], status=status), "time", "status").cohort
    assert cohort.observed.tolist() == [True, False]


def test_the_coding_1_and_2_is_refused_with_advice() -> None:
    error = refused(a_table(time=[3, 5], status=[1, 2]))
    assert [(p.row, p.reason) for p in error.problems] == [(None, Reason.STATUS_CODED_1_AND_2)]
    assert "--event-value 2" in error.message("da")
    assert "--event-value 2" in error.message("en")


def test_the_value_that_is_the_event_can_be_named() -> None:
    frame = a_table(time=[3, 5, 6], status=[1, 2, 0])
    reading = cohort_from_table(frame, "time", "status", event_value="2")
    assert reading.cohort.observed.tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("status", "value"), [(["alive", "dead"], "dead"), ([False, True], "true")]
)
def test_the_value_that_is_the_event_can_be_a_word(status, value) -> None:
    frame = a_table(time=[3, 5], status=status)
    reading = cohort_from_table(frame, "time", "status", event_value=value)
    assert reading.cohort.observed.tolist() == [False, True]


def test_an_event_value_no_row_has_is_remarked() -> None:
    frame = a_table(time=[3, 5], status=[1, 1])
    reading = cohort_from_table(frame, "time", "status", event_value="2")
    assert reading.notes == (Note.EVENT_VALUE_ABSENT,)


def test_competing_values_counted_as_censoring_are_remarked() -> None:
    frame = a_table(time=[3, 5, 6], status=["death", "relapse", "none"])
    reading = cohort_from_table(frame, "time", "status", event_value="relapse")
    assert reading.notes == (Note.OTHERS_CENSORED,)


def test_groups_numbered_in_a_column_with_blanks_keep_whole_numbers() -> None:
    frame = a_table(time=[3, 5, 6], status=[1, 0, 1], arm=[1.0, None, 2.0])
    reading = cohort_from_table(frame, "time", "status", group="arm")
    assert reading.cohort.group.tolist() == ["1", "2"]


def test_rows_with_blanks_are_left_out_and_listed() -> None:
    frame = a_table(time=["3", "", "5"], status=["1", "0", "NA"], arm=["a", "b", "b"])
    reading = cohort_from_table(frame, "time", "status", group="arm")
    assert [(p.row, p.column) for p in reading.excluded] == [(3, "time"), (4, "status")]
    assert reading.cohort.group.tolist() == ["a"]


def test_missing_numbers_count_as_blanks() -> None:
    reading = cohort_from_table(a_table(time=[3, None], status=[None, 1]), "time", "status")
    assert [(p.row, p.column) for p in reading.excluded] == [(2, "status"), (3, "time")]
    assert len(reading.cohort) == 0


def test_all_wrong_values_are_named_with_row_column_and_value() -> None:
    error = refused(
        a_table(
            time=["-1", "5,0", "7", "8"], status=["1", "0", "x", "1"], start=["0", "1", "2", "8"]
        ),
        entry="start",
    )
    assert [(p.row, p.column, p.reason, p.found) for p in error.problems] == [
        (2, "time", Reason.NEGATIVE, "-1"),
        (2, "time", Reason.EXIT_NOT_AFTER_ENTRY, "-1"),
        (3, "time", Reason.NOT_A_NUMBER, "5,0"),
        (4, "status", Reason.STATUS_NOT_0_OR_1, "x"),
        (5, "time", Reason.EXIT_NOT_AFTER_ENTRY, "8"),
    ]
    assert error.message("da").splitlines()[2].startswith('Række 3: "time" er "5,0"')


def test_an_endless_time_is_not_a_number() -> None:
    error = refused(a_table(time=[float("inf"), 5], status=[0, 1]))
    assert [p.reason for p in error.problems] == [Reason.NOT_A_NUMBER]


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    error = refused(a_table(days=[3], status=[1]))
    assert error.message("en") == 'There is no column "time". The file has: days, status.'


def test_entry_is_read_in_the_same_unit() -> None:
    frame = a_table(time=[3, 5], status=[1, 0], start=[0, 2])
    reading = cohort_from_table(frame, "time", "status", entry="start")
    assert reading.cohort.entry.tolist() == [0, 2]


def test_times_that_differ_by_floating_point_noise_are_one_as_in_r(r) -> None:
    frame = a_table(time=[0.1 + 0.2, 0.3, 1.0], status=[1, 1, 0])
    reading = cohort_from_table(frame, "time", "status")
    curve = kaplan_meier(reading.cohort)
    assert reading.notes == (Note.TIMES_MERGED,)
    assert curve.time.tolist() == r["edge"]["float_noise"]["time"]
    assert curve.survival.tolist() == pytest.approx(r["edge"]["float_noise"]["surv"])


def test_an_empty_table_is_an_empty_cohort() -> None:
    reading = cohort_from_table(a_table(time=[], status=[]), "time", "status")
    assert (len(reading.cohort), reading.excluded, reading.notes) == (0, (), ())


def test_fractions_of_entry_are_merged_with_those_of_exit() -> None:
    frame = a_table(time=[0.3, 1.5], status=[1, 0], start=[0.0, 0.1 + 0.2])
    reading = cohort_from_table(frame, "time", "status", entry="start")
    assert reading.cohort.entry.tolist() == [0.0, reading.cohort.days[0]]
