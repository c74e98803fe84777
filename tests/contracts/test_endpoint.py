from time import process_time

import pytest

from contracts import library
from contracts.criterion import AnyOf
from contracts.endpoint import Duration, Endpoint, durations, endpoints, of_events
from contracts.entitlement import entitlements
from contracts.facts import Fact, Kind, Snapshot
from contracts.file.written import Bilingual
from contracts.load import load_agreement
from contracts.reason import Status
from contracts.settle import settle
from tests.contracts.builders import (
    MET_WHEN,
    OUTCOMES,
    TERM,
    a_fact,
    alive,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    owed,
)

LABEL = Bilingual(da="Overlevelse uden tilbagefald", en="Relapse-free survival")
RELAPSE_FREE = of_events("rfs", LABEL, "relapse", "death")
DECLARED = an_agreement().document.outcomes
COMPETED = Endpoint("r", LABEL, of_events("r", LABEL, "relapse").lost_when, ("death",))


def lasts(*facts: Fact, endpoint: Endpoint = RELAPSE_FREE, until: str = "2030-01-01") -> Duration:
    snapshot = Snapshot.known_at((infused(), *facts), at("2030-01-01"))
    ((duration,), problems) = durations(endpoint, snapshot, day(until))
    assert problems == ()
    return duration


def test_the_first_loss_counts_from_the_infusion_on_day_0() -> None:
    found = lasts(event("death", "2024-05-01"), event("relapse", "2024-04-09"))
    assert found == Duration("T1", 30, observed=True, cause="relapse")


def test_a_loss_on_the_day_of_infusion_is_day_0() -> None:
    assert lasts(event("death", "2024-03-10")) == Duration("T1", 0, observed=True, cause="death")


@pytest.mark.parametrize(
    "seen", [alive("2024-04-09"), fix("1", "2024-04-09"), event("transfusion", "2024-04-09")]
)
def test_without_a_loss_the_last_contact_counts(seen: Fact) -> None:
    assert lasts(seen) == Duration("T1", 30, observed=False, cause="")


def test_a_patient_never_seen_again_counts_no_day() -> None:
    assert lasts() == Duration("T1", 0, observed=False, cause="")
    assert lasts(fix("1", "2024-01-01")).days == 0


def test_nothing_after_the_cut_is_read() -> None:
    facts = (alive("2024-03-20"), event("relapse", "2024-04-09"))
    assert lasts(*facts, until="2024-04-08") == Duration("T1", 10, observed=False, cause="")


def test_a_competing_event_ends_the_time_unobserved_and_is_named() -> None:
    facts = (event("death", "2024-04-09"), alive("2024-04-01"))
    assert lasts(*facts, endpoint=COMPETED) == Duration("T1", 30, observed=False, cause="death")


def test_on_one_day_the_loss_goes_before_what_competes() -> None:
    facts = (event("death", "2024-04-09"), event("relapse", "2024-04-09"))
    assert lasts(*facts, endpoint=COMPETED).cause == "relapse"


def test_what_ends_the_follow_up_ends_the_time() -> None:
    facts = (event("emigrated", "2024-04-09"), event("relapse", "2024-06-09"))
    assert lasts(*facts) == Duration("T1", 30, observed=False, cause="emigrated")


def test_facts_that_contradict_are_told_and_never_mended() -> None:
    facts = (
        infused(),
        event("relapse", "2024-03-09"),
        infused(treatment="T2"),
        infused("2024-03-11", treatment="T2"),
        a_fact(Kind.TREATMENT, "ordered", "x", treatment="T3"),
    )
    snapshot = Snapshot.known_at(facts, at("2030-01-01"))
    found, problems = durations(RELAPSE_FREE, snapshot, day("2030-01-01"))
    assert found == ()
    assert [(p.treatment, p.reason) for p in problems] == [
        ("T1", "before_infusion"),
        ("T2", "two_infusions"),
    ]
    assert "2024-03-09" in problems[0].into("da") and "retract" in problems[0].into("en")  # noqa: PT018 -- one fact, twice


def leaves_out(*facts: Fact, endpoint: Endpoint = RELAPSE_FREE) -> list[str]:
    snapshot = Snapshot.known_at((infused(), *facts), at("2030-01-01"))
    return [problem.reason for problem in durations(endpoint, snapshot, day("2030-01-01"))[1]]


