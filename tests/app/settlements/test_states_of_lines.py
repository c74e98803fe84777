"""Payments are entries of their own; what does not match stays open and changes no line."""

from datetime import date

import pytest

from app.clock import today
from app.db.engine import read_tx, write_tx
from app.settlements import lines as issued
from app.settlements.cash import Payment, open_items
from app.settlements.queries import run as run_view
from tests.app.settlements.conftest import INSTALMENT
from tests.app.settlements.reading import ledger, lines
from tests.browsers import text_of

PAID = Payment(date(2024, 7, 15), "Bilag 77")


@pytest.fixture
def line(world, settled):
    return next(one for one in lines(world, settled) if one.amount == INSTALMENT)


def paid(world, line, amount: int) -> None:
    with write_tx(world.db) as session:
        issued.note_payment(session, world.analyst, line.id, amount, PAID)


def state(world, line) -> str:
    with read_tx(world.db) as session:
        return issued.line_state(session, line).value


def differences(world) -> list[int]:
    with read_tx(world.db) as session:
        return [one.difference for one in open_items(session, world.analyst)]


def test_a_full_payment_makes_the_line_paid(world, line) -> None:
    paid(world, line, INSTALMENT)
    assert (state(world, line), differences(world)) == ("paid", [])
    assert ledger(world)[-1].credit.startswith("cash:")


def test_a_short_payment_leaves_the_line_open_until_the_rest_comes(world, line) -> None:
    paid(world, line, INSTALMENT - 500)
    assert (state(world, line), differences(world)) == ("issued", [-500])
    paid(world, line, 500)
    assert (state(world, line), differences(world)) == ("paid", [])


def test_a_second_payment_is_an_open_item_and_changes_no_line(world, line) -> None:
    paid(world, line, INSTALMENT)
    paid(world, line, INSTALMENT)
    assert (state(world, line), differences(world)) == ("paid", [INSTALMENT])
    assert not [one for one in lines(world, world.draft(date(2024, 7, 31))) if one.amount]


def test_paying_the_rest_of_a_run_pays_what_is_short(world, settled, line) -> None:
    paid(world, line, INSTALMENT - 500)
    with write_tx(world.db) as session:
        issued.pay(session, world.analyst, settled, payment=PAID)
    assert (state(world, line), differences(world)) == ("paid", [])


def test_payments_that_do_not_match_are_listed(world, line, analyst) -> None:
    url = f"/settlements/lines/{line.id}"
    fields = {"amount": "2.000.000,00", "paid_on": "15-07-2024", "reference": "Bilag 77"}
    assert "Der mangler 150.000,00" in text_of(analyst.follow(analyst.post(f"{url}/cash", fields)))
    assert "Der mangler 150.000,00" in text_of(analyst.get("/settlements/open-items"))
    wrong = analyst.post(f"{url}/cash", {**fields, "amount": "mange"})
    assert wrong.status_code == 422


def test_a_run_is_shown_as_it_stood_before_it_was_paid(world, settled, line) -> None:
    with read_tx(world.db) as session:
        before = run_view(session, world.analyst, settled, "da").row.drafted_at
    paid(world, line, INSTALMENT)
    with read_tx(world.db) as session:
        then = run_view(session, world.analyst, settled, "da", until=before)
        present = run_view(session, world.analyst, settled, "da")
    assert (then.row.state.value, then.standing) == ("draft", {})
    assert (present.row.state.value, present.standing["paid"]) == ("issued", 1)


def test_a_run_of_later_is_not_there_yet(world, settled, analyst) -> None:
    assert analyst.get(f"/settlements/{settled}?as_of=01-01-2020").status_code == 404
    page = text_of(analyst.get(f"/settlements/{settled}?as_of={today():%d-%m-%Y}"))
    assert "Pr. udgangen af" in page
