"""Cases of what is corrected, retracted, late, merged or in dispute after it was paid."""

import pytest

from contracts.reason import Owner, Status
from tests.contracts.builders import (
    ANNUITY,
    TERM,
    an_agreement,
    fix,
    infused,
    lives_in,
    the_only,
    with_exceptions,
)
from tests.contracts.cases.asked import again, asks_for, posted, runs, without_exception
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


def test_case_13_the_length_and_direction_are_agreed() -> None:
    for months, moved in (("P12M", {}), ("P60M", {RATE: -10000})):
        end = END | {"corrections_until": {"anchor": "window_close", "plus": months}}
        late = again(VALUE, "2027-01-01", value="1")
        runs_at = (FIRST, "2027-06-01")
        assert posted(an_agreement(TERM, end), infused(), VALUE, late, on=runs_at)[1] == moved
    assert asks_for("clawback", TERM, END | {"clawback": "supplier_only"})
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


def test_case_74_one_patient_under_two_ids_is_merged_and_the_duplicate_reversed() -> None:
    twin = infused(treatment="T2", fact_id="I2")
    seen = fix("31.4", "2025-03-10", treatment="T2", fact_id="F2")
    home = lives_in("syddanmark", treatment="T2")
    merged = (
        again(twin, "2025-09-01", retracted=True),
        again(seen, "2025-09-01", treatment="T1"),
    )
    facts = (infused(), twin, home, seen, *merged)
    other = "syddanmark|T2|rates|1"
    found = posted(an_agreement(TERM), *facts, on=(FIRST, SECOND))
    assert found == [{other: 10000}, {other: -10000, RATE: 10000}]
