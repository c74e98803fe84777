"""Who pays, who reports, what a dispute holds and when all ends; numbers as in design 5."""

from typing import Any

import pytest

from contracts.disputes import last_day
from contracts.entitlement import Entitlement
from contracts.facts import Kind, Snapshot
from contracts.payer import successor
from contracts.reason import Owner, Status
from tests.contracts.builders import (
    ANNUITY,
    TERM,
    UPFRONT,
    YEARLY,
    a_fact,
    an_agreement,
    at,
    day,
    event,
    fix,
    infused,
    lives_in,
)
from tests.contracts.term_builders import (
    BUDGET,
    DISPUTE,
    DUTY,
    END,
    PAYER,
    SWITCH,
    amounts,
    figure,
    lines,
    ruled,
    treated,
)

ONCE = TERM | {"shares": ["100 %"], "milestone": YEARLY | {"count": "1"}}
MOVED = (
    infused(),
    lives_in("hovedstaden"),
    lives_in("nordjylland", "2024-12-15"),
    fix("9", "2025-03-10"),
)


def test_47_each_region_pays_for_the_days_the_patient_lived_there() -> None:
    found = lines(an_agreement(ONCE, PAYER), *MOVED)
    assert amounts(found) == {"hovedstaden|T1|rates|1": 23014, "nordjylland|T1|rates|1": 6986}
    assert sum(amounts(found).values()) == 30000


def test_47_back_and_forth_is_one_share_for_each_region() -> None:
    back = lives_in("hovedstaden", "2025-01-01")
    found = lines(an_agreement(ONCE, PAYER), *MOVED, back)
    assert amounts(found)["nordjylland|T1|rates|1"] == 1397  # 17 of 365 days


@pytest.mark.parametrize(
    ("rule", "payer"), [("at_treatment", "hovedstaden"), ("at_due_date", "nordjylland")]
)
def test_47_or_one_region_pays_it_all(rule: str, payer: str) -> None:
    found = lines(an_agreement(ONCE, PAYER | {"rule": rule}), *MOVED)
    assert amounts(found) == {f"{payer}|T1|rates|1": 30000}


def test_47_a_stretch_without_a_region_holds_the_instalment() -> None:
    late = (infused(), lives_in("syddanmark", "2024-06-01"), fix("9", "2025-03-10"))
    found = lines(an_agreement(ONCE, PAYER), *late)
    assert found["unknown|T1|rates|1|instalment"].status is Status.HOLD
    otherwise = lines(an_agreement(ONCE, PAYER | {"otherwise": "staten"}), *late)
    assert set(amounts(otherwise)) == {"staten|T1|rates|1", "syddanmark|T1|rates|1"}


def test_73_a_merged_region_is_told_and_the_key_stays() -> None:
    merged = figure(Kind.SUCCESSION, "hovedstaden", "ostdanmark", "2027-01-01")
    agreement = an_agreement(ONCE)
    before, after = (lines(agreement, *MOVED, *more) for more in ((), (merged,)))
    assert amounts(before) == amounts(after) == {"hovedstaden|T1|rates|1": 30000}
    told = after["hovedstaden|T1|rates|1|instalment"].reason.children
    assert [n.get("successor") for n in told if n.code == "succeeded"] == ["ostdanmark"]


def test_73_successions_follow_each_other_and_never_run_in_a_ring() -> None:
    facts = [
        figure(Kind.SUCCESSION, "a", "b", "2027-01-01"),
        figure(Kind.SUCCESSION, "b", "a", "2028-01-01"),
    ]
    snapshot = Snapshot.known_at(facts, at("2030-01-01"))
    assert successor(snapshot, "a", day("2026-12-31"))[0] == "a"
    assert successor(snapshot, "a", day("2027-01-01"))[0] == "b"
    assert len(successor(snapshot, "a", day("2028-01-01"))[1]) == 2


def dutiful(*facts: Any, on: str = "2025-07-01", **duty: Any) -> Entitlement:
    agreement = an_agreement(ANNUITY, DUTY | duty)
    return lines(agreement, *treated("T1"), *facts, on=on)["syddanmark|T1|rates|1|instalment"]


def test_16_a_report_the_hospital_did_not_send_is_not_the_suppliers_loss() -> None:
    assert dutiful(on="2025-05-04").status is Status.AWAITING
    line = dutiful(on="2025-05-05")
    assert (line.status, line.amount) == (Status.EXCUSED, 10000)
    late = dutiful(otherwise="HOLD", party="supplier")
    assert (late.status, late.blocked_by[0].owner) == (Status.HOLD, Owner.SUPPLIER)


def test_16_a_visit_reported_as_not_done_is_reported() -> None:
    not_done = fix("", "2025-03-12")
    assert dutiful(not_done).status is Status.AWAITING
    late = fix("", "2025-03-12", recorded="2025-05-05")
    assert dutiful(late).status is Status.EXCUSED


