"""Cases of windows, ties between values, and the calendar."""

from datetime import datetime
from typing import Any

import pytest

from contracts.agreement import schedule
from contracts.dates import end_of
from contracts.explain import explain
from contracts.reason import Status
from tests.contracts.builders import (
    MET_WHEN,
    TERM,
    YEARLY,
    an_agreement,
    day,
    fix,
    infused,
    owed,
    the_only,
)
from tests.contracts.cases.asked import again, asks_for
from tests.contracts.refusals import codes, without
from tests.contracts.term_builders import ruled

GOOD, BAD = "31.4", "1"
CALENDAR = {"tz": "Europe/Copenhagen", "holidays": "DK", "month_rounding": "down"}


@pytest.mark.parametrize("on", ["2025-02-07", "2025-04-25"])
def test_case_05_an_assessment_one_day_outside_the_window_is_not_eligible(on: str) -> None:
    late = fix(GOOD, on, fact_id="outside")
    line = the_only(TERM, late)
    assert (line.status, line.amount) == (Status.NOT_MET, 0)
    assert ("outside", 1) not in line.evidence


SIGNED = "term=rates;milestone=1;counts_on=2025-04-25"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (SIGNED, Status.MET),
        (SIGNED.replace("2025-04-25", "2025-04-26"), Status.NOT_MET),
        (SIGNED.replace("milestone=1", "milestone=2"), Status.NOT_MET),
        (SIGNED.replace("2025-04-25", "soon"), Status.NOT_MET),
        (SIGNED.replace("2025-04-25", "2025-04-24"), Status.NOT_MET),
    ],
)
def test_case_05_a_waiver_is_a_signed_fact_about_one_milestone_and_one_day(
    said: str, status: Status
) -> None:
    waiver = ruled("waiver", said, fact_id="waiver")
    line = the_only(TERM, fix(GOOD, "2025-04-25"), waiver)
    assert line.status is status
    assert (("waiver", 1) in line.evidence) == (status is Status.MET)
    told = explain(line, an_agreement(TERM), "da", "finance").headline
    assert ("parterne har skrevet under" in told.lower()) == (status is Status.MET)


def test_case_05_a_value_of_the_window_goes_before_one_that_is_let_in() -> None:
    values = (fix(BAD, "2025-02-08"), fix(GOOD, "2025-04-25"))
    line = the_only(TERM, *values, ruled("waiver", SIGNED, fact_id="waiver"))
    assert line.status is Status.NOT_MET
    assert ("waiver", 1) not in line.evidence


def test_case_05_a_waiver_taken_back_counts_no_longer() -> None:
    waiver = ruled("waiver", SIGNED, fact_id="waiver")
    gone = again(waiver, "2026-01-01", retracted=True)
    assert the_only(TERM, fix(GOOD, "2025-04-25"), waiver, gone).status is Status.NOT_MET


@pytest.mark.parametrize("on", ["2025-02-08", "2025-04-24"])
def test_case_06_an_assessment_on_the_first_or_last_day_counts(on: str) -> None:
    assert the_only(TERM, fix(GOOD, on)).status is Status.MET


def test_case_06_the_last_day_ends_at_midnight_in_copenhagen() -> None:
    ends = end_of(day("2025-06-30"), "Europe/Copenhagen")
    assert ends == datetime.fromisoformat("2025-06-30T21:59:59.999999+00:00")


def test_case_07_a_sample_taken_inside_counts_though_its_result_comes_later() -> None:
    sampled = fix(GOOD, "2025-04-24", recorded="2025-05-20")
    assert the_only(TERM, sampled, on="2025-05-21").status is Status.MET
    reported = TERM | {"milestone": YEARLY | {"report_by": "P60D"}}
    in_time = fix(GOOD, "2025-03-10")
    assert the_only(reported, in_time, on="2025-05-09").status is Status.AWAITING
    assert the_only(reported, in_time, on="2025-05-10").status is Status.MET


def test_case_08_two_contradictory_assessments_of_one_day_are_told_apart_to_the_end() -> None:
    later = (
        fix(GOOD, "2025-03-10", fact_id="z", recorded="2025-03-12"),
        fix(BAD, "2025-03-10", fact_id="a", recorded="2025-03-11"),
    )
    assert the_only(TERM, *later).status is Status.MET
    same = [fix(value, "2025-03-10", fact_id=name) for name, value in (("a", BAD), ("b", GOOD))]
    assert the_only(TERM, *same).status is Status.NOT_MET
    assert the_only(TERM, *reversed(same)).status is Status.NOT_MET


@pytest.mark.parametrize(
    ("recorded", "why"),
    [
        ("2025-03-12", "den brugte er registreret senere"),
        ("2025-03-11", "den brugte har det laveste nummer"),
    ],
)
def test_case_08_the_value_that_lost_is_shown_beside_the_one_that_counts(
    recorded: str, why: str
) -> None:
    won = fix(GOOD, "2025-03-10", fact_id="a", recorded=recorded)
    lost = fix(BAD, "2025-03-10", fact_id="z", recorded="2025-03-11")
    line = the_only(TERM, won, lost)
    said = explain(line, an_agreement(TERM), "da", "finance").headline
    assert "er mindst 5 %" in said
    assert why in said.partition("1 % den 10-03-2025")[2]
    assert {("a", 1), ("z", 1)} <= set(line.evidence)


