"""The plain answer: numbers where there are numbers, null where nothing is known, never NaN."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.analyse import analyse
from analytics.cohort import Cohort
from analytics.wording import Note, Reason, RowProblem


def a_cohort(days: list[int], observed: list[int], group: list[str] | None = None) -> Cohort:
    return Cohort(
        np.array(days), np.array(observed), group=None if group is None else np.array(group)
    )


def codes(answer: dict) -> list[str]:
    return [note["code"] for note in answer["notes"]]


def test_the_answer_has_the_landmarks_medians_and_follow_up() -> None:
    answer = analyse(a_cohort([1, 2, 3, 4], [1, 1, 0, 0]), [2, 9])
    assert list(answer) == [
        "n",
        "events",
        "at",
        "median",
        "follow_up_median",
        "last_time",
        "level",
        "notes",
    ]
    assert answer["median"] == {"estimate": 3.0, "lower": 1.0, "upper": None}
    assert answer["at"][1] == {
        "time": 9,
        "at_risk": 0,
        "survival": None,
        "std_err": None,
        "lower": None,
        "upper": None,
    }


def test_nobody_is_answered_with_nulls_and_a_note() -> None:
    answer = analyse(a_cohort([], []), [365])
    assert (answer["n"], answer["at"][0]["survival"], answer["last_time"]) == (0, None, None)
    assert codes(answer) == ["no_patients"]


@pytest.mark.parametrize(
    ("observed", "group", "why"),
    [([1, 1], ["a", "a"], "one_group"), ([0, 0], ["a", "b"], "no_events")],
)
def test_a_test_that_cannot_be_done_is_null_and_says_why(observed, group, why) -> None:
    answer = analyse(a_cohort([1, 2], observed, group), [])
    assert (answer["logrank"], codes(answer)) == (None, [why])


def test_groups_stand_beside_their_test() -> None:
    answer = analyse(a_cohort([1, 2, 3, 4], [1, 1, 1, 0], ["a", "b", "a", "b"]), [2])
    assert set(answer["logrank"]) == {"chi2", "df", "p"}
    assert [group["n"] for group in answer["groups"].values()] == [2, 2]


def a_column(element: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(element, min_size=12, max_size=12)


@given(
    a_column(st.integers(0, 9)),
    a_column(st.integers(0, 1)),
    a_column(st.sampled_from("abc")),
    st.data(),
)
def test_every_answer_is_strict_json(days, observed, group, data) -> None:
    n = data.draw(st.integers(0, 12))
    answer = analyse(a_cohort(days[:n], observed[:n], group[:n]), [0, 1, 5, 20])
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_every_remark_and_reason_can_be_said_in_both_languages() -> None:
    for note in Note:
        assert note.sentence("da") != note.sentence("en")
    for reason in Reason:
        problem = RowProblem(3, "time", reason, "7", "B-12")
        assert problem.sentence() == problem.sentence("da") != problem.sentence("en")
        assert "(id B-12)" in problem.sentence("en")
