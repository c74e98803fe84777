"""Issued lines whose money has not come: nothing, too little, or more than was owed."""

from collections.abc import Iterator
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.clock import COPENHAGEN
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import CashEntry, SettlementLine, SettlementRun, SettlementState
from app.settlements.leakage_items import Item, Kind
from contracts.states import State


def unpaid_items(session: Session) -> Iterator[Item]:
    """What is still to change hands for issued lines; money paid beyond a line is owed back."""
    issued, states = _issued(session), _states(session)
    for row in session.execute(_rows()):
        rest = row.amount - int(row.paid or 0)
        agreement_id, product_id, issued_on = issued[row.run_id]
        yield Item(
            Kind.REFUND_UNPAID if rest < 0 else Kind.PAYMENT_UNPAID,
            product_id,
            row.treatment,
            issued_on,
            agreement_id=agreement_id,
            payer=row.payer,
            key=row.key,
            clause=row.clause,
            component=row.key.rpartition("|")[2],
            milestone=row.milestone,
            currency=row.currency,
            amount=rest,
            of=row.amount if rest != row.amount else 0,
            line_id=row.id,
            state=states.get(row.id),
        )


def _rows() -> sa.Select[tuple[object, ...]]:
    """The issued lines whose payments do not come to their amounts, as plain rows."""
    names = ("id", "run_id", "key", "clause", "milestone", "treatment", "payer", "currency")
    paid = (
        select(col(CashEntry.line_id).label("line_id"), func.sum(CashEntry.amount).label("paid"))
        .group_by(col(CashEntry.line_id))
        .subquery()
    )
    amount = col(SettlementLine.amount)
    return (
        sa.select(*(getattr(SettlementLine, name) for name in names), amount, paid.c.paid)
        .outerjoin(paid, paid.c.line_id == col(SettlementLine.id))
        .where(
            col(SettlementLine.run_id).in_(_issued_runs()),
            amount != 0,
            amount != sa.func.coalesce(paid.c.paid, 0),
        )
        .order_by(col(SettlementLine.id))
    )


def _issued_runs() -> sa.Select[str]:
    return sa.select(col(SettlementState.run_id)).where(_of_a_run())


def _of_a_run() -> sa.ColumnElement[bool]:
    issued = col(SettlementState.state) == State.ISSUED.value
    return issued & col(SettlementState.line_id).is_(None)


def _issued(session: Session) -> dict[str, tuple[str, str, date]]:
    """The agreement, product and day of issue of every issued run."""
    rows = session.execute(
        select(SettlementState.run_id, AgreementRow.id, AgreementRow.product_id, SettlementState.at)
        .join(SettlementRun, col(SettlementRun.id) == SettlementState.run_id)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .join(AgreementRow, col(AgreementRow.id) == AgreementVersion.agreement_id)
        .where(_of_a_run())
    )
    return {run: (agreement, product, _day(at)) for run, agreement, product, at in rows}


def _day(at: datetime) -> date:
    return at.astimezone(COPENHAGEN).date()


def _states(session: Session) -> dict[int, State]:
    """The last own step of every line that has one."""
    rows = session.execute(
        select(SettlementState.line_id, SettlementState.state)
        .where(col(SettlementState.line_id).is_not(None))
        .order_by(col(SettlementState.id))
    )
    return {line_id or 0: State(state) for line_id, state in rows}
