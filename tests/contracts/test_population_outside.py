"""A guarantee where the agreement itself pays nothing: the price is paid outside it, in full."""

from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.facts import Fact
from contracts.faults import AgreementRefused
from contracts.reason import Status
from tests.contracts.builders import (
    UPFRONT,
    WARRANTY,
    alive,
    an_agreement,
    event,
    infused,
    lives_in,
    price,
)
from tests.contracts.population_builders import (
    SETTLES,
    SURVIVAL,
    a_tree,
    dying,
    survivors,
)
from tests.contracts.term_builders import PAYER, amounts, lines, treated

LISTED = {key: value for key, value in SETTLES.items() if key != "of"}
OUTSIDE = SURVIVAL | {"settles": LISTED | {"price": {"amount": "300.00 DKK"}}}
FEW = (*dying([10] * 15), *survivors(5))


def outside(*terms: dict[str, Any], guarantee: dict[str, Any] = OUTSIDE) -> Agreement:
    """An agreement that guarantees a result, and pays nothing."""
    every = (*terms, guarantee)
    tree = a_tree(*every)
    return an_agreement(*every, **tree | {"outcomes": _read(tree["outcomes"], *every)})


def _read(outcomes: dict[str, Any], *terms: dict[str, Any]) -> dict[str, Any]:
    therapy = any(term.get("exceptions") for term in terms)
    return {name: told for name, told in outcomes.items() if therapy or name != "next_therapy"}


def results(agreement: Agreement, *facts: Fact, on: str = "2027-01-01") -> dict[str, Entitlement]:
    found = lines(agreement, *facts, on=on)
    return {k.split("|")[0]: line for k, line in found.items() if k.endswith("|population")}


def test_a_missed_guarantee_gives_back_of_the_price_paid_outside() -> None:
    (line,) = results(outside(), *FEW).values()
    # 25 % of 20 prices of 300 kr.
    assert (line.amount, line.status, line.payer) == (-150000, Status.NOT_MET, "syddanmark")


def test_each_region_has_its_part_by_the_prices_of_its_members() -> None:
    facts = (*FEW, *(f for n in range(5) for f in treated(f"T9{n}", region="sjaelland")))
    dead = [event("death", "2024-04-01", treatment=f"T9{n}") for n in range(5)]
    found = results(outside(), *facts, *dead)
    assert {payer: line.amount for payer, line in found.items()} == {
        "sjaelland": -37500,
        "syddanmark": -150000,
    }


def test_where_nobody_has_paid_yet_a_bonus_is_shared_by_the_prices_of_the_members() -> None:
    more = LISTED | {"price": {"list": "list"}, "above": {"steps": [{"share": "10 %"}]}}
    term, unpriced = SURVIVAL | {"settles": more}, UPFRONT | {"price": {"list": "unknown"}}
    agreement = an_agreement(unpriced, term, **a_tree(term))
    other = (*treated("T9", "2024-06-10", "sjaelland"), alive("2026-01-01", treatment="T9"))
    prices = (price("300.00", "list"), price("100.00", "list", "2024-05-01"))
    found = results(agreement, *survivors(1), *other, *prices)
    assert {payer: line.amount for payer, line in found.items()} == {
        "sjaelland": 1000,
        "syddanmark": 3000,
    }


def test_refunds_given_already_count_against_the_price_paid_outside() -> None:
    warranty = WARRANTY | {"price": {"amount": "300.00 DKK"}, "failed_when": {"event": "death"}}
    warranty |= {"linear": {"by": "months", "until": "P48M"}}
    refunds = {"exceptions": WARRANTY["exceptions"] | {"death": "NOT_MET"}}
    term = OUTSIDE | {"settles": OUTSIDE["settles"] | {"below": {"steps": [{"share": "100 %"}]}}}
    found = lines(outside(warranty | refunds, guarantee=term), *FEW, on="2027-01-01")
    assert sum(line.amount for line in found.values() if line.term == "warranty") < 0
    assert sum(line.amount for line in found.values()) == -20 * 30000


