"""What a simulation tells: repeatable figures, bands, odds, readings, and which engine ran."""

from typing import Any

import numpy as np
import pytest

from contracts.simulate.figures import spread
from contracts.simulate.plan import TooManyVisits, plan_of
from contracts.simulate.readings import readings
from contracts.simulate.simulate import TooManyByRows, costs, simulate
from tests.contracts.builders import ANNUITY, CHANGE, TERM, UPFRONT, WARRANTY, an_agreement
from tests.contracts.builders import with_exceptions as excepted
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
