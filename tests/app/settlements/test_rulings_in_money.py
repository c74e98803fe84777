"""What the parties ruled, in money: the cost of another therapy, and a line in dispute."""

from datetime import date

import pytest

from app.agreements.rulings import NewRuling, record_ruling, retract_ruling
from app.db.engine import read_tx, write_tx
from app.settlements.working import As, inputs
from contracts.entitlement import entitlements
from tests.app.settlements.conftest import noon
from tests.app.settlements.test_figures_in_money import FIRST, NUMBER, in_euro

__all__ = ["in_euro"]
SWITCH, RATE = "switch|1|refund", "rates|1|instalment"


def ruled(in_euro, name: str, value: str = "", at: date = date(2027, 3, 1), **about: str) -> str:
    unit = "EUR" if value else ""
    said = ("P-0001", name, date(2027, 2, 10), "Voldgiften", "Kendelse af 10. februar", value, unit)
    with write_tx(in_euro.world.db) as session:
        new = NewRuling(NUMBER, *said, about)
        return record_ruling(session, in_euro.world.analyst, new, at=noon(at)).fact_id


def line(in_euro, about: str):
    with read_tx(in_euro.world.db) as session:
        given = inputs(session, NUMBER, As(FIRST))
    found = entitlements(given.newest, given.snapshot, FIRST)
    return next(one for one in found if f"P-0001|{about}" in one.key)


@pytest.fixture
def switched(in_euro) -> None:
    in_euro.world.happens(in_euro.first, "next_therapy", date(2027, 1, 15))


def test_the_cost_of_another_therapy_is_held_until_it_is_ruled(in_euro, switched) -> None:
    waiting = line(in_euro, "switch")
    assert (waiting.status, [owed.outcome for owed in waiting.blocked_by]) == ("HOLD", ["cost"])
    ruled(in_euro, "switch-cost", "40000.00")
    assert line(in_euro, "switch").amount == -298_400_00


def test_a_ruling_corrected_or_taken_back_counts_no_longer(in_euro, switched) -> None:
    ruled(in_euro, "switch-cost", "40000.00")
    fact_id = ruled(in_euro, "switch-cost", "30000.00", date(2027, 3, 2))
    assert line(in_euro, "switch").amount == -223_800_00
    with write_tx(in_euro.world.db) as session:
        retract_ruling(session, in_euro.world.analyst, NUMBER, fact_id, "tilbagekaldt")
    assert line(in_euro, "switch").status == "HOLD"


def test_a_disputed_line_is_held_and_then_paid_as_decided(in_euro) -> None:
    ruled(in_euro, "dispute", term="rates", milestone="1", state="open")
    assert (line(in_euro, "rates").status, line(in_euro, "rates").amount) == ("HOLD", 0)
    decided = {"term": "rates", "milestone": "1", "amount": "50000.00"}
    ruled(in_euro, "dispute", at=date(2027, 3, 2), **decided)
    assert line(in_euro, "rates").amount == 373_000_00


def test_a_ruling_between_look_and_signature_moves_the_ground(in_euro) -> None:
    from app.agreements.reading import Reads
    from app.evidence.facts import last_recorded, recorded_since

    with read_tx(in_euro.world.db) as session:
        seen = last_recorded(session)
    ruled(in_euro, "dispute", at=date(2028, 1, 1), term="rates", milestone="1", state="open")
    about = ("hemgenix", "haemophilia-b", seen)
    with read_tx(in_euro.world.db) as session:
        assert recorded_since(session, *about, reads=Reads(NUMBER))
        assert not recorded_since(session, *about, reads=Reads("DK-HEMGENIX-ANNUITY"))
