"""Scenarios: strict files, faults in both languages, curves as whole numbers, draws that repeat."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from contracts.faults import AgreementRefused
from contracts.simulate import curves
from contracts.simulate.draws import draws
from contracts.simulate.scenario import read_scenario, scenario_of
from tests.contracts.builders import as_text
from tests.contracts.simulate.scenarios import a_scenario, a_tree, patients


def faults(**changes: Any) -> dict[str, str]:
    with pytest.raises(AgreementRefused) as refused:
        scenario_of(a_tree(**changes))
    return {one.path: one.code for one in refused.value.faults}


def test_a_scenario_is_read_from_yaml_or_json() -> None:
    assert read_scenario(as_text(a_tree())) == a_scenario()


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"seed": "x"}, "seed", "bad_whole"),
        ({"paths": "0"}, "paths", "bad_whole"),
        ({"missed_visits": "120 %"}, "missed_visits", "bad_share"),
        ({"unknown": "1"}, "unknown", "extra_forbidden"),
        ({"loss": {"cured": "1"}}, "loss", "loss_unclear"),
        ({"loss": {"curve": [{"month": "9", "kept": "1"}] * 2}}, "loss", "curve_unordered"),
        ({"regions": {"nord": "0"}}, "regions", "regions_weightless"),
        ({"enrolment": patients(1, by_month=["1"])}, "enrolment", "months_unweighed"),  # type: ignore[arg-type]
        (
            {"death": {"per_year": "1 %", "related": "60 %", "unknown": "60 %"}},
            "death",
            "causes_above_one",
        ),
        ({"paths": "1000000"}, "", "too_many_paths"),
    ],
)
def test_a_fault_is_told_with_its_place(changes: dict[str, Any], path: str, code: str) -> None:
    found = faults(**changes)
    assert code in found.values()
    if code not in {"regions_weightless", "too_many_paths"}:
        assert found[path] == code


def test_faults_are_told_in_danish_and_english() -> None:
    with pytest.raises(AgreementRefused) as refused:
        scenario_of(a_tree(seed="x"))
    assert "helt tal" in refused.value.message("da")
    assert "whole number" in refused.value.message("en")


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(AgreementRefused):
        read_scenario(as_text(a_tree())[:-1] + ', "seed": "8"}')


def test_draws_are_the_same_wherever_they_are_begun_and_on_every_machine() -> None:
    whole = draws(7, 2, 0, 10)
    assert np.array_equal(whole[4:], draws(7, 2, 4, 10))
    assert int(draws(0, 0, 0, 1)[0]) == int(draws(0, 0, 0, 3)[0])
    assert not np.array_equal(whole, draws(8, 2, 0, 10))


def test_a_cure_mixture_keeps_the_cured_and_loses_the_others_by_weibull() -> None:
    kept = curves.weibull(Fraction(7, 10), Fraction(1), Fraction(48), 480)
    assert abs(kept[47] - Fraction("0.810363832351")) < Fraction(1, 10**11)
    assert Fraction(7, 10) < kept[-1] < Fraction("0.70002")


def test_a_curve_read_off_is_straight_between_and_level_after_its_last_point() -> None:
    kept = curves.through([(2, Fraction(1, 2)), (4, Fraction(1, 4))], 6)
    assert [str(one) for one in kept] == ["3/4", "1/2", "3/8", "1/4", "1/4", "1/4"]


def test_a_table_gives_each_month_its_share_of_a_million_chances() -> None:
    table = curves.quantiles([Fraction(3, 4), Fraction(1, 4)])
    assert np.bincount(table).tolist() == [1 << 18, 1 << 19, 1 << 18]


def test_the_same_part_leaves_each_year() -> None:
    assert curves.yearly(Fraction(1, 2), 24)[11::12] == [Fraction(1, 2), Fraction(1, 4)]