def test_case_08_what_nothing_would_read_cannot_be_agreed() -> None:
    backwards = ["assessment_id", "later_recorded"]
    for select in ({"quality": "signed"}, {"ties": ["higher_quality"]}, {"ties": backwards}):
        assert any("select" in path for path, _ in codes(TERM | {"select": select}))
    both = {"ties": ["later_recorded", "assessment_id"]}
    assert an_agreement(TERM | {"select": both})


def test_case_08_the_parties_may_name_the_method_that_decides() -> None:
    central = TERM | {"met_when": MET_WHEN | {"method": "chromogenic"}}
    both = (
        fix(BAD, "2025-03-10", fact_id="a", method="one-stage"),
        fix(GOOD, "2025-03-10", fact_id="b", method="chromogenic"),
    )
    assert the_only(central, *both).status is Status.MET


def test_case_09_of_two_assessments_equally_far_the_later_recorded_and_then_the_id_counts() -> None:
    before = fix(GOOD, "2025-03-05", fact_id="z", recorded="2025-03-20")
    after = fix(BAD, "2025-03-15", fact_id="a", recorded="2025-03-16")
    assert the_only(TERM, before, after).status is Status.MET
    same = fix(GOOD, "2025-03-05", fact_id="z", recorded="2025-03-16")
    assert the_only(TERM, same, after).status is Status.NOT_MET


@pytest.mark.parametrize(("rule", "status"), [("first", Status.MET), ("last", Status.NOT_MET)])
def test_case_09_the_parties_may_agree_on_the_first_or_the_last(rule: str, status: Status) -> None:
    facts = (fix(GOOD, "2025-03-05"), fix(BAD, "2025-03-15"))
    assert the_only(TERM | {"select": {"rule": rule}}, *facts).status is status


def test_case_10_a_worse_value_between_windows_is_seen_by_since_and_sustained_only() -> None:
    facts = (fix(BAD, "2024-09-10"), fix(GOOD, "2025-03-10"))
    since: dict[str, Any] = {"since": "infusion", "holds": MET_WHEN}
    span = {"holds": MET_WHEN, "over": "span", "length": "P12M", "at_least": "1"}
    assert the_only(TERM, *facts).status is Status.MET
    for criterion in (since, {"sustained_for": span}):
        term = TERM | {"met_when": criterion}
        assert the_only(term, *facts).status is Status.NOT_MET
        assert the_only(term, facts[1]).status is Status.MET


@pytest.mark.parametrize(("rounding", "first"), [("down", "2025-02-28"), ("up", "2025-03-01")])
def test_case_29_an_infusion_on_a_leap_day(rounding: str, first: str) -> None:
    four = TERM | {"milestone": YEARLY | {"count": "4"}, "shares": ["25 %"] * 4}
    agreement = an_agreement(four, calendar=CALENDAR | {"month_rounding": rounding})
    found = [str(one.target) for one in schedule(agreement, day("2024-02-29"))]
    assert (found[0], found[3]) == (first, "2028-02-29")
    assert asks_for("month_rounding", calendar=without(CALENDAR, "month_rounding"))


def test_case_30_a_schedule_of_the_31st_is_counted_from_the_anchor_and_never_chained() -> None:
    window = {"before": "P5D", "after": "P5D"}
    monthly = {"anchor": "infusion", "every": "P1M", "count": "3", "window": window}
    agreement = an_agreement(TERM | {"milestone": monthly})
    found = [str(one.target) for one in schedule(agreement, day("2024-01-31"))]
    assert found == ["2024-02-29", "2024-03-31", "2024-04-30"]


@pytest.mark.parametrize(
    ("convention", "due"),
    [
        (None, "2025-06-06"),
        ("calculate_then_following", "2025-06-06"),
        ("calculate_then_preceding", "2025-06-04"),
        ("unadjusted", "2025-06-05"),
    ],
)
def test_case_31_a_due_date_on_a_holiday(convention: str | None, due: str) -> None:
    # Constitution Day closes the banks; windows go by calendar days.
    calendar = CALENDAR | ({} if convention is None else {"business_day": convention})
    agreement = an_agreement(TERM, calendar=calendar)
    facts = (infused("2024-06-05"), fix(GOOD, "2025-06-05"))
    line = owed(agreement, *facts)["rates", 1]
    assert (str(line.due_on), str(line.window[0])) == (due, "2025-05-06")


def test_case_33_a_hospital_abroad_reports_the_local_date_and_deadlines_are_the_agreements() -> (
    None
):
    assert asks_for("calendar.tz", calendar=without(CALENDAR, "tz"))
    in_nuuk = fix(GOOD, "2025-04-24", recorded="2025-04-26")
    assert the_only(TERM, in_nuuk, on="2025-04-26").status is Status.MET
    ends = [end_of(day("2025-04-24"), zone) for zone in ("Europe/Copenhagen", "UTC")]
    assert ends[0] < ends[1]
