from itertools import product

import pytest

from contracts.states import (
    NEXT,
    ApprovalLapsed,
    EditorMayNotSign,
    Move,
    MoveRefused,
    NotNext,
    SamePerson,
    State,
    lapsed,
    may_move,
    state_of,
)

PROPOSED = [Move(State.PROPOSED, "anne", "r1")]
APPROVED = [*PROPOSED, Move(State.APPROVED, "bo", "r1")]
ISSUED = [*APPROVED, Move(State.ISSUED, "anne", "r1")]


def test_a_settlement_walks_from_draft_to_paid_by_two_people() -> None:
    history: list[Move] = []
    for to, person in (("proposed", "anne"), ("approved", "bo"), ("issued", "bo"), ("paid", "cy")):
        history.append(may_move(history, State(to), person, "r1"))
    assert state_of(history) is State.PAID


def test_whoever_proposed_may_not_approve() -> None:
    with pytest.raises(SamePerson):
        may_move(PROPOSED, State.APPROVED, "anne", "r1")


@pytest.mark.parametrize(("history", "to"), [([], "proposed"), (PROPOSED, "approved")])
def test_whoever_last_changed_the_grounds_may_not_sign(history: list[Move], to: str) -> None:
    with pytest.raises(EditorMayNotSign):
        may_move(history, State(to), "dan", "r1", frozenset({"dan"}))


@pytest.mark.parametrize("run_hash", ["r2", None])
@pytest.mark.parametrize(("history", "to"), [(PROPOSED, "approved"), (APPROVED, "issued")])
def test_a_signature_lapses_when_the_run_is_another(
    history: list[Move], to: str, run_hash: str | None
) -> None:
    with pytest.raises(ApprovalLapsed):
        may_move(history, State(to), "bo", run_hash)


def test_nothing_is_proposed_without_its_hash() -> None:
    with pytest.raises(ApprovalLapsed):
        may_move([], State.PROPOSED, "anne")


def test_lapsing_can_be_asked_for() -> None:
    assert not lapsed([], "r1")
    assert not lapsed(APPROVED, "r1")
    assert lapsed(APPROVED, "r2")


def test_a_rejection_and_a_dispute_need_no_hash() -> None:
    assert may_move(PROPOSED, State.REJECTED, "bo").to is State.REJECTED
    disputed = [*ISSUED, may_move(ISSUED, State.DISPUTED, "supplier")]
    assert may_move(disputed, State.ADJUSTED, "bo").to is State.ADJUSTED
    assert may_move(disputed, State.UPHELD, "bo").to is State.UPHELD


def test_a_draft_is_discarded_and_an_approval_taken_back() -> None:
    assert may_move([], State.REJECTED, "anne").to is State.REJECTED
    assert may_move(APPROVED, State.REJECTED, "bo").to is State.REJECTED
    with pytest.raises(NotNext):
        may_move(ISSUED, State.REJECTED, "bo")


@pytest.mark.parametrize("decision", [State.UPHELD, State.ADJUSTED])
def test_a_line_is_paid_once_its_dispute_is_decided(decision: State) -> None:
    disputed = [*ISSUED, Move(State.DISPUTED, "supplier")]
    with pytest.raises(NotNext):
        may_move(disputed, State.PAID, "anne")
    assert may_move([*disputed, Move(decision, "bo")], State.PAID, "anne").to is State.PAID


@pytest.mark.parametrize(("now", "to"), list(product(State, repeat=2)))
def test_no_step_is_taken_that_the_table_does_not_name(now: State, to: State) -> None:
    history = [Move(now, "anne", "r1")]
    if to in NEXT[now]:
        assert may_move(history, to, "bo", "r1").to is to
    else:
        with pytest.raises(NotNext):
            may_move(history, to, "bo", "r1")


def test_no_way_leads_back() -> None:
    order = list(State)
    reachable = {State.DRAFT}
    for state in order:
        assert State.DRAFT not in NEXT[state]
        reachable |= NEXT[state]
    assert reachable == set(State)
    assert all(state not in NEXT[later] for state in order for later in NEXT[state])


@pytest.mark.parametrize(
    "refusal",
    [
        NotNext(State.DRAFT, State.PAID),
        SamePerson("anne"),
        EditorMayNotSign("dan"),
        ApprovalLapsed("r1", "r2"),
    ],
)
def test_a_refusal_says_why_in_both_languages(refusal: MoveRefused) -> None:
    assert refusal.into("da") != refusal.into("en")
    assert "{" not in refusal.into("da") + refusal.into("en")
