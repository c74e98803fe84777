"""The amounts of the published agreements, worked out beside the engine from what is published."""

from datetime import date
from fractions import Fraction

import pytest

from contracts import library
from contracts.agreement import Agreement, schedule
from contracts.entitlement import entitlements
from contracts.examples import snapshot_of
from contracts.load import load_agreement
from contracts.money import parse_minor


def template(name: str) -> Agreement:
    return load_agreement(library.template(name), library.examples_of(name) or None)


def amounts(name: str, example_id: str) -> list[int]:
    """What an example comes to line by line, payments first; lines of nothing left out."""
    agreement = template(name)
    example = next(e for e in agreement.document.examples if e.id == example_id)
    lines = entitlements(agreement, snapshot_of(example), example.settle_on)
    return sorted((line.amount for line in lines if line.amount), reverse=True)


def euro(text: str) -> int:
    """An amount in minor units, whatever the currency."""
    return parse_minor(text)


def test_hemgenix_resumed_in_month_47_is_three_years_and_eleven_twelfths() -> None:
    year = Fraction(euro("21500000.00"), 10)
    found = amounts("hemgenix_dk", "prophylaxis-resumed-month-47")
    assert found == [year, year, year, round(year * 11 / 12)]
    assert sum(found) == euro("8420833.33")


def test_hemgenix_death_unrelated_pays_the_whole_months_lived() -> None:
    (part,) = amounts("hemgenix_dk", "annuity-death-no")
    assert part == round(Fraction(euro("2150000.00") * 4, 12)) == euro("716666.67")


def test_luxturna_in_denmark_pays_a_quarter_for_an_eye_at_each_check_up_that_succeeds() -> None:
    quarter = euro("5000000.00") // 4
    assert amounts("luxturna_dk", "two-of-three") == [quarter] * 3


@pytest.mark.parametrize(
    ("example", "back"),
    [("lost-by-month-30", 1), ("never-came", 2), ("early-change-fst_white----1-above", 1)],
)
def test_luxturna_in_the_united_states_gives_a_fifth_back_for_each_miss(
    example: str, back: int
) -> None:
    price = euro("425000.00")
    assert amounts("us_luxturna_rebate", example) == [price, *[-price // 5] * back]


def test_zynteglo_transfused_in_month_30_was_paid_at_0_12_and_24_months() -> None:
    found = amounts("zynteglo_eu", "transfused-in-month-30")
    assert found == [euro("1575000.00") // 5] * 3
    assert sum(found) == euro("945000.00")


def test_zynteglo_leaves_out_the_first_sixty_days_and_counts_the_sixtieth() -> None:
    assert amounts("zynteglo_eu", "day-60-and-before") == [euro("315000.00")] * 2
    assert amounts("zynteglo_eu", "day-60-counts") == [euro("315000.00")]


def test_kymriah_pays_52_per_cent_and_then_48_or_nothing() -> None:
    first, second = euro("166400.00"), euro("153600.00")
    assert first + second == euro("320000.00")
    assert amounts("kymriah_es", "sustained") == [first, second]
    assert amounts("kymriah_es", "relapsed") == [first]


@pytest.mark.parametrize(
    ("infused", "day", "month_18", "paid"),
    [
        ("2021-01-01", "2022-07-02", "2022-07-01", True),
        ("2024-01-15", "2025-07-15", "2025-07-15", False),
        ("2021-03-15", "2022-09-13", "2022-09-15", False),
    ],
)
def test_yescarta_in_spain_holds_a_death_on_day_547_against_18_months_of_the_calendar(
    infused: str, day: str, month_18: str, *, paid: bool
) -> None:
    start, died = date.fromisoformat(infused), date.fromisoformat(day)
    (milestone,) = schedule(template("yescarta_es"), start)
    assert (died - start).days == 547
    assert milestone.target == date.fromisoformat(month_18)
    assert (died > milestone.target) is paid


@pytest.mark.parametrize(
    ("example", "second"),
    [
        ("alive-at-18-months", ["209000.00"]),
        ("death-day-547-is-after", ["209000.00"]),
        ("death-day-547-is-the-day", []),
        ("death-day-547-is-before", []),
    ],
)
def test_yescarta_in_spain_pays_118000_and_then_209000_to_those_alive(
    example: str, second: list[str]
) -> None:
    found = amounts("yescarta_es", example)
    assert found == sorted(map(euro, ["118000.00", *second]), reverse=True)


def test_yescarta_in_italy_pays_three_equal_thirds_and_nothing_at_treatment() -> None:
    found = amounts("yescarta_it", "three-tranches")
    assert found == [euro("109000.00")] * 3
    assert sum(found) == euro("327000.00")
    assert amounts("yescarta_it", "progression-between") == [euro("109000.00")]


def test_zolgensma_pays_five_equal_tranches_without_a_remainder() -> None:
    found = amounts("zolgensma_it", "all-five")
    assert found == [euro("431024.93")] * 5
    assert sum(found) == euro("2155124.65")
    assert len(amounts("zolgensma_it", "permanently-ventilated")) == 2


def test_roctavian_lost_at_month_30_of_48_gives_back_18_48ths() -> None:
    price = euro("2900000.00")
    back = price * (48 - 30) // 48
    assert back == euro("1087500.00")
    assert amounts("us_roctavian_warranty", "lost-in-month-30") == [price, -back]


def test_roctavian_without_response_gives_all_back() -> None:
    price = euro("2900000.00")
    assert amounts("us_roctavian_warranty", "no-response") == [price, -price]


@pytest.mark.parametrize(
    ("example", "patients", "free", "steps"),
    [
        ("60-per-cent-free", 10, 60, -15),
        ("100-per-cent-free", 10, 100, 15),
        ("80-per-cent-free", 10, 80, 0),
        ("75-per-cent-free", 20, 75, 0),
        ("85-per-cent-free", 20, 85, 0),
        ("no-more-than-a-tenth", 10, 10, -20),
        ("two-lost-in-ten", 10, 70, -5),
        ("a-death-is-not-free", 10, 70, -5),
    ],
)
def test_roctavian_in_germany_moves_half_a_per_cent_for_each_point_beyond_five(
    example: str, patients: int, free: int, steps: int
) -> None:
    beyond = max(0, abs(free - 80) - 5)
    assert min(beyond, 20) == abs(steps)
    paid = patients * 29 * euro("28933.53")
    moved = round(Fraction(paid * steps, 200))
    assert sum(amounts("roctavian_de", example)) == paid + moved


@pytest.mark.parametrize(
    ("example", "tenths"), [("before-day-60", 0), ("one-stay", 1), ("two-stays", 3)]
)
def test_lyfgenia_gives_a_tenth_back_for_one_stay_and_three_tenths_for_more(
    example: str, tenths: int
) -> None:
    price = euro("3100000.00")
    assert sum(amounts("lyfgenia_us", example)) == price - price * tenths // 10


@pytest.mark.parametrize("example", ["not-engrafted", "early-failure-state-arsa-below-normal-yes"])
def test_libmeldy_that_does_not_take_gives_all_back(example: str) -> None:
    price = euro("2900000.00")
    assert amounts("libmeldy_nl", example) == [price, -price]


def test_the_conditional_recommendation_pays_nothing() -> None:
    agreement = template("kymriah_dmc")
    for example in agreement.document.examples:
        assert not entitlements(agreement, snapshot_of(example), example.settle_on)