HALF = OUTSIDE | {"settles": OUTSIDE["settles"] | {"below": {"steps": [{"share": "50 %"}]}}}
LATER = HALF | {"id": "later", "report_delay": "P60D"}
TWO = (*dying([10]), *survivors(1, on="2024-11-01"))


def test_of_two_guarantees_the_later_gives_back_what_the_first_has_left() -> None:
    warranty = WARRANTY | {"price": {"amount": "300.00 DKK"}, "failed_when": {"event": "death"}}
    refunds = {"exceptions": WARRANTY["exceptions"] | {"death": "NOT_MET"}}
    found = amounts(
        lines(outside(warranty | refunds, LATER, guarantee=HALF), *TWO, on="2027-01-01")
    )
    assert found == {"syddanmark|T500|warranty|1": -30000, "syddanmark|*|guarantee|1": -30000}


def test_what_a_guarantee_gives_back_of_some_leaves_the_others_to_the_next() -> None:
    early = {"population": SURVIVAL["population"] | {"infused_to": "2024-06-30"}}
    found = amounts(lines(outside(LATER | early, guarantee=HALF), *TWO))
    assert found == {"syddanmark|*|later|1": -15000, "syddanmark|*|guarantee|1": -30000}


def test_a_guarantee_has_a_line_before_it_is_decided_and_when_it_is_kept() -> None:
    (line,) = results(outside(), *FEW, on="2025-06-01").values()
    assert (line.status, line.amount) == (Status.AWAITING, 0)
    (line,) = results(outside(), *survivors(5)).values()
    assert (line.status, line.amount) == (Status.MET, 0)


def test_a_guarantee_has_a_line_where_nothing_was_paid_under_the_agreement() -> None:
    unpriced = UPFRONT | {"price": {"list": "list"}}
    agreement = an_agreement(unpriced, SURVIVAL, **a_tree(SURVIVAL))
    (line,) = results(agreement, *FEW).values()
    assert (line.status, line.amount, line.payer) == (Status.NOT_MET, 0, "syddanmark")


def test_a_part_nobody_can_place_is_held_and_the_others_are_paid() -> None:
    unplaced = (infused(treatment="T900"), event("death", "2024-04-01", treatment="T900"))
    found = results(outside(), *dying([10]), *unplaced)
    assert (found["syddanmark"].amount, found["syddanmark"].status) == (-7500, Status.NOT_MET)
    assert (found["unknown"].amount, found["unknown"].status) == (0, Status.HOLD)
    assert [owed.outcome for owed in found["unknown"].blocked_by] == ["residence"]


def test_regions_share_by_days_where_that_is_agreed() -> None:
    moved = lives_in("sjaelland", "2025-01-01", treatment="T500")
    found = results(outside(PAYER), *dying([10]), moved)
    assert {line.payer for line in found.values()} == {"sjaelland", "syddanmark"}
    assert sum(line.amount for line in found.values()) == -7500


def test_an_unknown_price_holds_the_guarantee() -> None:
    listed = SURVIVAL | {"settles": LISTED | {"price": {"list": "list"}}}
    agreement = outside(guarantee=listed)
    (line,) = results(agreement, *FEW).values()
    assert (line.status, [owed.outcome for owed in line.blocked_by]) == (Status.HOLD, ["price"])
    (line,) = results(agreement, *FEW, price("300.00", "list")).values()
    assert line.amount == -150000


def test_a_share_of_terms_that_never_pay_is_refused() -> None:
    warranty = WARRANTY | {"price": {"amount": "300.00 DKK"}}
    with pytest.raises(AgreementRefused) as caught:
        outside(warranty, guarantee=SURVIVAL | {"settles": SETTLES | {"of": ["warranty"]}})
    (fault,) = caught.value.faults
    assert (fault.code, fault.path) == ("payoff_of_nothing", "clauses.1.terms.0.settles.of")
    assert "price" in fault.remedy("en")
