"""What is already known about whether a run still says what is owed, without working it out.

A page must not work a cohort out while a person waits. So a run is held against what was recorded
since by a job, which keeps what it found with the marks it rested on; the pages read that as long
as nothing has moved, and otherwise say that it must be checked again.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from app import __version__
from app.agreements.queries import active_versions
from app.clock import now
from app.db.tables.settlements import SettlementCheck, SettlementRun
from app.permissions import Actor
from app.settlements.freshness import Freshness, Ground, moved
from app.settlements.history import issued_runs, position_sha256
from app.settlements.steps import agreement_id_of
from app.settlements.working import sha256_of


def known_freshness(session: Session, run: SettlementRun) -> Freshness | None:
    """Whether a run still says what is owed; None where that must be worked out first."""
    agreement_id = agreement_id_of(session, run)
    issued = len(issued_runs(session, agreement_id))
    drafted = Ground(run.agreement_sha256, issued, run.known_at)
    terms = sha256_of(active_versions(session, agreement_id))
    if (terms, position_sha256(session, agreement_id)) != (
        run.agreement_sha256,
        run.position_sha256,
    ):
        return Freshness(drafted, stale=True)
    last = session.exec(
        select(SettlementCheck)
        .where(SettlementCheck.run_id == run.id)
        .order_by(col(SettlementCheck.id).desc())
        .limit(1)
    ).first()
    if last is not None:
        ground = Ground(last.terms_sha256, last.issued, last.recorded_by)
        if not moved(session, run, ground):
            return Freshness(ground, last.stale, tuple(last.changed), last.decidable)
        return None
    if run.code_version != __version__ or moved(session, run, drafted):
        return None
    return Freshness(drafted, stale=False)


def keep_check(
    session: Session,
    actor: Actor,
    run: SettlementRun,
    found: Freshness,
    *,
    at: datetime | None = None,
) -> None:
    """Keep what a check found, for the pages and the approval."""
    row = SettlementCheck(
        run_id=run.id,
        terms_sha256=found.ground.terms,
        issued=found.ground.issued,
        recorded_by=found.ground.recorded_by,
        stale=found.stale,
        changed=list(found.changed),
        decidable=found.decidable,
        at=at or now(),
        by=actor.user_id,
    )
    session.add(row)
