"""Guarantees on a whole population; a number is that of the case in the design's section 5."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.reason import Status
from tests.contracts.builders import alive, event, fix
from tests.contracts.population_builders import (
    BOUND,
    RESPONSE,
    SURVIVAL,
    answering,
    dying,
    guaranteeing,
    last_seen,
    result,
    settles,
    survivors,
)
from tests.contracts.term_builders import batch, ruled, treated

LEVEL = {"level": "95 %"}
BY_BOUND = {"met_when": BOUND, **LEVEL}


def test_51_a_guarantee_met_on_few_at_risk_cannot_be_determined() -> None:
    few = (*survivors(3), *last_seen([20, 30, 40, 50]))
    line = result(guaranteeing(SURVIVAL | {"min_at_risk": "4", "min_n": "4"}), *few)
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert [owed.outcome for owed in line.blocked_by] == ["ruling"]


def test_51_or_it_moves_no_money_where_that_is_agreed() -> None:
    few = (*survivors(3), *last_seen([20, 30, 40, 50]))
    term = SURVIVAL | {"min_at_risk": "4", "min_n": "4", "not_evaluable": "neutral"}
    line = result(guaranteeing(term), *few)
    assert (line.status, line.amount, line.blocked_by) == (Status.EXCUSED, 0, ())


def test_51_few_at_risk_because_most_failed_is_no_way_out_of_a_guarantee() -> None:
    term = SURVIVAL | {"min_at_risk": "4", "min_n": "8"}
    line = result(guaranteeing(term), *survivors(1), *dying([10, 20, 30, 40, 50, 60, 70]))
    assert (line.status, line.amount) == (Status.NOT_MET, -8 * 7500)


def test_51_a_population_too_small_cannot_be_determined() -> None:
    line = result(guaranteeing(SURVIVAL | {"min_n": "4"}), *survivors(3))
    assert line.status is Status.HOLD


def test_51_nothing_is_read_beyond_what_was_seen() -> None:
    line = result(guaranteeing(), *last_seen([100, 200, 300]))
    assert line.status is Status.HOLD


@pytest.mark.parametrize(("number", "status"), [(5, Status.NOT_MET), (11, Status.MET)])
def test_52_with_no_events_the_exact_lower_bound_decides(number: int, status: Status) -> None:
    # 0.025 ** (1 / n) reaches 70 % with the eleventh patient.
    line = result(guaranteeing(SURVIVAL | BY_BOUND), *survivors(number))
    assert line.status is status
    assert f"{'reached' if status is Status.MET else 'missed'}" in str(line.reason)


def test_52_those_left_out_early_add_nothing_to_the_interval() -> None:
    facts = (*survivors(10), *last_seen([10] * 200))
    line = result(guaranteeing(SURVIVAL | BY_BOUND), *facts)
    assert line.status is Status.NOT_MET


def test_53_exactly_on_the_guarantee_is_met() -> None:
    line = result(guaranteeing(), *survivors(7), *dying([30, 200, 365]))
    assert (line.status, line.amount) == (Status.MET, 0)


def test_53_the_day_of_the_horizon_belongs_to_it_and_the_next_does_not() -> None:
    assert result(guaranteeing(), *survivors(6), *dying([1, 2, 3, 365])).status is Status.NOT_MET
    assert result(guaranteeing(), *survivors(6), *dying([1, 2, 3, 366])).status is Status.MET


def test_53_each_patient_has_the_anniversary_of_the_own_infusion() -> None:
    # 2024 is a leap year: day 366 is the anniversary of an infusion in January.
    leap = dying([366], 600, on="2024-01-10")
    assert result(guaranteeing(), *survivors(6), *dying([1, 2, 3]), *leap).status is Status.NOT_MET


@pytest.mark.parametrize(
    ("compare", "status", "amount"), [("raw", Status.NOT_MET, -9000), ("rounded", Status.MET, 0)]
)
def test_59_the_result_is_compared_raw_or_rounded_as_agreed(
    compare: str, status: Status, amount: int
) -> None:
    changes = {"compare": compare, "precision": "10 %"}
    line = result(guaranteeing(SURVIVAL | changes), *survivors(2), *dying([30]))
    assert (line.status, line.amount) == (status, amount)


LATE = alive("2025-06-01", treatment="T500", recorded="2026-06-01")


@pytest.mark.parametrize(("corrections", "after"), [("resettled", 0), ("final_at_cut", -4 * 3000)])
def test_54_a_correction_after_the_cut_counts_where_that_is_agreed(
    corrections: str, after: int
) -> None:
    died = event("death", "2024-04-09", treatment="T500")
    gone = event(
        "death", "2024-04-09", treatment="T500", version=2, retracted=True, recorded="2026-06-01"
    )
    facts = (*survivors(3), *treated("T500"), died, LATE)
    agreement = guaranteeing(
        SURVIVAL
        | {"corrections": corrections, **settles(guarantee="80 %")}
        | {"met_when": {"estimate": "point", "op": ">=", "value": "80 %"}}
    )
    assert result(agreement, *facts, on="2026-03-01").amount == -4 * 3000
    assert result(agreement, *facts, gone).amount == after


def test_54_what_happened_after_the_cut_is_not_read() -> None:
    before = result(guaranteeing(), *survivors(7), *dying([30, 40, 50]))
    later = event("death", "2026-01-01", treatment="T001")
    assert (
        result(guaranteeing(), *survivors(7), *dying([30, 40, 50]), later).reason == before.reason
    )


def test_54_before_the_reports_are_due_nothing_is_decided() -> None:
    facts = (*survivors(1), *dying([30]))
    assert result(guaranteeing(), *facts, on="2026-01-30").status is Status.AWAITING
    line = result(guaranteeing(), *facts, on="2026-01-31")
    assert (line.status, str(line.due_on)) == (Status.NOT_MET, "2026-02-02")


OUT = {"treatment": "T500"}


def test_55_an_exclusion_ruled_before_the_cut_keeps_a_treatment_out() -> None:
    ruling = ruled("population", "excluded", recorded="2025-12-31", **OUT)
    line = result(guaranteeing(), *survivors(2), *dying([30]), ruling)
    assert line.status is Status.MET
    assert (ruling.fact_id, 1) in line.evidence


@pytest.mark.parametrize("on", ["2024-03-10", "2026-01-02"])
def test_55_one_ruled_after_seeing_the_outcome_is_shown_and_not_applied(on: str) -> None:
    ruling = ruled("population", "excluded", on=on, recorded="2026-01-02", **OUT)
    line = result(guaranteeing(), *survivors(2), *dying([30]), ruling)
    assert (line.status, line.amount) == (Status.NOT_MET, -9000)
    assert (ruling.fact_id, 1) in line.evidence


def test_55_a_ruling_on_another_term_or_taken_back_keeps_no_one_out() -> None:
    other = ruled("population", "excluded;term=other", recorded="2025-12-31", **OUT)
    back = ruled("population", "included", version=2, recorded="2026-12-31", **OUT)
    first = ruled("population", "excluded;term=guarantee", recorded="2025-12-31", **OUT)
    facts = (*survivors(2), *dying([30]))
    assert result(guaranteeing(), *facts, other).status is Status.NOT_MET
    assert result(guaranteeing(), *facts, first).status is Status.MET
    assert result(guaranteeing(), *facts, first, back).status is Status.NOT_MET


LOST = {"left_out_up_to": "10 %", "then": "failure", "reasons": ["emigrated"]}


def test_56_too_many_lost_count_as_failures_and_both_readings_are_told() -> None:
    facts = (*survivors(8), *last_seen([100, 200]))
    line = result(guaranteeing(SURVIVAL | {"lost_to_follow_up": LOST}), *facts)
    assert line.status is Status.MET
    line = result(
        guaranteeing(SURVIVAL | {"lost_to_follow_up": LOST}), *facts, *last_seen([9, 9], 900)
    )
    (told,) = (node for node in line.reason.walk() if node.code == "population_lost_failed")
    assert (told.get("count"), told.get("estimate"), told.get("strict")) == ("4", "1", "0.66666")
    assert line.status is Status.NOT_MET


def test_56_as_many_as_agreed_are_left_out() -> None:
    facts = (*survivors(6), *dying([30, 40, 50]), *last_seen([100]))
    line = result(guaranteeing(SURVIVAL | {"lost_to_follow_up": LOST}), *facts)
    (told,) = (node for node in line.reason.walk() if node.code == "population_lost_left_out")
    assert (told.get("estimate"), told.get("strict")) == ("0.7", "0.6")


def test_56_only_the_reasons_agreed_make_a_patient_lost() -> None:
    gone = [
        event(kind, "2024-04-10", treatment=f"T{n}")
        for n, kind in ((800, "consent_withdrawn"), (801, "emigrated"))
    ]
    facts = (*survivors(2), *last_seen([10, 10]), *gone)
    line = result(guaranteeing(SURVIVAL | {"lost_to_follow_up": LOST}), *facts)
    (told,) = (node for node in line.reason.walk() if node.code == "population_lost_failed")
    assert told.get("count") == "1"


def test_22_a_product_out_of_specification_is_in_or_out_by_what_was_known_at_infusion() -> None:
    facts = (*survivors(2), *dying([30]))
    rejected = batch("out_of_specification", "yes", **OUT)
    with_it = SURVIVAL["population"] | {"out_of_specification": "in"}
    assert result(guaranteeing(), *facts, rejected).status is Status.MET
    line = result(guaranteeing(SURVIVAL | {"population": with_it}), *facts, rejected)
    assert line.status is Status.NOT_MET


def test_21_a_later_dose_is_in_or_out_as_agreed() -> None:
    facts = (*survivors(2), *dying([30]))
    second = batch("dose", "2", **OUT)
    assert result(guaranteeing(), *facts, second).status is Status.MET


def test_a_death_before_relapse_ends_the_time_or_leaves_a_patient_free_for_good() -> None:
    relapses = [event("relapse", "2024-06-01", treatment=f"T{n:03}") for n in (1, 2)]
    facts = (*survivors(5), *dying([10, 20, 30]), *relapses)
    both = {"censored": Status.NOT_MET, "cumulative_incidence": Status.MET}
    for competing, status in both.items():
        term = SURVIVAL | {"endpoint": "relapse", "competing": competing}
        assert result(guaranteeing(term), *facts).status is status


def test_a_response_is_counted_among_all_treated_or_the_evaluable() -> None:
    facts = answering(["CR"] * 6 + ["PD"] * 2 + [""] * 2)
    assert result(guaranteeing(RESPONSE), *facts).amount == -10 * 3000
    evaluable = RESPONSE | {"denominator": "evaluable", "lost_to_follow_up": "left_out"}
    assert result(guaranteeing(evaluable), *facts).status is Status.MET
    strict = evaluable | {"lost_to_follow_up": LOST}
    assert result(guaranteeing(strict), *facts).amount == -10 * 3000


@pytest.mark.parametrize(("dead", "status"), [("failure", "NOT_MET"), ("left_out", "MET")])
def test_the_dead_without_an_assessment_count_as_agreed(dead: str, status: str) -> None:
    died = event("death", "2024-05-01", treatment="T004")
    facts = (*answering(["CR", "CR", "PD", ""]), died)
    term = RESPONSE | {"dead": dead, "met_when": {"estimate": "point", "op": ">=", "value": "60 %"}}
    term |= settles(guarantee="60 %")
    assert result(guaranteeing(term), *facts).status == status


def test_a_response_that_cannot_be_read_holds_the_result() -> None:
    unit = {"outcome": "fix_activity", "op": ">=", "value": "5", "unit": "%"}
    odd = [*treated("T001"), *answering(["CR"], 2)]
    odd.append(fix("5", "2024-06-10", "stone", treatment="T001"))
    line = result(guaranteeing(RESPONSE | {"responder_when": unit}), *odd)
    assert (line.status, line.amount) == (Status.HOLD, 0)


@pytest.mark.parametrize("term", [SURVIVAL, RESPONSE])
@pytest.mark.parametrize("on", ["2023-12-01", "2024-03-11"])
def test_facts_that_contradict_each_other_hold_the_result(term: dict[str, Any], on: str) -> None:
    twice = treated("T001", on)[0]
    line = result(guaranteeing(term), *survivors(2), twice)
    assert line.status is Status.HOLD
    assert [owed.outcome for owed in line.blocked_by] == ["infusion"]


def test_another_product_is_no_part_of_the_population() -> None:
    header = {"id": "A1", "version": "1", "governs": "treated_on", "engine_semantics": "1"}
    header |= {"effective_from": "2000-01-01", "product": "hemgenix"}
    other = [replace(fact, value=fact.value.replace("hemgenix", "other")) for fact in dying([30])]
    line = result(guaranteeing(SURVIVAL, agreement=header), *survivors(2), *other)
    assert (line.status, line.reason.children[0].children[0].get("n")) == (Status.MET, "2")
