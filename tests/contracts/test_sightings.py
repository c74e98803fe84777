"""What shows that an event did not happen: being seen, never being lost or dead."""

from typing import Any

import pytest

from contracts import library
from contracts.explain import explain
from contracts.facts import Kind
from contracts.load import load_agreement
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    EXCEPTIONS,
    TERM,
    a_fact,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    price,
    the_only,
    with_exceptions,
)

FREE: dict[str, Any] = TERM | {"met_when": {"not": {"event": "relapse", "before": "target"}}}
NO_DEATH: dict[str, Any] = TERM | {"met_when": {"not": {"event": "death", "before": "target"}}}
EBMT = load_agreement(library.template("ebmt_illustrative"))


@pytest.mark.parametrize(
    ("ended", "status"),
    [
        ("lost_to_follow_up", Status.NOT_MET),
        ("consent_withdrawn", Status.EXCUSED),
        ("emigrated", Status.HOLD),
        ("death", Status.HOLD),
    ],
)
def test_who_is_lost_gone_or_dead_was_not_seen_and_the_exception_decides(
    ended: str, status: Status
) -> None:
    assert the_only(FREE, event(ended, "2025-03-10")).status is status


def test_a_reference_patient_who_is_only_lost_is_not_paid_for() -> None:
    facts = (
        a_fact(Kind.TREATMENT, "infused", "allo-hct", "2000-01-01"),
        event("lost_to_follow_up", "2001-01-02"),
        price("100000.00", "illustrative-allo-hct", "1970-01-01"),
    )
    line = owed(EBMT, *facts, on="2001-10-01")["at-365-days", 1]
    assert (line.status, line.amount) == (Status.NOT_MET, 0)


@pytest.mark.parametrize(
    "seen",
    [
        alive("2025-03-10"),
        fix("1", "2025-03-10"),
        event("adverse_event", "2025-03-10", "term=CRS;grade=3"),
        event("next_therapy", "2025-03-10"),
    ],
)
def test_an_examination_a_sign_of_life_or_another_clinical_event_is_a_sighting(seen: Any) -> None:
    term = with_exceptions(
        FREE, competing_therapy={"result": "NOT_MET", "list": ["transplant"], "lasting": "P0D"}
    )
    assert the_only(term, seen).status is Status.MET


@pytest.mark.parametrize(
    "seen", [a_fact(Kind.VITAL_STATUS, "dead", "", "2025-03-10"), fix("", "2025-03-10")]
)
def test_a_vital_status_other_than_alive_and_a_blank_value_are_none(seen: Any) -> None:
    assert the_only(FREE, seen, on="2025-05-01").status is Status.AWAITING


def test_a_death_after_the_day_shows_that_there_was_none_up_to_it() -> None:
    later = the_only(NO_DEATH, event("death", "2025-03-20"))
    assert later.status is Status.MET
    said = explain(later, an_agreement(NO_DEATH), "en", "finance").headline
    assert "No death from 10 Mar 2024 to 10 Mar 2025; it happened only on 20 Mar 2025" in said
    assert the_only(NO_DEATH, event("death", "2025-03-10")).status is Status.NOT_MET
    assert the_only(NO_DEATH, on="2025-05-01").status is Status.AWAITING


def test_what_lies_before_the_infusion_applies_to_nothing_after_it() -> None:
    facts = [
        event(kind, "2019-05-01")
        for kind in ("next_therapy", "emigrated", "consent_withdrawn", "lost_to_follow_up")
    ]
    assert the_only(TERM, *facts, fix("31.4", "2025-03-10")).status is Status.MET
    assert the_only(TERM, *facts).reason.children[0].code == "missing_final"


def test_a_transplant_before_the_infusion_does_not_excuse_a_relapse_after_it() -> None:
    kymriah = load_agreement(library.template("kymriah_es"))
    facts = (
        a_fact(Kind.TREATMENT, "infused", "kymriah", "2021-03-15"),
        event("transplant", "2019-05-01"),
        event("relapse", "2021-09-20"),
    )
    line = owed(kymriah, *facts, on="2023-06-01")["at-18-months", 1]
    assert (line.status, line.amount) == (Status.NOT_MET, 0)


def test_a_death_before_the_infusion_contradicts_it_and_moves_no_money() -> None:
    line = the_only(TERM, event("death", "2019-12-01"), fix("31.4", "2025-03-10"))
    assert (line.status, line.amount) == (Status.CONFLICT, 0)
    assert ("T1-death-2019-12-01", 1) in line.evidence
    assert line.reason.children[0].code == "died_before_infusion"


@pytest.mark.parametrize("ids", ["ab", "ba"])
def test_two_reports_of_one_death_that_lead_elsewhere_conflict_whatever_their_ids(ids: str) -> None:
    reports = [
        event("death", "2024-06-18", f"related={related}", fact_id=fact_id)
        for related, fact_id in zip(("yes", "no"), ids, strict=True)
    ]
    line = the_only(TERM, *reports)
    assert (line.status, line.amount) == (Status.CONFLICT, 0)
    assert {("a", 1), ("b", 1)} <= set(line.evidence)


def test_two_dates_of_death_wait_for_the_department() -> None:
    reports = [event("death", day, "related=no") for day in ("2024-06-18", "2024-08-01")]
    line = the_only(TERM, *reports)
    assert (line.status, line.amount) == (Status.CONFLICT, 0)
    assert [(owed.outcome, owed.owner) for owed in line.blocked_by] == [("death", Owner.SITE)]
    assert line.reason.children[0].code == "two_deaths"


def test_two_dates_of_death_after_the_window_leave_what_was_earned() -> None:
    reports = [event("death", day, "related=no") for day in ("2028-06-18", "2028-08-01")]
    assert the_only(TERM, fix("31.4", "2025-03-10"), *reports).status is Status.MET


def test_two_reports_of_one_death_that_agree_are_one() -> None:
    reports = [event("death", "2024-06-18", "related=yes", fact_id=fact_id) for fact_id in "ab"]
    assert the_only(TERM, *reports).status is Status.NOT_MET
    assert EXCEPTIONS["death"]["related"]["yes"] == "NOT_MET"
    assert infused().name == "infused"
