"""When the effect of an annuity is lost: by an event with a day, or by a visit that shows it."""

from typing import Any

import pytest

from contracts import library
from contracts.entitlement import Entitlement
from contracts.explain import explain
from contracts.load import load_agreement
from contracts.reason import Status
from tests.contracts.builders import (
    ANNUITY,
    MET_WHEN,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    price,
    response,
)

HEMGENIX = load_agreement(library.template("hemgenix_dk"))
PRORATED: dict[str, Any] = ANNUITY | {"partial_period": "pro_rata", "pro_rata_by": "months"}
STARTED = (infused("2020-01-15"), price("12000000.00", "illustrative-hemgenix", "2020-01-01"))


def prophylaxis(value: str, on: str) -> Any:
    from contracts.facts import Kind
    from tests.contracts.builders import a_fact

    return a_fact(Kind.OBSERVATION, "prophylaxis", value, on)


def years(*facts: Any, on: str = "2031-06-01") -> list[tuple[str, int]]:
    found = owed(HEMGENIX, *STARTED, *facts, on=on)
    return [(found["annuity", n].status.value, found["annuity", n].amount) for n in range(1, 11)]


def first_three(term: dict[str, Any], *facts: Any) -> list[Entitlement]:
    found = owed(an_agreement(term), infused(), *facts)
    return [found["rates", n] for n in (1, 2, 3)]


def test_a_failing_visit_after_the_anniversary_ends_the_annuity_and_pays_no_full_year() -> None:
    resumed = [prophylaxis("resumed", f"{year}-01-17") for year in range(2021, 2031)]
    assert years(*resumed) == [("PRO_RATA", 110000000), *[("TERMINATED", 0)] * 9]


def test_a_loss_that_only_a_visit_shows_is_said_to_have_been_seen() -> None:
    found = owed(HEMGENIX, *STARTED, prophylaxis("resumed", "2021-01-17"))["annuity", 1]
    danish = explain(found, HEMGENIX, "da", "finance").headline
    assert "Det blev set den 17-01-2021, at virkningen er ophørt; 11/12 af perioden" in danish


def test_a_value_below_the_limit_after_the_anniversary_ends_the_annuity_too() -> None:
    lines = first_three(PRORATED, *(fix("1", f"{y}-03-20") for y in (2025, 2026, 2027)))
    assert [line.status for line in lines] == [
        Status.PRO_RATA,
        Status.TERMINATED,
        Status.TERMINATED,
    ]
    assert lines[0].amount == round(10000 * 11 / 12)


def test_a_loss_is_dated_to_the_first_of_the_failing_visits_in_a_row() -> None:
    facts = (fix("31", "2024-05-01"), fix("1", "2024-09-12"), fix("1", "2025-03-01"))
    line = first_three(PRORATED, *facts)[0]
    assert (line.status, line.amount) == (Status.PRO_RATA, 5000)
    assert {fact_id for fact_id, _ in line.evidence} >= {
        "T1-fix_activity-2024-09-12",
        "T1-fix_activity-2025-03-01",
    }


def test_a_value_that_recovered_between_two_visits_does_not_date_the_loss() -> None:
    facts = (fix("1", "2024-05-01"), fix("31", "2024-12-01"), fix("1", "2025-03-01"))
    assert first_three(PRORATED, *facts)[0].amount == round(10000 * 11 / 12)


def test_a_visit_that_says_nothing_of_the_loss_is_passed_over() -> None:
    both = PRORATED | {"met_when": {"all": [MET_WHEN, {"state": "response", "is": "CR"}]}}
    facts = (fix("1", "2024-09-12"), response("CR", "2024-12-01"), fix("1", "2025-03-01"))
    assert first_three(both, *facts)[0].amount == 5000


def test_an_event_after_the_period_leaves_it_paid_and_falls_in_the_next() -> None:
    resumed = event("prophylaxis_resumed", "2021-02-20")
    assert years(prophylaxis("none", "2021-01-10"), resumed)[:3] == [
        ("MET", 120000000),
        ("PRO_RATA", 10000000),
        ("TERMINATED", 0),
    ]


def test_an_event_on_the_last_day_of_the_period_leaves_it_paid() -> None:
    found = years(prophylaxis("none", "2021-01-10"), event("prophylaxis_resumed", "2021-01-15"))
    assert found[:2] == [("MET", 120000000), ("PRO_RATA", 0)]


@pytest.mark.parametrize("on_failure", ["this_instalment_only", "suspend_until_restored"])
def test_a_loss_that_lasts_pays_part_of_the_period_it_is_first_seen_in_only(
    on_failure: str,
) -> None:
    facts = [fix("1", f"{year}-03-20") for year in (2025, 2026, 2027)]
    lines = first_three(PRORATED | {"on_failure": on_failure}, *facts)
    assert [line.amount for line in lines] == [round(10000 * 11 / 12), 0, 0]
    assert {line.status for line in lines[1:]} == {Status.NOT_MET}


def test_an_event_that_never_came_is_no_full_period_either() -> None:
    term = PRORATED | {"met_when": {"event": "relapse"}}
    assert first_three(term, fix("1", "2025-04-20"))[0].amount == round(10000 * 11 / 12)
