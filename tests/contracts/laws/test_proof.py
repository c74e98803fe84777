"""Laws of the ledger and of signatures: nothing is changed unseen, and nobody decides alone."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from contracts.facts import Fact
from contracts.ledger import GENESIS, balances, chain, issued, paid, released, verify, withheld
from contracts.settle import settle
from contracts.states import NEXT, Move, MoveRefused, State, lapsed, may_move, state_of
from tests.contracts.laws.histories import FIGURES, HISTORIES, MOMENTS, everything, owed
from tests.contracts.laws.law import law

Rows = list[tuple[str, dict[str, Any]]]


@law(HISTORIES, FIGURES, MOMENTS, st.integers(-(10**6), 10**6), entries=80, back=20, short=60)
def test_i09_debits_are_credits_in_every_entry_currency_and_ledger(
    told: tuple[Fact, ...], figures: tuple[Fact, ...], moment: Any, cash: int
) -> Iterator[str]:
    lines = settle(owed(everything(), (*told, *figures), moment), {}, currency="EUR")
    steps = [step(line) for line in lines for step in (issued, withheld, released)]
    entries = [entry for entry in steps if entry is not None]
    entries += [entry for line in lines[:1] if (entry := paid(line, cash))]
    sums = balances(entries)
    assert {currency for _, currency in sums} <= {"EUR"}
    assert sum(sums.values()) == 0
    due = sum(amount for (name, _), amount in sums.items() if name.startswith("due:"))
    assert due == (cash if lines else 0) - sum(line.amount for line in lines)
    yield from ["entries"] * bool(entries)
    yield from ["back"] * any(line.amount < 0 for line in lines)
    yield from ["short"] * any(line.amount != cash for line in lines[:1])


def chained(payloads: list[dict[str, Any]]) -> Rows:
    rows: Rows = []
    for payload in payloads:
        rows.append((chain(rows[-1][0] if rows else GENESIS, payload), payload))
    return rows


def edited(rows: Rows, at: int, other: int) -> Rows:
    return [(h, p | {"n": p["n"] + 1 + other}) if i == at else (h, p)
            for i, (h, p) in enumerate(rows)]  # fmt: skip


def deleted(rows: Rows, at: int, _: int) -> Rows:
    return [row for i, row in enumerate(rows) if i != at]


def swapped(rows: Rows, at: int, other: int) -> Rows:
    found = list(rows)
    found[at], found[other] = found[other], found[at]
    return found


def inserted(rows: Rows, at: int, other: int) -> Rows:
    return [*rows[:at], rows[other], *rows[at:]]


CHANGES = st.sampled_from([edited, deleted, swapped, inserted])
PAYLOADS = st.lists(st.integers(0, 3).map(lambda n: {"n": n}), min_size=2, max_size=8)
PLACE = st.integers(0, 7)


@law(PAYLOADS, CHANGES, PLACE, PLACE, edited=10, deleted=10, swapped=10, inserted=10)
def test_i10_any_edit_deletion_swap_or_insertion_in_a_chain_is_found(
    payloads: list[dict[str, Any]], change: Any, at: int, other: int
) -> Iterator[str]:
    rows = chained(payloads)
    at, other, head = at % len(rows), other % len(rows), rows[-1][0]
    assert verify(rows, head) is None
    changed = change(rows, at, other)
    assert (verify(changed, head) is None) == (changed == rows)
    yield from [change.__name__] * (changed != rows)


PEOPLE = st.sampled_from(["ann", "bo", "cy"])
HASHES = st.sampled_from(["a", "a", "a", "b", None])
STEP = st.tuples(st.sampled_from(State), PEOPLE, HASHES)
USUAL = (State.PROPOSED, State.APPROVED, State.ISSUED)
STEPS = st.lists(STEP, max_size=12).flatmap(
    lambda wild: st.tuples(PEOPLE, PEOPLE, PEOPLE).map(
        lambda who: [*((to, one, "a") for to, one in zip(USUAL, who, strict=True)), *wild]
    )
)
ORDER = list(State)


@law(STEPS, st.sampled_from([frozenset(), frozenset({"cy"})]), issued=20, refused=50, ended=5)
def test_i19_nothing_is_issued_or_paid_without_two_people_and_no_step_leads_back(
    steps: list[tuple[State, str, str | None]], editors: frozenset[str]
) -> Iterator[str]:
    history: list[Move] = []
    for to, person, run in steps:
        try:
            history.append(may_move(history, to, person, run, editors))
        except MoveRefused:
            yield "refused"
    states = [State.DRAFT, *(move.to for move in history)]
    assert all(later in NEXT[now] for now, later in pairwise(states))
    assert len(set(states)) == len(states)
    if State.ISSUED in states:
        who = {move.to: move.person for move in history}
        assert who[State.PROPOSED] != who[State.APPROVED]
        assert not editors & {who[State.PROPOSED], who[State.APPROVED]}
        yield "issued"
    yield from ["ended"] * (state_of(history) in {State.PAID, State.UPHELD, State.ADJUSTED})


@law(st.lists(HASHES, min_size=1, max_size=3), HASHES, lapses=20, stands=20)
def test_i20_an_approval_lapses_exactly_if_the_lines_are_others(
    signed: list[str | None], now: str | None
) -> Iterator[str]:
    steps = zip((State.PROPOSED, State.APPROVED, State.ISSUED), signed, strict=False)
    history = [Move(to, "ann", run) for to, run in steps]
    same = now is not None and now == signed[-1]
    assert lapsed(history, now) == (not same)
    yield "stands" if same else "lapses"
