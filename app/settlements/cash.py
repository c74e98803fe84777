"""Money as the bank says: entries of their own beside the lines, and what does not match them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlmodel import Session, col, func, select

from app import audit
from app.clock import now
from app.db.tables.settlements import CashEntry, SettlementLine, SettlementRun
from app.permissions import Actor, Permission, check
from app.settlements.names import people
from app.settlements.posting import post
from app.settlements.stored import line_from
from contracts.ledger import paid

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Payment:
    """When money changed hands, and the reference by which the bank knows it."""

    paid_on: date
    reference: str = ""

    @property
    def note(self) -> str:
        """Both, as they stand in the line's steps."""
        return ", ".join(part for part in (f"{self.paid_on:%d-%m-%Y}", self.reference) if part)


@dataclass(frozen=True, slots=True)
class Cash:
    """One payment noted for a line."""

    amount: int
    paid_on: date
    reference: str
    by: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A line whose payments do not come to its amount: short, or more than it was."""

    line_id: int
    run_id: str
    period: str
    treatment: str
    clause: str
    currency: str
    amount: int
    paid: int

    @property
    def difference(self) -> int:
        """What was paid too much; negative where something is short, in the line's direction."""
        return (self.paid - self.amount) * (1 if self.amount > 0 else -1)


def note_cash(
    session: Session,
    actor: Actor,
    amounts: Sequence[tuple[SettlementLine, int]],
    payment: Payment,
    *,
    at: datetime | None = None,
) -> None:
    """Note money for lines of a run and post it; the lines' own amounts are not touched.

    Args:
        session: a write transaction.
        actor: an analyst.
        amounts: issued lines that move money, each with what was paid: positive when the payer
            paid, negative when the supplier paid back; not 0.
        payment: the day and reference.
        at: the moment, or the clock's.
    """
    check(actor, Permission.SETTLEMENT_PREPARE)
    if not amounts:
        return
    moment = at or now()
    rows = [_entry(line, amount, payment, moment, actor) for line, amount in amounts]
    session.add_all(rows)
    session.flush()
    moved = [
        (line, paid(line_from(line), amount), f"payment:{row.id}")
        for (line, amount), row in zip(amounts, rows, strict=True)
    ]
    post(session, moved, moment)
    first, line = rows[0], amounts[0][0]
    subject = f"line:{line.id}" if len(rows) == 1 else f"settlement:{line.run_id}"
    details = {"entry": first.id, "entries": len(rows), "paid_on": payment.paid_on.isoformat()}
    audit.record(session, actor, "cash.noted", subject, details, moment)


def _entry(
    line: SettlementLine, amount: int, payment: Payment, moment: datetime, actor: Actor
) -> CashEntry:
    return CashEntry(
        line_id=line.id or 0,
        amount=amount,
        paid_on=payment.paid_on,
        reference=payment.reference,
        at=moment,
        by=actor.user_id,
    )


def paid_so_far(session: Session, line_ids: Iterable[int]) -> dict[int, int]:
    """What was paid for each line that anything was paid for."""
    found: dict[int, int] = {}
    asked = iter(line_ids)
    while some := list(islice(asked, _AT_ONCE)):
        rows = session.execute(
            select(CashEntry.line_id, func.sum(CashEntry.amount))
            .where(col(CashEntry.line_id).in_(some))
            .group_by(col(CashEntry.line_id))
        )
        found |= {line_id: int(total) for line_id, total in rows}
    return found


def payments_of(session: Session, line_id: int, until: datetime | None = None) -> tuple[Cash, ...]:
    """The payments noted for a line, oldest first; `until` leaves out those noted later."""
    names = people(session)
    query = select(CashEntry).where(CashEntry.line_id == line_id)
    if until is not None:
        query = query.where(CashEntry.at <= until)
    return tuple(
        Cash(row.amount, row.paid_on, row.reference, names.get(row.by, "–"))
        for row in session.exec(query.order_by(col(CashEntry.id)))
    )


def open_items(session: Session, actor: Actor) -> tuple[OpenItem, ...]:
    """The lines whose payments do not come to their amounts, oldest line first.

    A line nothing was paid for is not among them: it is unpaid, and stands in that list.
    """
    check(actor, Permission.SETTLEMENT_READ)
    sums = (
        select(col(CashEntry.line_id).label("line_id"), func.sum(CashEntry.amount).label("paid"))
        .group_by(col(CashEntry.line_id))
        .subquery()
    )
    rows = session.execute(
        select(SettlementLine, SettlementRun.period, sums.c.paid)
        .join(sums, sums.c.line_id == SettlementLine.id)
        .join(SettlementRun, col(SettlementRun.id) == SettlementLine.run_id)
        .where(sums.c.paid != SettlementLine.amount)
        .order_by(col(SettlementLine.id))
    )
    return tuple(
        OpenItem(
            line.id or 0,
            line.run_id,
            period,
            line.treatment,
            line.clause,
            line.currency,
            line.amount,
            int(total),
        )
        for line, period, total in rows
    )


def settled_by_cash(session: Session, line: SettlementLine) -> bool:
    """Whether what was paid for a line is at least its amount, in its direction."""
    total = paid_so_far(session, [line.id or 0]).get(line.id or 0, 0)
    return total >= line.amount if line.amount > 0 else total <= line.amount
