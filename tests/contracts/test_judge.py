"""The cases of the design's section 5 that these term types meet; the number is the case's."""

from fractions import Fraction
from typing import Any

import pytest

from contracts.entitlement import entitlements
from contracts.facts import Kind, Snapshot
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    ANNUITY,
    EXCEPTIONS,
    MET_WHEN,
    OUTCOMES,
    REBATE,
    TERM,
    UPFRONT,
    WHOLE_EXCEPTIONS,
    YEARLY,
    a_fact,
    alive,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
    owed,
    price,
    printed,
    response,
    the_only,
)


def with_exceptions(term: dict[str, Any] = TERM, **changes: Any) -> dict[str, Any]:
    return term | {"exceptions": EXCEPTIONS | changes}


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
    limitation = {"corrections_until": {"anchor": "window_close", "plus": "P36M"}}
    agreement = an_agreement(TERM, limitation=limitation)
    value = fix("31.4", "2025-03-10", fact_id="F")
    worse = {"fact_id": "F", "version": 2}
    in_time = fix("1", "2025-03-10", recorded="2028-04-24", **worse)
    late = fix("1", "2025-03-10", recorded="2028-04-26", **worse)
    assert owed(agreement, infused(), value, in_time)["rates", 1].status is Status.NOT_MET
    assert owed(agreement, infused(), value, late)["rates", 1].status is Status.MET


def test_1_an_unrelated_death_pays_for_the_days_survived() -> None:
    line = the_only(TERM, event("death", "2024-06-18", "related=no;cause=other_after_therapy"))
    assert (line.status, line.amount) == (Status.PRO_RATA, round(10000 * Fraction(100, 365)))


def test_1_a_related_death_pays_nothing() -> None:
    line = the_only(TERM, event("death", "2024-06-18", "related=yes"))
    assert (line.status, line.amount) == (Status.NOT_MET, 0)


@pytest.mark.parametrize("attributes", ["related=unknown", "", "cause=unknown"])
def test_2_a_death_of_unknown_cause_is_held_until_someone_finds_out(attributes: str) -> None:
    line = the_only(TERM, event("death", "2024-06-18", attributes))
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert line.blocked_by[0].outcome == "death_cause"


def test_2_a_death_of_unknown_cause_falls_to_the_named_side_after_a_while() -> None:
    death = EXCEPTIONS["death"] | {"unknown_after": "P180D", "unknown_then": "EXCUSED"}
    term = with_exceptions(death=death)
    died = event("death", "2025-01-01", "related=unknown")
    held = the_only(term, died, on="2025-06-30")
    assert (held.status, str(held.blocked_by[0].deadline)) == (Status.HOLD, "2025-06-30")
    assert the_only(term, died, on="2025-07-01").status is Status.EXCUSED


def test_3_milestones_after_a_death_end_and_are_not_missing() -> None:
    found = owed(an_agreement(TERM), infused(), event("death", "2024-06-18", "related=no"))
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.PRO_RATA,
        Status.TERMINATED,
        Status.TERMINATED,
    ]


def test_3_parties_may_let_the_rule_of_death_reach_later_milestones() -> None:
    term = with_exceptions(REBATE, death={"result": "NOT_MET", "later": "same"})
    found = owed(an_agreement(term, UPFRONT), infused(), event("death", "2024-06-18"))
    assert [found["rates", n].amount for n in (1, 2, 3)] == [-6000, -6000, -3000]


def test_3_a_death_on_the_day_of_infusion_pays_no_day_of_the_first_period() -> None:
    line = the_only(TERM, event("death", "2024-03-10", "related=no"))
    assert (line.status, line.amount) == (Status.PRO_RATA, 0)


def test_4_an_assessment_in_the_window_outranks_a_later_death_in_it() -> None:
    line = the_only(TERM, fix("31.4", "2025-03-10"), event("death", "2025-03-20", "related=yes"))
    assert line.status is Status.MET


def test_9_of_two_values_equally_far_the_later_recorded_counts() -> None:
    before = fix("31.4", "2025-03-05", recorded="2025-03-20")
    after = fix("1", "2025-03-15", recorded="2025-03-16")
    assert the_only(TERM, before, after).status is Status.MET


def test_8_two_values_of_one_day_and_one_recording_are_told_apart_by_id() -> None:
    found = [fix("31.4", "2025-03-10", fact_id="a"), fix("1", "2025-03-10", fact_id="b")]
    assert the_only(TERM, *found).evidence[-1] == ("a", 1)


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


