"""The arithmetic a reader is shown for what was hard to follow: doses, tiers, VAT, ceilings."""

import pytest

from contracts.agreement import Agreement
from contracts.entitlement import Entitlement
from contracts.explain import explain
from contracts.facts import Kind
from contracts.reason import Language
from tests.contracts.builders import (
    REBATE,
    TERM,
    UPFRONT,
    WARRANTY,
    a_fact,
    an_agreement,
    event,
    fix,
    infused,
    lives_in,
)
from tests.contracts.figures import figures
from tests.contracts.laws.reckoned import reckoned
from tests.contracts.population_builders import (
    ENDPOINTS,
    SURVIVAL,
    dying,
    guaranteeing,
    settles,
    survivors,
)
from tests.contracts.term_builders import (
    BASKET,
    BUDGET,
    CURRENCY,
    DOSES,
    NETTING,
    PATIENT_CAP,
    PAYER,
    TIERS,
    VAT,
    batch,
    figure,
    lines,
    treated,
)

HALF = TIERS | {"tiers": [{"to": "1", "share": "100 %"}, {"share": "75 %"}]}
TWO = (*treated("T1"), *treated("T2", "2024-05-01"))
NORTH = (*treated("T1"), *treated("T2", region="nordjylland"))
MOMS = figure(Kind.VAT, "moms", "25 %", "2020-01-01")
RATES = tuple(fix("9", f"{year}-03-10") for year in (2025, 2026, 2027))


def shown(
    agreement: Agreement, line: Entitlement, language: Language = "en"
) -> list[tuple[str, str]]:
    """The steps of a line, which have to add up and to be the same in both languages."""
    english, danish = (
        explain(line, agreement, code, "finance").arithmetic for code in ("en", "da")
    )
    reckoned(english)
    for one, other in zip(english, danish, strict=True):
        assert figures(one.value, "en") == figures(other.value, "da")
    return [(step.label, step.value) for step in (english if language == "en" else danish)]


def test_a_later_dose_shows_the_price_agreed_and_that_of_the_dose() -> None:
    agreement = an_agreement(UPFRONT, DOSES)
    line = lines(agreement, *treated("T1"), batch("dose", "2"))["syddanmark|T1|first|1|upfront"]
    assert shown(agreement, line)[:3] == [
        ("Price", "DKK 300.00"),
        ("The dose costs", "50 %"),
        ("Price of this dose", "DKK 150.00"),
    ]


def test_tiers_show_what_was_owed_at_each_share_of_the_price() -> None:
    agreement = an_agreement(UPFRONT, HALF)
    line = lines(agreement, *TWO)["syddanmark|*|tiers|2024|tiers"]
    assert shown(agreement, line) == [
        ("Payments", "DKK 300.00"),
        ("Cost only", "100 %"),
        ("Payments", "DKK 300.00"),
        ("Cost only", "75 %"),
        ("In all", "−DKK 75.00"),
    ]
    said = explain(line, agreement, "da", "finance").headline
    assert "300,00 kr. til 100 % af prisen. 300,00 kr. til 75 % af prisen." in said


def test_vat_shows_its_base_and_its_rate() -> None:
    agreement = an_agreement(UPFRONT, VAT)
    found = lines(agreement, *treated("T1"), MOMS)
    assert shown(agreement, found["syddanmark|*|vat|2500|vat"], "da") == [
        ("Momsgrundlag", "300,00 kr."),
        ("Momssats", "25 %"),
        ("I alt", "75,00 kr."),
    ]
    unknown = lines(agreement, *treated("T1"))["syddanmark|*|vat|0|vat"]
    assert shown(agreement, unknown) == [("Taxable amount", "DKK 300.00"), ("In all", "DKK 0")]


def test_a_ceiling_of_a_course_names_its_sum_and_what_it_took_before() -> None:
    agreement = an_agreement(UPFRONT, TERM | {"price": {"amount": "30.00 DKK"}}, PATIENT_CAP)
    found = lines(agreement, *treated("T1"), *RATES)
    assert shown(agreement, found["syddanmark|T1|bound|2025|patient_cap"], "da") == [
        ("Betalinger siden infusionen", "310,00 kr."),
        ("Inden for loft og bund", "250,00 kr."),
        ("Det bliver", "−60,00 kr."),
        ("Tidligere efter samme vilkår", "−50,00 kr."),
        ("I alt", "−10,00 kr."),
    ]


def test_a_ceiling_shared_by_payers_shows_the_whole_and_the_part() -> None:
    agreement = an_agreement(UPFRONT, BUDGET | {"excess": "50 %"})
    line = lines(agreement, *NORTH)["nordjylland|*|budget|2024|cap"]
    assert shown(agreement, line)[-4:] == [
        ("Of which is paid back", "50 %"),
        ("Together", "−DKK 50.00"),
        ("Of which on this line", "−DKK 25.00"),
        ("In all", "−DKK 25.00"),
    ]


def test_a_basket_shows_its_sum_without_and_with_weights() -> None:
    agreement = an_agreement(UPFRONT, REBATE | {"id": "rebate"}, BASKET)
    found = lines(agreement, *treated("T1"), fix("1", "2025-03-10"))
    assert shown(agreement, found["syddanmark|*|basket|2025|basket"]) == [
        ("Without weights", "−DKK 60.00"),
        ("With weights", "−DKK 90.00"),
        ("In all", "−DKK 30.00"),
    ]


