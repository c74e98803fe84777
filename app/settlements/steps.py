"""Where a run or one of its lines stands, and the rules by which it moves on."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.clock import now
from app.db.tables.accounts import User
from app.db.tables.agreements import AgreementVersion
from app.db.tables.settlements import SettlementRun, SettlementState
from app.permissions import Actor, NotFound, Permission
from app.settlements.recorders import own_figure
from app.settlements.refusals import NobodyElse, NotNextStep, OwnFigure, OwnProposal, OwnTerms
from app.web.deps import actor_of
from contracts.canonical import sha256
from contracts.states import (
    ApprovalLapsed,
    EditorMayNotSign,
    Move,
    MoveRefused,
    NotNext,
    SamePerson,
    State,
    may_move,
    state_of,
)


def run_hash(run: SettlementRun) -> str:
    """What is signed: the run's inputs, which are its id, and its lines."""
    return sha256([run.id, run.lines_sha256])


def run_of(session: Session, run_id: str) -> SettlementRun:
    """One run.

    Raises:
        NotFound: there is none of that id.
    """
    run = session.get(SettlementRun, run_id)
    if run is None:
        raise NotFound
    return run


def agreement_id_of(session: Session, run: SettlementRun) -> str:
    """The number of the agreement a run settles."""
    return session.get_one(AgreementVersion, run.agreement_version_id).agreement_id


def moves(session: Session, run_id: str, until: datetime | None = None) -> tuple[Move, ...]:
    """The steps of a run, oldest first; people, not accounts. `until` leaves out later ones."""
    query = (
        select(SettlementState.state, User.person, SettlementState.signs_sha256)
        .join(User, col(User.id) == SettlementState.by)
        .where(SettlementState.run_id == run_id, col(SettlementState.line_id).is_(None))
        .order_by(col(SettlementState.id))
    )
    if until is not None:
        query = query.where(SettlementState.at <= until)
    rows = session.execute(query)
    return tuple(Move(State(state), person, signs or None) for state, person, signs in rows)


def state_of_run(session: Session, run_id: str, until: datetime | None = None) -> State:
    """Where a run stands, or stood at a moment."""
    return state_of(moves(session, run_id, until))


def states_of_runs(
    session: Session, run_ids: Iterable[str], until: datetime | None = None
) -> dict[str, State]:
    """Where several runs stand, or stood at a moment; those without a step are drafts."""
    wanted = list(run_ids)
    query = (
        select(SettlementState.run_id, SettlementState.state)
        .where(col(SettlementState.run_id).in_(wanted), col(SettlementState.line_id).is_(None))
        .order_by(col(SettlementState.id))
    )
    if until is not None:
        query = query.where(SettlementState.at <= until)
    found = dict.fromkeys(wanted, State.DRAFT)
    return found | {run_id: State(state) for run_id, state in session.execute(query)}


def take_step(  # noqa: PLR0913 - who, on what, to where, signing what, saying what, when
    session: Session,
    actor: Actor,
    run: SettlementRun,
    to: State,
    *,
    signs: str | None = None,
    note: str = "",
    at: datetime | None = None,
) -> SettlementState:
    """Record a step of a run if the rules of approval let this person take it now.

    Raises:
        NotNextStep: it does not follow, or the run is no longer what was signed.
        OwnProposal: the proposer asks to approve.
        OwnTerms: whoever recorded the agreement's text asks to approve.
        OwnFigure: whoever recorded a figure or ruling that a line cites asks to approve.
        NobodyElse: the same, where nobody else may.
    """
    person = session.get_one(User, actor.user_id).person
    editors = _recorders(session, run) if to is State.APPROVED else frozenset[str]()
    try:
        may_move(moves(session, run.id), to, person, signs, editors)
    except SamePerson as refused:
        raise OwnProposal from refused
    except EditorMayNotSign as refused:
        raise OwnTerms from refused
    except (NotNext, ApprovalLapsed) as refused:
        raise NotNextStep from refused
    if to is State.APPROVED:
        _must_be_anothers_figures(session, person, run)
    row = SettlementState(
        run_id=run.id,
        state=to.value,
        signs_sha256=signs or "",
        note=note,
        at=at or now(),
        by=actor.user_id,
    )
    session.add(row)
    session.flush()
    return row


def may_sign(session: Session, actor: Actor, run: SettlementRun) -> bool:
    """Whether the rules of approval let this person approve a run that waits for it."""
    person = session.get_one(User, actor.user_id).person
    history = moves(session, run.id)
    try:
        may_move(history, State.APPROVED, person, run_hash(run), _recorders(session, run))
    except MoveRefused:
        return False
    return own_figure(session, person, run) is None


def _must_be_anothers_figures(session: Session, person: str, run: SettlementRun) -> None:
    fact = own_figure(session, person, run)
    if fact is None:
        return
    others = _signers(session, run)
    raise OwnFigure(fact=fact, others=", ".join(others)) if others else NobodyElse(fact=fact)


def _signers(session: Session, run: SettlementRun) -> list[str]:
    """The names of those who may approve the run."""
    people = session.exec(select(User).where(col(User.disabled_at).is_(None)).order_by(User.name))
    actors = [(user.name, actor_of(session, user.id or 0)) for user in people]
    return [
        name
        for name, actor in actors
        if actor is not None
        and actor.may(Permission.SETTLEMENT_APPROVE)
        and may_sign(session, actor, run)
    ]


def _recorders(session: Session, run: SettlementRun) -> frozenset[str]:
    row = session.get_one(AgreementVersion, run.agreement_version_id)
    return frozenset({session.get_one(User, row.recorded_by).person})