def test_17_a_patient_lost_and_found_again_is_judged_on_the_windows_met() -> None:
    facts = (infused(), event("lost_to_follow_up", "2025-01-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(TERM), *facts)
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.NOT_MET,
        Status.MET,
        Status.NOT_MET,
    ]


def test_a_patient_counts_as_lost_only_after_the_agreed_time() -> None:
    lost = event("lost_to_follow_up", "2025-03-10")
    line = the_only(TERM, lost, on="2025-09-09")
    assert (line.status, str(line.blocked_by[0].deadline)) == (Status.AWAITING, "2025-09-10")
    assert the_only(TERM, lost, on="2025-09-10").status is Status.NOT_MET


def test_18_values_after_a_withdrawn_consent_are_not_read() -> None:
    line = the_only(TERM, event("consent_withdrawn", "2025-02-20"), fix("1", "2025-03-10"))
    assert (line.status, line.amount) == (Status.EXCUSED, 10000)


def test_48_a_move_abroad_holds_the_line_for_the_supplier_to_decide() -> None:
    line = the_only(TERM, event("emigrated", "2025-01-10"))
    assert (line.status, line.blocked_by[0].owner) == (Status.HOLD, Owner.SUPPLIER)


def test_48_a_move_abroad_may_be_decided_after_a_while() -> None:
    away = {"result": "HOLD", "after": "P1Y", "then": "NOT_MET"}
    term = with_exceptions(relocation_abroad=away)
    moved = event("emigrated", "2025-01-10")
    assert the_only(term, moved, on="2026-01-10").status is Status.HOLD
    assert the_only(term, moved, on="2026-01-11").status is Status.NOT_MET


def test_49_another_therapy_before_the_assessment_decides_instead_of_it() -> None:
    line = the_only(TERM, event("next_therapy", "2025-01-10"), fix("31.4", "2025-03-10"))
    assert line.status is Status.NOT_MET


def test_49_another_therapy_after_the_assessment_does_not() -> None:
    line = the_only(TERM, fix("31.4", "2025-03-10"), event("next_therapy", "2025-03-20"))
    assert line.status is Status.MET


def test_49_a_therapy_is_found_by_its_name_among_an_events_attributes() -> None:
    term = with_exceptions(competing_therapy={"result": "EXCUSED", "list": ["blinatumomab"]})
    started = event("next_therapy", "2025-01-10", "therapy=blinatumomab")
    other = event("next_therapy", "2025-01-10", "therapy=other")
    assert the_only(term, started).status is Status.EXCUSED
    assert the_only(term, other).status is Status.NOT_MET


def test_71_two_exceptions_that_disagree_move_no_money_and_name_both() -> None:
    facts = (event("emigrated", "2025-01-10"), event("consent_withdrawn", "2025-01-20"))
    line = the_only(TERM, *facts)
    assert (line.status, line.amount, len(line.evidence)) == (Status.CONFLICT, 0, 4)
    assert line.blocked_by[0].owner is Owner.PARTIES


def test_71_the_parties_may_have_agreed_which_goes_first() -> None:
    term = with_exceptions(priority=["death", "withdrawal"])
    facts = (event("emigrated", "2025-01-10"), event("consent_withdrawn", "2025-01-20"))
    assert the_only(term, *facts).status is Status.EXCUSED


def test_two_exceptions_that_agree_are_no_conflict() -> None:
    term = with_exceptions(withdrawal="HOLD")
    facts = (event("emigrated", "2025-01-10"), event("consent_withdrawn", "2025-01-20"))
    assert the_only(term, *facts).status is Status.HOLD


def test_57_a_value_in_another_unit_is_converted_or_not_used() -> None:
    assert the_only(TERM, fix("0.05", "2025-03-10", "IU/mL")).status is Status.MET
    assert the_only(TERM, fix("5", "2025-03-10", "g/L")).status is Status.NOT_MET
    assert the_only(TERM, fix("5", "2025-03-10", "g/L"), on="2025-05-01").status is Status.AWAITING


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


def test_text_that_is_no_number_is_not_used() -> None:
    assert the_only(TERM, fix("high", "2025-03-10"), on="2025-05-01").status is Status.AWAITING


def test_a_state_that_says_nothing_is_passed_over() -> None:
    term = TERM | {"met_when": {"state": "response", "is": "CR"}}
    silent, told = response("not_assessed", "2025-03-10"), response("CR", "2025-03-20")
    assert the_only(term, silent, told).status is Status.MET
    assert the_only(term, silent, on="2025-05-01").status is Status.AWAITING


def test_a_state_outside_the_declared_ones_is_unknown() -> None:
    term = TERM | {"met_when": {"state": "response", "is": "CR"}}
    assert the_only(term, response("SD", "2025-03-10"), on="2025-05-01").status is Status.AWAITING


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


CHANGE = {
    "change_from_baseline": {
        "outcome": "fix_activity",
        "op": ">=",
        "value": "10",
        "unit": "%",
        "baseline_within": "P6M",
    }
}


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
    assert the_only(term, *facts, on="2025-05-01").status is Status.AWAITING


def test_a_value_is_carried_forward_only_so_far_and_only_after_the_grace() -> None:
    carried = {"then": "NOT_MET", "carry_forward": "P6M"}
    term = with_exceptions(missing_assessment=carried)
    assert the_only(term, fix("31.4", "2024-09-10")).status is Status.MET
    assert the_only(term, fix("31.4", "2024-09-09")).status is Status.NOT_MET


def test_a_failure_ends_an_annuity_for_good() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(ANNUITY), *facts)
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.NOT_MET,
        Status.TERMINATED,
        Status.TERMINATED,
    ]


