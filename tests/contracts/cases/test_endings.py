"""Cases of deaths, consent, loss to follow-up, moves abroad and other therapies."""

from fractions import Fraction
from typing import Any

import pytest

from contracts.explain import sentence
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    EXCEPTIONS,
    MET_WHEN,
    OUTCOMES,
    TERM,
    UPFRONT,
    WHOLE_EXCEPTIONS,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    the_only,
    with_exceptions,
)
from tests.contracts.cases.asked import again, asks_for, posted, without_exception
from tests.contracts.population_builders import (
    SURVIVAL,
    a_tree,
    dying,
    guaranteeing,
    result,
    survivors,
)
from tests.contracts.refusals import without

UNRELATED = event("death", "2025-03-01", "related=no")
BY_CAUSE = EXCEPTIONS["death"]
RATE = "syddanmark|T1|rates|1"


@pytest.mark.parametrize(
    ("rule", "amount"), [("PRO_RATA", round(10000 * Fraction(356, 365))), ("EXCUSED", 10000)]
)
def test_case_01_unrelated_death_in_the_window_without_an_assessment(
    rule: str, amount: int
) -> None:
    term = with_exceptions(death={"related": BY_CAUSE["related"] | {"no": rule}})
    line = the_only(term, UNRELATED)
    assert (line.status, line.amount) == (Status(rule), amount)
    assert asks_for("exceptions.death", without_exception("death"))


def test_case_01_for_a_population_a_death_is_a_competing_event_stated_separately() -> None:
    relapse = SURVIVAL | {"endpoint": "relapse"}
    assert asks_for("competing", UPFRONT, without(relapse, "competing"), **a_tree(relapse))
    relapses = [event("relapse", "2024-06-01", treatment=f"T{n:03}") for n in (1, 2)]
    facts = (*survivors(5), *dying([10, 20, 30]), *relapses)
    for rule, status in (("censored", Status.NOT_MET), ("cumulative_incidence", Status.MET)):
        line = result(guaranteeing(relapse | {"competing": rule}), *facts)
        assert line.status is status


def test_case_02_death_of_unknown_cause_is_held_and_then_falls_to_the_named_side() -> None:
    died = event("death", "2025-01-01", "related=unknown")
    assert the_only(TERM, died).status is Status.HOLD
    for side, amount in (("NOT_MET", 0), ("EXCUSED", 10000)):
        rule = BY_CAUSE | {"unknown_after": "P180D", "unknown_then": side}
        term = with_exceptions(death=rule)
        assert the_only(term, died, on="2025-06-30").status is Status.HOLD
        assert the_only(term, died, on="2025-07-01").amount == amount
    silent = with_exceptions(death={"related": without(BY_CAUSE["related"], "unknown")})
    assert asks_for("death.related.unknown", silent)


def test_case_02_an_autopsy_that_reclassifies_the_death_is_a_new_version_and_trues_up() -> None:
    died = event("death", "2025-01-01", "related=no", fact_id="death")
    autopsy = again(died, "2026-01-10", value="related=yes")
    found = posted(an_agreement(TERM), infused(), died, autopsy, on=("2025-12-01", "2026-02-01"))
    paid = round(10000 * Fraction(297, 365))
    assert found == [{RATE: paid}, {RATE: -paid}]


@pytest.mark.parametrize(("rule", "kept"), [("EXCUSED", 30000), ("NOT_MET", 0)])
def test_case_03_death_on_the_infusion_day_keeps_the_upfront_share_or_not(
    rule: str, kept: int
) -> None:
    first = UPFRONT | {"exceptions": WHOLE_EXCEPTIONS | {"death": rule}}
    assert the_only(first, event("death", "2024-03-10")).amount == kept
    silent = UPFRONT | {"exceptions": without(WHOLE_EXCEPTIONS, "death")}
    assert asks_for("exceptions.death", silent)


def test_case_03_milestones_after_a_death_are_terminated_with_a_reason_and_not_missing() -> None:
    found = owed(an_agreement(TERM), infused(), event("death", "2024-06-18", "related=no"))
    for milestone in (2, 3):
        line = found["rates", milestone]
        assert (line.status, line.reason.children[0].code) == (Status.TERMINATED, "ended_by_death")


def test_case_04_assessed_met_and_died_later_in_the_same_window() -> None:
    assessed, died = fix("31.4", "2025-03-10"), event("death", "2025-03-20", "related=yes")
    assert the_only(TERM, assessed, died).status is Status.MET
    alive_at_close: dict[str, Any] = {"not": {"event": "death", "before": "window_close"}}
    survival = TERM | {"met_when": {"all": [MET_WHEN, alive_at_close]}}
    assert the_only(survival, assessed, died).status is Status.NOT_MET
    assert the_only(survival, assessed, alive("2025-05-01")).status is Status.MET


def test_case_17_lost_to_follow_up_and_back_in_year_four() -> None:
    lost, back = event("lost_to_follow_up", "2025-01-10"), fix("31.4", "2027-03-10")
    for rule, skipped in (("NOT_MET", 0), ("EXCUSED", 10000)):
        term = with_exceptions(lost_to_follow_up={"after": "P6M", "result": rule})
        found = owed(an_agreement(term), infused(), lost, back)
        assert [found["rates", n].amount for n in (1, 2, 3)] == [skipped, skipped, 10000]
        assert found["rates", 3].status is Status.MET
    assert asks_for("exceptions.lost_to_follow_up", without_exception("lost_to_follow_up"))


