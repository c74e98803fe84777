"""Simulated patients, written out as facts and settled by the real engine, give the same øre."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.agreement import Agreement
from contracts.columns.refused import NotInColumns
from contracts.simulate.by_columns import by_columns
from contracts.simulate.by_rows import by_rows
from contracts.simulate.drawn import Drawn
from contracts.simulate.plan import plan_of
from contracts.simulate.scenario import Scenario
from contracts.simulate.settled import Settled
from contracts.simulate.stories import drawn
from tests.contracts.builders import ANNUITY, UPFRONT, WARRANTY, an_agreement
from tests.contracts.columns import made
from tests.contracts.simulate.scenarios import a_scenario, patients

PRICE = {"price": {"list": "list", "at": "treated_on"}}
PAID = {
    "partial_period": "pro_rata",
    "met_when": {
        "all": [ANNUITY["met_when"], {"not": {"event": "relapse", "before": "window_close"}}]
    },
}
LIMIT = {"corrections_until": {"anchor": "window_close", "plus": "P36M"}, "clawback": "both_ways"}


def told(found: Settled) -> Any:
    off = {name: count for name, count in found.patients.items() if count}
    return found.payers, found.cash.tolist(), found.statuses, off


def both(agreement: Agreement, scenario: Scenario) -> tuple[Settled, Settled]:
    plan = plan_of(agreement, scenario)
    stories = drawn(plan)
    return by_columns(plan, stories), by_rows(plan, Drawn(stories), "")


def test_two_thousand_patients_come_to_the_same_to_the_ore() -> None:
    annuity = ANNUITY | PAID | PRICE
    ruling = an_agreement(annuity, WARRANTY | {"id": "guarantee"}, limitation=LIMIT)
    ours, theirs = both(ruling, a_scenario(paths="4", enrolment=patients(500)))
    assert told(ours) == told(theirs)
    assert ours.totals.tolist() != [0, 0, 0, 0]
    assert len(ours.statuses["rates", 2]) > 4


rates = st.sampled_from(["0 %", "3 %", "20 %"])


@given(st.randoms(use_true_random=False), rates, rates, st.integers(0, 10**6))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_any_agreement_comes_to_the_same_on_any_scenario(
    random: Random, left: str, missed: str, seed: int
) -> None:
    scenario = a_scenario(
        seed=str(seed),
        missed_visits=missed,
        withdrawal={"per_year": left},
        lost_to_follow_up={"per_year": left},
        loss={"curve": [{"month": "6", "kept": "60 %"}, {"month": "30", "kept": "20 %"}]},
    )
    try:
        ours, theirs = both(made.agreement(random), scenario)
    except NotInColumns:
        return
    assert told(ours) == told(theirs)


@pytest.mark.parametrize("missed", ["30 %", "80 %"])
def test_a_limitation_that_passes_while_nobody_is_seen_counts(missed: str) -> None:
    late = {"corrections_until": {"anchor": "window_close", "plus": "P6M"}, "clawback": "both_ways"}
    ruling = an_agreement(ANNUITY | PAID, UPFRONT, limitation=late)
    ours, theirs = both(ruling, a_scenario(missed_visits=missed))
    assert told(ours) == told(theirs)
