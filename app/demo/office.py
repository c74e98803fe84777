"""The office's part of the demo: agreements brought into force, runs issued, a line disputed."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.agreements import actions as agreements
from app.agreements import figures
from app.agreements.figures import NewFigure
from app.agreements.weighed import Accepted
from app.db.engine import Database, write_tx
from app.db.tables.settlements import SettlementLine
from app.demo.cohort import office_hour
from app.permissions import Actor
from app.settlements import actions as runs
from app.settlements import disputes, issue, lines
from app.settlements.disputes import Said
from app.settlements.periods import half_year
from contracts import library
from contracts.fact import Kind
from fixtures.demo import DemoHooks

PRICES = {
    "illustrative-hemgenix": "21500000.00",
    "illustrative-luxturna": "5000000.00",
    "illustrative-allo-hct": "100000.00",
}
SHOWN = Accepted("Illustrative vilkår, i kraft for at vise, hvordan der afregnes")
ACTIVE = ("hemgenix_dk", "luxturna_dk", "ebmt_illustrative")
READ_ONLY = ("kymriah_es",)
"""Recorded as an example to read; Spain pays in euro and nobody brings it into force here."""


def sign_agreements(database: Database, actors: Mapping[str, Actor], day: date) -> dict[str, str]:
    """Record the illustrative agreements and prices; the approver brings three into force.

    Returns each active template's agreement id.
    """
    analyst, approver = actors["anders@demo.example"], actors["gry@demo.example"]
    at = office_hour(day)
    ids: dict[str, str] = {}
    for name in (*ACTIVE, *READ_ONLY):
        with write_tx(database) as session:
            row = agreements.record_version(
                session, analyst, library.template(name), library.examples_of(name), at=at
            )
            if name in ACTIVE:
                agreements.activate(
                    session, approver, row.agreement_id, row.version, accepted=SHOWN, at=at
                )
                ids[name] = row.agreement_id
    with write_tx(database) as session:
        for price, amount in PRICES.items():
            new = NewFigure(
                Kind.PRICE, price, amount, date(2000, 1, 1), "Illustrativ pris", unit="DKK"
            )
            figures.record_figure(session, analyst, new, at=at)
    return ids


def settle(
    database: Database, actors: Mapping[str, Actor], agreement_id: str, period: str, on: date
) -> str:
    """Draft, propose, approve and issue a settlement on the days after its date; gives its id."""
    analyst, approver = actors["anders@demo.example"], actors["gry@demo.example"]
    moment = office_hour(on)
    with write_tx(database) as session:
        run_id = runs.draft(session, analyst, agreement_id, period, on, at=moment).id
        runs.propose(session, analyst, run_id, at=office_hour(on, 30))
    with write_tx(database) as session:
        runs.approve(session, approver, run_id, at=office_hour(on, 60))
    issue.issue(database, analyst, run_id, at=office_hour(on, 90))
    return run_id


def draft_next(
    database: Database, actors: Mapping[str, Actor], ids: Mapping[str, str], on: date
) -> None:
    """Draft what is to be settled next: the adjustment, the eyes, and the reference cohort."""
    analyst = actors["anders@demo.example"]
    for name in ACTIVE:
        with write_tx(database) as session:
            runs.draft(session, analyst, ids[name], half_year(on).label, on)


def pay_and_dispute(
    database: Database,
    actors: Mapping[str, Actor],
    run_id: str,
    disputed: tuple[str, DemoHooks],
    at: datetime,
) -> None:
    """Note every line as paid but the one that is disputed, whose thread begins."""
    analyst = actors["anders@demo.example"]
    treatment, hooks = disputed
    with write_tx(database) as session:
        found = _line(session, run_id, treatment)
        disputes.dispute(
            session, analyst, found, Said(hooks.dispute_reason["da"], "supplier"), at=at
        )
        lines.pay(session, analyst, run_id, at=at)


def _line(session: Session, run_id: str, treatment: str) -> int:
    return (
        session.exec(
            select(SettlementLine.id)
            .where(
                SettlementLine.run_id == run_id,
                SettlementLine.treatment == treatment,
                SettlementLine.amount > 0,
            )
            .order_by(col(SettlementLine.id))
        ).one_or_none()
        or 0
    )
