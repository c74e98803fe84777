"""The steps of a settlement up to approval: draft, propose, approve, reject."""

from datetime import date, datetime
from itertools import islice

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app import __version__, audit
from app.clock import now
from app.db.engine import Database, write_tx
from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import SettlementLine, SettlementRun, SettlementState
from app.evidence.facts import keep_snapshot
from app.permissions import Actor, Permission, check
from app.settlements.freshness import Freshness, must_be_fresh
from app.settlements.history import position_sha256
from app.settlements.periods import parse_period
from app.settlements.pseudonyms import new_secret
from app.settlements.recorders import Looked
from app.settlements.refusals import EmptyRun, NotNextStep, OtherOpen, StaleRun
from app.settlements.staging import moved, staged
from app.settlements.steps import (
    agreement_id_of,
    run_hash,
    run_of,
    states_of_runs,
    take_step,
)
from app.settlements.working import As, Worked, work_out
from contracts.states import State

OPEN = frozenset({State.PROPOSED, State.APPROVED})
_AT_ONCE = 1000


def draft(  # noqa: PLR0913, PLR0917 - who settles what, for when, by which knowledge, and when
    session: Session,
    actor: Actor,
    agreement_id: str,
    period: str,
    settle_on: date,
    known_at: datetime | None = None,
    at: datetime | None = None,
) -> SettlementRun:
    """Draft a settlement; the same inputs give the run already kept.

    Raises:
        NotAPeriod: the period is none.
        NothingInForce: no version of the agreement is in force.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    parse_period(period)
    worked = work_out(session, agreement_id, As(settle_on, known_at, active_at=at))
    return keep(session, actor, worked, period, at=at)


def keep_beside(database: Database, actor: Actor, worked: Worked, period: str) -> SettlementRun:
    """Like `keep`, but others only wait while the run's lines are moved, not while they are made.

    Raises:
        StaleRun: another run was issued since it was worked out.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    run_id = worked.run_id(parse_period(period).label)
    with staged(database, worked, run_id) as stage, write_tx(database) as session:
        return keep(session, actor, worked, period, stage=stage)


def keep(
    session: Session,
    actor: Actor,
    worked: Worked,
    period: str,
    *,
    stage: str = "",
    at: datetime | None = None,
) -> SettlementRun:
    """Store what was worked out, wholly; an equal run is found, not stored again.

    Args:
        session: a write transaction.
        actor: an analyst.
        worked: the run.
        period: the label of its period.
        stage: where its lines were written before; empty to write them now.
        at: the moment, or the clock's.

    Raises:
        StaleRun: another run was issued since it was worked out.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    given = worked.inputs
    label = parse_period(period).label
    before = session.get(SettlementRun, worked.run_id(label))
    if before is not None:
        return _again(session, actor, before, at)
    if position_sha256(session, given.agreement_id) != given.history.sha256:
        raise StaleRun
    run = _run(session, actor, worked, label, at or now())
    session.add(run)
    session.flush()
    new_secret(session, run.id)
    if not moved(session, stage, run.id, len(worked.shown)):
        rows = ({**row, "run_id": run.id} for row in worked.rows())
        while some := list(islice(rows, _AT_ONCE)):
            session.execute(insert(SettlementLine), some)
    details = {"run": run.id, "lines": len(worked.shown), "snapshot": given.snapshot.sha256}
    subject = f"agreement:{given.agreement_id}"
    audit.record(session, actor, "settlement.drafted", subject, details, run.drafted_at)
    return run


def _again(
    session: Session, actor: Actor, run: SettlementRun, at: datetime | None
) -> SettlementRun:
    """The run already kept; one that was discarded or turned down is a draft again."""
    if states_of_runs(session, [run.id])[run.id] is State.REJECTED:
        step = SettlementState(
            run_id=run.id,
            state=State.DRAFT.value,
            signs_sha256="",
            at=at or now(),
            by=actor.user_id,
        )
        session.add(step)
        session.flush()
        _note(session, actor, run, step)
    return run


def _run(
    session: Session, actor: Actor, worked: Worked, period: str, at: datetime
) -> SettlementRun:
    given = worked.inputs
    cohort = (given.newest.product or "", given.newest.indication or "")
    snapshot = keep_snapshot(session, actor, given.snapshot, cohort, given.settle_on)
    return SettlementRun(
        id=worked.run_id(period),
        agreement_version_id=given.versions[0].row_id,
        period=period,
        settle_on=given.settle_on,
        known_at=given.snapshot.at,
        snapshot_id=snapshot.id or 0,
        agreement_sha256=given.agreement_sha256,
        position_sha256=given.history.sha256,
        lines_sha256=worked.lines_sha256,
        code_version=__version__,
        drafted_at=at,
        drafted_by=actor.user_id,
    )


def propose(
    session: Session, actor: Actor, run_id: str, *, at: datetime | None = None
) -> SettlementRun:
    """Send a draft for approval.

    Raises:
        OtherOpen: another run of the agreement is proposed or approved.
        StaleRun: another run was issued since it was drafted.
        EmptyRun: it has no lines.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    run = run_of(session, run_id)
    agreement_id = agreement_id_of(session, run)
    if position_sha256(session, agreement_id) != run.position_sha256:
        raise StaleRun
    other = open_run(session, agreement_id)
    if other is not None and other.id != run.id:
        raise OtherOpen(period=other.period)
    lines = select(SettlementLine.id).where(SettlementLine.run_id == run.id).limit(1)
    if session.exec(lines).first() is None:
        raise EmptyRun
    step = take_step(session, actor, run, State.PROPOSED, signs=run_hash(run), at=at)
    _note(session, actor, run, step)
    return run


