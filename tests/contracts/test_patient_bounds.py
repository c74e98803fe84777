"""The least and the most of a course or a patient: when it is due, and at which rates."""

from typing import Any

from contracts.facts import Fact, Kind
from contracts.reason import Status
from tests.contracts.builders import (
    ANNUITY,
    TERM,
    UPFRONT,
    WARRANTY,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    lives_in,
)
from tests.contracts.term_builders import (
    CURRENCY,
    PATIENT_CAP,
    PAYER,
    VAT,
    amounts,
    batch,
    figure,
    lines,
    treated,
)

LEAST = {**PATIENT_CAP, "floor": "50.00 DKK", "ceiling": "300.00 DKK"}
FAILED = [fix("1", f"{year}-03-10") for year in (2025, 2026, 2027)]


def bound(*terms: dict[str, Any], facts: list[Fact], on: str = "2030-01-01") -> dict[str, Any]:
    """What the bound adds: by payer, treatment and year, the amount and the day it is due."""
    found = lines(an_agreement(*terms), *facts, on=on)
    return {
        "|".join(key.split("|")[i] for i in (0, 1, 3)): (line.amount, str(line.due_on))
        for key, line in found.items()
        if key.endswith("|patient_cap")
    }


def test_the_least_is_owed_though_nothing_else_was() -> None:
    found = bound(TERM, LEAST, facts=[*treated("T1"), *FAILED])
    assert found == {"syddanmark|T1|2027": (5000, "2027-03-10")}


def test_the_least_is_dated_to_the_year_of_the_last_decision() -> None:
    least = LEAST | {"floor": "150.00 DKK"}
    found = bound(TERM, least, facts=[*treated("T1"), fix("9", "2025-03-10"), *FAILED[1:]])
    assert found == {"syddanmark|T1|2027": (5000, "2027-03-10")}


def test_what_only_follows_from_an_earlier_decision_does_not_move_the_least() -> None:
    found = bound(ANNUITY, LEAST, facts=[*treated("T1"), FAILED[0]])
    assert found == {"syddanmark|T1|2025": (5000, "2025-03-10")}


def test_the_least_is_not_owed_while_anything_is_open() -> None:
    assert bound(TERM, LEAST, facts=[*treated("T1"), *FAILED], on="2027-04-01") == {}


def test_a_course_never_infused_and_not_paid_for_has_no_least() -> None:
    never = figure(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10")
    free = UPFRONT | {"not_infused": "0 %"}
    assert bound(free, LEAST, facts=[lives_in("syddanmark"), never]) == {}
    found = bound(UPFRONT, LEAST, facts=[lives_in("syddanmark"), never])
    assert found == {"syddanmark|T1|2024": (2000, "2024-03-11")}


def test_the_least_of_a_patient_nobody_can_place_is_held() -> None:
    found = lines(an_agreement(TERM, LEAST), infused(), *FAILED)
    line = found["unknown|T1|bound|2027|patient_cap"]
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert [owed.outcome for owed in line.blocked_by] == ["residence"]


def test_two_regions_share_the_least_by_their_days() -> None:
    facts = [*treated("T1"), lives_in("sjaelland", "2026-09-10", treatment="T1"), *FAILED]
    found = bound(TERM, PAYER, LEAST, facts=facts)
    assert found == {
        "sjaelland|T1|2027": (2479, "2027-03-10"),
        "syddanmark|T1|2027": (2521, "2027-03-10"),
    }


def test_the_least_stands_where_another_ceiling_took_everything_back() -> None:
    nothing = PATIENT_CAP | {"id": "zero", "ceiling": "0.00 DKK"}
    least = {key: LEAST[key] for key in LEAST if key != "ceiling"}
    found = amounts(lines(an_agreement(UPFRONT, nothing, least), *treated("T1")), "patient_cap")
    assert found == {"syddanmark|T1|zero|2024": -30000, "syddanmark|T1|bound|2024": 5000}


SECOND_COURSE = [
    *treated("T1"),
    *treated("T2", "2025-03-10"),
    batch("first_dose", "T1", treatment="T2"),
]


def test_each_course_gets_back_at_the_rate_of_its_own_infusion() -> None:
    most = PATIENT_CAP | {"per": "patient", "ceiling": "400.00 DKK"}
    rates = [
        figure(Kind.FX, "DKK/EUR", text, on, method="nb")
        for text, on in (("0.10", "2024-03-08"), ("0.20", "2025-03-10"))
    ]
    agreement = an_agreement(UPFRONT, most, CURRENCY | {"fixing": "treated_on"})
    found = lines(agreement, *SECOND_COURSE, *rates)
    # 200 kr. too much in 2025, shared equally; the course of 2024 was paid at 0.10.
    assert found["syddanmark|T1|bound|2025|patient_cap"].amount == -1000
    assert found["syddanmark|T2|bound|2025|patient_cap"].amount == -2000


REFUNDED = {key: value for key, value in WARRANTY.items() if key != "linear"} | {
    "price": {"amount": "300.00 DKK"},
    "steps": [{"until": "P4Y", "share": "100 %"}],
}
TWO_REGIONS = [
    *treated("T1"),
    *treated("T2", "2025-03-10", "nordjylland"),
    batch("first_dose", "T1", treatment="T2"),
    event("relapse", "2026-03-01", treatment="T1"),
    alive("2029-06-01", treatment="T2"),
]


def test_a_region_whose_course_is_refunded_gets_no_part_of_what_another_took_back() -> None:
    most = PATIENT_CAP | {"per": "patient", "ceiling": "400.00 DKK"}
    found = lines(an_agreement(UPFRONT, REFUNDED, most), *TWO_REGIONS)
    owed = {"nordjylland": 0, "syddanmark": 0}
    for line in found.values():
        owed[line.payer] += line.amount
    assert owed == {"nordjylland": 30000, "syddanmark": 0}


def test_each_region_is_given_back_its_own_part_at_the_rate_it_was_taken_at() -> None:
    most = PATIENT_CAP | {"per": "patient", "ceiling": "400.00 DKK"}
    days = (("0.10", "2024-03-08"), ("0.20", "2025-03-10"), ("0.30", "2026-02-27"))
    rates = [figure(Kind.FX, "DKK/EUR", text, on, method="nb") for text, on in days]
    agreement = an_agreement(UPFRONT, REFUNDED, most, CURRENCY | {"fixing": "treated_on"})
    found = lines(agreement, *TWO_REGIONS, *rates)
    assert sum(line.amount for line in found.values()) == 6000


def test_each_course_gets_back_the_vat_of_its_own_supply() -> None:
    most = PATIENT_CAP | {"per": "patient", "ceiling": "400.00 DKK"}
    rates = [
        figure(Kind.VAT, "moms", text, on)
        for text, on in (("10 %", "2020-01-01"), ("25 %", "2025-01-01"))
    ]
    found = lines(an_agreement(UPFRONT, most, VAT), *SECOND_COURSE, *rates)
    assert found["syddanmark|*|vat|1000|vat"].amount == 2000
    assert found["syddanmark|*|vat|2500|vat"].amount == 5000


def test_a_part_of_an_earlier_course_is_dated_to_the_year_the_ceiling_is_passed() -> None:
    most = PATIENT_CAP | {"per": "patient", "ceiling": "400.00 DKK"}
    found = bound(UPFRONT, most, facts=SECOND_COURSE)
    assert found == {
        "syddanmark|T1|2025": (-10000, "2025-03-10"),
        "syddanmark|T2|2025": (-10000, "2025-03-10"),
    }
