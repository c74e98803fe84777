from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.facts import COLUMNS, FactsRefused, Kind, RowProblem, Snapshot, read_facts
from tests.contracts.builders import a_fact, at, fix, infused, lives_in, price

HEADER = ",".join(COLUMNS)
ROW = "F1,1,T1,observation,fix_activity,31.4,%,one-stage,2025-03-10,2025-03-11T09:00:00Z,false"


def problems(*rows: str, header: str = HEADER) -> list[tuple[int, str, str]]:
    with pytest.raises(FactsRefused) as refused:
        read_facts("\n".join((header, *rows)))
    return [(p.row, p.column, p.reason) for p in refused.value.problems]


def test_a_row_is_a_fact_with_the_columns_of_the_file() -> None:
    (fact,) = read_facts(f"{HEADER}\n{ROW}\n\n")
    assert (fact.fact_id, fact.version, fact.kind, fact.value) == (
        "F1",
        1,
        Kind.OBSERVATION,
        "31.4",
    )
    assert fact.recorded_at.utcoffset() == timedelta(0)


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_is_no_matter() -> None:
    names, cells = HEADER.split(","), ROW.split(",")
    turned = f"\ufeff{','.join(reversed(names))}\n{','.join(reversed(cells))}"
    assert read_facts(turned) == read_facts(f"{HEADER}\n{ROW}")


