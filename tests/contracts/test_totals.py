"""Sums over treatments: ceilings, volumes and baskets; numbers as in the design's section 5."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.facts import Fact
from tests.contracts.builders import REBATE, TERM, UPFRONT, YEARLY, an_agreement, day, fix, infused
from tests.contracts.term_builders import BASKET, BUDGET, SECOND, TIERS, amounts, lines, treated

LAWS = settings(max_examples=60, deadline=None, derandomize=True)
ONCE = YEARLY | {"count": "1"}
REBATED = REBATE | {"id": "rebate", "shares": ["100 %"], "milestone": ONCE}
REGIONS = ("hovedstaden", "nordjylland", "syddanmark")


def cohort(*who: tuple[str, str, str]) -> list[Fact]:
    return [fact for one in who for fact in treated(*one)]


THREE = cohort(
    ("T1", "2024-03-10", "hovedstaden"),
    ("T2", "2024-03-10", "nordjylland"),
    ("T3", "2024-12-31", "nordjylland"),
)


def test_43_a_ceiling_on_several_terms_comes_back_by_what_each_owes() -> None:
    agreement = an_agreement(UPFRONT, SECOND, BUDGET | {"of": ["first", "second"]})
    assert amounts(lines(agreement, *THREE), "cap") == {
        "hovedstaden|*|budget|2024": -33333,
        "nordjylland|*|budget|2024": -66667,
    }


def test_a_ceiling_may_give_back_a_part_of_what_lies_above() -> None:
    agreement = an_agreement(UPFRONT, BUDGET | {"excess": "50 %"})
    assert sum(amounts(lines(agreement, *THREE), "cap").values()) == -20000


def test_a_year_of_the_agreement_begins_on_its_day() -> None:
    header = {"id": "A1", "version": "1", "governs": "treated_on", "engine_semantics": "1"}
    begins = header | {"effective_from": "2024-03-01"}
    budget = BUDGET | {"per": "agreement_year"}
    facts = (*THREE, *treated("T4", "2025-02-28"), *treated("T5", "2025-03-01"))
    found = lines(an_agreement(UPFRONT, budget, agreement=begins), *facts)
    caps = {key: line for key, line in found.items() if key.endswith("|cap")}
    assert {line.milestone for line in caps.values()} == {2024}
    assert {str(line.due_on) for line in caps.values()} == {"2025-02-28"}
    assert sum(line.amount for line in caps.values()) == 50000 - 4 * 30000


def test_44_room_freed_by_a_correction_is_given_to_the_others() -> None:
    agreement = an_agreement(UPFRONT, BUDGET)
    gone = infused(treatment="T1", version=2, retracted=True, recorded="2024-06-01")
    found = amounts(lines(agreement, *THREE, gone), "cap")
    assert found == {"nordjylland|*|budget|2024": -10000}


def test_46_each_treatment_has_the_price_of_its_own_place() -> None:
    assert amounts(lines(an_agreement(UPFRONT, TIERS), *THREE), "tiers") == {
        "nordjylland|*|tiers|2024": -3000 - 15000
    }


def test_46_or_the_price_reached_is_the_price_of_all() -> None:
    agreement = an_agreement(UPFRONT, TIERS | {"mode": "all_units"})
    assert amounts(lines(agreement, *THREE), "tiers") == {
        "hovedstaden|*|tiers|2024": -15000,
        "nordjylland|*|tiers|2024": -30000,
    }


def test_46_a_treatment_registered_late_moves_the_others() -> None:
    late = treated("T0", "2024-01-10", "syddanmark")
    found = amounts(lines(an_agreement(UPFRONT, TIERS), *THREE, *late), "tiers")
    assert found == {"hovedstaden|*|tiers|2024": -3000, "nordjylland|*|tiers|2024": -30000}


def test_46_only_treatments_paid_for_count_where_that_is_agreed() -> None:
    free = UPFRONT | {"share": "0 %"}
    rest = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
    facts = (*THREE, fix("9", "2025-12-31", treatment="T3"))
    both = {"infused": -15000, "paid": 0}
    for counts, off in both.items():
        agreement = an_agreement(free, rest, TIERS | {"counts": counts})
        assert sum(amounts(lines(agreement, *facts), "tiers").values()) == off


def test_a_basket_nets_its_terms_at_their_weights() -> None:
    agreement = an_agreement(UPFRONT, REBATED, BASKET)
    facts = (*treated("T1"), fix("1", "2025-03-10"))
    assert amounts(lines(agreement, *facts), "basket") == {"syddanmark|*|basket|2025": -15000}


def test_a_basket_may_end_at_nothing() -> None:
    agreement = an_agreement(UPFRONT, REBATED, BASKET | {"net": "not_below_zero"})
    facts = (*treated("T1"), fix("1", "2025-03-10"))
    assert amounts(lines(agreement, *facts), "basket") == {"syddanmark|*|basket|2025": 30000}


def test_a_later_sum_counts_an_earlier_one_by_its_id() -> None:
    budget = BUDGET | {"of": ["first", "tiers"]}
    found = amounts(lines(an_agreement(UPFRONT, TIERS, budget), *THREE), "cap")
    assert sum(found.values()) == 50000 - (90000 - 18000)


@st.composite
def cohorts(draw: st.DrawFn) -> list[Fact]:
    facts: list[Fact] = []
    for n in range(draw(st.integers(1, 6))):
        on = day("2024-01-01") + timedelta(days=draw(st.integers(0, 800)))
        facts += treated(f"T{n}", str(on), draw(st.sampled_from(REGIONS)))
        if draw(st.booleans()):
            facts.append(fix("1", str(on + timedelta(days=365)), treatment=f"T{n}"))
    return facts


TERMS: list[dict[str, Any]] = [
    BUDGET | {"amount": "333.33 DKK"},
    BUDGET | {"amount": "200.00 DKK", "per": "agreement_year", "excess": "1/3"},
    TIERS | {"per": "agreement_year"},
    TIERS | {"mode": "all_units", "per": "agreement"},
    BASKET,
]


@pytest.mark.parametrize("which", range(len(TERMS)))
@given(facts=cohorts(), shuffle=st.randoms(use_true_random=False))
@LAWS
def test_the_order_of_facts_changes_no_sum(which: int, facts: list[Fact], shuffle: Any) -> None:
    agreement = an_agreement(UPFRONT, REBATED, TERMS[which])
    mixed = list(facts)
    shuffle.shuffle(mixed)
    assert lines(agreement, *facts) == lines(agreement, *mixed)


@given(facts=cohorts())
@LAWS
def test_what_a_ceiling_leaves_is_the_ceiling_or_less(facts: list[Fact]) -> None:
    found = lines(an_agreement(UPFRONT, TERMS[0]), *facts)
    years: dict[int, int] = {}
    for line in found.values():
        year = line.milestone if line.treatment == "*" else int(line.reason.get("target")[:4])
        years[year] = years.get(year, 0) + line.amount
    assert all(total <= 33333 for total in years.values())


@given(facts=cohorts(), prices=st.permutations(["100 %", "90 %", "50 %"]))
@LAWS
def test_what_tiers_take_off_is_the_rounded_sum_of_what_each_treatment_saves(
    facts: list[Fact], prices: list[str]
) -> None:
    shares = [{"to": "1", "share": prices[0]}, {"to": "3", "share": prices[1]}, {"share": "1/3"}]
    tiers = TIERS | {"tiers": shares, "per": "agreement"}
    found = lines(an_agreement(UPFRONT, tiers), *facts)
    number = sum(line.term == "first" for line in found.values())
    percents = [prices[0], prices[1], prices[1]][:number]
    kept = sum(300 * int(text.split()[0]) for text in percents) + 10000 * max(0, number - 3)
    assert sum(line.amount for line in found.values()) == kept


def test_a_region_that_owes_nothing_gets_nothing_back() -> None:
    rebates = fix("1", "2025-03-10", treatment="T1")
    agreement = an_agreement(REBATED, UPFRONT, BUDGET | {"amount": "10.00 DKK"})
    facts = (*treated("T1", region="hovedstaden"), rebates, *treated("T2", "2025-01-01"))
    found = amounts(lines(agreement, *facts), "cap")
    assert "hovedstaden|*|budget|2025" not in found
