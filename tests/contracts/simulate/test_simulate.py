"""What a simulation tells: repeatable figures, bands, odds, readings, and which engine ran."""

from typing import Any

import numpy as np
import pytest

from contracts.simulate.figures import spread
from contracts.simulate.late import few
from contracts.simulate.plan import plan_of
from contracts.simulate.readings import readings
from contracts.simulate.refused import NobodyToDraw, TooManyByRows, TooManyVisits
from contracts.simulate.simulate import READ_BY_ROWS, costs, refuse, simulate
from contracts.simulate.values import measured
from tests.contracts.builders import ANNUITY, CHANGE, TERM, UPFRONT, WARRANTY, an_agreement
from tests.contracts.builders import with_exceptions as excepted
from tests.contracts.node_builders import BLEEDS, ours
from tests.contracts.population_builders import guaranteeing
from tests.contracts.simulate.scenarios import a_scenario, patients
from tests.contracts.term_builders import PATIENT_CAP

NOBODY = {"per_year": "0 %"}
FLAWLESS: dict[str, Any] = {
    "loss": {"cured": "1", "shape": "1", "scale_months": "1"},
    "death": NOBODY | {"related": "0", "unknown": "0"},
    "lost_to_follow_up": NOBODY,
    "withdrawal": NOBODY,
    "relocation_abroad": NOBODY,
    "missed_visits": "0 %",
}


def test_the_same_inputs_give_the_same_figures() -> None:
    first, second = (simulate(an_agreement(ANNUITY), a_scenario()) for _ in range(2))
    assert first.to_json() == second.to_json()
    assert simulate(an_agreement(ANNUITY), a_scenario(seed="8")).to_json() != first.to_json()


def test_a_flawless_course_pays_everything_and_the_supplier_misses_nothing() -> None:
    found = simulate(an_agreement(ANNUITY, UPFRONT), a_scenario(**FLAWLESS))
    assert found.payer_exposure.mean == 8 * (300_00 + 300_00)
    assert found.supplier_exposure.mean == 0
    assert [one.patients for one in found.odds] == [0, 0]


def test_a_loss_stops_an_annuity_and_the_supplier_misses_the_rest() -> None:
    everyone = {"curve": [{"month": "1", "kept": "0 %"}]}
    found = simulate(an_agreement(ANNUITY), a_scenario(**FLAWLESS | {"loss": everyone}))
    assert found.payer_exposure.mean == 0
    assert found.supplier_exposure.mean == 8 * 300_00
    assert (found.odds[0].patients, found.odds[0].futures) == (40, 5)


def test_a_loss_refunds_and_shows_as_a_negative_year() -> None:
    everyone = {"curve": [{"month": "1", "kept": "0 %"}]}
    whole = UPFRONT | {"price": {"amount": "2900000.00 DKK"}}
    found = simulate(an_agreement(whole, WARRANTY), a_scenario(**FLAWLESS | {"loss": everyone}))
    assert found.odds[1].patients == 40
    assert found.supplier_exposure.mean > 0


def test_quantiles_are_ranks_that_were_reached() -> None:
    found = spread(np.arange(1, 101, dtype=np.int64) * 10)
    assert (found.mean, found.quantile(500), found.quantile(950)) == (505, 500, 950)
    assert spread(np.array([7], np.int64)).at[0] == (25, 7)


def test_a_change_from_the_first_value_is_drawn_with_a_first_value() -> None:
    found = simulate(an_agreement(TERM | {"met_when": CHANGE}), a_scenario(**FLAWLESS))
    assert found.payer_exposure.mean == 8 * 300_00


def test_what_arrays_cannot_settle_goes_row_by_row_and_is_named() -> None:
    ruling = an_agreement(ANNUITY, PATIENT_CAP | {"of": ["rates"]})
    found = simulate(ruling, a_scenario(paths="2"))
    assert found.engine in {"rows", "columns"}
    assert (found.engine == "rows") == bool(found.why_rows)


def test_too_many_patients_row_by_row_are_refused_with_what_to_do() -> None:
    ruling = an_agreement(ANNUITY | {"cap": CAP})
    with pytest.raises(TooManyByRows) as refused:
        simulate(ruling, a_scenario(paths="3000"))
    assert "2500" in refused.value.into("da")
    assert "row by row" in refused.value.into("en")


CAP = {
    "per": "calendar_year",
    "amount": "300.00 DKK",
    "excess": "rebate_100",
    "allocate": "largest_remainder",
}


