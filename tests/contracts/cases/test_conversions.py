"""Cases of indices, currencies, prices, VAT, indivisible amounts and small balances."""

from typing import Any

import pytest

from contracts.facts import Fact, Kind
from contracts.reason import Status
from tests.contracts.builders import (
    REBATE,
    TERM,
    UPFRONT,
    an_agreement,
    fix,
    infused,
    owed,
    price,
)
from tests.contracts.cases.asked import again, asks_for, posted
from tests.contracts.refusals import without
from tests.contracts.term_builders import (
    CURRENCY,
    INDEX,
    NETTING,
    VAT,
    amounts,
    figure,
    lines,
    treated,
)

PAID = (*treated("T1"), fix("9", "2025-03-10", fact_id="F"))
FIRST = "syddanmark|T1|rates|1"
LINE = f"{FIRST}|instalment"
BASE = figure(Kind.INDEX, "pris", "100", "2024-01-01")


def of(term: dict[str, Any], *facts: Fact, **more: Any) -> Any:
    return lines(an_agreement(TERM, term), *PAID, *facts, **more)


def rate(text: str, on: str = "2025-03-10", **more: Any) -> Fact:
    return figure(Kind.FX, "DKK/EUR", text, on, method="nb", **more)


def test_case_34_without_a_rate_the_last_bank_days_count_and_then_the_line_is_held() -> None:
    assert of(CURRENCY, rate("0.134", "2025-03-03"))[LINE].amount == 1340  # five bank days back
    held = of(CURRENCY, rate("0.134", "2025-02-28"))[LINE]
    assert (held.status, held.amount) == (Status.HOLD, 0)
    assert asks_for("fallback", TERM, without(CURRENCY, "fallback"))
    further = CURRENCY | {"fallback": {"previous_bank_days": "6"}}
    assert asks_for("previous_bank_days", TERM, further)


def test_case_35_a_true_up_is_made_at_the_original_fixing() -> None:
    worse = again(PAID[2], "2026-02-01", value="1")
    facts = (*PAID, rate("0.134"), rate("0.2", "2026-03-01"), worse)
    found = posted(an_agreement(TERM, CURRENCY), *facts, on=("2025-06-01", "2026-06-01"))
    assert found == [{FIRST: 1340}, {FIRST: -1340}]
    for silent in (without(CURRENCY, "true_up"), CURRENCY | {"true_up": "current"}):
        assert asks_for("true_up", TERM, silent)


def test_case_35_the_difference_of_a_corrected_fixing_has_its_own_key() -> None:
    first = rate("0.134", fact_id="r")
    found = of(CURRENCY, first, again(first, "2026-01-01", value="0.135"))
    assert (found[LINE].amount, found[f"{FIRST}|fx"].amount) == (1340, 10)


@pytest.mark.parametrize(("revised", "after"), [("first_published", 10400), ("true_up", 10500)])
def test_case_36_an_index_revised_by_the_statistics_office(revised: str, after: int) -> None:
    first = figure(Kind.INDEX, "pris", "104", "2025-01-01", fact_id="i")
    revision = again(first, "2025-06-01", value="105")
    assert of(INDEX | {"revised": revised}, BASE, first)[LINE].amount == 10400
    assert of(INDEX | {"revised": revised}, BASE, first, revision)[LINE].amount == after
    assert asks_for("revised", TERM, without(INDEX, "revised"))


@pytest.mark.parametrize(("floor", "amount"), [("none", 9000), ("95 %", 9500), ("100 %", 10000)])
def test_case_37_deflation_lowers_the_instalment_to_the_floor_agreed(
    floor: str, amount: int
) -> None:
    fallen = figure(Kind.INDEX, "pris", "90", "2025-01-01")
    assert of(INDEX | {"floor": floor}, BASE, fallen)[LINE].amount == amount
    assert asks_for("floor", TERM, without(INDEX, "floor"))


LISTED: dict[str, Any] = {"list": "L"}


def test_case_38_a_list_price_changed_after_treatment_leaves_the_rebate_unless_stated() -> None:
    pinned = REBATE | {"price": LISTED}
    stated = REBATE | {"price": LISTED | {"at": "milestone"}}
    facts = (infused(), fix("1", "2025-03-10"), price("300.00", "L"))
    dearer = price("600.00", "L", on="2025-01-01")
    for term, back in ((pinned, -6000), (stated, -12000)):
        agreement = an_agreement(UPFRONT, term)
        assert owed(agreement, *facts, dearer)["rates", 1].amount == back


def test_case_39_a_discount_renegotiated_backwards_is_a_dated_price_and_trues_up() -> None:
    agreement = an_agreement(UPFRONT | {"price": LISTED})
    dear = price("300.00", "L", fact_id="P")
    cheaper = again(dear, "2025-01-01", value="250.00")
    runs_on = ("2024-06-01", "2025-06-01")
    found = posted(agreement, *treated("T1"), dear, cheaper, on=runs_on)
    assert found == [{"syddanmark|T1|first|1": 30000}, {"syddanmark|T1|first|1": -5000}]


def vat(text: str, on: str = "2020-01-01") -> Fact:
    return figure(Kind.VAT, "moms", text, on)


def test_case_40_a_rebate_has_the_vat_rate_of_the_original_supply() -> None:
    agreement = an_agreement(UPFRONT, REBATE, VAT)
    facts = (*treated("T1"), fix("1", "2025-03-10"), vat("25 %"), vat("12 %", "2025-01-01"))
    found = lines(agreement, *facts, on="2025-12-01")
    assert amounts(found, "vat") == {"syddanmark|*|vat|2500": (30000 - 6000) // 4}
    assert asks_for("rate_at", TERM, without(VAT, "rate_at"))


def test_case_41_vat_of_many_credit_notes_is_the_vat_of_their_sum() -> None:
    # Four fees of 69.79 kr. with 20 %: 334.99 together, 335.00 where each is rounded.
    parts = [UPFRONT | {"id": f"first{n}", "price": {"amount": "69.79 DKK"}} for n in range(1, 5)]
    found = lines(an_agreement(*parts, VAT), *treated("T1"), vat("20 %"))
    assert sum(amounts(found).values()) == 33499
    assert amounts(found, "vat") == {"syddanmark|*|vat|2000": 5583}


def test_case_42_a_krone_in_three_instalments_is_34_33_33_fixed_at_inception() -> None:
    agreement = an_agreement(TERM | {"price": {"amount": "1.00 DKK"}})
    values = [fix("31.4", f"{year}-03-10") for year in (2025, 2026, 2027)]
    found = owed(agreement, infused(), *values)
    assert [found["rates", n].amount for n in (1, 2, 3)] == [34, 33, 33]
    without_first = owed(agreement, infused(), *values[1:])
    assert [without_first["rates", n].amount for n in (1, 2, 3)] == [0, 33, 33]


def test_case_72_a_net_amount_below_de_minimis_is_carried_forward_in_sight() -> None:
    found = of(NETTING)
    assert amounts(found, "carry") == {"syddanmark|*|netting|1": -10000}
    assert sum(amounts(found).values()) == 0
    grown = lines(an_agreement(TERM, NETTING), *PAID, fix("9", "2026-03-10"))
    assert (sum(amounts(grown).values()), amounts(grown, "carry")) == (20000, {})
    assert asks_for("de_minimis", TERM, without(NETTING, "de_minimis"))
