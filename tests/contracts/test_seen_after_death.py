"""A sign of life after a death contradicts it: what rests on either waits for the department."""

from typing import Any

import pytest

from contracts import library
from contracts.document import Example
from contracts.endpoint import durations, of_events
from contracts.examples import snapshot_of
from contracts.explain import explain
from contracts.facts import Fact, Kind, Snapshot
from contracts.file.written import Bilingual
from contracts.load import load_agreement
from contracts.offered.offer import offer
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    ANNUITY,
    TERM,
    UPFRONT,
    WARRANTY,
    a_fact,
    alive,
    an_agreement,
    day,
    event,
    fix,
    infused,
    owed,
    the_only,
)
from tests.contracts.population_builders import RESPONSE, answering, guaranteeing, result

DIED = event("death", "2025-02-20", "related=no")
SEEN = fix("31.4", "2025-03-10")


def came_to(*facts: Fact, term: dict[str, Any] = TERM, milestone: int = 1) -> tuple[Status, int]:
    line = the_only(term, *facts, milestone=milestone)
    return line.status, line.amount


@pytest.mark.parametrize(
    "later",
    [
        SEEN,
        alive("2025-02-21"),
        event("relapse", "2025-02-21"),
        event("emigrated", "2025-02-21"),
        event("consent_withdrawn", "2025-02-21"),
    ],
    ids=lambda fact: fact.name,
)
def test_whatever_only_the_living_have_contradicts_a_death_before_it(later: Fact) -> None:
    assert came_to(DIED, later) == (Status.CONFLICT, 0)


@pytest.mark.parametrize(
    "later",
    [
        fix("", "2025-03-10"),
        fix("31.4", "2025-02-20"),
        event("lost_to_follow_up", "2025-03-10"),
        a_fact(Kind.VITAL_STATUS, "dead", "", "2025-03-10"),
    ],
    ids=["an empty visit", "a visit on the day", "lost", "no sign of life"],
)
def test_what_can_be_told_of_the_dead_contradicts_nothing(later: Fact) -> None:
    line = the_only(TERM, DIED, later)
    assert line.reason.children[0].code != "seen_after_death"


def test_a_milestone_whose_window_had_closed_before_the_death_stays() -> None:
    died, later = event("death", "2025-06-01"), fix("40", "2026-03-10")
    assert came_to(SEEN, died, later) == (Status.MET, 10000)
    assert came_to(SEEN, died, later, milestone=2) == (Status.CONFLICT, 0)
    assert came_to(SEEN, died, later, milestone=3) == (Status.CONFLICT, 0)


def test_a_milestone_met_in_an_open_window_before_the_death_stays() -> None:
    died, later = event("death", "2025-03-20"), alive("2025-08-01")
    assert came_to(SEEN, died, later) == (Status.MET, 10000)


def test_a_milestone_met_only_by_what_was_seen_after_the_death_waits() -> None:
    free = TERM | {"met_when": {"not": {"event": "relapse", "before": "window_open"}}}
    died, later = event("death", "2025-06-01"), alive("2025-08-01")
    assert came_to(SEEN, died, later, term=free) == (Status.MET, 10000)
    assert came_to(died, later, term=free) == (Status.CONFLICT, 0)


def test_an_annuity_ended_by_a_death_that_is_in_doubt_waits() -> None:
    facts = (SEEN, event("death", "2025-06-01"))
    assert came_to(*facts, term=ANNUITY, milestone=3)[0] is Status.TERMINATED
    assert came_to(*facts, alive("2026-03-10"), term=ANNUITY, milestone=3) == (Status.CONFLICT, 0)


def test_a_loss_before_the_death_is_refunded_and_a_warranty_still_running_waits() -> None:
    died, later = event("death", "2025-06-01"), alive("2025-08-01")
    lost = event("relapse", "2024-09-20")
    assert the_only(WARRANTY, lost, died, later).status is Status.NOT_MET
    assert came_to(died, later, term=WARRANTY) == (Status.CONFLICT, 0)


def test_an_upfront_price_is_in_doubt_only_with_a_death_on_the_very_day() -> None:
    same, later = (event("death", on) for on in ("2024-03-10", "2024-03-20"))
    assert came_to(later, SEEN, term=UPFRONT) == (Status.MET, 30000)
    assert came_to(same, SEEN, term=UPFRONT) == (Status.CONFLICT, 0)


