"""Settling from the terminal: draft as a named analyst, and the totals as plain values."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.db.engine import Database, read_tx, write_tx
from app.db.tables.accounts import User
from app.permissions import Actor, NotFound, Permission
from app.settlements import queries
from app.settlements.actions import keep
from app.settlements.working import As, NothingInForce, work_out
from app.web.deps import actor_of


class UnknownAnalyst(Exception):  # noqa: N818 - told to the person
    """The e-mail address is not that of an account that may prepare settlements."""


def settle_agreement(
    database: Database, agreement_id: str, period: str, settle_on: date, email: str
) -> dict[str, Any]:
    """Draft a settlement and give its totals in minor units.

    Raises:
        UnknownAnalyst: no such account may prepare settlements.
        NotFound: no agreement of that number is in force.
        NotAPeriod: the period is none.
    """
    with read_tx(database) as session:
        actor = _analyst(session, email)
        try:
            worked = work_out(session, agreement_id, As(settle_on))
        except NothingInForce as nothing:
            raise NotFound from nothing
    with write_tx(database) as session:
        run = keep(session, actor, worked, period)
    with read_tx(database) as session:
        return _totals(queries.run(session, actor, run.id, "en"))


def _analyst(session: Session, email: str) -> Actor:
    user = session.exec(select(User).where(col(User.email) == email.strip().lower())).first()
    actor = actor_of(session, user.id or 0) if user else None
    if actor is None or not actor.may(Permission.SETTLEMENT_PREPARE):
        raise UnknownAnalyst(email)
    return actor


def _totals(view: queries.RunView) -> dict[str, Any]:
    return {
        "run": view.row.id,
        "agreement": view.row.agreement_id,
        "version": view.version,
        "period": view.row.period,
        "settle_on": view.row.settle_on.isoformat(),
        "known_at": view.row.known_at.isoformat(),
        "state": view.row.state.value,
        "currency": view.row.currency,
        "total_ore": view.row.total,
        "agreement_sha256": view.agreement_sha256,
        "snapshot_sha256": view.snapshot_sha256,
        "run_sha256": view.run_hash,
        "lines": {section.value: count for section, count in view.counts.items()},
        "regions": [
            {
                "region": one.region,
                "payable_ore": one.payable,
                "adjustments_ore": one.adjustments,
                "total_ore": one.total,
            }
            for one in view.sums
        ],
    }