@pytest.mark.parametrize(
    ("found", "instead", "column", "reason"),
    [
        ("F1", "F 1", "fact_id", "identifier"),
        ("T1", "T|1", "treatment", "identifier"),
        (",1,", ",0,", "version", "version"),
        ("observation", "guess", "kind", "kind"),
        ("2025-03-10", "10-03-2025", "valid_on", "date"),
        ("09:00:00Z", "09:00:00", "recorded_at", "instant"),
        ("false", "maybe", "retracted", "flag"),
        ("fix_activity", "", "name", "identifier"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(
    found: str, instead: str, column: str, reason: str
) -> None:
    assert problems(ROW.replace(found, instead, 1)) == [(2, column, reason)]


def test_all_problems_of_all_rows_come_at_once() -> None:
    rows = (ROW.replace("false", "no"), ROW.replace("2025-03-10", "x").replace("F1", "F2"), "a,b")
    assert problems(*rows) == [(2, "retracted", "flag"), (3, "valid_on", "date"), (4, "*", "cells")]


def test_wrong_columns_are_one_problem() -> None:
    assert problems(header="fact_id,version") == [(1, "*", "columns")]
    assert problems(header="") == [(1, "*", "columns")]


def test_a_price_is_an_amount_in_a_currency() -> None:
    row = "P,1,*,price,illustrative,{},{},,2025-01-01,2025-01-01T09:00:00Z,false"
    assert len(read_facts(f"{HEADER}\n{row.format('21500000.00', 'DKK')}")) == 1
    for amount, unit in (("1e6", "DKK"), ("-1.00", "DKK"), ("1.00", "kr")):
        assert problems(row.format(amount, unit)) == [(2, "value", "price")]


def test_a_region_becomes_part_of_a_key_and_holds_no_bar() -> None:
    row = "R,1,T1,residence,region,a|b,,,2025-01-01,2025-01-01T09:00:00Z,false"
    assert problems(row) == [(2, "value", "region")]


def test_a_version_stands_once_and_is_recorded_after_the_one_before() -> None:
    assert problems(ROW, ROW) == [(2, "version", "repeated"), (3, "version", "repeated")]
    earlier = ROW.replace("F1,1", "F1,2").replace("2025-03-11", "2025-03-01")
    assert problems(ROW, earlier) == [(3, "recorded_at", "order")]


@pytest.mark.parametrize("reason", ["columns", "cells", "kind", "order", "price", "version"])
def test_a_problem_says_what_and_where_in_both_languages(reason: str) -> None:
    problem = RowProblem(14, "value", reason, "5,O")
    assert problem.into("da").startswith("Række 14, kolonne value: ")
    assert problem.into("en").startswith("Row 14, column value: ")


def test_of_each_fact_the_newest_version_known_then_counts() -> None:
    first = fix("5.2", "2025-03-10", fact_id="F", recorded="2025-03-11")
    second = fix("3.8", "2025-03-10", fact_id="F", version=2, recorded="2025-09-02")
    for known, value in (("2025-09-01", "5.2"), ("2025-09-02", "3.8")):
        (fact,) = Snapshot.known_at((second, first), at(known)).about("T1")
        assert fact.value == value


def test_14_a_retracted_fact_is_as_if_never_recorded() -> None:
    gone = fix("5.2", "2025-03-10", fact_id="F", version=2, retracted=True)
    known = Snapshot.known_at((fix("5.2", "2025-03-10", fact_id="F"), gone), at("2026-01-01"))
    assert known.about("T1") == ()
    assert known.treatments() == ()


def test_a_fact_moved_to_another_treatment_leaves_the_first() -> None:
    wrong = fix("5.2", "2025-03-10", fact_id="F")
    right = fix("5.2", "2025-03-10", fact_id="F", version=2, treatment="T2")
    known = Snapshot.known_at((wrong, right), at("2026-01-01"))
    assert known.treatments() == ("T2",)


def test_prices_are_about_no_treatment() -> None:
    known = Snapshot.known_at((price("1.00"), infused()), at("2026-01-01"))
    assert known.treatments() == ("T1",)
    assert [fact.name for fact in known.about("*")] == ["fictive-hemgenix"]


def test_a_look_back_gives_what_was_known_then() -> None:
    facts = (infused(), lives_in("syddanmark"), fix("1", "2025-03-10"))
    known = Snapshot.known_at(facts, at("2026-01-01"))
    assert known.about("T1", at("2024-12-31")) == Snapshot.known_at(facts, at("2024-12-31")).about(
        "T1"
    )
    assert known.about("T1", at("2027-01-01")) == known.about("T1")
    assert known.about("T9", at("2024-12-31")) == ()


FACTS = (infused(), lives_in("syddanmark"), fix("1", "2025-03-10"), price("1.00"))


@given(st.permutations(FACTS))
def test_the_order_of_facts_does_not_matter_to_the_hash(facts: list[object]) -> None:
    known = Snapshot.known_at(FACTS, at("2026-01-01")).sha256
    assert Snapshot.known_at(facts, at("2026-01-01")).sha256 == known  # type: ignore[arg-type]


def test_any_other_knowledge_has_another_hash() -> None:
    hashes = {
        Snapshot.known_at(facts, at("2026-01-01")).sha256
        for facts in (FACTS, FACTS[:-1], (*FACTS[:-1], price("1.01")))
    }
    assert len(hashes) == 3


def test_attributes_are_read_from_an_events_value() -> None:
    died = a_fact(Kind.EVENT, "death", "related=no; cause=progression;odd")
    assert died.attributes == {"related": "no", "cause": "progression"}


@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
def test_15_lines_may_end_as_any_machine_ends_them(ends: str) -> None:
    assert len(read_facts(f"{HEADER}{ends}{ROW}{ends}")) == 1


@pytest.mark.parametrize("instant", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_15_an_instant_at_the_ends_of_time_is_refused(instant: str) -> None:
    row = ROW.replace("2025-03-11T09:00:00Z", instant)
    assert problems(row) == [(2, "recorded_at", "instant")]
    assert problems(ROW.replace("2025-03-10", "9999-12-31")) == [(2, "valid_on", "date")]


def test_15_an_overlong_cell_is_refused_at_its_line() -> None:
    assert problems(ROW.replace("31.4", "1" * 200_000)) == [(2, "*", "unreadable")]


def test_a_row_of_one_cell_and_a_file_of_semicolons_say_so() -> None:
    assert problems("  ") == [(2, "*", "cell")]
    assert problems(header=HEADER.replace(",", ";")) == [(1, "*", "semicolons")]
    assert RowProblem(2, "*", "cell", "1").into("da").endswith("Giv ét for hver af de 11 kolonner.")


def test_12_a_blank_region_is_refused() -> None:
    row = "R,1,T1,residence,region, ,,,2025-01-01,2025-01-01T09:00:00Z,false"
    assert problems(row) == [(2, "value", "region")]


def test_a_refusal_tells_every_problem_in_either_language() -> None:
    with pytest.raises(FactsRefused) as refused:
        read_facts(f"{HEADER}\n{ROW.replace('false', 'no').replace('F1', 'F 1')}")
    assert [line[:8] for line in refused.value.message("da").splitlines()] == ["Række 2,"] * 2
    assert refused.value.message("en") == str(refused.value)


def test_what_was_ever_known_outlives_its_retraction() -> None:
    gone = infused(fact_id="I", version=2, retracted=True)
    known = Snapshot.known_at((infused(fact_id="I"), gone), at("2026-01-01"))
    assert (known.treatments(), known.ever()) == ((), ("T1",))
