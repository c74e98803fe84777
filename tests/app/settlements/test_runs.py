from datetime import date

from app.db.engine import read_tx
from app.db.tables.settlements import LedgerEntry, SettlementLine
from sqlmodel import select

from tests.app.settlements.conftest import INFUSED, INSTALMENT, days_after


def test_a_met_year_is_paid_and_posted(world) -> None:
    one = world.patient()
    world.looks(one, days_after(INFUSED, 1))
    run = world.settled(date(2024, 6, 30))
    with read_tx(world.db) as session:
        lines = session.exec(select(SettlementLine).where(SettlementLine.run_id == run)).all()
        posted = session.exec(select(LedgerEntry)).all()
    for l in lines: print(l.key, l.section, l.amount, l.status)
    assert [(p.debit, p.credit, p.amount) for p in posted] == [
        ("payer:hovedstaden", "due:DK-HEMGENIX-ANNUITY", INSTALMENT)
    ]
