"""What death, withdrawal, loss, moves and other therapies do; numbers are the design's cases."""

from fractions import Fraction

import pytest

from contracts.reason import Owner, Status
from tests.contracts.builders import (
    EXCEPTIONS,
    REBATE,
    TERM,
    UPFRONT,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    the_only,
    with_exceptions,
)


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
    term = with_exceptions(
        competing_therapy={"result": "EXCUSED", "list": ["blinatumomab"], "lasting": "P0D"}
    )
    started = event("next_therapy", "2025-01-10", "therapy=blinatumomab")
    other = event("next_therapy", "2025-01-10", "therapy=other")
    assert the_only(term, started).status is Status.EXCUSED
    assert the_only(term, other).status is Status.NOT_MET


def test_49_the_cause_of_a_death_is_no_therapy() -> None:
    term = with_exceptions(
        competing_therapy={"result": "EXCUSED", "list": ["progression"], "lasting": "P0D"}
    )
    died = event("death", "2025-01-10", "related=yes;cause=progression")
    assert the_only(term, died).status is Status.NOT_MET


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