def test_a_failure_may_rest_the_annuity_until_the_effect_is_back() -> None:
    term = with_exceptions(
        ANNUITY | {"on_failure": "suspend_until_restored"},
        missing_assessment={"then": "EXCUSED"},
    )
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2027-03-10"))
    found = owed(an_agreement(term), *facts)
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.NOT_MET,
        Status.NOT_MET,
        Status.MET,
    ]


def test_a_failure_may_cost_its_own_instalment_only() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(ANNUITY | {"on_failure": "this_instalment_only"}), *facts)
    assert [found["rates", n].amount for n in (1, 2)] == [0, 10000]


def test_a_period_begun_may_be_paid_by_the_days_the_effect_lasted() -> None:
    term = ANNUITY | {"partial_period": "pro_rata", "met_when": {"not": {"event": "relapse"}}}
    line = the_only(term, event("relapse", "2024-08-10"))
    assert (line.status, line.amount) == (Status.PRO_RATA, 4192)  # 153 of 365 days


def test_a_missed_milestone_gives_its_share_of_the_price_back() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(REBATE, UPFRONT), *facts, on="2026-12-01")
    assert [found["rates", n].amount for n in (1, 2, 3)] == [-6000, 0, 0]
    assert found["first", 1].amount == 30000


def test_a_death_in_the_period_gives_back_the_days_not_survived() -> None:
    line = owed(
        an_agreement(REBATE, UPFRONT), infused(), event("death", "2024-06-18", "related=no")
    )["rates", 1]
    assert line.amount == -round(6000 * Fraction(265, 365))


def test_21_an_upfront_share_is_paid_at_infusion_and_kept() -> None:
    found = owed(an_agreement(UPFRONT), infused(), event("death", "2024-03-11"), on="2024-03-11")
    assert (found["first", 1].status, found["first", 1].amount) == (Status.MET, 30000)


def test_what_happens_on_the_day_of_infusion_may_touch_the_upfront_share() -> None:
    lost = UPFRONT | {"exceptions": WHOLE_EXCEPTIONS | {"death": "NOT_MET"}}
    assert the_only(lost, event("death", "2024-03-10")).amount == 0
    both = (event("death", "2024-03-10"), event("emigrated", "2024-03-10"))
    assert the_only(lost, *both).status is Status.CONFLICT


def test_23_cells_made_but_never_infused_cost_the_agreed_fee() -> None:
    not_infused = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = owed(an_agreement(UPFRONT, REBATE), not_infused)
    assert {key: line.amount for key, line in found.items()} == {("first", 1): 3000}


def test_an_upfront_share_of_nothing_has_no_fee() -> None:
    nothing = UPFRONT | {"share": "0 %", "not_infused": "0 %"}
    not_infused = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = owed(an_agreement(nothing, TERM), not_infused)
    assert found["first", 1].amount == 0


def test_24_a_corrected_infusion_date_moves_every_window() -> None:
    later = infused("2024-03-20", fact_id="I", version=2)
    found = owed(an_agreement(TERM), infused(fact_id="I"), later)
    assert str(found["rates", 1].window[0]) == "2025-02-18"


def test_two_infusion_dates_contradict_and_hold_everything() -> None:
    found = owed(
        an_agreement(TERM, UPFRONT | {"price": {"amount": "1.00 DKK"}}),
        infused(),
        infused("2024-03-20"),
    )
    assert {line.status for line in found.values()} == {Status.CONFLICT}
    assert sum(line.amount for line in found.values()) == 0


def test_a_treatment_outside_the_versions_dates_or_product_is_not_covered() -> None:
    header = {"id": "A1", "version": "1", "governs": "treated_on", "engine_semantics": "1"}
    narrow = {"effective_from": "2024-01-01", "effective_until": "2024-03-09"}
    assert owed(an_agreement(TERM, agreement=header | narrow), infused()) == {}
    luxturna = {"effective_from": "2024-01-01", "product": "luxturna"}
    assert owed(an_agreement(TERM, agreement=header | luxturna), infused()) == {}


