"""The cases of the design's section 5 that these term types meet; the number is the case's."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.reason import Owner, Status
from tests.contracts.builders import (
    CHANGE,
    MET_WHEN,
    OUTCOMES,
    TERM,
    YEARLY,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    response,
    the_only,
    with_exceptions,
)


def test_a_value_at_the_limit_pays() -> None:
    line = the_only(TERM, fix("5.0", "2025-03-10"))
    assert (line.status, line.amount) == (Status.MET, 10000)


def test_a_value_just_below_the_limit_does_not() -> None:
    line = the_only(TERM, fix("4.9", "2025-03-10"))
    assert (line.status, line.amount) == (Status.NOT_MET, 0)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2025-02-07", Status.NOT_MET),
        ("2025-02-08", Status.MET),
        ("2025-04-24", Status.MET),
        ("2025-04-25", Status.NOT_MET),
    ],
)
def test_5_6_the_first_and_last_day_count_and_the_days_beside_do_not(
    on: str, status: Status
) -> None:
    assert the_only(TERM, fix("31.4", on)).status is status


def test_nothing_is_decided_before_the_window_opens() -> None:
    line = the_only(TERM, on="2025-02-07")
    assert line.status is Status.AWAITING
    assert [(o.outcome, str(o.deadline), o.owner) for o in line.blocked_by] == [
        ("fix_activity", "2025-04-24", Owner.SITE)
    ]


def test_nothing_is_paid_before_the_window_has_closed() -> None:
    line = the_only(TERM, fix("31.4", "2025-03-10"), on="2025-04-24")
    assert (line.status, line.blocked_by) == (Status.AWAITING, ())


def test_nothing_is_asked_for_about_a_patient_who_died_or_withdrew() -> None:
    for ended in ("death", "consent_withdrawn"):
        line = the_only(TERM, event(ended, "2025-01-10"), on="2025-02-20")
        assert (line.status, line.blocked_by) == (Status.AWAITING, ())


def test_nothing_is_paid_before_reports_are_due() -> None:
    term = TERM | {"milestone": YEARLY | {"report_by": "P60D"}}
    value = fix("31.4", "2025-03-10")
    assert the_only(term, value, on="2025-05-09").status is Status.AWAITING
    assert the_only(term, value, on="2025-05-10").status is Status.MET


def test_a_missing_assessment_is_awaited_through_its_grace_and_then_counts_as_agreed() -> None:
    assert the_only(TERM, on="2025-07-23").status is Status.AWAITING
    assert the_only(TERM, on="2025-07-24").status is Status.NOT_MET


def test_a_missing_assessment_may_hold_the_line_and_names_who_owes_it() -> None:
    term = with_exceptions(missing_assessment={"grace": "P90D", "then": "HOLD"})
    line = the_only(term)
    assert (line.status, line.blocked_by[0].owner) == (Status.HOLD, Owner.SITE)


def test_15_a_late_report_cures_until_limitation() -> None:
    value = fix("31.4", "2025-03-10", recorded="2027-01-01")
    assert the_only(TERM, value).status is Status.MET


def test_15_a_late_report_is_not_read_where_the_grace_is_final() -> None:
    term = with_exceptions(missing_assessment={"grace": "P90D", "then": "NOT_MET", "cure": "none"})
    in_time = fix("31.4", "2025-03-10", recorded="2025-07-23")
    late = fix("31.4", "2025-03-10", recorded="2025-07-24")
    assert the_only(term, in_time).status is Status.MET
    assert the_only(term, late).status is Status.NOT_MET


def test_13_a_correction_after_limitation_moves_no_money() -> None:
    limitation = {
        "corrections_until": {"anchor": "window_close", "plus": "P36M"},
        "clawback": "both_ways",
    }
    agreement = an_agreement(TERM, limitation=limitation)
    value = fix("31.4", "2025-03-10", fact_id="F")
    worse: dict[str, Any] = {"fact_id": "F", "version": 2}
    in_time = fix("1", "2025-03-10", recorded="2028-04-24", **worse)
    late = fix("1", "2025-03-10", recorded="2028-04-26", **worse)
    at_night = replace(in_time, recorded_at=datetime(2028, 4, 24, 22, 30, tzinfo=UTC))
    assert owed(agreement, infused(), value, in_time)["rates", 1].status is Status.NOT_MET
    assert owed(agreement, infused(), value, late)["rates", 1].status is Status.MET
    assert owed(agreement, infused(), value, at_night)["rates", 1].status is Status.MET


def test_4_an_assessment_in_the_window_outranks_a_later_death_in_it() -> None:
    line = the_only(TERM, fix("31.4", "2025-03-10"), event("death", "2025-03-20", "related=yes"))
    assert line.status is Status.MET


def test_9_of_two_values_equally_far_the_later_recorded_counts() -> None:
    before = fix("31.4", "2025-03-05", recorded="2025-03-20")
    after = fix("1", "2025-03-15", recorded="2025-03-16")
    assert the_only(TERM, before, after).status is Status.MET


def test_8_two_values_of_one_day_and_one_recording_are_told_apart_by_id() -> None:
    found = [fix("31.4", "2025-03-10", fact_id="a"), fix("1", "2025-03-10", fact_id="b")]
    line = the_only(TERM, *found)
    assert line.status is Status.MET
    assert {("a", 1), ("b", 1)} <= set(line.evidence)


@pytest.mark.parametrize(("rule", "status"), [("first", Status.NOT_MET), ("last", Status.MET)])
def test_the_first_or_last_value_counts_where_agreed(rule: str, status: Status) -> None:
    values = [fix("1", "2025-02-20"), fix("4", "2025-03-10"), fix("31.4", "2025-04-20")]
    assert the_only(TERM | {"select": {"rule": rule}}, *values).status is status


def test_10_a_worse_value_between_windows_is_not_seen_by_a_plain_comparison() -> None:
    assert the_only(TERM, fix("1", "2024-09-10"), fix("31.4", "2025-03-10")).status is Status.MET


def test_10_a_worse_value_between_windows_is_seen_by_since() -> None:
    term = TERM | {"met_when": {"since": "infusion", "holds": MET_WHEN}}
    good = fix("31.4", "2025-03-10")
    assert the_only(term, good).status is Status.MET
    assert the_only(term, fix("1", "2024-09-10"), good).status is Status.NOT_MET


def test_57_a_value_in_another_unit_is_converted_or_not_used() -> None:
    assert the_only(TERM, fix("0.05", "2025-03-10", "IU/mL")).status is Status.MET
    line = the_only(TERM, fix("5", "2025-03-10", "g/L"))
    assert (line.status, line.blocked_by[0].outcome) == (Status.HOLD, "fix_activity")


def test_58_a_value_below_the_detection_limit_decides_where_all_of_it_is_on_one_side() -> None:
    assert the_only(TERM, fix("<1", "2025-03-10")).status is Status.NOT_MET
    assert the_only(TERM, fix("<10", "2025-03-10"), on="2025-05-01").status is Status.AWAITING


def test_59_a_value_is_compared_raw_unless_rounding_is_agreed() -> None:
    rounded = OUTCOMES | {"fix_activity": OUTCOMES["fix_activity"] | {"compare": "rounded"}}
    value = (infused(), fix("4.96", "2025-03-10"))
    assert owed(an_agreement(TERM), *value)["rates", 1].status is Status.NOT_MET
    assert owed(an_agreement(TERM, outcomes=rounded), *value)["rates", 1].status is Status.MET


def test_a_rule_that_names_a_method_reads_only_that_method() -> None:
    term = TERM | {"met_when": MET_WHEN | {"method": "one-stage"}}
    one_stage = fix("31.4", "2025-03-01", method="one-stage")
    other = fix("1", "2025-03-10", method="chromogenic")
    assert the_only(term, one_stage, other).status is Status.MET
    assert the_only(term, other).reason.children[0].code == "missing_final"


@pytest.mark.parametrize("value", ["high", "5,2", "+5", ".9", "５"])
def test_text_that_is_no_number_holds_the_line_and_names_the_fact(value: str) -> None:
    line = the_only(TERM, fix(value, "2025-03-10", fact_id="odd"), on="2025-05-01")
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert ("odd", 1) in line.evidence


def test_a_value_that_cannot_be_read_does_not_hide_one_that_can() -> None:
    odd = fix("5,2", "2025-03-10", fact_id="odd")
    assert the_only(TERM, odd, fix("50", "2025-03-20")).status is Status.MET
    assert the_only(TERM, odd, fix("1", "2025-03-20")).status is Status.NOT_MET


def test_only_what_can_be_read_is_known() -> None:
    term = TERM | {"met_when": {"known": "fix_activity"}}
    assert the_only(term, fix("banana", "2025-03-10", "furlong")).status is Status.NOT_MET


def test_a_state_that_says_nothing_is_passed_over() -> None:
    term = TERM | {"met_when": {"state": "response", "is": "CR"}}
    silent, told = response("not_assessed", "2025-03-10"), response("CR", "2025-03-20")
    assert the_only(term, silent, told).status is Status.MET
    assert the_only(term, silent, on="2025-05-01").status is Status.AWAITING


def test_a_state_outside_the_declared_ones_is_unknown() -> None:
    term = TERM | {"met_when": {"state": "response", "is": "CR"}}
    assert the_only(term, response("SD", "2025-03-10"), on="2025-05-01").status is Status.HOLD


def test_known_asks_only_whether_something_was_measured() -> None:
    term = TERM | {"met_when": {"known": "fix_activity"}}
    assert the_only(term, fix("1", "2025-03-10")).status is Status.MET
    assert the_only(term).status is Status.NOT_MET


def test_an_event_is_known_not_to_have_happened_once_the_patient_was_seen() -> None:
    term = TERM | {"met_when": {"not": {"event": "relapse", "before": "target"}}}
    assert the_only(term, alive("2025-02-07"), on="2025-05-01").status is Status.AWAITING
    assert the_only(term, alive("2025-02-08"), on="2025-05-01").status is Status.MET
    assert the_only(term, event("relapse", "2025-03-10")).status is Status.NOT_MET


def test_an_event_counts_only_with_the_attributes_asked_for() -> None:
    relapse = {"event": "relapse", "where": {"grade": ["2"]}}
    term = TERM | {"met_when": {"not": relapse}}
    assert the_only(term, event("relapse", "2025-03-10", "grade=1")).status is Status.MET
    assert the_only(term, event("relapse", "2025-03-10", "grade=2")).status is Status.NOT_MET


@pytest.mark.parametrize(
    ("after", "statuses"),
    [
        ("P1Y1D", [Status.MET, Status.MET]),
        ("window_open", [Status.NOT_MET, Status.MET]),
        ("previous_milestone", [Status.NOT_MET, Status.NOT_MET]),
    ],
)
def test_an_event_is_looked_for_from_the_mark_agreed(after: str, statuses: list[Status]) -> None:
    term = TERM | {"met_when": {"not": {"event": "relapse", "after": after}}}
    facts = (infused(), event("relapse", "2025-03-10"), alive("2027-04-01"))
    found = owed(an_agreement(term), *facts)
    assert [found["rates", n].status for n in (1, 2)] == statuses


def test_a_change_is_counted_from_the_last_value_up_to_infusion() -> None:
    term = TERM | {"met_when": CHANGE}
    facts = (fix("9", "2024-01-01"), fix("2", "2024-03-10"), fix("12", "2025-03-10"))
    assert the_only(term, *facts).status is Status.MET


def test_a_change_without_a_baseline_in_time_is_unknown() -> None:
    term = TERM | {"met_when": CHANGE}
    facts = (fix("1", "2023-09-09"), fix("12", "2025-03-10"))
    assert the_only(term, *facts, on="2025-05-01").status is Status.AWAITING


def test_a_change_from_an_unreadable_baseline_is_unknown() -> None:
    term = TERM | {"met_when": CHANGE}
    facts = (fix("low", "2024-03-01"), fix("12", "2025-03-10"))
    assert the_only(term, *facts, on="2025-05-01").status is Status.HOLD


def test_a_value_is_carried_forward_only_so_far_and_only_after_the_grace() -> None:
    carried = {"then": "NOT_MET", "carry_forward": "P6M"}
    term = with_exceptions(missing_assessment=carried)
    assert the_only(term, fix("31.4", "2024-09-10")).status is Status.MET
    assert the_only(term, fix("31.4", "2024-09-09")).status is Status.NOT_MET


def test_a_value_from_infusion_or_before_is_a_baseline_and_never_carried_forward() -> None:
    carried = {"then": "NOT_MET", "carry_forward": "P13M"}
    term = with_exceptions(missing_assessment=carried)
    for sampled in ("2024-03-01", "2024-03-10"):
        assert the_only(term, fix("31.4", sampled)).status is Status.NOT_MET
    assert the_only(term, fix("31.4", "2024-03-11")).status is Status.MET


def test_nothing_is_carried_into_a_window_that_already_reaches_further_back() -> None:
    carried = {"then": "NOT_MET", "carry_forward": "P10M"}
    early = {"count": "1", "window": {"before": "P11M", "after": "P45D"}}
    plan = {"milestone": TERM["milestone"] | early, "shares": ["100 %"]}
    term = with_exceptions(missing_assessment=carried) | plan
    assert the_only(term, fix("31.4", "2024-04-09")).status is Status.NOT_MET
