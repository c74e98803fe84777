"""From the amount agreed to the amount paid; a number is that of the case in design 5."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.facts import Fact, Kind
from contracts.money import round_half_away
from contracts.reason import Owner, Status
from tests.contracts.builders import TERM, UPFRONT, an_agreement, fix, infused
from tests.contracts.term_builders import (
    BUDGET,
    CURRENCY,
    END,
    INDEX,
    NETTING,
    SECOND,
    TIERS,
    VAT,
    amounts,
    figure,
    lines,
    treated,
)

LAWS = settings(max_examples=60, deadline=None, derandomize=True)
BASE = figure(Kind.INDEX, "pris", "100.0", "2024-01-01")
PAID = (*treated("T1"), fix("9", "2025-03-10"))
FIRST = "syddanmark|T1|rates|1"


def of(term: dict[str, Any], *facts: Fact, **more: Any) -> Any:
    return lines(an_agreement(TERM, term), *PAID, *facts, **more)


def test_an_instalment_follows_the_index_of_its_month() -> None:
    now = figure(Kind.INDEX, "pris", "104.5", "2025-01-01")
    assert amounts(of(INDEX, BASE, now))[FIRST] == 10450


def test_without_a_figure_or_with_two_the_instalment_is_held() -> None:
    for facts in ((BASE,), (BASE, *two_figures())):
        line = of(INDEX, *facts)[f"{FIRST}|instalment"]
        assert (line.status, line.amount) == (Status.HOLD, 0)
        assert (line.blocked_by[0].outcome, line.blocked_by[0].owner) == ("index", Owner.PAYER)


def two_figures() -> list[Fact]:
    return [figure(Kind.INDEX, "pris", text, "2025-01-01", fact_id=text) for text in ("101", "102")]


@pytest.mark.parametrize(("revised", "amount"), [("true_up", 10500), ("first_published", 10400)])
def test_36_a_revised_index_adjusts_only_where_that_is_agreed(revised: str, amount: int) -> None:
    first = figure(Kind.INDEX, "pris", "104", "2025-01-01", fact_id="i")
    again = figure(
        Kind.INDEX, "pris", "105", "2025-01-01", fact_id="i", version=2, recorded="2025-06-01"
    )
    assert amounts(of(INDEX | {"revised": revised}, BASE, first, again))[FIRST] == amount


def test_37_a_floor_and_a_cap_bound_the_index() -> None:
    bounded = INDEX | {"floor": "100 %", "cap": "110 %"}
    for text, amount in (("90", 10000), ("105", 10500), ("150", 11000)):
        now = figure(Kind.INDEX, "pris", text, "2025-01-01")
        assert amounts(of(bounded, BASE, now))[FIRST] == amount


def test_a_term_that_follows_no_index_is_left_alone() -> None:
    found = lines(an_agreement(UPFRONT, TERM, INDEX), *treated("T1"))
    assert amounts(found) == {"syddanmark|T1|first|1": 30000}


def rate(text: str, on: str = "2025-03-10", **more: Any) -> Fact:
    return figure(Kind.FX, "DKK/EUR", text, on, method="nb", **more)


def test_an_amount_is_paid_at_the_rate_of_its_day() -> None:
    line = of(CURRENCY, rate("0.1341"))[f"{FIRST}|instalment"]
    assert (line.amount, line.currency) == (1341, "EUR")
    supplied = CURRENCY | {"fixing": "treated_on"}
    assert amounts(of(supplied, rate("0.134", "2024-03-08")))[FIRST] == 1340


def test_34_without_a_rate_the_last_bank_days_count_and_then_it_is_held() -> None:
    assert amounts(of(CURRENCY, rate("0.134", "2025-03-03")))[FIRST] == 1340
    line = of(CURRENCY, rate("0.134", "2025-02-28"))[f"{FIRST}|instalment"]
    assert (line.status, line.amount, line.currency) == (Status.HOLD, 0, "EUR")
    two = (rate("0.1", fact_id="a"), rate("0.2", fact_id="b"))
    assert of(CURRENCY, *two)[f"{FIRST}|instalment"].status is Status.HOLD
    other = figure(Kind.FX, "DKK/EUR", "0.1", "2025-03-10", method="ecb")
    assert of(CURRENCY, other)[f"{FIRST}|instalment"].status is Status.HOLD


def test_35_a_corrected_fixing_leaves_the_line_and_has_a_key_of_its_own() -> None:
    facts = (
        rate("0.134", fact_id="r"),
        rate("0.135", fact_id="r", version=2, recorded="2026-01-01"),
    )
    found = of(CURRENCY, *facts)
    assert (found[f"{FIRST}|instalment"].amount, found[f"{FIRST}|fx"].amount) == (1340, 10)


def test_35_a_correction_of_the_amount_is_made_at_the_original_rate() -> None:
    facts = (rate("0.134"), rate("0.2", "2026-01-01"))
    worse = fix("1", "2025-03-10", fact_id="T1-fix_activity-2025-03-10", version=2)
    found = lines(an_agreement(TERM, CURRENCY), *PAID, *facts, worse)
    assert found[f"{FIRST}|instalment"].amount == 0


def test_after_its_limitation_a_line_reads_no_corrected_rate() -> None:
    agreement = an_agreement(TERM, CURRENCY, END)
    first = rate("0.134", fact_id="r")
    late = rate("0.2", fact_id="r", version=2, recorded="2029-01-01")
    assert amounts(lines(agreement, *PAID, first, late)) == {FIRST: 1340}


def vat(text: str, on: str = "2020-01-01", **more: Any) -> Fact:
    return figure(Kind.VAT, "moms", text, on, **more)


def test_40_the_rate_of_the_original_supply_counts_for_what_falls_due_later() -> None:
    found = of(VAT, vat("25 %"), vat("12.5 %", "2025-01-01"))
    assert amounts(found, "vat") == {"syddanmark|*|vat|2500": 2500}


def test_41_vat_is_taken_on_the_whole_amount_and_not_line_by_line() -> None:
    odd = UPFRONT | {"price": {"amount": "0.33 DKK"}}
    found = lines(an_agreement(odd, VAT), *treated("T1"), *treated("T2"), vat("20 %"))
    assert amounts(found, "vat") == {"syddanmark|*|vat|2000": 13}


def test_vat_of_a_yearly_ceiling_follows_what_was_supplied() -> None:
    rates = (vat("25 %"), vat("10 %", "2024-06-01"))
    facts = (*treated("T1"), *treated("T2", "2024-06-01"), *rates)
    found = lines(an_agreement(UPFRONT, BUDGET | {"amount": "300.00 DKK"}, VAT), *facts)
    assert amounts(found, "vat") == {
        "syddanmark|*|vat|1000": 1500,
        "syddanmark|*|vat|2500": 3750,
    }


def test_without_a_vat_rate_or_with_two_the_vat_alone_is_held() -> None:
    for facts in ((), (vat("25 %", fact_id="a"), vat("10 %", fact_id="b"))):
        found = of(VAT, *facts)
        line = found["syddanmark|*|vat|0|vat"]
        assert (line.status, line.blocked_by[0].outcome) == (Status.HOLD, "vat")
        assert found[f"{FIRST}|instalment"].amount == 10000


def test_72_a_small_balance_is_carried_forward_in_sight() -> None:
    found = of(NETTING)
    assert amounts(found) == {FIRST: 10000, "syddanmark|*|netting|1": -10000}


def test_72_and_paid_once_it_has_grown_rounded_to_the_unit() -> None:
    odd = TERM | {"price": {"amount": "301.10 DKK"}}
    values = [fix("9", f"{year}-03-10") for year in (2025, 2026)]
    found = lines(an_agreement(odd, NETTING), *treated("T1"), *values)
    owed = sum(amounts(found, "instalment").values())
    assert (owed, amounts(found, "carry")) == (20074, {"syddanmark|*|netting|1": 26})


def test_72_vat_is_carried_with_what_it_is_on() -> None:
    found = lines(an_agreement(TERM, VAT, NETTING), *PAID, vat("25 %"))
    assert sum(amounts(found).values()) == 0


def test_a_dispute_or_an_empty_agreement_leaves_nothing_to_carry() -> None:
    assert amounts(lines(an_agreement(TERM, VAT, NETTING), infused())) == {}


def test_a_sum_alone_has_the_vat_of_its_last_day() -> None:
    tiers = TIERS | {"tiers": [{"share": "50 %"}]}
    found = lines(an_agreement(UPFRONT, tiers, VAT), *treated("T1"), vat("25 %"))
    assert amounts(found, "vat") == {"syddanmark|*|vat|2500": 3750}


money = st.integers(1, 99999).map(lambda minor: f"{minor // 100}.{minor % 100:02d} DKK")


@given(st.lists(money, min_size=1, max_size=2), st.integers(1, 5), st.integers(0, 2500))
@LAWS
def test_vat_is_always_the_rounded_rate_of_the_whole_amount(
    prices: list[str], number: int, percent: int
) -> None:
    terms = [t | {"price": {"amount": p}} for t, p in zip((UPFRONT, SECOND), prices, strict=False)]
    facts = [fact for n in range(number) for fact in treated(f"T{n}")]
    share = Fraction(percent, 10000)
    text = f"{percent // 100}.{percent % 100:02d} %"
    found = lines(an_agreement(*terms, VAT), *facts, vat(text))
    base = sum(amounts(found, "upfront").values())
    assert sum(amounts(found, "vat").values()) == round_half_away(share * base)


@given(st.lists(money, min_size=2, max_size=2), st.integers(1, 5), st.sampled_from(["DKK", "EUR"]))
@LAWS
def test_what_is_paid_is_a_whole_unit_and_no_balance_carried_is_large(
    prices: list[str], number: int, currency: str
) -> None:
    terms = [t | {"price": {"amount": p}} for t, p in zip((UPFRONT, SECOND), prices, strict=True)]
    terms += [CURRENCY] if currency == "EUR" else []
    netting = NETTING | {"unit": f"1.00 {currency}", "de_minimis": f"150.00 {currency}"}
    facts = [fact for n in range(number) for fact in treated(f"T{n}", f"2024-0{n + 1}-10")]
    rates = [rate("0.5", f"2024-0{n + 1}-10") for n in range(number)]
    found = lines(an_agreement(*terms, netting), *facts, *rates)
    assert sum(amounts(found).values()) % 100 == 0
    assert abs(sum(amounts(found, "carry").values())) < 15000