def test_16_evidence_that_comes_late_still_decides_and_other_terms_are_left_alone() -> None:
    assert dutiful(fix("1", "2025-03-12", recorded="2025-06-01")).status is Status.NOT_MET
    other = an_agreement(TERM, ONCE | {"id": "other", "price": {"list": "L"}}, DUTY)
    found = lines(other, *treated("T1"), on="2025-05-05")
    assert found["syddanmark|T1|other|1|instalment"].status is Status.AWAITING


def dispute(attributes: str, on: str = "2025-03-20") -> Any:
    return ruled("dispute", f"term=rates;milestone=1;{attributes}", on)


VALUES = tuple(fix("9", f"{year}-03-10") for year in (2025, 2026, 2027))
FIRST = "syddanmark|T1|rates|1"


def test_62_only_the_line_in_dispute_is_held_and_the_ceiling_counts_it() -> None:
    agreement = an_agreement(TERM, DISPUTE, BUDGET | {"amount": "90.00 DKK"})
    found = lines(agreement, *treated("T1"), *VALUES, dispute("state=open"))
    line = found[f"{FIRST}|instalment"]
    assert (line.status, line.amount) == (Status.HOLD, 0)
    assert amounts(found, "cap")["syddanmark|*|budget|2025"] == -1000
    assert amounts(found, "instalment") == {f"{FIRST[:-1]}{n}": 10000 for n in (2, 3)}


def test_63_a_dispute_decided_changes_the_amount_or_leaves_it() -> None:
    agreement, facts = an_agreement(TERM, DISPUTE), (*treated("T1"), *VALUES)
    lost = lines(agreement, *facts, dispute("state=decided;amount=40.00"))
    assert amounts(lost)[FIRST] == 4000
    assert amounts(lines(agreement, *facts, dispute("state=withdrawn")))[FIRST] == 10000


def test_62_an_objection_after_the_notice_period_holds_nothing() -> None:
    found = lines(
        an_agreement(TERM, DISPUTE), *treated("T1"), *VALUES, dispute("state=open", "2025-04-10")
    )
    assert amounts(found)[FIRST] == 10000
    assert found[f"{FIRST}|instalment"].reason.children[-1].code == "dispute_late"


@pytest.mark.parametrize(
    ("issued", "status"),
    [("2025-03-20", Status.HOLD), ("2025-03-10", Status.MET), ("march", Status.MET)],
)
def test_62_the_notice_counts_from_the_issue_if_that_is_later(issued: str, status: Status) -> None:
    late = dispute(f"state=open;issued={issued}", "2025-04-10")
    found = lines(an_agreement(TERM, DISPUTE), *treated("T1"), *VALUES, late)
    assert found[f"{FIRST}|instalment"].status is status


def test_62_neither_due_nor_issued_has_no_last_day_and_no_rule_has_none() -> None:
    due = day("2025-03-11")
    assert last_day(an_agreement(TERM, DISPUTE), None, None) is None
    assert last_day(an_agreement(TERM), due, None) is None
    assert last_day(an_agreement(TERM, DISPUTE), due, None) == day("2025-04-10")


def test_a_dispute_needs_a_rule_and_the_short_form_is_one() -> None:
    short = {"hold": "disputed_lines_only", "notice": "P30D", "adjudicator": "x"}
    facts = (*treated("T1"), *VALUES, dispute("state=open"))
    assert FIRST in amounts(lines(an_agreement(TERM), *facts))
    assert FIRST not in amounts(lines(an_agreement(TERM, disputes=short), *facts))


def test_13_the_full_form_of_the_limitation_bars_late_corrections() -> None:
    late = fix(
        "1", "2025-03-10", fact_id="T1-fix_activity-2025-03-10", version=2, recorded="2029-01-01"
    )
    found = lines(an_agreement(TERM, END), *treated("T1"), *VALUES, late)
    assert amounts(found)[FIRST] == 10000


def test_28_after_the_agreements_end_only_the_terms_that_survive_are_paid() -> None:
    ends = {key: END[key] for key in ("type", "id")} | {"ends_on": "2026-03-10"}
    facts = (*treated("T1"), *VALUES)
    for rule, count in (({"lapses": "rates"}, 2), ({"survives": "rates"}, 3)):
        found = lines(an_agreement(TERM, ends | rule), *facts)
        assert len(amounts(found)) == count
    last = lines(an_agreement(TERM, ends | {"lapses": "rates"}), *facts)[
        f"{FIRST[:-1]}3|instalment"
    ]
    assert (last.status, last.reason.children[0].code) == (Status.TERMINATED, "agreement_ended")


def test_a_refund_is_divided_by_the_days_up_to_the_failure() -> None:
    agreement = an_agreement(UPFRONT, SWITCH | {"share": "100 %"}, PAYER)
    switched = event("next_therapy", "2025-03-10")
    found = lines(agreement, *MOVED[:3], switched)
    assert amounts(found, "switch") == {
        "hovedstaden|T1|switch|1": -23014,
        "nordjylland|T1|switch|1": -6986,
    }


def test_a_ruling_about_something_else_changes_nothing() -> None:
    other = a_fact(Kind.RULING, "dispute", "term=other;milestone=1;state=open")
    found = lines(an_agreement(TERM, DISPUTE), *treated("T1"), *VALUES, other)
    assert amounts(found)[FIRST] == 10000