def test_a_ceiling_of_the_year_is_kept_row_by_row() -> None:
    found = simulate(an_agreement(ANNUITY | {"cap": CAP}), a_scenario(paths="2", **FLAWLESS))
    assert found.why_rows == "rates: cap"
    assert max(year.quantile(975) for year in found.cash) == 300_00


def test_more_visits_than_can_be_told_apart_are_refused() -> None:
    often = ANNUITY["milestone"] | {
        "every": "P1M",
        "count": "31",
        "window": {"before": "P1D", "after": "P1D"},
    }
    ruling = an_agreement(ANNUITY | {"milestone": often, "shares": ["1/31"] * 31})
    with pytest.raises(TooManyVisits) as refused:
        plan_of(ruling, a_scenario())
    assert "31" in refused.value.into("da")
    assert "31" in refused.value.into("en")


def test_each_choice_is_read_every_other_way() -> None:
    found = {(one.choice, one.read_as) for one in readings(an_agreement(ANNUITY))}
    assert ("exceptions.death.related.no", "EXCUSED") in found
    assert ("on_failure", "this_instalment_only") in found
    assert ("exceptions.death.related.no", "PRO_RATA") not in found


def test_an_unrelated_death_that_is_excused_costs_the_payers_more() -> None:
    strict = excepted(
        ANNUITY, death={"related": {"yes": "NOT_MET", "no": "NOT_MET", "unknown": "NOT_MET"}}
    )
    found = {
        (one.reading.choice, one.reading.read_as): one.change.mean
        for one in costs(an_agreement(strict), a_scenario(enrolment=patients(40)))
    }
    assert found["exceptions.death.related.no", "EXCUSED"] > 0
    assert found["exceptions.death.related.no", "PRO_RATA"] >= 0


def test_a_cost_is_told_with_its_reading_and_the_futures_it_was_worked_out_over() -> None:
    told = costs(an_agreement(ANNUITY), a_scenario())[0].to_json()
    assert told["futures"] == 5
    assert {"clause", "term", "choice", "written", "read_as", "change"} < told.keys()


def test_row_by_row_only_the_first_futures_are_read_otherwise() -> None:
    many = a_scenario(paths="70")
    found = costs(an_agreement(ANNUITY | {"cap": CAP}), many)
    assert {one.futures for one in found} == {READ_BY_ROWS // 8}


def test_nobody_at_all_is_refused_before_anything_is_worked_out() -> None:
    nobody = a_scenario(enrolment=patients(0))
    with pytest.raises(NobodyToDraw) as refused:
        refuse(an_agreement(ANNUITY), nobody)
    assert refused.value.field == "patients"


def test_more_stories_than_can_be_settled_one_by_one_are_refused() -> None:
    with pytest.raises(TooManyByRows) as refused:
        few(np.arange(40_000), 100)
    assert "50" in refused.value.into("da")


def test_a_guaranteed_survival_is_simulated_over_all_patients_of_a_future() -> None:
    flawless = a_scenario(paths="2", **FLAWLESS)
    found = simulate(guaranteeing(), flawless)
    assert found.engine == "rows"
    assert found.supplier_exposure.mean == 0


CHOSEN = {"any_of_values": {"state": "response", "in": ["CR", "PR"]}}


@pytest.mark.parametrize("met_when", [CHOSEN, {"not": CHOSEN}])
def test_a_state_of_several_values_is_found_while_the_effect_lasts(met_when: Any) -> None:
    found = simulate(an_agreement(TERM | {"met_when": met_when}), a_scenario(**FLAWLESS))
    assert found.payer_exposure.mean == 8 * 300_00


@pytest.mark.parametrize("op", ["<=", ">="])
def test_a_number_counted_over_a_stretch_is_found_on_the_right_side(op: str) -> None:
    counted = BLEEDS | {"op": op}
    term = TERM | {"met_when": {"count_in_window": counted}}
    agreement = an_agreement(term, outcomes=ours(term))
    (bleeds,) = measured(agreement, a_scenario())
    lower, higher = (bleeds.found.working, bleeds.found.lost)
    assert (int(lower) < int(higher)) == (op == "<=")


def test_an_outcome_no_criterion_compares_is_one_while_the_effect_lasts() -> None:
    known = an_agreement(TERM | {"met_when": {"known": "fix_activity"}})
    (found,) = measured(known, a_scenario())
    assert (found.found.working, found.found.lost) == ("1", "0")
