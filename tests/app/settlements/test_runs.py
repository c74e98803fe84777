from dataclasses import replace
from datetime import date

import pytest

from app.db.engine import read_tx, write_tx
from app.settlements import actions, overview
from app.settlements.refusals import (
    LapsedRun,
    NotNextStep,
    OtherOpen,
    OwnProposal,
    OwnTerms,
    StaleRun,
)
from app.settlements.steps import run_of
from app.settlements.stored import columns, lines_sha256
from app.settlements.working import As, work_out
from tests.app.settlements.conftest import AGREEMENT, INSTALMENT, SEEN
from tests.app.settlements.reading import ledger, lines, sections, state, statement

MID_2024, MID_2025 = date(2024, 6, 30), date(2025, 6, 30)


@pytest.fixture
def treated(world) -> int:
    one = world.patient()
    world.looks(one, SEEN)
    return one


def test_a_met_year_is_paid_and_posted(world, settled) -> None:
    assert [(e.sequence, e.debit, e.credit, e.amount) for e in ledger(world)][:1] == [
        (1, "payer:hovedstaden", f"due:{AGREEMENT}", INSTALMENT)
    ]


def test_the_same_inputs_are_the_same_run(world, treated) -> None:
    assert world.draft(MID_2024) == world.draft(MID_2024)


def test_a_rejected_draft_made_anew_for_another_period_has_that_label(world, treated) -> None:
    run = world.draft(MID_2024, "2024-06")
    with write_tx(world.db) as session:
        actions.reject(session, world.analyst, run, "Forkert periode")
    again = world.draft(MID_2024, "2024-H1")
    with read_tx(world.db) as session:
        assert (run_of(session, run).period, run_of(session, again).period) == (
            "2024-06",
            "2024-H1",
        )


def test_after_an_upgrade_that_says_other_lines_a_new_run_can_be_approved(world, treated) -> None:
    world.patient()
    with write_tx(world.db) as session:
        now = work_out(session, AGREEMENT, As(MID_2024))
        shown = now.shown[:1]
        older = replace(now, shown=shown, lines_sha256=lines_sha256([columns(*shown[0])]))
        run = actions.keep(session, world.analyst, older, "2024-H1").id
        actions.reject(session, world.analyst, run, "Rettet i ny version")
    again = world.draft(MID_2024)
    assert len(lines(world, again)) == len(now.shown) > len(lines(world, run)) == 1
    world.propose(again)
    world.approve(again)
    assert state(world, again) == "approved"


