"""Cases of what is corrected, retracted, late, merged or in dispute after it was paid."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.entitlement import entitlements
from contracts.explain import explain
from contracts.fact import COLUMNS, Fact, Kind
from contracts.facts import FactsRefused, read_facts
from contracts.reason import Owner, Status
from contracts.redacted import redacted
from contracts.settle import Line, settle
from contracts.snapshot import Snapshot
from tests.contracts.builders import (
    ANNUITY,
    MET_WHEN,
    OUTCOMES,
    TERM,
    alive,
    an_agreement,
    at,
    day,
    fix,
    infused,
    lives_in,
    the_only,
    with_exceptions,
)
from tests.contracts.cases.asked import HOME, again, asks_for, posted, runs, without_exception
from tests.contracts.refusals import without
from tests.contracts.term_builders import BUDGET, DISPUTE, DUTY, END, lines, ruled, treated

VALUE = fix("31.4", "2025-03-10", fact_id="F")
WORSE = again(VALUE, "2025-09-01", value="1")
RATE = "syddanmark|T1|rates|1"
FIRST, SECOND, THIRD = "2025-06-01", "2025-12-01", "2026-06-01"


def test_case_11_a_value_corrected_after_payment_posts_the_difference_and_cites_both() -> None:
    paid, corrected = runs(an_agreement(TERM), infused(), VALUE, WORSE, on=(FIRST, SECOND))
    line = corrected[f"{RATE}|instalment"]
    assert (paid[f"{RATE}|instalment"].amount, line.amount) == (10000, -10000)
    assert ("F", 2) in line.evidence
    cited = [node for node in line.before.walk() if node.code == "fact"]
    assert ("F", "1") in {(node.get("fact_id"), node.get("version")) for node in cited}


def test_case_12_a_correction_taken_back_nets_to_nothing_over_three_lines() -> None:
    back = again(VALUE, "2026-02-01", version=3)
    found = posted(an_agreement(TERM), infused(), VALUE, WORSE, back, on=(FIRST, SECOND, THIRD))
    assert found == [{RATE: 10000}, {RATE: -10000}, {RATE: 10000}]


def test_case_13_a_correction_after_limitation_is_recorded_and_moves_no_money() -> None:
    late = again(VALUE, "2029-01-01", value="1")
    found = posted(an_agreement(TERM, END), infused(), VALUE, late, on=(FIRST, "2029-06-01"))
    assert found == [{RATE: 10000}, {}]
    assert posted(an_agreement(TERM), infused(), VALUE, late, on=("2029-06-01",)) == [{}]


@pytest.mark.parametrize(
    ("retracted", "said"),
    [(False, "kom, efter at rettelser holdt op"), (True, "blev tilbagekaldt, efter at rettelser")],
)
def test_case_13_a_correction_after_limitation_is_shown(retracted: bool, said: str) -> None:  # noqa: FBT001 -- both ways
    late = again(VALUE, "2029-01-01", value="1", retracted=retracted)
    agreement = an_agreement(TERM, END)
    line = final_line(agreement, VALUE, late)
    told = explain(line, agreement, "da", "finance").headline
    assert (line.amount, line.status) == (10000, Status.MET)
    assert said in told.partition("måling F v2")[2]
    assert "24-04-2028" in told
    assert "måling F" not in explain(line, agreement, "da", "supplier", named="A").headline


def test_case_13_a_value_first_recorded_after_limitation_is_shown_and_pays_nothing() -> None:
    first = fix("31.4", "2025-03-10", fact_id="F", recorded="2029-01-01")
    agreement = an_agreement(TERM, END)
    seen = replace(alive("2025-05-01"), recorded_at=at("2029-01-01"))
    line = final_line(agreement, first, seen)
    assert line.entitled == 0
    assert [node.code for node in line.reason.children[-1:]] == ["too_late"]
    assert "kom, efter at rettelser" in explain(line, agreement, "da", "finance").headline


def final_line(agreement: Agreement, *facts: Fact) -> Line:
    """The first milestone of a run after its limitation, everything paid as it stood."""
    known = Snapshot.known_at((infused(), HOME, *facts), at("2029-06-01"))
    owed = entitlements(agreement, known, day("2029-06-01"))
    (line,) = settle([one for one in owed if one.milestone == 1], {})
    return line


def test_case_13_the_length_and_direction_are_agreed() -> None:
    for months, moved in (("P12M", {}), ("P60M", {RATE: -10000})):
        end = END | {"corrections_until": {"anchor": "window_close", "plus": months}}
        late = again(VALUE, "2027-01-01", value="1")
        runs_at = (FIRST, "2027-06-01")
        assert posted(an_agreement(TERM, end), infused(), VALUE, late, on=runs_at)[1] == moved
    assert asks_for("clawback", TERM, END | {"clawback": "supplier_only"})
    assert asks_for("limitation.clawback", limitation=without(END, "id", "type", "clawback"))
    assert asks_for("clauses.1.terms.0", TERM, without(END, "clawback"))
    plus = END | {"corrections_until": {"anchor": "window_close"}}
    assert asks_for("corrections_until.plus", TERM, plus)


def test_case_14_a_value_of_the_wrong_patient_trues_up_both_in_one_run() -> None:
    other = [infused(treatment="T2"), lives_in("syddanmark", treatment="T2")]
    moved = again(VALUE, "2025-09-01", treatment="T2")
    found = posted(an_agreement(TERM), infused(), VALUE, *other, moved, on=(FIRST, SECOND))
    assert found == [{RATE: 10000}, {RATE: -10000, "syddanmark|T2|rates|1": 10000}]


def test_case_14_a_value_retracted_is_as_never_recorded() -> None:
    gone = again(VALUE, "2025-09-01", retracted=True)
    assert the_only(TERM, VALUE, gone) == the_only(TERM)


@pytest.mark.parametrize(("cure", "status"), [(None, Status.MET), ("none", Status.NOT_MET)])
def test_case_15_a_first_report_after_it_was_missing_for_good(
    cure: str | None, status: Status
) -> None:
    missing = {"grace": "P90D", "then": "NOT_MET"} | ({} if cure is None else {"cure": cure})
    late = fix("31.4", "2025-03-10", recorded="2027-01-01")
    assert the_only(with_exceptions(missing_assessment=missing), late).status is status
    assert asks_for("exceptions.missing_assessment", without_exception("missing_assessment"))


@pytest.mark.parametrize(("otherwise", "amount"), [("EXCUSED", 10000), ("NOT_MET", 0), ("HOLD", 0)])
def test_case_16_a_hospital_that_did_not_report_loses_what_the_agreement_names(
    otherwise: str, amount: int
) -> None:
    agreement = an_agreement(ANNUITY, DUTY | {"otherwise": otherwise})
    silent = lines(agreement, *treated("T1"), on="2025-07-01")[f"{RATE}|instalment"]
    assert (silent.status, silent.amount) == (Status(otherwise), amount)
    came_not = lines(agreement, *treated("T1"), fix("", "2025-03-12"))[f"{RATE}|instalment"]
    assert came_not.status is Status.NOT_MET
    assert asks_for("otherwise", ANNUITY, without(DUTY, "otherwise"))


def test_case_24_an_infusion_date_corrected_by_ten_days_moves_every_window_and_settles() -> None:
    given = infused(fact_id="I")
    moved = again(given, "2025-09-01", valid_on=infused("2024-03-20").valid_on)
    edge = fix("31.4", "2025-02-10")
    first, second = runs(an_agreement(TERM), given, edge, moved, on=(FIRST, SECOND))
    line = second[f"{RATE}|instalment"]
    assert (first[f"{RATE}|instalment"].amount, line.amount) == (10000, -10000)
    assert [str(end) for end in line.window] == ["2025-02-18", "2025-05-04"]


OPEN = "term=rates;milestone=1;state=open"


def test_case_62_a_disputed_line_is_held_alone_and_ceilings_count_its_full_amount() -> None:
    agreement = an_agreement(TERM, DISPUTE, BUDGET | {"amount": "90.00 DKK"})
    values = [VALUE, fix("31.4", "2026-03-10")]
    found = lines(agreement, *treated("T1"), *values, ruled("dispute", OPEN, "2025-03-20"))
    held, free = (found[f"syddanmark|T1|rates|{n}|instalment"] for n in (1, 2))
    assert (held.status, held.amount, free.amount) == (Status.HOLD, 0, 10000)
    assert held.blocked_by[0].owner is Owner.PARTIES
    caps = [found[f"syddanmark|*|budget|{year}|cap"].amount for year in (2025, 2026)]
    assert caps == [-1000, -1000]
    assert asks_for("hold", TERM, without(DISPUTE, "hold"))


def test_case_63_a_dispute_lost_after_the_year_settles_now_in_the_year_of_its_due_date() -> None:
    agreement = an_agreement(TERM, DISPUTE, BUDGET | {"amount": "90.00 DKK"})
    opened = ruled("dispute", OPEN, "2025-03-20", fact_id="D")
    lost = again(opened, "2026-01-15", value="term=rates;milestone=1;state=decided;amount=40.00")
    facts = (infused(), VALUE, opened, lost)
    first, second = posted(agreement, *facts, on=(FIRST, "2026-02-01"))
    assert first == {"syddanmark|*|budget|2025": -1000}
    assert second == {RATE: 4000, "syddanmark|*|budget|2025": 1000}


TWIN = (
    infused(treatment="T2", fact_id="I2"),
    lives_in("syddanmark", treatment="T2"),
    fix("31.4", "2025-03-10", treatment="T2", fact_id="F2"),
)
SAME = replace(infused(treatment="T2", fact_id="S"), kind=Kind.MERGE, name="same", value="T1")
MERGED = replace(SAME, recorded_at=at("2025-09-01"))
OTHER = "syddanmark|T2|rates|1"


def test_case_74_one_patient_under_two_ids_is_merged_and_the_duplicate_reversed() -> None:
    facts = (infused(), *TWIN, MERGED)
    first, second = runs(an_agreement(TERM), *facts, on=(FIRST, SECOND))
    moved = {key: line.amount for key, line in (first | second).items()}
    assert [line.amount for line in first.values()] == [10000]
    assert moved == {f"{OTHER}|instalment": -10000, f"{RATE}|instalment": 10000}
    assert ("F2", 1) in second[f"{RATE}|instalment"].evidence


def test_case_74_a_merge_taken_back_is_trued_up_the_other_way() -> None:
    undone = again(MERGED, "2026-02-01", retracted=True)
    on = (FIRST, SECOND, THIRD)
    found = posted(an_agreement(TERM), infused(), *TWIN, MERGED, undone, on=on)
    assert found == [{OTHER: 10000}, {OTHER: -10000, RATE: 10000}, {OTHER: 10000, RATE: -10000}]


def test_case_74_what_is_recorded_on_the_duplicate_afterwards_is_the_kept_ones() -> None:
    late = again(TWIN[2], "2025-10-01", value="1")
    found = posted(an_agreement(TERM), infused(), *TWIN, MERGED, late, on=(FIRST, SECOND))
    assert found == [{OTHER: 10000}, {OTHER: -10000}]


def test_case_74_a_chain_of_merges_ends_at_the_one_that_is_kept_and_a_ring_nowhere() -> None:
    third = replace(MERGED, fact_id="S3", treatment="T3", value="T2")
    value = fix("31.4", "2025-03-10", treatment="T3", fact_id="F3")
    agreement, facts = an_agreement(TERM), (infused(), TWIN[0], value, MERGED, third)
    assert posted(agreement, *facts, on=(SECOND,)) == [{RATE: 10000}]
    ring = replace(MERGED, fact_id="S1", treatment="T1", value="T3")
    assert posted(agreement, *facts, ring, on=(SECOND,)) == [{}]


def test_case_74_a_treatment_is_not_its_own_duplicate() -> None:
    row = "S,1,T2,merge,same,{},,,2025-09-01,2025-09-01T09:00:00Z,false"
    assert read_facts(",".join(COLUMNS) + "\n" + row.format("T1"))
    with pytest.raises(FactsRefused, match="no other treatment"):
        read_facts(",".join(COLUMNS) + "\n" + row.format("T2"))


MEASURED = {name: OUTCOMES[name] for name in ("fix_activity", "next_therapy")}
LASTED = {"holds": MET_WHEN, "over": "span", "length": "P12M", "at_least": "1"}


@pytest.mark.parametrize("criterion", [MET_WHEN, {"sustained_for": LASTED}])
def test_case_19_the_values_are_redacted_and_the_amounts_and_keys_kept(criterion: Any) -> None:
    agreement = an_agreement(TERM | {"met_when": criterion}, outcomes=MEASURED)
    worse = again(VALUE, "2025-09-01", value="7")
    known = Snapshot.known_at((infused(), HOME, worse, alive("2025-05-01")), at("2026-01-01"))
    owed = entitlements(agreement, known, day("2026-01-01"))
    held = {line.key: line.reason for line in owed}
    line = settle(owed, {}, before=held)[0]
    kept = redacted(line)
    assert (kept.key, kept.amount, kept.evidence) == (line.key, line.amount, line.evidence)
    told = explain(kept, agreement, "da", "finance")
    assert "[vises ikke, samtykket er trukket]" in {one.value for one in told.evidence}
    assert "7 %" not in str(told.headline)
    assert all(one.value != "7" for one in told.evidence)
