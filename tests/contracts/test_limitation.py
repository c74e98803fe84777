"""After a key's limitation nothing recorded later moves its money: case 13 of the design."""

from dataclasses import replace
from typing import Any

from contracts.agreement import Agreement
from contracts.entitlement import entitlements
from contracts.facts import Fact, Kind, Snapshot
from contracts.reason import Status
from tests.contracts.builders import (
    TERM,
    UPFRONT,
    WARRANTY,
    a_fact,
    alive,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
    owed,
    price,
    with_exceptions,
)

# The first milestone's window closes on 24 April 2025, so its limitation ends on 24 April 2026.
LIMITED = {"corrections_until": {"anchor": "window_close", "plus": "P12M"}, "clawback": "both_ways"}
AGREEMENT = an_agreement(TERM, limitation=LIMITED)
VALUE = fix("31.4", "2025-03-10")
HOME = lives_in("syddanmark")


def again(fact: Fact, recorded: str, **changes: Any) -> Fact:
    return replace(fact, version=fact.version + 1, recorded_at=at(recorded), **changes)


def paid(*facts: Fact, agreement: Agreement = AGREEMENT) -> dict[str, int]:
    snapshot = Snapshot.known_at((HOME, infused(), VALUE, *facts), at("2030-01-01"))
    found = entitlements(agreement, snapshot, day("2030-01-01"))
    return {line.key.split("|", 1)[1]: line.amount for line in found if line.amount}


FIRST = {"syddanmark|T1|rates|1|instalment": 10000}


def test_a_late_move_of_the_payer_moves_no_money() -> None:
    assert paid(again(HOME, "2026-06-01", value="nordjylland")) == FIRST
    in_time = paid(again(HOME, "2026-04-24", value="nordjylland"))
    assert in_time == {"nordjylland|T1|rates|1|instalment": 10000}


def test_a_late_price_moves_no_money() -> None:
    listed = an_agreement(TERM | {"price": {"list": "L"}}, limitation=LIMITED)
    known = price("300.00", "L")
    late = again(known, "2026-06-01", value="600.00")
    assert paid(known, late, agreement=listed) == FIRST


def test_a_late_infusion_date_moves_no_window() -> None:
    assert paid(again(infused(), "2026-06-01", valid_on=day("2024-08-10"))) == FIRST
    assert paid(again(infused(), "2026-04-01", valid_on=day("2024-08-10"))) == {}


def test_a_late_retraction_of_the_infusion_takes_nothing_back() -> None:
    assert paid(again(infused(), "2026-06-01", retracted=True)) == FIRST
    assert paid(again(infused(), "2026-04-01", retracted=True)) == {}


def test_a_value_moved_late_to_another_treatment_pays_neither_anew() -> None:
    other = {"treatment": "T2"}
    facts = (infused(**other), lives_in("syddanmark", **other))
    late = paid(*facts, again(VALUE, "2026-06-01", **other))
    assert late == FIRST
    in_time = paid(*facts, again(VALUE, "2026-04-01", **other))
    assert in_time == {"syddanmark|T2|rates|1|instalment": 10000}


def test_a_correction_in_time_is_read_though_it_moves_the_limitation_into_the_past() -> None:
    earlier = again(infused(), "2026-03-01", valid_on=day("2023-03-10"))
    then = fix("31.4", "2024-03-10", fact_id="then")
    assert paid(earlier, then) == {
        "syddanmark|T1|rates|1|instalment": 10000,
        "syddanmark|T1|rates|2|instalment": 10000,
    }


def test_a_treatment_first_recorded_after_its_limitation_is_barred() -> None:
    late = {"treatment": "T2", "recorded": "2029-06-01"}
    facts = (infused(**late), lives_in("syddanmark", **late), fix("9", "2025-03-10", **late))
    found = paid(*facts)
    assert found == FIRST


def test_an_infusion_first_retracted_and_then_recorded_again_counts_from_then() -> None:
    gone = again(infused(), "2024-04-01", retracted=True)
    back = again(gone, "2024-05-01", retracted=False)
    assert paid(gone, back) == FIRST


def test_a_warranty_and_a_fee_have_their_own_limitation() -> None:
    agreement = an_agreement(WARRANTY, UPFRONT, limitation=LIMITED)
    seen = alive("2028-03-20", fact_id="seen")
    late = again(seen, "2029-06-01", retracted=True)
    loss = event("relapse", "2026-09-10", recorded="2029-06-01")
    assert paid(seen, late, loss, agreement=agreement) == {"syddanmark|T1|first|1|upfront": 30000}


def test_a_fee_for_cells_not_infused_is_limited_too() -> None:
    agreement = an_agreement(UPFRONT, TERM, limitation=LIMITED)
    never = a_fact(Kind.TREATMENT, "not_infused", "hemgenix", "2024-03-10", treatment="T2")
    home = lives_in("syddanmark", treatment="T2")
    found = paid(never, home, agreement=agreement)
    assert found["syddanmark|T2|first|1|not_infused"] == 3000


def test_a_share_due_at_infusion_is_limited_from_the_infusion() -> None:
    annuity = TERM | {"type": "performance_annuity", "on_failure": "stop_permanently"}
    agreement = an_agreement(annuity | {"shares": ["25 %"] * 4}, limitation=LIMITED)
    moved = again(HOME, "2025-06-01", value="nordjylland")
    assert paid(moved, agreement=agreement)["syddanmark|T1|rates|1|instalment"] == 7500
    late = {"treatment": "T2", "recorded": "2025-06-01"}
    barred = paid(infused(**late), lives_in("syddanmark", **late), agreement=agreement)
    assert "syddanmark|T2|rates|1|instalment" not in barred


def test_24_a_correction_of_a_value_reported_in_time_is_read_though_late_ones_are_not() -> None:
    term = with_exceptions(missing_assessment={"grace": "P30D", "then": "NOT_MET", "cure": "none"})
    in_time = fix("31.4", "2025-03-10", fact_id="F")
    corrected = fix("1", "2025-03-10", fact_id="F", version=2, recorded="2025-09-01")
    found = owed(an_agreement(term), infused(), in_time, corrected)["rates", 1]
    assert (found.status, found.reason.children[0].code) == (Status.NOT_MET, "not_met")
