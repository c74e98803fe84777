"""What is owed, by whom and when; a number is that of the case in the design's section 5."""

from fractions import Fraction

from contracts.entitlement import entitlements
from contracts.facts import Kind, Snapshot
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    ANNUITY,
    REBATE,
    TERM,
    UPFRONT,
    WHOLE_EXCEPTIONS,
    YEARLY,
    a_fact,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
    owed,
    price,
    printed,
    the_only,
    with_exceptions,
)


def test_a_failure_ends_an_annuity_for_good() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(ANNUITY), *facts)
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.NOT_MET,
        Status.TERMINATED,
        Status.TERMINATED,
    ]


def test_a_failure_may_rest_the_annuity_until_the_effect_is_back() -> None:
    term = with_exceptions(
        ANNUITY | {"on_failure": "suspend_until_restored"},
        missing_assessment={"then": "EXCUSED"},
    )
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2027-03-10"))
    found = owed(an_agreement(term), *facts)
    assert [found["rates", n].status for n in (1, 2, 3)] == [
        Status.NOT_MET,
        Status.NOT_MET,
        Status.MET,
    ]


def test_a_failure_may_cost_its_own_instalment_only() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(ANNUITY | {"on_failure": "this_instalment_only"}), *facts)
    assert [found["rates", n].amount for n in (1, 2)] == [0, 10000]


def test_a_period_begun_may_be_paid_by_the_days_the_effect_lasted() -> None:
    term = ANNUITY | {"partial_period": "pro_rata", "met_when": {"not": {"event": "relapse"}}}
    line = the_only(term, event("relapse", "2024-08-10"))
    assert (line.status, line.amount) == (Status.PRO_RATA, 4192)  # 153 of 365 days


def test_a_missed_milestone_gives_its_share_of_the_price_back() -> None:
    facts = (infused(), fix("1", "2025-03-10"), fix("31.4", "2026-03-10"))
    found = owed(an_agreement(REBATE, UPFRONT), *facts, on="2026-12-01")
    assert [found["rates", n].amount for n in (1, 2, 3)] == [-6000, 0, 0]
    assert found["first", 1].amount == 30000


def test_a_death_in_the_period_gives_back_the_days_not_survived() -> None:
    line = owed(
        an_agreement(REBATE, UPFRONT), infused(), event("death", "2024-06-18", "related=no")
    )["rates", 1]
    assert line.amount == -round(6000 * Fraction(265, 365))


def test_21_an_upfront_share_is_paid_at_infusion_and_kept() -> None:
    found = owed(an_agreement(UPFRONT), infused(), event("death", "2024-03-11"), on="2024-03-11")
    assert (found["first", 1].status, found["first", 1].amount) == (Status.MET, 30000)


def test_what_happens_on_the_day_of_infusion_may_touch_the_upfront_share() -> None:
    lost = UPFRONT | {"exceptions": WHOLE_EXCEPTIONS | {"death": "NOT_MET"}}
    assert the_only(lost, event("death", "2024-03-10")).amount == 0
    both = (event("death", "2024-03-10"), event("emigrated", "2024-03-10"))
    assert the_only(lost, *both).status is Status.CONFLICT


def test_23_cells_made_but_never_infused_cost_the_agreed_fee() -> None:
    not_infused = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = owed(an_agreement(UPFRONT, REBATE), not_infused)
    assert {key: line.amount for key, line in found.items()} == {("first", 1): 3000}


def test_an_upfront_share_of_nothing_has_no_fee() -> None:
    nothing = UPFRONT | {"share": "0 %", "not_infused": "0 %"}
    not_infused = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    found = owed(an_agreement(nothing, TERM), not_infused)
    assert found["first", 1].amount == 0


def test_24_a_corrected_infusion_date_moves_every_window() -> None:
    later = infused("2024-03-20", fact_id="I", version=2)
    found = owed(an_agreement(TERM), infused(fact_id="I"), later)
    assert found["rates", 1].window == (day("2025-02-18"), day("2025-05-04"))


def test_two_infusion_dates_contradict_and_hold_everything() -> None:
    found = owed(
        an_agreement(TERM, UPFRONT | {"price": {"amount": "1.00 DKK"}}),
        infused(),
        infused("2024-03-20"),
    )
    assert {line.status for line in found.values()} == {Status.CONFLICT}
    assert sum(line.amount for line in found.values()) == 0