@pytest.mark.parametrize("earlier", ["transplant", "transfusion", "emigrated", "adverse_event"])
def test_what_came_before_the_infusion_and_is_no_loss_is_history(earlier: str) -> None:
    assert lasts(event(earlier, "2023-01-10"), alive("2024-04-09")).days == 30


def test_an_earlier_event_of_a_competing_kind_does_not_compete() -> None:
    competed = Endpoint("r", LABEL, COMPETED.lost_when, ("transplant",))
    facts = (event("transplant", "2023-01-10"), event("transplant", "2024-04-09"))
    assert lasts(*facts, endpoint=competed) == Duration("T1", 30, False, "transplant")


def test_an_event_without_the_named_attributes_is_no_loss_before_the_infusion() -> None:
    severe = {"any": [{"event": "relapse", "where": {"grade": ["2"]}}]}
    endpoint = Endpoint("severe", LABEL, AnyOf.model_validate(severe), outcomes=DECLARED)
    assert leaves_out(event("relapse", "2023-01-10", "grade=1"), endpoint=endpoint) == []
    assert leaves_out(event("relapse", "2023-01-10", "grade=2"), endpoint=endpoint) == [
        "before_infusion"
    ]


def test_two_deaths_on_different_days_leave_the_treatment_out_of_every_curve() -> None:
    deaths = (event("death", "2024-04-09"), event("death", "2024-05-09"))
    assert leaves_out(*deaths) == leaves_out(*deaths, endpoint=COMPETED) == ["two_deaths"]
    assert leaves_out(event("death", "2024-03-09"), endpoint=COMPETED) == ["before_infusion"]


def test_a_death_recorded_twice_on_one_day_contradicts_nothing() -> None:
    assert lasts(event("death", "2024-04-09"), event("death", "2024-04-09", fact_id="x")).observed


def test_an_infusion_recorded_twice_on_one_day_contradicts_nothing() -> None:
    assert lasts(infused(fact_id="again"), alive("2024-04-09")).days == 30


def test_a_measured_loss_is_the_first_value_that_says_so() -> None:
    measured = {
        "id": "durable",
        "label": {"da": "Varig virkning", "en": "Durable effect"},
        "lost_when": MET_WHEN | {"op": "<"},
    }
    (endpoint,) = endpoints(an_agreement(TERM, endpoints=[measured]))
    facts = (fix("9", "2024-04-01"), fix("3", "2024-04-09"), fix("2", "2024-05-09"))
    assert lasts(*facts, endpoint=endpoint) == Duration("T1", 30, True, "fix_activity")


def test_money_and_curves_share_one_definition_of_loss() -> None:
    rfs = {
        "id": "rfs",
        "label": {"da": "RFS", "en": "RFS"},
        "lost_when": {"any": [{"event": "relapse"}, {"event": "death"}]},
    }
    term = TERM | {"met_when": {"free_of": "rfs", "until": "target"}}
    agreement = an_agreement(term, endpoints=[rfs], outcomes=OUTCOMES)
    facts = (event("relapse", "2025-03-10"), alive("2025-05-01"))
    assert owed(agreement, infused(), *facts)["rates", 1].status is Status.NOT_MET
    assert lasts(*facts, endpoint=endpoints(agreement)[0]).days == 365


def test_two_thousand_treatments_settle_within_seconds() -> None:
    agreement = load_agreement(library.template("ebmt_illustrative"))
    facts = [a_fact(Kind.PRICE, "illustrative-allo-hct", "100000.00", "2000-01-01", "DKK")]
    for n in range(2204):
        who = {"treatment": f"T{n}"}
        facts.append(a_fact(Kind.TREATMENT, "infused", "allo-hct", **who))
        last = (
            event("relapse_or_death", "2024-09-10", **who) if n % 3 else alive("2025-03-20", **who)
        )
        facts.append(last)
    snapshot = Snapshot.known_at(facts, at("2026-01-01"))
    start = process_time()
    lines = settle(entitlements(agreement, snapshot, day("2026-01-01")), {})
    found, _ = durations(endpoints(agreement)[0], snapshot, day("2026-01-01"))
    assert (len(lines), len(found)) == (4408, 2204)
    assert process_time() - start < 10
