"""What the result of a population moves: shares, corridors, payers, and the sums after it."""

import pytest

from contracts.reason import Status
from tests.contracts.builders import UPFRONT, event, price
from tests.contracts.population_builders import (
    SETTLES,
    SURVIVAL,
    dying,
    guaranteeing,
    result,
    settles,
    survivors,
)
from tests.contracts.term_builders import lines, treated


def test_the_amount_is_divided_by_what_each_payer_paid() -> None:
    facts = (
        *dying([10, 20]),
        *treated("T900", "2024-05-01", "nordjylland"),
        event("death", "2024-06-01", treatment="T900"),
    )
    found = lines(guaranteeing(), *facts, on="2027-01-01")
    assert found["nordjylland|*|guarantee|1|population"].amount == -7500
    assert found["syddanmark|*|guarantee|1|population"].amount == -15000


STEEP = {"per_point": "0.5 %", "most": "4 %"}


@pytest.mark.parametrize(
    ("points", "alive_of_ten", "share"),
    [("whole", 7, 25), ("whole", 6, 40), ("exact", 7, 25), ("whole", 8, 0)],
)
def test_a_corridor_moves_nothing_and_then_each_point_does(
    points: str, alive_of_ten: int, share: int
) -> None:
    """As agreed for valoctocogene roxaparvovec in Germany, by its published rule (80 %, 5, 0.5)."""
    rule = settles(guarantee="80 %", corridor="5", below=STEEP | {"points": points})
    term = SURVIVAL | rule | {"met_when": {"estimate": "point", "op": ">=", "value": "75 %"}}
    facts = (*survivors(alive_of_ten), *dying([30] * (10 - alive_of_ten)))
    assert result(guaranteeing(term), *facts).amount == -300000 * share // 1000


def test_parts_of_a_point_count_where_that_is_agreed() -> None:
    rule = settles(guarantee="70 %", below={"per_point": "1 %", "most": "100 %", "points": "exact"})
    line = result(guaranteeing(SURVIVAL | rule), *survivors(2), *dying([30]))
    assert line.amount == -round(90000 / 30)  # 10/3 points of 900 kr.


def test_a_result_above_the_guarantee_may_cost_more() -> None:
    term = SURVIVAL | settles(above={"steps": [{"share": "5 %"}]}, corridor="10", below=STEEP)
    assert result(guaranteeing(term), *survivors(10)).amount == 10 * 1500
    assert result(guaranteeing(term), *survivors(8), *dying([30, 40])).amount == 0


def test_the_share_may_be_of_the_prices_and_no_more_comes_back_than_was_paid() -> None:
    listed = {key: value for key, value in SETTLES.items() if key != "of"}
    rule = {"settles": listed | {"price": {"list": "list"}}}
    agreement = guaranteeing(SURVIVAL | rule)
    facts = dying([30, 40])
    assert result(agreement, *facts, price("400.00", "list")).amount == -20000
    line = result(agreement, *facts, price("4000.00", "list"))
    assert line.amount == -60000
    assert "refund_limited" in {node.code for node in line.reason.walk()}
    held = result(agreement, *facts)
    assert (held.status, [owed.outcome for owed in held.blocked_by]) == (Status.HOLD, ["price"])


def test_a_guarantee_past_the_agreements_end_is_over() -> None:
    end = {
        "type": "limitation_termination",
        "id": "end",
        "ends_on": "2025-06-01",
        "corrections_until": {"anchor": "window_close", "plus": "P36M"},
        "clawback": "both_ways",
    }
    facts = dying([30])
    over = guaranteeing(SURVIVAL, end | {"lapses": ["guarantee"]})
    assert result(over, *facts).status is Status.TERMINATED
    runs_on = guaranteeing(SURVIVAL, end | {"survives": ["guarantee"]})
    assert result(runs_on, *facts).amount == -7500


def test_later_sums_count_the_result_by_its_id() -> None:
    budget = {
        "type": "budget_cap",
        "id": "budget",
        "of": ["guarantee", "second"],
        "per": "calendar_year",
        "amount": "10.00 DKK",
        "basis": "due_date",
        "excess": "100 %",
        "allocate": "largest_remainder",
    }
    more = SURVIVAL | settles(above={"steps": [{"share": "5 %"}]})
    second = UPFRONT | {"id": "second", "price": {"amount": "1.00 DKK"}}
    found = lines(guaranteeing(second, more, budget), *survivors(1), on="2027-01-01")
    assert found["syddanmark|*|guarantee|1|population"].amount == 1500
    assert found["syddanmark|*|budget|2026|cap"].amount == -500
