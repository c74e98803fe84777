from datetime import date

import pytest

from app.db.engine import read_tx, write_tx
from app.settlements import disputes
from app.settlements import lines as issued
from app.settlements.disputes import Decided, Said
from app.settlements.refusals import LineOpen, NotNextStep
from tests.app.settlements.reading import lines


@pytest.fixture
def run(settled) -> str:
    return settled


def pay(world, run, chosen=None) -> int:
    with write_tx(world.db) as session:
        return issued.pay(session, world.analyst, run, chosen)


def moving(world, run):
    return [one for one in lines(world, run) if one.amount]


def state(world, line) -> str:
    with read_tx(world.db) as session:
        return issued.line_state(session, line).value


def test_a_disputed_line_is_held_back_and_the_others_are_paid(world, run) -> None:
    first, *others = moving(world, run)
    with write_tx(world.db) as session:
        disputes.dispute(session, world.analyst, first.id, Said("Prøven ønskes kontrolleret"))
    assert pay(world, run) == len(others)
    assert state(world, first) == "disputed"
    assert {state(world, one) for one in others} == {"paid"}


def test_a_line_that_stands_is_paid_after_its_dispute(world, run) -> None:
    line = moving(world, run)[0]
    with write_tx(world.db) as session:
        disputes.dispute(session, world.analyst, line.id, Said("Hvorfor?", "supplier"))
        disputes.answer(session, world.approver, line.id, Said("Værdien er over grænsen"))
        signed = Decided("upheld", "A. Holm og M. Berg")
        disputes.decide(session, world.analyst, line.id, signed, Said("Enige"))
    assert pay(world, run, [line.id]) == 1
    assert state(world, line) == "paid"


def test_a_paid_line_is_not_paid_twice_nor_disputed(world, run) -> None:
    line = moving(world, run)[0]
    pay(world, run, [line.id])
    with pytest.raises(LineOpen):
        pay(world, run, [line.id])
    with pytest.raises(LineOpen), write_tx(world.db) as session:
        disputes.dispute(session, world.analyst, line.id, Said("For sent"))


def test_nothing_is_paid_before_the_run_is_issued(world, run) -> None:
    draft = world.draft(date(2025, 6, 30))
    with pytest.raises(NotNextStep):
        pay(world, draft)


def test_a_refusal_says_where_the_line_stands(world, run) -> None:
    refused = LineOpen(state=issued.State.PAID)
    assert refused.worded("da").startswith("Linjen er «Betalt»")
    assert "“Paid”" in refused.worded("en")
