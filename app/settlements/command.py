"""Settling from the terminal as a named analyst: a draft's totals, and files of issued runs."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.db.engine import Database, read_tx
from app.db.tables.accounts import User
from app.db.tables.settlements import SettlementRun
from app.permissions import Actor, NotFound, Permission
from app.settlements import queries
from app.settlements.actions import keep_beside
from app.settlements.exports import Export, Form, export
from app.settlements.looks import looked
from app.settlements.working import As, NothingInForce, work_out
from app.web.deps import actor_of
from reports.language import Language


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
        DayToCome: the settlement day has not come.
        DayBehind: the agreement is settled to a later day.
    """
    with read_tx(database) as session:
        actor = _analyst(session, email)
        try:
            worked = work_out(session, agreement_id, As(settle_on))
        except NothingInForce as nothing:
            raise NotFound from nothing
    run = keep_beside(database, actor, worked, period)
    with read_tx(database) as session:
        return _totals(queries.run(session, actor, run.id, "en"))


def export_run(database: Database, run: str, form: Form, email: str, lang: Language) -> Export:
    """An issued run as a file, found by the first characters of its id.

    Raises:
        UnknownAnalyst: no such account may prepare settlements.
        NotFound: no issued run, or more than one, begins so.
    """
    with read_tx(database) as session:
        actor = _analyst(session, email)
        begins = col(SettlementRun.id).startswith(run, autoescape=True)
        found = session.exec(select(SettlementRun.id).where(begins).limit(2)).all()
        if len(found) != 1:
            raise NotFound
        exported = export(session, actor, found[0], form, lang)
    looked(database, actor, "export", f"settlement:{found[0]}")
    return exported


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