def test_a_guarantee_shared_by_payers_shows_the_whole_and_the_part() -> None:
    moved = lives_in("nordjylland", "2021-01-01", treatment="T001")
    facts = (*survivors(2), *dying([10, 20, 30]), moved)
    line = lines(guaranteeing(), *facts)["nordjylland|*|guarantee|1|population"]
    steps = shown(guaranteeing(), line)
    assert steps == [
        ("Worked out on", "DKK 1,500.00"),
        ("Share paid back", "25 %"),
        ("Together", "−DKK 375.00"),
        ("Of which on this line", "−DKK 75.00"),
        ("In all", "−DKK 75.00"),
    ]
    dear = settles(below={"steps": [{"share": "100 %"}]}, price={"amount": "900.00 DKK"})
    priced = {key: value for key, value in dear["settles"].items() if key != "of"}
    agreement = guaranteeing(SURVIVAL | {"settles": priced})
    cut = lines(agreement, *facts)["nordjylland|*|guarantee|1|population"]
    assert shown(agreement, cut)[2:] == [
        ("Without regard to what was paid", "−DKK 4,500.00"),
        ("Paid", "DKK 1,500.00"),
        ("Together", "−DKK 1,500.00"),
        ("Of which on this line", "−DKK 300.00"),
        ("In all", "−DKK 300.00"),
    ]


def test_a_refund_that_an_earlier_one_left_less_for_shows_both() -> None:
    early = WARRANTY | {"id": "early", "failed_when": {"event": "next_therapy"}}
    priced = [{"price": {"amount": f"{n}.00 DKK"}} for n in ("200", "250")]
    agreement = an_agreement(UPFRONT, early | priced[0], WARRANTY | priced[1])
    lost = (event("next_therapy", "2024-03-11"), event("relapse", "2024-03-12"))
    line = lines(agreement, *treated("T1"), *lost)["syddanmark|T1|warranty|1|refund"]
    assert shown(agreement, line)[-4:] == [
        ("Without regard to what was paid", "−DKK 250.00"),
        ("Paid", "DKK 300.00"),
        ("Of which already paid back", "DKK 200.00"),
        ("In all", "−DKK 100.00"),
    ]


def test_a_balance_carried_shows_what_is_owed_and_what_is_paid_of_it() -> None:
    agreement = an_agreement(TERM, NETTING)
    line = lines(agreement, *treated("T1"), RATES[0])["syddanmark|*|netting|1|carry"]
    assert shown(agreement, line) == [
        ("Owed in all", "DKK 100.00"),
        ("Of which to be paid", "DKK 0"),
        ("In all", "−DKK 100.00"),
    ]


def test_what_waits_for_a_rate_shows_what_is_held_back() -> None:
    agreement = an_agreement(TERM, CURRENCY)
    line = lines(agreement, *treated("T1"), RATES[0])["syddanmark|T1|rates|1|instalment"]
    assert shown(agreement, line)[-2:] == [("Held back", "−DKK 100.00"), ("In all", "EUR 0")]


def test_a_part_held_for_an_unknown_region_shows_itself_and_not_everybodys() -> None:
    unplaced = (infused(treatment="T900"), event("death", "2024-04-01", treatment="T900"))
    priced = settles(price={"amount": "300.00 DKK"})["settles"]
    listed = SURVIVAL | {"settles": {key: priced[key] for key in priced if key != "of"}}
    agreement = an_agreement(listed, endpoints=ENDPOINTS)
    line = lines(agreement, *dying([10]), *unplaced)["unknown|*|guarantee|1|population"]
    assert shown(agreement, line)[-4:] == [
        ("Together", "−DKK 150.00"),
        ("Of which on this line", "−DKK 75.00"),
        ("Held back", "DKK 75.00"),
        ("In all", "DKK 0"),
    ]


def test_a_share_of_days_follows_what_it_is_a_share_of() -> None:
    agreement = an_agreement(TERM, PAYER)
    moved = (infused(), lives_in("hovedstaden"), lives_in("nordjylland", "2024-12-15"))
    line = lines(agreement, *moved, RATES[0])["hovedstaden|T1|rates|1|instalment"]
    assert shown(agreement, line)[-4:] == [
        ("Paid at", "100 %"),
        ("This comes to", "DKK 100.00"),
        ("The payer's part of the days", "56/73"),
        ("In all", "DKK 76.71"),
    ]


@pytest.mark.parametrize("fee", ["50 %", "0 %"])
def test_a_fee_shows_its_share_of_the_whole_price(fee: str) -> None:
    agreement = an_agreement(
        UPFRONT | {"share": "10 %", "not_infused": fee}, TERM | {"shares": ["90 %", "0 %", "0 %"]}
    )
    never = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = lines(agreement, never, lives_in("syddanmark"))
    steps = shown(agreement, found["syddanmark|T1|first|1|not_infused"])
    assert ("Share of the price", "100 %") in steps
    assert ("Paid at", fee) in steps
