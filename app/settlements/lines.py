"""Where the lines of issued runs stand, and their payment; `disputes` has the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app import audit
from app.clock import COPENHAGEN, now
from app.db.tables.accounts import User
from app.db.tables.settlements import SettlementLine, SettlementState
from app.permissions import Actor, NotFound, Permission, check
from app.settlements.cash import Payment, note_cash, paid_so_far, settled_by_cash
from app.settlements.refusals import LineOpen, NotNextStep
from app.settlements.steps import moves, state_of_run
from contracts.states import NEXT, Move, MoveRefused, State, may_move, state_of

PAYABLE = frozenset(state for state in State if State.PAID in NEXT[state])


@dataclass(frozen=True, slots=True)
class Standing:
    """A line with its steps: its run's, then its own."""

    line: SettlementLine
    steps: tuple[Move, ...]

    @property
    def state(self) -> State:
        """Where it stands."""
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
    return standing_in(session, line).state


def standing_in(session: Session, line: SettlementLine) -> Standing:
    """A line with the steps it has taken."""
    return _standings(session, line.run_id, [line])[0]


def _standings(session: Session, run_id: str, lines: list[SettlementLine]) -> list[Standing]:
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
    return [Standing(line, (*of_run, *own.get(line.id, ()))) for line in lines]


def pay(
    session: Session,
    actor: Actor,
    run_id: str,
    line_ids: Iterable[int] | None = None,
    *,
    payment: Payment | None = None,
    at: datetime | None = None,
) -> int:
    """Note that lines of an issued settlement are paid; disputed ones wait, the others flow on.

    Args:
        session: a write transaction.
        actor: an analyst.
        run_id: the settlement.
        line_ids: the lines paid, or None for every line that can be.
        payment: the day and reference; None for today's.
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
    how = payment or Payment((at or now()).astimezone(COPENHAGEN).date())
    payable = [one for one in _standings(session, run_id, moving) if _asked(one, chosen)]
    before = paid_so_far(session, [one.line.id or 0 for one in payable])
    rests = [(one.line, one.line.amount - before.get(one.line.id or 0, 0)) for one in payable]
    note_cash(session, actor, [pair for pair in rests if pair[1]], how, at=at)
    for one in payable:
        take(session, actor, one, State.PAID, at=at, note=how.note)
    if payable:
        subject = f"settlement:{run_id}"
        audit.record(session, actor, "settlement.paid", subject, {"lines": len(payable)}, at)
    return len(payable)


def _asked(standing: Standing, chosen: set[int] | None) -> bool:
    """Whether a line is to be paid: each that can be, or the ones named, which must."""
    if chosen is not None and standing.line.id not in chosen:
        return False
    if standing.state not in PAYABLE and chosen is not None:
        raise LineOpen(state=standing.state)
    return standing.state in PAYABLE


def note_payment(
    session: Session,
    actor: Actor,
    line_id: int,
    amount: int,
    payment: Payment,
    *,
    at: datetime | None = None,
) -> None:
    """Note what the bank says was paid for one line, be it short, too much or a second time.

    The line is paid once the payments come to its amount; a difference stays as an open item.

    Args:
        session: a write transaction.
        actor: an analyst.
        line_id: the line.
        amount: minor units in the direction of the line; negative takes back a wrong entry.
        payment: the day and reference.
        at: the moment, or the clock's.

    Raises:
        NotFound: there is no such line.
        LineOpen: it is not issued, or moves no money.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    line = line_of(session, line_id)
    if not line.amount or state_of_run(session, line.run_id) is not State.ISSUED:
        raise LineOpen(state=line_state(session, line))
    note_cash(session, actor, [(line, amount if line.amount > 0 else -amount)], payment, at=at)
    standing = standing_in(session, line)
    if standing.state in PAYABLE and settled_by_cash(session, line):
        take(session, actor, standing, State.PAID, at=at, note=payment.note)


def _moving(session: Session, run_id: str) -> list[SettlementLine]:
    return list(
        session.exec(
            select(SettlementLine)
            .where(SettlementLine.run_id == run_id, SettlementLine.amount != 0)
            .order_by(SettlementLine.key)
        )
    )


def take(
    session: Session,
    actor: Actor,
    standing: Standing,
    to: State,
    *,
    at: datetime | None = None,
    note: str = "",
) -> None:
    """Record a line's own step.

    Raises:
        LineOpen: it does not follow from where the line stands.
    """
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


def states_of_lines(
    session: Session, run_id: str, until: datetime | None = None
) -> dict[int, State]:
    """The last own step of a run's lines that have one, by line; `until` leaves out later ones."""
    query = select(SettlementState.line_id, SettlementState.state).where(
        SettlementState.run_id == run_id, col(SettlementState.line_id).is_not(None)
    )
    if until is not None:
        query = query.where(SettlementState.at <= until)
    rows = session.execute(query.order_by(col(SettlementState.id)))
    return {line_id or 0: State(state) for line_id, state in rows}
