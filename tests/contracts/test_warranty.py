import pytest

from contracts.explain import explain
from contracts.reason import Status
from tests.contracts.builders import (
    MET_WHEN,
    WARRANTY,
    WHOLE_EXCEPTIONS,
    alive,
    an_agreement,
    event,
    fix,
    infused,
    owed,
    the_only,
)

STEPS = {k: v for k, v in WARRANTY.items() if k != "linear"} | {
    "steps": [{"until": "P12M", "share": "100 %"}, {"until": "P24M", "share": "50 %"}]
}


def test_a_loss_at_month_30_of_48_refunds_18_48ths_of_the_price() -> None:
    line = the_only(WARRANTY, event("relapse", "2026-09-10"))
    assert (line.status, line.amount) == (Status.NOT_MET, -108750000)
    assert str(line.due_on) == "2026-09-10"


def test_a_refund_may_fall_by_the_day() -> None:
    daily = WARRANTY | {"linear": {"by": "days", "until": "P1000D"}}
    assert the_only(daily, event("relapse", "2024-06-18")).amount == -261000000


@pytest.mark.parametrize(
    ("on", "refund"),
    [("2025-03-10", -290000000), ("2025-03-11", -145000000), ("2026-03-10", -145000000)],
)
def test_a_step_holds_up_to_and_on_its_last_day(on: str, refund: int) -> None:
    assert the_only(STEPS, event("relapse", on)).amount == refund


def test_a_loss_after_the_warranty_refunds_nothing() -> None:
    line = the_only(STEPS, event("relapse", "2026-03-11"))
    assert (line.status, line.amount) == (Status.MET, 0)


def test_steps_may_come_before_an_even_fall() -> None:
    both = WARRANTY | {"steps": [{"until": "P6M", "share": "100 %"}]}
    assert the_only(both, event("relapse", "2024-05-10")).amount == -290000000
    assert the_only(both, event("relapse", "2026-03-10")).amount == -145000000


def test_a_warranty_runs_until_its_last_day() -> None:
    line = the_only(WARRANTY, on="2028-03-10")
    assert (line.status, str(line.blocked_by[0].deadline)) == (Status.AWAITING, "2028-03-10")


def test_a_warranty_ends_without_refund_if_the_patient_was_seen_at_its_end() -> None:
    assert the_only(WARRANTY, alive("2028-03-10"), on="2028-03-11").status is Status.MET


def test_a_patient_not_seen_at_the_end_is_awaited_and_then_counts_as_agreed() -> None:
    seen = alive("2027-03-10")
    assert the_only(WARRANTY, seen, on="2028-06-08").status is Status.AWAITING
    lost = the_only(WARRANTY, seen, on="2028-06-09")
    assert (lost.status, lost.amount) == (Status.NOT_MET, -72500000)


def test_a_patient_not_seen_at_the_end_may_be_excused() -> None:
    missing = {"missing_assessment": {"then": "EXCUSED"}}
    kind = WARRANTY | {"exceptions": WHOLE_EXCEPTIONS | missing}
    line = the_only(kind, alive("2027-03-10"))
    assert (line.status, line.amount) == (Status.EXCUSED, 0)


def test_a_patient_never_seen_counts_from_the_infusion() -> None:
    assert the_only(WARRANTY).amount == -290000000


def test_a_death_before_any_loss_ends_the_warranty_as_agreed() -> None:
    died, later = event("death", "2025-03-10"), event("relapse", "2025-04-10")
    assert the_only(WARRANTY, died, later).amount == 0
    refunds = WARRANTY | {"exceptions": WHOLE_EXCEPTIONS | {"death": "NOT_MET"}}
    assert the_only(refunds, died).amount == -217500000


def test_a_death_after_the_loss_changes_nothing() -> None:
    facts = (event("relapse", "2026-09-10"), event("death", "2026-10-10"))
    assert the_only(WARRANTY, *facts).amount == -108750000


def test_exceptions_that_disagree_move_no_money() -> None:
    facts = (event("death", "2025-03-10"), event("emigrated", "2025-02-10"))
    assert the_only(WARRANTY, *facts).status is Status.CONFLICT


def test_a_warranty_may_be_lost_by_any_measured_value() -> None:
    measured = WARRANTY | {"failed_when": MET_WHEN | {"op": "<"}, "watch_from": "P6M"}
    facts = (infused(), fix("31.4", "2025-03-10"), fix("2", "2026-09-10"), fix("9", "2027-01-10"))
    line = owed(an_agreement(measured), *facts)["warranty", 1]
    assert (line.amount, line.evidence[0][0]) == (
        -108750000,
        "T1-fix_activity-2026-09-10",
    )


MEASURED = WARRANTY | {"failed_when": MET_WHEN | {"op": "<"}, "watch_from": "P6M"}


def test_8_a_value_before_the_watch_begins_is_no_loss() -> None:
    early = (fix("1", "2024-03-10"), fix("1", "2024-09-09"))
    assert the_only(MEASURED, *early, on="2025-01-01").status is Status.AWAITING
    assert the_only(MEASURED, fix("1", "2024-09-10")).amount == round(-290000000 * 42 / 48)


def test_8_an_event_before_the_watch_begins_is_still_a_loss() -> None:
    either = MEASURED | {"failed_when": {"any": [MEASURED["failed_when"], {"event": "relapse"}]}}
    assert the_only(either, event("relapse", "2024-05-10")).amount == round(-290000000 * 46 / 48)


def test_7_a_loss_that_was_seen_outranks_an_exception_before_it() -> None:
    for before in ("lost_to_follow_up", "emigrated"):
        line = the_only(WARRANTY, event(before, "2024-09-10"), event("relapse", "2026-09-10"))
        assert line.amount == -108750000


def test_7_a_patient_seen_at_the_end_outranks_an_exception_before_it() -> None:
    away = WARRANTY | {"exceptions": WHOLE_EXCEPTIONS | {"relocation_abroad": "HOLD"}}
    line = the_only(away, event("emigrated", "2024-09-10"), alive("2028-03-10"))
    assert line.status is Status.MET


def test_7_another_therapy_before_the_loss_still_decides() -> None:
    line = the_only(WARRANTY, event("next_therapy", "2024-09-10"), event("relapse", "2026-09-10"))
    assert (line.status, line.amount) == (Status.NOT_MET, round(-290000000 * 42 / 48))


def test_a_therapy_before_the_infusion_is_none_of_the_warrantys_business() -> None:
    line = the_only(WARRANTY, event("next_therapy", "2018-07-15"), on="2026-01-01")
    assert line.status is Status.AWAITING


def test_9_a_value_that_cannot_be_read_keeps_the_warranty_from_ending() -> None:
    facts = (fix("5,2", "2026-09-10", fact_id="odd"), alive("2028-03-10"))
    line = the_only(MEASURED, *facts)
    assert (line.status, ("odd", 1) in line.evidence) == (Status.HOLD, True)
    running = the_only(MEASURED, facts[0], on="2026-10-01")
    assert (running.status, ("odd", 1) in running.evidence) == (Status.HOLD, True)
    assert the_only(MEASURED, alive("2028-03-10")).status is Status.MET


def test_33_a_refund_counted_from_the_last_sighting_says_so() -> None:
    agreement = an_agreement(WARRANTY)
    line = owed(agreement, infused(), alive("2027-03-10"))["warranty", 1]
    said = explain(line, agreement, "da", "finance").headline
    assert "Patienten er ikke set siden den 10-03-2027, og 25 % af prisen betales tilbage" in said