def test_a_treatment_outside_the_versions_dates_or_product_is_not_covered() -> None:
    header = {"id": "A1", "version": "1", "governs": "treated_on", "engine_semantics": "1"}
    narrow = {"effective_from": "2024-01-01", "effective_until": "2024-03-09"}
    assert owed(an_agreement(TERM, agreement=header | narrow), infused()) == {}
    luxturna = {"effective_from": "2024-01-01", "product": "luxturna"}
    assert owed(an_agreement(TERM, agreement=header | luxturna), infused()) == {}


def test_nothing_is_owed_before_the_infusion() -> None:
    assert owed(an_agreement(TERM), infused(), on="2024-03-09") == {}


def test_38_the_price_is_the_one_on_the_day_of_treatment() -> None:
    prices = (price("1000.00"), price("2000.00", on="2025-01-01"))
    facts = (infused("2026-04-10"), *prices, price("3000.00", on="2026-05-01"))
    found = owed(printed(), *facts)
    assert found["annuity", 1].amount == 80000


def test_38_unless_the_agreement_pins_it_at_the_milestone() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix", "at": "milestone"}}
    facts = (infused(), fix("31.4", "2025-03-10"), price("300.00"))
    found = owed(an_agreement(term), *facts, price("600.00", on="2025-03-10"))
    assert found["rates", 1].amount == 20000


def test_without_a_price_the_line_is_held_and_says_so() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix"}}
    line = the_only(term, fix("31.4", "2025-03-10"))
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert (line.blocked_by[0].outcome, line.blocked_by[0].owner) == ("price", Owner.PAYER)


def test_a_price_in_another_currency_is_no_price() -> None:
    term = TERM | {"price": {"list": "fictive-hemgenix"}}
    euro = a_fact(Kind.PRICE, "fictive-hemgenix", "300.00", "2020-01-01", "EUR")
    assert the_only(term, fix("31.4", "2025-03-10"), euro).status is Status.HOLD


def test_47_the_region_at_treatment_stays_the_payer_after_a_move() -> None:
    found = owed(an_agreement(TERM), infused(), lives_in("nordjylland", "2024-06-01"))
    assert {line.payer for line in found.values()} == {"syddanmark"}


def test_47_unless_the_agreement_follows_the_patient() -> None:
    parties = {
        "payer": {"role": "payer", "of_record": "region_at_due_date"},
        "supplier": {"role": "supplier"},
    }
    found = owed(
        an_agreement(TERM, parties=parties), infused(), lives_in("nordjylland", "2025-06-01")
    )
    assert [found["rates", n].payer for n in (1, 2)] == ["syddanmark", "nordjylland"]


def test_without_a_region_the_line_is_held_and_says_so() -> None:
    moved_in = lives_in("syddanmark", "2025-01-01", fact_id="T1-region-2020-01-01", version=2)
    line = the_only(TERM, moved_in, fix("31.4", "2025-03-10"))
    assert (line.status, line.payer) == (Status.HOLD, "unknown")
    assert line.blocked_by[0].outcome == "residence"


def test_43_a_yearly_ceiling_comes_back_to_the_payers_by_what_they_owe() -> None:
    facts = [price("100000000.00")]
    for treatment, region in (("T1", "hovedstaden"), ("T2", "nordjylland"), ("T3", "nordjylland")):
        who = {"treatment": treatment}
        facts += [infused("2026-04-10", **who), lives_in(region, **who)]
    snapshot = Snapshot.known_at(facts, at("2026-05-01"))
    found = [e for e in entitlements(printed(), snapshot, day("2026-05-01")) if e.treatment == "*"]
    assert [(e.payer, e.amount, e.milestone) for e in found] == [
        ("hovedstaden", -1000000000, 2026),
        ("nordjylland", -2000000000, 2026),
    ]
    assert found[0].key == "DK-AMG-0007|hovedstaden|*|annuity|2026|cap"


def test_42_instalments_that_do_not_divide_are_fixed_at_inception() -> None:
    term = TERM | {"price": {"amount": "1.00 DKK"}}
    values = [fix("31.4", f"{year}-03-10") for year in (2025, 2026, 2027)]
    found = owed(an_agreement(term), infused(), *values)
    assert [found["rates", n].amount for n in (1, 2, 3)] == [34, 33, 33]


