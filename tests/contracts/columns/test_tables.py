"""Tables of facts: built from facts or straight from arrays, and what they refuse."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from contracts.columns.build import table_of
from contracts.columns.clusters import clustered
from contracts.columns.days import instant, number
from contracts.columns.evaluate import evaluate, keys_of
from contracts.columns.table import Series, Table, TableRefused, place_of
from contracts.facts import Kind
from contracts.reason import Status
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    an_agreement,
    at,
    day,
    fix,
    infused,
    lives_in,
)

ON = day("2025-12-01")
KNOWN = at("2025-12-01")


def whole(*numbers: int) -> Any:
    return np.array(numbers, np.int32)


def a_series(on: str, **columns: Any) -> Series:
    said = {"code": whole(0)} | columns
    return Series(place_of(whole(0), number(day(on))), np.array([0]), whole(0), **said)


def a_cohort(**changes: Any) -> Table:
    series = {
        (Kind.TREATMENT, "infused"): a_series("2024-03-10"),
        (Kind.RESIDENCE, "region"): a_series("2020-01-01", texts=("syd",)),
        (Kind.OBSERVATION, "fix_activity"): a_series(
            "2025-03-12", code=None, low=np.array([2 * 314]), scale=10
        ),
    }
    return Table(1, **{"series": series, "names": ("T1",)} | changes)


def test_a_table_needs_no_facts() -> None:
    result = evaluate(an_agreement(TERM), a_cohort(), KNOWN, ON)
    assert result.told(0, 0) == (Status.MET, ("met",))
    assert result.amount[:, 0].tolist() == [10_000, 0, 0]
    assert [result.payers[p] for p in result.payer[:, 0]] == ["syd"] * 3


def test_a_table_of_facts_comes_to_the_same_as_its_arrays() -> None:
    facts = (infused(), lives_in("syd"), fix("31.4", "2025-03-12"))
    ours = evaluate(an_agreement(TERM), table_of(facts, an_agreement(TERM)), KNOWN, ON)
    theirs = evaluate(an_agreement(TERM), a_cohort(), KNOWN, ON)
    for name in ("status", "reason", "amount", "payer"):
        assert (getattr(ours, name) == getattr(theirs, name)).all()


def test_an_empty_table_comes_to_nothing() -> None:
    result = evaluate(an_agreement(TERM, UPFRONT), Table(0, {}), KNOWN, ON)
    assert result.status.shape == (4, 0)
    assert len(keys_of(an_agreement(TERM, UPFRONT))) == 4


def test_a_table_counts_its_versions() -> None:
    assert a_cohort().rows == 3


def test_one_method_for_all_is_a_method() -> None:
    named = TERM | {"met_when": TERM["met_when"] | {"method": "chromogenic"}}
    for methods, met in ((("chromogenic",), True), (("one-stage",), False)):
        table = a_cohort()
        values = replace(table.series[Kind.OBSERVATION, "fix_activity"], methods=methods)
        series = {**table.series, (Kind.OBSERVATION, "fix_activity"): values}
        result = evaluate(an_agreement(named), a_cohort(series=series), KNOWN, ON)
        assert (result.told(0, 0)[0] is Status.MET) is met


def test_a_measured_outcome_without_numbers_is_refused() -> None:
    values = a_series("2025-03-12", texts=("31.4",))
    series = {**a_cohort().series, (Kind.OBSERVATION, "fix_activity"): values}
    with pytest.raises(TableRefused, match="no numbers"):
        evaluate(an_agreement(TERM), a_cohort(series=series), KNOWN, ON)


def test_a_region_needs_no_code() -> None:
    homes = a_series("2020-01-01", code=None, texts=("syd",))
    series = {**a_cohort().series, (Kind.RESIDENCE, "region"): homes}
    result = evaluate(an_agreement(TERM), a_cohort(series=series), KNOWN, ON)
    assert result.payers[result.payer[0, 0]] == "syd"


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(TableRefused, match="recorded: 2 rows, not 1"):
        Series(place_of(whole(0), 1), np.array([0, 0]), whole(0))


def test_rows_out_of_place_are_refused() -> None:
    with pytest.raises(TableRefused, match="do not lie by treatment"):
        Series(place_of(whole(1, 0), 1), np.array([0, 0]), whole(0, 1))


def test_a_value_too_large_for_a_whole_number_is_refused() -> None:
    with pytest.raises(TableRefused, match="too large"):
        table_of([fix("999999999999999999", "2025-03-12")], an_agreement(TERM))


def test_a_scale_that_cannot_be_rounded_is_refused() -> None:
    rounded = (
        an_agreement().document.outcomes["fix_activity"].model_copy(update={"compare": "rounded"})
    )
    document = an_agreement(TERM).document
    outcomes = {**document.outcomes, "fix_activity": rounded}
    ruling = replace(
        an_agreement(TERM), document=document.model_copy(update={"outcomes": outcomes})
    )
    table = a_cohort()
    values = replace(table.series[Kind.OBSERVATION, "fix_activity"], scale=1)
    series = {**table.series, (Kind.OBSERVATION, "fix_activity"): values}
    with pytest.raises(TableRefused, match="scale 1"):
        evaluate(ruling, a_cohort(series=series), KNOWN, ON)


def test_moments_count_in_microseconds() -> None:
    assert instant(KNOWN + timedelta(microseconds=1)) - instant(KNOWN) == 1


def test_facts_laid_out_by_windows_come_to_what_a_search_does() -> None:
    laid = clustered(an_agreement(TERM), a_cohort())
    assert len(laid.clusters) == 1
    assert clustered(an_agreement(TERM), laid).clusters == laid.clusters
    for on in (ON, day("2028-01-01")):
        ours, theirs = (evaluate(an_agreement(TERM), t, KNOWN, on) for t in (laid, a_cohort()))
        for name in ("status", "reason", "amount", "payer", "evidence"):
            assert (getattr(ours, name) == getattr(theirs, name)).all()


def test_what_is_dated_after_the_day_asked_about_is_not_read_from_its_window() -> None:
    values = a_series("2027-03-12", code=None, low=np.array([2 * 314]), scale=10)
    series = {**a_cohort().series, (Kind.OBSERVATION, "fix_activity"): values}
    laid = clustered(an_agreement(TERM), a_cohort(series=series))
    result = evaluate(an_agreement(TERM), laid, KNOWN, day("2026-12-01"))
    assert Status.MET not in [result.told(row, 0)[0] for row in range(3)]


def test_a_residence_that_names_no_region_names_no_payer() -> None:
    homes = a_series("2020-01-01", texts=("  ",))
    series = {**a_cohort().series, (Kind.RESIDENCE, "region"): homes}
    result = evaluate(an_agreement(TERM), a_cohort(series=series), KNOWN, ON)
    assert result.told(0, 0)[0] is Status.HOLD


def test_windows_laid_from_an_infusion_that_was_not_known_yet_are_not_used() -> None:
    first = infused()
    moved = replace(first, version=2, valid_on=day("2024-06-10"), recorded_at=at("2025-11-01"))
    facts = (first, moved, lives_in("syd"), fix("31.4", "2025-03-12"), fix("1", "2025-06-10"))
    table = table_of(facts, an_agreement(TERM))
    then, now = (
        evaluate(an_agreement(TERM), table, at(known), ON) for known in ("2025-10-01", "2025-12-01")
    )
    assert (then.told(0, 0)[0], now.told(0, 0)[0]) == (Status.MET, Status.NOT_MET)
