"""Cases of results guaranteed on a whole population."""

import pytest

from contracts.reason import Status
from tests.contracts.builders import UPFRONT, day
from tests.contracts.cases.asked import again, asks_for
from tests.contracts.population_builders import (
    BOUND,
    SURVIVAL,
    a_tree,
    dying,
    guaranteeing,
    last_seen,
    result,
    survivors,
)
from tests.contracts.refusals import without
from tests.contracts.term_builders import ruled


def silent_on(field: str) -> bool:
    return asks_for(field, UPFRONT, without(SURVIVAL, field), **a_tree(SURVIVAL))


@pytest.mark.parametrize(("rule", "status"), [("defer", Status.HOLD), ("neutral", Status.EXCUSED)])
def test_case_51_a_guarantee_met_on_three_patients_at_risk_is_not_evaluable(
    rule: str, status: Status
) -> None:
    term = SURVIVAL | {"min_at_risk": "4", "min_n": "4", "not_evaluable": rule}
    line = result(guaranteeing(term), *survivors(3), *last_seen([20, 30, 40, 50]))
    assert (line.status, line.amount) == (status, 0)
    assert silent_on("min_at_risk")
    assert silent_on("not_evaluable")


@pytest.mark.parametrize(("n", "status"), [(10, Status.NOT_MET), (11, Status.MET)])
def test_case_52_without_events_the_exact_lower_bound_decides(n: int, status: Status) -> None:
    # 0.025 ** (1 / n) is 69.2 % for ten patients and 71.5 % for eleven; their share is 100 %.
    by_bound = SURVIVAL | {"met_when": BOUND, "level": "95 %"}
    assert result(guaranteeing(by_bound), *survivors(n)).status is status
    assert result(guaranteeing(), *survivors(n)).status is Status.MET


def test_case_53_a_survival_of_exactly_the_guarantee_meets_it() -> None:
    met = result(guaranteeing(), *survivors(7), *dying([30, 200, 365]))
    assert (met.status, met.amount) == (Status.MET, 0)
    missed = result(guaranteeing(), *survivors(6), *dying([30, 200, 365]))
    assert missed.status is Status.NOT_MET


@pytest.mark.parametrize(
    ("corrections", "after"), [("resettled", Status.MET), ("final_at_cut", Status.NOT_MET)]
)
def test_case_54_a_correction_after_the_data_cut(corrections: str, after: Status) -> None:
    *treated, died = dying([30], first=600)
    a_year_later = again(died, "2026-06-01", valid_on=day("2025-04-09"))
    facts = (*survivors(6), *dying([10, 20]), *treated, died)
    agreement = guaranteeing(SURVIVAL | {"corrections": corrections})
    assert result(agreement, *facts, on="2026-03-01").status is Status.NOT_MET
    assert result(agreement, *facts, a_year_later).status is after
    assert silent_on("corrections")
    assert silent_on("data_cut")


@pytest.mark.parametrize(
    ("recorded", "status"), [("2025-12-31", Status.MET), ("2026-01-02", Status.NOT_MET)]
)
def test_case_55_a_patient_excluded_after_seeing_the_outcome_stays_in(
    recorded: str, status: Status
) -> None:
    out = ruled("population", "excluded", recorded=recorded, treatment="T500", fact_id="ruling")
    line = result(guaranteeing(), *survivors(2), *dying([30]), out)
    assert line.status is status
    assert ("ruling", 1) in line.evidence


def test_case_56_too_many_lost_to_follow_up_count_as_failures_and_both_are_reported() -> None:
    rule = {"left_out_up_to": "10 %", "then": "failure", "reasons": ["emigrated"]}
    facts = (*survivors(8), *last_seen([100, 200, 9, 9]))
    strict = result(guaranteeing(SURVIVAL | {"lost_to_follow_up": rule}), *facts)
    (told,) = (node for node in strict.reason.walk() if node.code == "population_lost_failed")
    assert (told.get("estimate"), told.get("strict")) == ("1", "0.66666")
    assert strict.status is Status.NOT_MET
    assert result(guaranteeing(), *facts).status is Status.MET
    assert silent_on("lost_to_follow_up")
