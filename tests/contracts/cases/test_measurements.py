"""Cases of units, limits of detection, precision and assays."""

from typing import Any

import pytest

from contracts.explain import explain
from contracts.reason import Status
from tests.contracts.builders import (
    MET_WHEN,
    OUTCOMES,
    TERM,
    an_agreement,
    fix,
    infused,
    owed,
    the_only,
)
from tests.contracts.cases.asked import asks_for
from tests.contracts.refusals import without

ON = "2025-03-10"
ACTIVITY = OUTCOMES["fix_activity"]


def declared(**changes: Any) -> Any:
    outcomes = {"fix_activity": ACTIVITY | changes, "next_therapy": OUTCOMES["next_therapy"]}
    return an_agreement(TERM, outcomes=outcomes)


def test_case_57_a_value_in_another_unit_is_converted_by_the_declared_factor() -> None:
    assert the_only(TERM, fix("0.05", ON, "IU/mL")).status is Status.MET
    assert the_only(TERM, fix("0.04", ON, "IU/mL")).status is Status.NOT_MET


def test_case_57_a_value_in_no_declared_unit_holds_the_line() -> None:
    line = the_only(TERM, fix("5", ON, "g/L", fact_id="odd"))
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert ("odd", 1) in line.evidence


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("<1", Status.NOT_MET),
        ("<5", Status.NOT_MET),
        ("<=5", Status.AWAITING),
        ("<10", Status.AWAITING),
        (">400", Status.MET),
        (">=5", Status.MET),
    ],
)
def test_case_58_a_value_beyond_a_limit_of_detection_decides_if_all_of_it_is_on_one_side(
    value: str, status: Status
) -> None:
    assert the_only(TERM, fix(value, ON), on="2025-05-01").status is status


@pytest.mark.parametrize(
    ("compare", "status"),
    [(None, Status.NOT_MET), ("raw", Status.NOT_MET), ("rounded", Status.MET)],
)
def test_case_59_a_value_shown_as_the_limit_is_compared_raw_or_rounded_as_stated(
    compare: str | None, status: Status
) -> None:
    agreement = declared(**({} if compare is None else {"compare": compare}))
    assert owed(agreement, infused(), fix("4.96", ON))["rates", 1].status is status
    word = {"fix_activity": ACTIVITY | {"compare": "somehow"}}
    assert asks_for("compare", TERM, outcomes=OUTCOMES | word)
    silent = {"fix_activity": without(ACTIVITY, "precision")}
    assert asks_for("fix_activity.precision", TERM, outcomes=OUTCOMES | silent)


def test_case_60_a_new_assay_counts_only_where_the_agreement_reads_it() -> None:
    bound = TERM | {"met_when": MET_WHEN | {"method": "one-stage"}}
    old, new = fix("31.4", ON, method="one-stage"), fix("31.4", ON, method="chromogenic")
    assert the_only(bound, old).status is Status.MET
    assert the_only(bound, new).status is Status.NOT_MET
    other = TERM | {"met_when": MET_WHEN | {"method": "other"}}
    assert asks_for("met_when.method", other)


@pytest.mark.parametrize(
    ("value", "method", "status"),
    [
        ("8", "one-stage", Status.MET),
        ("8", "chromogenic", Status.NOT_MET),
        ("10", "chromogenic", Status.MET),
        ("<9", "chromogenic", Status.NOT_MET),
    ],
)
def test_case_60_values_by_two_assays_are_held_together_by_the_factor_agreed(
    value: str, method: str, status: Status
) -> None:
    agreement = declared(bridge={"chromogenic": "0.5"})
    line = owed(agreement, infused(), fix(value, ON, method=method))["rates", 1]
    assert line.status is status
    said = explain(line, agreement, "da", "finance").headline
    assert ("ganget med 0,5" in said) == (method == "chromogenic")


def test_case_60_two_assays_without_a_factor_are_no_agreement() -> None:
    assert asks_for("fix_activity.bridge", outcomes=OUTCOMES | {"fix_activity": UNBRIDGED})
    bound = TERM | {"met_when": MET_WHEN | {"method": "one-stage"}}
    outcomes = {"fix_activity": UNBRIDGED, "next_therapy": OUTCOMES["next_therapy"]}
    assert an_agreement(bound, outcomes=outcomes)
    stray = ACTIVITY | {"bridge": {"clotting": "1"}}
    assert asks_for("bridge.clotting", outcomes=OUTCOMES | {"fix_activity": stray})


UNBRIDGED = without(ACTIVITY, "bridge")