def test_nothing_is_owed_before_the_infusion() -> None:
    assert owed(an_agreement(TERM), infused(), on="2024-03-09") == {}


def test_38_the_price_is_the_one_on_the_day_of_treatment() -> None:
    prices = (price("1000.00"), price("2000.00", on="2025-01-01"))
    facts = (infused("2026-04-10"), *prices, price("3000.00", on="2026-05-01"))
    found = owed(printed(), *facts)
    assert found["annuity", 1].amount == 80000


def test_38_unless_the_agreement_pins_it_at_the_milestone() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix", "at": "milestone"}}
    facts = (infused(), fix("31.4", "2025-03-10"), price("300.00"))
    found = owed(an_agreement(term), *facts, price("600.00", on="2025-03-10"))
    assert found["rates", 1].amount == 20000


def test_without_a_price_the_line_is_held_and_says_so() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix"}}
    line = the_only(term, fix("31.4", "2025-03-10"))
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert (line.blocked_by[0].outcome, line.blocked_by[0].owner) == ("price", Owner.PAYER)


def test_a_price_in_another_currency_is_no_price() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix"}}
    euro = a_fact(Kind.PRICE, "fictive-hemgenix", "300.00", "2020-01-01", "EUR")
    assert the_only(term, fix("31.4", "2025-03-10"), euro).status is Status.HOLD


def test_47_the_region_at_treatment_stays_the_payer_after_a_move() -> None:
    found = owed(an_agreement(TERM), infused(), lives_in("nordjylland", "2024-06-01"))
    assert {line.payer for line in found.values()} == {"syddanmark"}


def test_47_unless_the_agreement_follows_the_patient() -> None:
    parties = {
        "payer": {"role": "payer", "of_record": "region_at_due_date"},
        "supplier": {"role": "supplier"},
    }
    found = owed(
        an_agreement(TERM, parties=parties), infused(), lives_in("nordjylland", "2025-06-01")
    )
    assert [found["rates", n].payer for n in (1, 2)] == ["syddanmark", "nordjylland"]


def test_without_a_region_the_line_is_held_and_says_so() -> None:
    moved_in = lives_in("syddanmark", "2025-01-01", fact_id="T1-region-2020-01-01", version=2)
    line = the_only(TERM, moved_in, fix("31.4", "2025-03-10"))
    assert (line.status, line.payer) == (Status.HOLD, "unknown")
    assert line.blocked_by[0].outcome == "residence"


def test_43_a_yearly_ceiling_comes_back_to_the_payers_by_what_they_owe() -> None:
    facts = [price("100000000.00")]
    for treatment, region in (("T1", "hovedstaden"), ("T2", "nordjylland"), ("T3", "nordjylland")):
        who = {"treatment": treatment}
        facts += [infused("2026-04-10", **who), lives_in(region, **who)]
    snapshot = Snapshot.known_at(facts, at("2026-05-01"))
    found = [e for e in entitlements(printed(), snapshot, day("2026-05-01")) if e.treatment == "*"]
    assert [(e.payer, e.amount, e.milestone) for e in found] == [
        ("hovedstaden", -1000000000, 2026),
        ("nordjylland", -2000000000, 2026),
    ]
    assert found[0].key == "DK-AMG-0007|hovedstaden|*|annuity|2026|cap"


def test_42_instalments_that_do_not_divide_are_fixed_at_inception() -> None:
    term = TERM | {"price": {"amount": "1.00 DKK"}}
    values = [fix("31.4", f"{year}-03-10") for year in (2025, 2026, 2027)]
    found = owed(an_agreement(term), infused(), *values)
    assert [found["rates", n].amount for n in (1, 2, 3)] == [34, 33, 33]


def test_42_two_terms_that_divide_one_price_divide_it_together() -> None:
    first = UPFRONT | {"share": "1/3", "price": {"amount": "1.00 DKK"}}
    rest = TERM | {"shares": ["1/3", "1/3"], "price": {"amount": "1.00 DKK"}}
    rest |= {"milestone": YEARLY | {"count": "2"}}
    values = [fix("31.4", f"{year}-03-10") for year in (2025, 2026)]
    found = owed(an_agreement(first, rest), infused(), *values)
    assert [line.amount for line in found.values()] == [34, 33, 33]


def test_31_a_payment_falls_on_the_next_bank_day_and_the_window_does_not_move() -> None:
    line = the_only(TERM, infused("2024-05-09", fact_id="T1-infused-2024-03-10", version=2))
    assert str(line.due_on) == "2025-05-09"
    moved = the_only(TERM, infused("2024-05-10", fact_id="T1-infused-2024-03-10", version=2))
    assert (str(moved.due_on), str(moved.window[1])) == ("2025-05-12", "2025-06-24")
