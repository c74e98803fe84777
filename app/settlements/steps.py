"""Where a run or one of its lines stands, and the rules by which it moves on."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.clock import now
from app.db.tables.accounts import User
from app.db.tables.agreements import AgreementActivation, AgreementVersion
from app.db.tables.settlements import SettlementRun, SettlementState
from app.permissions import Actor, NotFound, Permission
from app.settlements.recorders import Looked, looked_for, own, rests_on
from app.settlements.refusals import (
    NobodyElse,
    NotNextStep,
    OthersMay,
    OwnFigure,
    OwnProposal,
    OwnTerms,
)
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
    """What is signed: the run's inputs and lines, which are its id, and the lines as kept."""
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
    looked: Looked | None = None,
    at: datetime | None = None,
) -> SettlementState:
    """Record a step of a run if the rules of approval let this person take it now.

    Raises:
        NotNextStep: it does not follow, or the run is no longer what was signed.
        OwnProposal: the proposer asks to approve.
        OwnTerms: whoever recorded a version of the agreement asks to approve.
        OwnFigure: whoever recorded what the run rests on asks to approve.
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
        _must_be_anothers(session, person, run, looked)
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
    return looked_for(session, person, run).fact is None


def look(session: Session, actor: Actor, run: SettlementRun) -> Looked:
    """Look for what a person may not approve, which reads every line, before the transaction."""
    return looked_for(session, session.get_one(User, actor.user_id).person, run)


def _must_be_anothers(
    session: Session, person: str, run: SettlementRun, looked: Looked | None
) -> None:
    """What a run cites never changes, so a look holds unless the person has recorded more."""
    mine = own(session, person, run)
    same = looked is not None and looked.own == mine
    fact = looked.fact if looked is not None and same else rests_on(session, run, mine)
    if fact is not None:
        raise OwnFigure(fact=fact)


def who_else(session: Session, run: SettlementRun, refused: OwnFigure) -> OwnFigure:
    """The refusal with the names of those who may approve the run instead; reads every line."""
    people = session.exec(select(User).where(col(User.disabled_at).is_(None)).order_by(User.name))
    actors = [(user.name, actor_of(session, user.id or 0)) for user in people]
    others = [
        name
        for name, actor in actors
        if actor is not None
        and actor.may(Permission.SETTLEMENT_APPROVE)
        and may_sign(session, actor, run)
    ]
    return (
        OthersMay(**refused.values, others=", ".join(others))
        if others
        else NobodyElse(**refused.values)
    )


def _recorders(session: Session, run: SettlementRun) -> frozenset[str]:
    """Whoever recorded a version that was in force when the run was drafted."""
    activation, version = AgreementActivation, AgreementVersion
    query = (
        select(User.person)
        .join(version, col(version.recorded_by) == User.id)
        .join(activation, col(activation.agreement_version_id) == version.id)
        .where(
            version.agreement_id == agreement_id_of(session, run),
            activation.activated_at <= run.drafted_at,
        )
    )
    return frozenset(session.exec(query))
