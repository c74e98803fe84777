import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.canonical import canonical_bytes, sha256
from contracts.ledger import (
    DISPUTE,
    GENESIS,
    Entry,
    EntryRefused,
    Side,
    account,
    balances,
    chain,
    issued,
    paid,
    released,
    verify,
    withheld,
)
from contracts.settle import Line, settle
from tests.contracts.builders import TERM, an_agreement, fix, infused, owed

Rows = list[tuple[str, dict[str, int]]]


def a_chain(payloads: list[dict[str, int]]) -> Rows:
    rows: Rows = []
    for payload in payloads:
        rows.append((chain(rows[-1][0] if rows else GENESIS, payload), payload))
    return rows


payloads = st.lists(st.fixed_dictionaries({"n": st.integers()}), min_size=2, max_size=8)


@given(payloads)
def test_an_untouched_chain_is_sound(found: list[dict[str, int]]) -> None:
    rows = a_chain(found)
    assert verify(rows) is None
    assert verify(rows, rows[-1][0]) is None


@given(payloads, st.data())
def test_an_edit_is_found_at_its_row(found: list[dict[str, int]], data: st.DataObject) -> None:
    rows = a_chain(found)
    at = data.draw(st.integers(0, len(rows) - 1))
    rows[at] = (rows[at][0], {"n": rows[at][1]["n"] + 1})
    assert verify(rows) == at


@given(payloads, st.data())
def test_a_deletion_an_insertion_and_a_swap_are_found(
    found: list[dict[str, int]], data: st.DataObject
) -> None:
    rows = a_chain(found)
    at = data.draw(st.integers(0, len(rows) - 2))
    assert verify(rows[:at] + rows[at + 1 :]) == at
    assert verify([*rows[:at], ("0" * 64, {"n": 0}), *rows[at:]]) == at
    assert verify([*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]) == at


@given(payloads)
def test_rows_cut_off_the_end_are_found_by_the_head(found: list[dict[str, int]]) -> None:
    rows = a_chain(found)
    assert verify(rows[:-1]) is None
    assert verify(rows[:-1], rows[-1][0]) == len(rows) - 1


def test_equal_content_has_equal_bytes() -> None:
    assert canonical_bytes({"b": [1, "å"], "a": None}) == '{"a":null,"b":[1,"å"]}'.encode()
    assert sha256({"b": 1, "a": 2}) == sha256({"a": 2, "b": 1})


@pytest.mark.parametrize("value", [0.5, {1: "a"}, {"a": {2}}, ["a", b"b"]])
def test_what_has_no_exact_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_bytes(value)  # type: ignore[arg-type]


PAYER, DUE = account(Side.PAYER, "syddanmark"), account(Side.DUE, "A1")


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        ((PAYER, PAYER, 1, "DKK"), "one_account"),
        ((PAYER, DUE, 0, "DKK"), "amount"),
        ((PAYER, DUE, -1, "DKK"), "amount"),
        ((PAYER, DUE, 1, "kr"), "currency"),
        (("bank:x", DUE, 1, "DKK"), "account"),
        ((PAYER, "due:", 1, "DKK"), "account"),
    ],
)
def test_what_is_no_double_entry_is_refused(entry: tuple[str, str, int, str], rule: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        Entry(*entry)
    assert refused.value.rule == rule


def the_lines(held: int) -> tuple[Line, ...]:
    found = owed(an_agreement(TERM), infused(), fix("31.4", "2025-03-10"), on="2026-01-01")
    return settle(found.values(), {"A1|syddanmark|T1|rates|1|instalment": held})


def test_an_issued_line_is_what_the_payer_owes_or_gets_back() -> None:
    assert issued(the_lines(0)[0]) == Entry(PAYER, DUE, 10000, "DKK")
    assert issued(the_lines(15000)[0]) == Entry(DUE, PAYER, 5000, "DKK")
    assert issued(the_lines(10000)[0]) is None


def test_a_paid_line_leaves_nothing_due_and_everything_balances() -> None:
    line = the_lines(0)[0]
    entries = [entry for entry in (issued(line), paid(line, 10000)) if entry]
    found = balances(entries)
    assert found == {
        ("cash:syddanmark", "DKK"): -10000,
        (DUE, "DKK"): 0,
        (PAYER, "DKK"): 10000,
    }


@pytest.mark.parametrize(("cash", "open_"), [(9000, -1000), (20000, 10000)])
def test_a_short_or_double_payment_stays_open_on_what_is_due(cash: int, open_: int) -> None:
    line = the_lines(0)[0]
    found = balances(entry for entry in (issued(line), paid(line, cash)) if entry)
    assert found[DUE, "DKK"] == open_


def test_a_dispute_holds_the_amount_and_its_decision_releases_it() -> None:
    line = the_lines(0)[0]
    begun = [entry for entry in (issued(line), withheld(line)) if entry]
    assert balances(begun)[DISPUTE, "DKK"] == -10000
    assert balances(begun)[DUE, "DKK"] == 0
    ended = balances([*begun, released(line) or begun[0]])
    assert (ended[DISPUTE, "DKK"], ended[DUE, "DKK"]) == (0, -10000)


def test_money_the_supplier_paid_back_goes_the_other_way() -> None:
    assert paid(the_lines(15000)[0], -5000) == Entry("cash:syddanmark", DUE, 5000, "DKK")