@pytest.mark.parametrize(("rule", "amount"), [("EXCUSED", 10000), ("NOT_MET", 0)])
def test_case_18_consent_withdrawn_before_the_milestone(rule: str, amount: int) -> None:
    withdrawn = event("consent_withdrawn", "2025-02-20")
    term = with_exceptions(withdrawal=rule)
    for later in ("1", "31.4"):
        line = the_only(term, withdrawn, fix(later, "2025-03-10", fact_id="after"))
        assert (line.status, line.amount) == (Status(rule), amount)
        assert ("after", 1) not in line.evidence
    assert asks_for("exceptions.withdrawal", without_exception("withdrawal"))


def test_case_48_a_move_abroad_holds_until_the_supplier_obtains_data_or_time_runs_out() -> None:
    moved = event("emigrated", "2025-01-10")
    line = the_only(TERM, moved)
    assert (line.status, line.blocked_by[0].owner) == (Status.HOLD, Owner.SUPPLIER)
    assert the_only(TERM, moved, fix("31.4", "2025-03-10")).status is Status.MET
    for side in (Status.NOT_MET, Status.EXCUSED):
        rule = {"result": "HOLD", "after": "P1Y", "then": side.value}
        assert the_only(with_exceptions(relocation_abroad=rule), moved).status is side
    assert asks_for("exceptions.relocation_abroad", without_exception("relocation_abroad"))


BRIDGE = {"therapy": ["bridging", "blinatumomab"]}


def test_case_49_a_competing_therapy_counts_only_if_it_is_on_the_list() -> None:
    outcomes = {"fix_activity": OUTCOMES["fix_activity"]}
    outcomes["next_therapy"] = {"type": "event", "attributes": BRIDGE}
    term = with_exceptions(
        competing_therapy={"result": "NOT_MET", "list": ["blinatumomab"], "lasting": "P0D"}
    )
    agreement = an_agreement(term, outcomes=outcomes)
    for therapy, status in (("bridging", Status.MET), ("blinatumomab", Status.NOT_MET)):
        started = event("next_therapy", "2025-01-10", f"therapy={therapy}")
        found = owed(agreement, infused(), started, fix("31.4", "2025-03-10"))
        assert found["rates", 1].status is status
    assert asks_for("exceptions.competing_therapy", without_exception("competing_therapy"))
    rule = with_exceptions(competing_therapy={"result": "NOT_MET"})
    assert asks_for("competing_therapy.list", rule)
    assert asks_for("competing_therapy.lasting", rule)


LASTING = {"result": "NOT_MET", "list": ["next_therapy"], "lasting": "P14D"}


@pytest.mark.parametrize(
    ("said", "on", "status"),
    [
        ("until=2025-01-12", "2027-06-01", Status.MET),
        ("until=2025-01-22", "2027-06-01", Status.MET),
        ("until=2025-01-23", "2027-06-01", Status.NOT_MET),
        ("", "2027-06-01", Status.NOT_MET),
        ("until=soon", "2027-06-01", Status.NOT_MET),
    ],
)
def test_case_49_a_bridge_of_three_days_counts_only_if_no_least_duration_is_agreed(
    said: str, on: str, status: Status
) -> None:
    started = event("next_therapy", "2025-01-10", said)
    rule = with_exceptions(competing_therapy=LASTING)
    assert the_only(rule, started, fix("31.4", "2025-03-10"), on=on).status is status
    any_length = with_exceptions(competing_therapy=LASTING | {"lasting": "P0D"})
    assert the_only(any_length, started, fix("31.4", "2025-03-10")).status is Status.NOT_MET


def test_case_49_a_therapy_that_has_not_lasted_yet_is_waited_for() -> None:
    rule = with_exceptions(competing_therapy=LASTING)
    started = event("next_therapy", "2025-04-20")
    line = the_only(rule, started, on="2025-05-03")
    assert (line.status, line.blocked_by[0].owner) == (Status.AWAITING, Owner.PARTIES)
    assert the_only(rule, started, on="2025-05-04").status is Status.NOT_MET


def test_case_49_a_therapy_in_a_trial_is_exempt_where_that_is_agreed() -> None:
    outcomes = {"fix_activity": OUTCOMES["fix_activity"]}
    outcomes["next_therapy"] = {"type": "event", "attributes": {"setting": ["trial"]}}
    term = with_exceptions(competing_therapy=LASTING | {"unless": "trial"})
    agreement = an_agreement(term, outcomes=outcomes)
    for setting, status in (("setting=trial", Status.MET), ("setting=ward", Status.NOT_MET)):
        started = event("next_therapy", "2025-01-10", setting)
        found = owed(agreement, infused(), started, fix("31.4", "2025-03-10"))
        assert found["rates", 1].status is status
    told = sentence(agreement.term("rates")[1], "da", agreement.document.outcomes)
    assert "i mindst 14 dage, dog ikke ved trial" in told
    unknown = with_exceptions(competing_therapy=LASTING | {"unless": "trail"})
    assert asks_for("competing_therapy.unless", unknown)


def test_case_71_two_exceptions_that_disagree_hold_the_line_and_name_both_clauses() -> None:
    facts = (event("emigrated", "2025-01-10"), event("consent_withdrawn", "2025-01-20"))
    line = the_only(TERM, *facts)
    assert (line.status, line.amount) == (Status.CONFLICT, 0)
    named = [node.get("name") for node in line.reason.walk() if node.code == "exception"]
    assert sorted(named) == ["relocation_abroad", "withdrawal"]
    first = with_exceptions(priority=["withdrawal", "relocation_abroad"])
    assert the_only(first, *facts).status is Status.EXCUSED
