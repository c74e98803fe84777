"""Cases of amendments, the agreement's end, the engine's meaning, and text beside terms."""

from typing import Any

import pytest

from contracts.agreement import Agreement
from contracts.checks.number_lint import lint
from contracts.fact import Kind
from contracts.lineage import lineage_faults, lineage_owed
from contracts.load import load_agreement
from contracts.reason import Status
from contracts.settle import settle
from contracts.snapshot import Snapshot
from tests.contracts.builders import (
    OUTCOMES,
    TERM,
    an_agreement_tree,
    as_text,
    at,
    day,
    fix,
    infused,
    lives_in,
)
from tests.contracts.cases.asked import HOME, asks_for
from tests.contracts.refusals import without
from tests.contracts.term_builders import END, figure, lines, treated

HEAD = an_agreement_tree()["agreement"]
USED = {name: OUTCOMES[name] for name in ("fix_activity", "next_therapy")}
CHEAPER = TERM | {"price": {"amount": "150.00 DKK"}}
RATE = "A1|syddanmark|T1|rates|1|instalment"


def version(number: str, begins: str, *terms: dict[str, Any], **header: str) -> Agreement:
    head = HEAD | {"version": number, "effective_from": begins} | header
    tree = an_agreement_tree(*(terms or (TERM,)), agreement=head, outcomes=USED)
    return load_agreement(as_text(tree))


OLD = version("1", "2020-01-01", signed_at="2019-12-01T09:00:00Z")
NEW = version("2", "2024-01-01", CHEAPER, supersedes="1", signed_at="2026-06-01T09:00:00Z")


def owed(*versions: Agreement, known: str, on: str = "2024-03-10") -> dict[str, int]:
    tested = fix("31", f"{int(on[:4]) + 1}{on[4:]}")
    snapshot = Snapshot.known_at((infused(on), HOME, tested), at(known))
    found = lineage_owed(versions, snapshot, day(known))
    return {line.key: line.amount for _, lines in found for line in lines}


def test_case_25_an_amendment_mid_course_rules_by_the_day_treated_under_stable_keys() -> None:
    later = version("2", "2025-01-01", CHEAPER, supersedes="1", signed_at="2025-01-01T09:00:00Z")
    before, after = (owed(later, OLD, known="2027-01-01", on=f"{y}-03-10") for y in (2024, 2025))
    assert (before[RATE], after[RATE]) == (10000, 5000)
    assert set(before) == set(owed(OLD, known="2027-01-01"))
    assert asks_for("agreement.governs", agreement=without(HEAD, "governs"))


def test_case_26_a_retroactive_amendment_is_seen_from_its_signature_and_then_trued_up() -> None:
    before = owed(NEW, OLD, known="2026-05-31")
    snapshot = Snapshot.known_at((infused(), HOME, fix("31", "2025-03-10")), at("2026-07-01"))
    found = lineage_owed((NEW, OLD), snapshot, day("2026-07-01"))
    moved = settle([line for _, lines in found for line in lines], before)
    assert before[RATE] == 10000
    assert {line.key: line.amount for line in moved if line.posts} == {RATE: -5000}
    assert owed(NEW, OLD, known="2026-05-31") == before == owed(OLD, known="2026-05-31")


def test_case_27_two_versions_that_govern_one_day_are_refused() -> None:
    rival = version("2", "2024-01-01", CHEAPER)
    assert [fault.code for fault in lineage_faults((OLD, rival))] == ["ranges_overlap"]
    ended = version("1", "2020-01-01", effective_until="2023-12-31")
    assert lineage_faults((ended, rival)) == ()
    assert lineage_faults((OLD, NEW)) == ()


@pytest.mark.parametrize(("rule", "paid"), [("survives", 10000), ("lapses", 0)])
def test_case_28_an_agreement_that_ends_with_running_instalments(rule: str, paid: int) -> None:
    ends = without(END, "corrections_until", "clawback") | {"ends_on": "2026-03-10"}
    tree = an_agreement_tree(TERM, ends | {rule: "rates"})
    agreement = load_agreement(as_text(tree))
    values = [fix("9", f"{year}-03-10") for year in (2025, 2026, 2027)]
    last = lines(agreement, *treated("T1"), *values)["syddanmark|T1|rates|3|instalment"]
    assert last.amount == paid
    assert (last.status is Status.TERMINATED) == (rule == "lapses")
    assert asks_for("survives", TERM, ends)


def test_case_70_another_meaning_of_the_engine_is_a_version_of_its_own() -> None:
    assert HEAD["engine_semantics"] == "1"
    for header in (without(HEAD, "engine_semantics"), HEAD | {"engine_semantics": "2"}):
        assert asks_for("engine_semantics", agreement=header)


def test_case_73_regions_that_merge_in_2027_are_told_and_the_key_keeps_the_party() -> None:
    agreement = load_agreement(as_text(an_agreement_tree(TERM)))
    facts = (infused(), lives_in("hovedstaden"), fix("9", "2025-03-10"))
    merged = figure(Kind.SUCCESSION, "hovedstaden", "ostdanmark", "2027-01-01")
    before, after = lines(agreement, *facts), lines(agreement, *facts, merged)
    key = "hovedstaden|T1|rates|1|instalment"
    assert before[key].amount == after[key].amount == 10000
    told = [node for node in after[key].reason.walk() if node.code == "succeeded"]
    assert [node.get("successor") for node in told] == ["ostdanmark"]


@pytest.mark.parametrize(("prevailing", "default"), [(None, "da"), ("da", "da"), ("en", "en")])
def test_case_75_where_text_and_terms_disagree_one_language_prevails(
    prevailing: str | None, default: str
) -> None:
    said = {} if prevailing is None else {"prevailing": prevailing}
    agreement = load_agreement(as_text(an_agreement_tree(agreement=HEAD | said)))
    assert agreement.document.agreement.prevailing == default


def test_case_75_the_numbers_of_text_and_terms_are_compared_before_signing() -> None:
    tree = an_agreement_tree(TERM)
    tree["clauses"][0]["text"] = {"da": "Mindst 7 %.", "en": "At least 5 %."}
    told = [one.message("da") for one in lint(load_agreement(as_text(tree)))]
    assert "§ 1: tallet 7 står i den danske tekst, men ikke i punktets vilkår." in told
    assert not [one for one in told if "tallet 5 " in one]