def test_42_two_terms_that_divide_one_price_divide_it_together() -> None:
    first = UPFRONT | {"share": "1/3", "price": {"amount": "1.00 DKK"}}
    rest = TERM | {"shares": ["1/3", "1/3"], "price": {"amount": "1.00 DKK"}}
    rest |= {"milestone": YEARLY | {"count": "2"}}
    values = [fix("31.4", f"{year}-03-10") for year in (2025, 2026)]
    found = owed(an_agreement(first, rest), infused(), *values)
    assert [line.amount for line in found.values()] == [34, 33, 33]


def test_31_a_payment_falls_on_the_next_bank_day_and_the_window_does_not_move() -> None:
    line = the_only(TERM, infused("2024-05-09", fact_id="T1-infused-2024-03-10", version=2))
    assert str(line.due_on) == "2025-05-09"
    moved = the_only(TERM, infused("2024-05-10", fact_id="T1-infused-2024-03-10", version=2))
    assert moved.due_on == day("2025-05-12")
    assert moved.window == (day("2025-04-10"), day("2025-06-24"))


def test_14_two_regions_for_one_day_are_not_told_apart_by_their_ids() -> None:
    other = lives_in("nordjylland", fact_id="other")
    line = the_only(TERM, fix("31.4", "2025-03-10"), other)
    assert (line.status, line.amount, line.payer) == (Status.HOLD, 0, "unknown")
    assert {("other", 1), ("T1-region-2020-01-01", 1)} <= set(line.evidence)


def test_14_two_prices_for_one_day_are_not_told_apart_by_their_ids() -> None:
    term = TERM | {"price": {"list": "L"}}
    prices = (price("300.00", "L", fact_id="a"), price("600.00", "L", fact_id="b"))
    line = the_only(term, fix("31.4", "2025-03-10"), *prices)
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert {("a", 1), ("b", 1)} <= set(line.evidence)


def test_14_facts_of_one_day_that_agree_are_one() -> None:
    same = lives_in("syddanmark", fact_id="other")
    assert the_only(TERM, fix("31.4", "2025-03-10"), same).status is Status.MET


def test_12_a_blank_region_is_no_region() -> None:
    blank = lives_in(" ", "2024-01-01")
    assert the_only(TERM, fix("31.4", "2025-03-10"), blank).payer == "syddanmark"


def test_21_a_ceiling_counts_the_year_of_the_day_agreed_not_of_the_day_paid() -> None:
    cap = {
        "per": "calendar_year",
        "amount": "60.00 DKK",
        "excess": "rebate_100",
        "allocate": "largest_remainder",
    }
    moved = infused("2021-12-31", fact_id="T1-infused-2024-03-10", version=2)
    facts = (infused(), moved, fix("9", "2022-12-31"))
    found = owed(an_agreement(TERM | {"cap": cap}), *facts, on="2023-06-01")
    assert str(found["rates", 1].due_on) == "2023-01-02"
    assert found["rates", 2022].amount == -4000


def test_23_two_unrelated_prices_of_equal_amount_are_each_divided_alone() -> None:
    found = owed(an_agreement(UPFRONT, TERM), infused(), fix("9", "2025-03-10"))
    assert (found["first", 1].amount, found["rates", 1].amount) == (30000, 10000)


def test_23_a_price_divided_by_two_terms_is_told_from_one_that_a_term_divides_alone() -> None:
    part = UPFRONT | {"id": "part", "share": "40 %"}
    rest = TERM | {"shares": ["20 %"] * 3}
    found = owed(an_agreement(UPFRONT, part, rest), infused(), fix("9", "2025-03-10"))
    assert [found[key].amount for key in (("first", 1), ("part", 1), ("rates", 1))] == [
        30000,
        12000,
        6000,
    ]


def test_23_a_listed_price_is_one_price_whenever_it_is_pinned() -> None:
    first = UPFRONT | {"share": "40 %", "price": {"list": "L"}}
    rest = TERM | {"shares": ["20 %"] * 3, "price": {"list": "L", "at": "milestone"}}
    facts = (infused(), fix("9", "2025-03-10"), price("1000.00", "L"))
    found = owed(an_agreement(first, rest), *facts)
    assert (found["first", 1].amount, found["rates", 1].amount) == (40000, 20000)
