"""What happens to lines after issue: paid, disputed with a thread, and decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from app import audit
from app.clock import now
from app.db.tables.accounts import User
from app.db.tables.settlements import DisputeEntry, SettlementLine, SettlementState
from app.permissions import Actor, NotFound, Permission, check
from app.settlements.refusals import LineOpen, NotNextStep
from app.settlements.steps import moves, state_of_run
from contracts.states import NEXT, Move, MoveRefused, State, may_move, state_of

Decision = Literal["upheld", "adjusted"]
PAYABLE = frozenset(state for state in State if State.PAID in NEXT[state])


@dataclass(frozen=True, slots=True)
class _Standing:
    """An issued line with its steps."""

    line: SettlementLine
    steps: tuple[Move, ...]

    @property
    def state(self) -> State:
        return state_of(self.steps)


def line_of(session: Session, line_id: int) -> SettlementLine:
    """One line.

    Raises:
        NotFound: there is none of that number.
    """
    line = session.get(SettlementLine, line_id)
    if line is None:
        raise NotFound
    return line


def line_state(session: Session, line: SettlementLine) -> State:
    """Where a line stands: with its run until that is issued, then on its own."""
    return _standing(session, line).state


def _standing(session: Session, line: SettlementLine) -> _Standing:
    return _standings(session, line.run_id, [line])[0]


def _standings(session: Session, run_id: str, lines: list[SettlementLine]) -> list[_Standing]:
    of_run = moves(session, run_id)
    own: dict[int | None, list[Move]] = {}
    rows = session.execute(
        select(SettlementState.line_id, SettlementState.state, User.person)
        .join(User, col(User.id) == SettlementState.by)
        .where(SettlementState.run_id == run_id, col(SettlementState.line_id).is_not(None))
        .order_by(col(SettlementState.id))
    )
    for line_id, state, person in rows:
        own.setdefault(line_id, []).append(Move(State(state), person))
    return [_Standing(line, (*of_run, *own.get(line.id, ()))) for line in lines]


def pay(
    session: Session,
    actor: Actor,
    run_id: str,
    line_ids: Iterable[int] | None = None,
    *,
    note: str = "",
    at: datetime | None = None,
) -> int:
    """Note that lines of an issued settlement are paid; disputed ones wait, the others flow on.

    Args:
        session: a write transaction.
        actor: an analyst.
        run_id: the settlement.
        line_ids: the lines paid, or None for every line that can be.
        note: the day and reference of the payment, kept with each line's step.
        at: the moment, or the clock's.

    Returns:
        How many lines were noted as paid.

    Raises:
        NotNextStep: the settlement is not issued.
        NotFound: a named line is none of the settlement's, or moves no money.
        LineOpen: a named line is paid already or disputed.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    if state_of_run(session, run_id) is not State.ISSUED:
        raise NotNextStep
    chosen = None if line_ids is None else set(line_ids)
    moving = _moving(session, run_id)
    if chosen is not None and not chosen <= {line.id for line in moving}:
        raise NotFound
    paid = 0
    for standing in _standings(session, run_id, moving):
        if chosen is not None and standing.line.id not in chosen:
            continue
        if standing.state not in PAYABLE:
            if chosen is not None:
                raise LineOpen(state=standing.state)
            continue
        _step(session, actor, standing, State.PAID, at, note)
        paid += 1
    if paid:
        subject = f"settlement:{run_id}"
        audit.record(session, actor, "settlement.paid", subject, {"lines": paid}, at)
    return paid


def _moving(session: Session, run_id: str) -> list[SettlementLine]:
    return list(
        session.exec(
            select(SettlementLine)
            .where(SettlementLine.run_id == run_id, SettlementLine.amount != 0)
            .order_by(SettlementLine.key)
        )
    )


def dispute(
    session: Session, actor: Actor, line_id: int, text: str, *, at: datetime | None = None
) -> DisputeEntry:
    """Dispute an issued line, opening its thread; the other lines are not held up.

    Raises:
        NotFound: there is no such line.
        LineOpen: it is not issued, or is paid, disputed or decided already.
    """
    check(actor, Permission.SETTLEMENT_READ)
    standing = _standing(session, line_of(session, line_id))
    _step(session, actor, standing, State.DISPUTED, at)
    return _write(session, actor, line_id, text, "dispute.opened", at)


def answer(
    session: Session, actor: Actor, line_id: int, text: str, *, at: datetime | None = None
) -> DisputeEntry:
    """Add to the thread of a disputed line.

    Raises:
        LineOpen: the line is not disputed.
    """
    check(actor, Permission.SETTLEMENT_READ)
    standing = _standing(session, line_of(session, line_id))
    if standing.state is not State.DISPUTED:
        raise LineOpen(state=standing.state)
    return _write(session, actor, line_id, text, "dispute.answered", at)


def decide(
    session: Session,
    actor: Actor,
    line_id: int,
    decision: Decision,
    text: str,
    *,
    at: datetime | None = None,
) -> DisputeEntry:
    """Close a dispute: the line stands, or a later settlement adjusts it once the facts say so.

    The line itself is never changed: what an adjustment comes to is found by the next run.

    Raises:
        LineOpen: the line is not disputed.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    standing = _standing(session, line_of(session, line_id))
    _step(session, actor, standing, State(decision), at)
    return _write(session, actor, line_id, text, f"dispute.{decision}", at)


def _write(
    session: Session, actor: Actor, line_id: int, text: str, action: str, at: datetime | None
) -> DisputeEntry:
    entry = DisputeEntry(line_id=line_id, text=text, at=at or now(), by=actor.user_id)
    session.add(entry)
    session.flush()
    audit.record(session, actor, action, f"line:{line_id}", {"entry": entry.id}, at)
    return entry


def _step(
    session: Session,
    actor: Actor,
    standing: _Standing,
    to: State,
    at: datetime | None,
    note: str = "",
) -> None:
    try:
        may_move(standing.steps, to, session.get_one(User, actor.user_id).person)
    except MoveRefused as refused:
        raise LineOpen(state=standing.state) from refused
    line = standing.line
    session.add(
        SettlementState(
            run_id=line.run_id,
            line_id=line.id,
            state=to.value,
            signs_sha256="",
            note=note,
            at=at or now(),
            by=actor.user_id,
        )
    )


STANDINGS = ("open", "paid", "disputed")
"""Where the lines of an issued run stand, as its head counts them and its list is narrowed."""


def standing_of(own: State | None) -> str:
    """One of the three, from a line's own last step; a decided dispute leaves it open."""
    return own.value if own in {State.PAID, State.DISPUTED} else "open"


def states_of_lines(session: Session, run_id: str) -> dict[int, State]:
    """The last own step of a run's lines that have one, by line."""
    rows = session.execute(
        select(SettlementState.line_id, SettlementState.state)
        .where(SettlementState.run_id == run_id, col(SettlementState.line_id).is_not(None))
        .order_by(col(SettlementState.id))
    )
    return {line_id or 0: State(state) for line_id, state in rows}