def test_every_state_of_a_line_has_its_section(world, treated) -> None:
    lost, unseen = world.patient(), world.patient(infused=date(2023, 5, 1))
    world.looks(lost, SEEN, "resumed")
    found = sections(world, world.draft(MID_2024))
    assert found[f"P-{treated:04d}", "1"] == ("payable", INSTALMENT)
    assert found[f"P-{lost:04d}", "1"] == ("payable", INSTALMENT * 11 // 12)
    assert found[f"P-{lost:04d}", "2"] == ("not_payable", 0)
    assert found[f"P-{unseen:04d}", "1"] == ("waiting", 0)


def test_a_missing_value_blocks_once_its_grace_has_passed(world) -> None:
    unseen = world.patient()
    found = sections(world, world.draft(date(2024, 12, 31)))
    assert found[f"P-{unseen:04d}", "1"] == ("blocked", 0)


def test_the_proposer_may_not_approve(world, treated, person) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    both = person("approver")
    same_person(world, both, world.analyst)
    with pytest.raises((OwnProposal, OwnTerms)):
        world.approve(run, both)


def same_person(world, one, other) -> None:
    from app.db.tables.accounts import User

    with write_tx(world.db) as session:
        row = session.get_one(User, one.user_id)
        row.person = session.get_one(User, other.user_id).person
        session.add(row)


def test_nor_by_a_second_account_of_the_same_person(world, treated, person) -> None:
    proposer, twin = person("analyst"), person("approver")
    same_person(world, twin, proposer)
    run = world.draft(MID_2024)
    with write_tx(world.db) as session:
        actions.propose(session, proposer, run)
    with pytest.raises(OwnProposal):
        world.approve(run, twin)
    world.approve(run)
    assert state(world, run) == "approved"


def test_a_second_run_cannot_be_proposed_beside_an_open_one(world, treated) -> None:
    first, second = world.draft(MID_2024), world.draft(date(2024, 5, 31))
    world.propose(first)
    with pytest.raises(OtherOpen):
        world.propose(second)


def test_an_issue_makes_older_drafts_stale(world, left_behind) -> None:
    with pytest.raises(StaleRun):
        world.propose(left_behind)


def test_only_a_draft_that_still_counts_is_entitled_but_not_claimed(world, left_behind) -> None:
    with read_tx(world.db) as session:
        before = overview.home(session, world.analyst, MID_2024)
    world.looks(world.patient(), SEEN)
    world.draft(date(2024, 7, 31))
    world.draft(date(2024, 12, 31))
    with read_tx(world.db) as session:
        after = overview.home(session, world.analyst, MID_2024)
    assert (before.unclaimed, after.unclaimed, after.unclaimed_sum) == (0, 1, INSTALMENT)


def test_what_is_settled_or_ended_no_longer_falls_due(world, settled) -> None:
    with read_tx(world.db) as session:
        assert overview.due(session, world.analyst, MID_2024) == []
        next_year = overview.due(session, world.analyst, date(2025, 1, 1))
    assert [one.due_on for one in next_year] == [date(2025, 3, 3)] * 2


def test_an_approval_lapses_when_new_data_change_a_line(world, treated) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    world.approve(run)
    world.looks(treated, SEEN, "resumed", at=date(2024, 7, 5), why="fejl")
    with pytest.raises(LapsedRun):
        world.issue(run)
    assert ledger(world) == []


def test_a_lapsed_run_is_rejected_and_another_made(world, treated) -> None:
    run = world.draft(MID_2024)
    world.propose(run)
    world.approve(run)
    world.looks(treated, SEEN, "resumed", at=date(2024, 7, 5), why="fejl")
    with write_tx(world.db) as session:
        actions.reject(session, world.approver, run, "Nye data")
    assert state(world, run) == "rejected"
    world.propose(world.draft(MID_2024))


def test_new_data_about_a_waiting_line_do_not_undo_an_approval(world, treated) -> None:
    unseen = world.patient()
    run = world.draft(date(2024, 12, 31))
    world.propose(run)
    world.looks(unseen, SEEN, at=date(2025, 1, 5))
    world.approve(run)
    world.issue(run)
    again = sections(world, world.draft(date(2024, 12, 31)))
    assert again == {(f"P-{unseen:04d}", "1"): ("payable", INSTALMENT)} | waiting(again)


def waiting(found):
    return {key: one for key, one in found.items() if one[0] != "payable"}


def test_an_issued_run_is_not_issued_again(world, settled) -> None:
    world.issue(settled)
    assert len(ledger(world)) == 3


def test_a_draft_cannot_be_issued_without_approval(world, treated) -> None:
    with pytest.raises(NotNextStep):
        world.issue(world.draft(MID_2024))


def test_a_late_correction_posts_the_difference_and_the_old_statement_stands(
    world, settled
) -> None:
    first, before = settled, statement(world, settled)
    world.looks(1, SEEN, "resumed", at=date(2025, 1, 5), why="fejl")
    second = world.settled(MID_2025, "2025-H1")
    line = next(one for one in lines(world, second) if one.section == "adjustment")
    assert (line.previous, line.amount) == (INSTALMENT, line.entitled - INSTALMENT)
    assert statement(world, first) == before
    assert line.explanation["before"]["code"] == "line"


def test_what_was_said_once_is_not_said_again(world, settled) -> None:
    again = [one.section for one in lines(world, world.draft(date(2024, 7, 31)))]
    assert "payable" not in again
    assert "not_payable" not in again