def open_run(session: Session, agreement_id: str) -> SettlementRun | None:
    """The agreement's run that is proposed or approved; there is at most one."""
    runs = session.exec(
        select(SettlementRun)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .where(AgreementVersion.agreement_id == agreement_id)
    ).all()
    states = states_of_runs(session, [run.id for run in runs])
    return next((run for run in runs if states[run.id] in OPEN), None)


def approve(  # noqa: PLR0913 - who, what, signing what, what two looks found before, when
    session: Session,
    actor: Actor,
    run_id: str,
    *,
    signs: str | None = None,
    found: Freshness | None = None,
    looked: Looked | None = None,
    at: datetime | None = None,
) -> SettlementRun:
    """Approve a proposed settlement; the caller has had the password given again.

    Args:
        session: a write transaction.
        actor: an approver who is not the person who proposed.
        run_id: the run.
        signs: the hash shown to the person; None for the run as it is kept.
        found: what an earlier transaction found out, since that takes long for a large cohort;
            None to find it out in this one.
        looked: what an earlier transaction found to be the person's own; None as above.
        at: the moment, or the clock's.

    Raises:
        OwnProposal: the same person proposed, by this or another account.
        OwnTerms: the same person recorded a version of the agreement.
        OwnFigure: the same person recorded what the run rests on.
        LapsedRun: new data changed a line.
        StaleRun: another run was issued since.
        GroundMoved: what the run rests on has moved since `found`.
        NotNextStep: it is not waiting for approval, or is not what was shown.
    """
    check(actor, Permission.SETTLEMENT_APPROVE)
    run = run_of(session, run_id)
    if signs is not None and signs != run_hash(run):
        raise NotNextStep
    must_be_fresh(session, run, found)
    signed = run_hash(run)
    step = take_step(session, actor, run, State.APPROVED, signs=signed, looked=looked, at=at)
    _note(session, actor, run, step)
    return run


def reject(
    session: Session, actor: Actor, run_id: str, reason: str, *, at: datetime | None = None
) -> SettlementRun:
    """Discard a draft, or turn a settlement down, saying why, so that another may be made."""
    if not actor.may(Permission.SETTLEMENT_APPROVE):
        check(actor, Permission.SETTLEMENT_PREPARE)
    run = run_of(session, run_id)
    step = take_step(session, actor, run, State.REJECTED, note=reason, at=at)
    _note(session, actor, run, step)
    return run


def _note(session: Session, actor: Actor, run: SettlementRun, step: SettlementState) -> None:
    """Tell the trail of a step, by which `verify` proves it: by whom, when, and what was signed."""
    action = "drafted" if step.state == State.DRAFT.value else step.state
    subject, details = f"settlement:{run.id}", {"signs": run_hash(run)}
    audit.record(session, actor, f"settlement.{action}", subject, details, step.at)