def test_until_the_later_day_has_come_nothing_contradicts() -> None:
    facts = (DIED, fix("31.4", "2026-03-10"))
    assert the_only(TERM, *facts, on="2026-03-09").status is Status.PRO_RATA
    assert the_only(TERM, *facts, on="2026-03-10").status is Status.CONFLICT


def test_once_one_of_the_two_is_retracted_the_line_says_what_it_would_have_said() -> None:
    gone = a_fact(Kind.EVENT, "death", "related=no", "2025-02-20", version=2, retracted=True)
    assert came_to(DIED, SEEN, gone) == came_to(SEEN) == (Status.MET, 10000)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "da",
            (
                "Patienten er registreret død den 20-02-2025 (T1-death-2025-02-20 v1, "
                "registreret 20-02-2025), men der findes en senere oplysning: "
                "faktor IX-aktivitet 31,4 % den 10-03-2025"
            ),
        ),
        (
            "en",
            (
                "The patient is recorded dead on 20 Feb 2025 (T1-death-2025-02-20 v1, recorded "
                "20 Feb 2025), but something later is recorded: factor IX activity 31.4 % on "
                "10 Mar 2025"
            ),
        ),
    ],
)
def test_the_reason_names_both_facts_and_what_to_do(language: Any, words: str) -> None:
    line = the_only(TERM, DIED, SEEN)
    said = explain(line, an_agreement(TERM), language, "finance").headline
    assert words in said
    assert ("ret eller tilbagekald" if language == "da" else "correct or retract") in said
    assert {(one.outcome, one.owner) for one in line.blocked_by} == {("death", Owner.SITE)}
    assert {f"T1-death-{DIED.valid_on}", f"T1-fix_activity-{SEEN.valid_on}"} <= {
        fact for fact, _ in line.evidence
    }


def test_a_sign_of_life_is_named_as_one() -> None:
    line = the_only(TERM, DIED, alive("2025-03-10"))
    said = explain(line, an_agreement(TERM), "da", "finance").headline
    assert "en senere oplysning: i live den 10-03-2025" in said


def test_a_curve_leaves_the_treatment_out_and_counts_it() -> None:
    endpoint = of_events("death", Bilingual(da="Død", en="Death"), "death")
    snapshot = Snapshot.known_at((infused(), DIED, SEEN), infused("2030-01-01").recorded_at)
    found, problems = durations(endpoint, snapshot, day("2030-01-01"))
    assert found == ()
    assert [(one.reason, one.fact_id) for one in problems] == [("seen_after_death", SEEN.fact_id)]
    assert "efter dødsdagen" in problems[0].into("da")
    assert "after the day of death" in problems[0].into("en")


def test_a_response_seen_after_a_death_keeps_the_result_from_being_determined() -> None:
    seen = answering(["CR", "CR", "CR", "CR"])
    died = event("death", "2024-05-01", treatment="T004")
    assert result(guaranteeing(RESPONSE), *seen).status is Status.MET
    assert result(guaranteeing(RESPONSE), *seen, died).status is Status.HOLD


def test_a_response_seen_before_a_death_in_doubt_counts() -> None:
    seen = answering(["CR", "CR", "CR", "CR"])
    died, later = (event(name, on, treatment="T004") for name, on in LATE)
    assert result(guaranteeing(RESPONSE), *seen, died, later).status is Status.MET


LATE = (("death", "2024-12-01"), ("transplant", "2024-12-24"))


def outlived(example: Example) -> bool:
    snapshot = snapshot_of(example)
    on = example.settle_on
    return any(
        one.reason == "seen_after_death"
        for one in durations(of_events("d", example.title, "death"), snapshot, on)[1]
    )


@pytest.mark.parametrize("name", library.names())
def test_no_example_of_the_library_is_about_a_patient_who_is_seen_after_death(name: str) -> None:
    agreement = load_agreement(library.template(name), library.examples_of(name) or None)
    assert [one.id for one in agreement.document.examples if outlived(one)] == []


@pytest.mark.parametrize("term", [TERM, ANNUITY, WARRANTY], ids=lambda term: str(term["type"]))
def test_no_example_is_offered_of_a_patient_who_is_seen_after_death(term: Any) -> None:
    offered = offer(an_agreement(term)).examples
    assert any("death" in {row["name"] for row in one.facts} for one in offered)
    assert [one.id for one in offered if outlived(one)] == []


def test_both_lines_of_two_terms_wait() -> None:
    lines = owed(an_agreement(TERM, WARRANTY), infused(), DIED, SEEN)
    assert {line.status for line in lines.values()} == {Status.CONFLICT}
