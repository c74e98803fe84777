"""Short looks at what settlements left behind."""

from sqlmodel import col, select

from app.db.engine import read_tx
from app.db.tables.settlements import Document, LedgerEntry, SettlementLine
from app.settlements.steps import state_of_run


def lines(world, run):
    with read_tx(world.db) as session:
        return session.exec(
            select(SettlementLine).where(SettlementLine.run_id == run).order_by(SettlementLine.key)
        ).all()


def sections(world, run):
    return {(one.treatment, one.milestone): (one.section, one.amount) for one in lines(world, run)}


def ledger(world):
    with read_tx(world.db) as session:
        return session.exec(select(LedgerEntry).order_by(col(LedgerEntry.sequence))).all()


def statement(world, run, lang="da", kind="statement"):
    with read_tx(world.db) as session:
        return session.exec(
            select(Document.content).where(
                Document.subject == run, Document.language == lang, Document.kind == kind
            )
        ).one()


def state(world, run):
    with read_tx(world.db) as session:
        return state_of_run(session, run).value
