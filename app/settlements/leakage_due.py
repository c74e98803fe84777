"""What agreements owe as of a day and no issued run has settled: worked out beside other work.

A look keeps what it found until the next one. It is quick to tell whether anything it rests on has
moved since: the terms in force, the issued runs, and what is recorded about the cohort.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.agreements.queries import active_agreements, active_versions
from app.clock import now, today
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.operations import Job
from app.db.tables.patients import Treatment
from app.db.tables.settlements import DueItem, DueLook
from app.evidence.facts import last_recorded, recorded_since
from app.jobs import Done, Progress, enqueue, handles
from app.permissions import Actor, Permission, check
from app.settlements.history import issued_runs
from app.settlements.leakage_items import Item, Kind
from app.settlements.stored import section_of
from app.settlements.working import As, Inputs, every_line, inputs, reads_of, sha256_of
from contracts.agreement import Agreement
from contracts.dates import add
from contracts.lineage import begun_on, newest_first, ruling
from contracts.settle import Line
from reports.statement import Section

LOOK = "settlement.leakage"
_AT_ONCE = 1000
AT_ONCE_TREATMENTS = 200
"""So many treatments are worked out within a second, while the page opens; more are a job."""


@dataclass(frozen=True, slots=True)
class Look:
    """When one agreement was last worked out, and whether that still says everything."""

    agreement_id: str
    as_of: date | None
    """The day it was worked out for; None where it never was."""
    at: datetime | None
    fresh: bool


def looks(session: Session, day: date) -> tuple[Look, ...]:
    """The newest look at each agreement in force."""
    made = {row.agreement_id: row for row in session.exec(select(DueLook))}
    return tuple(
        _look(session, number, made.get(number), day) for number in active_agreements(session)
    )


def _look(session: Session, number: str, row: DueLook | None, day: date) -> Look:
    if row is None:
        return Look(number, None, None, fresh=False)
    fresh = row.as_of == day and not _moved(session, row)
    return Look(number, row.as_of, row.at, fresh)


def _moved(session: Session, row: DueLook) -> bool:
    versions = active_versions(session, row.agreement_id)
    issued = len(issued_runs(session, row.agreement_id))
    if (sha256_of(versions), issued) != (row.terms_sha256, row.issued):
        return True
    newest = versions[0].agreement
    cohort = (newest.product or "", newest.indication or "")
    return recorded_since(session, *cohort, row.recorded_by, reads=reads_of(versions))


def due_items(session: Session) -> Iterator[Item]:
    """What the looks have found."""
    names = ("key", "clause", "component", "milestone", "treatment", "payer", "currency", "amount")
    wanted = [getattr(DueItem, name) for name in (*names, "since", "last_day", "missing")]
    rows = session.execute(
        sa.select(*wanted, col(AgreementRow.id), col(AgreementRow.product_id))
        .join(DueLook, col(DueLook.id) == col(DueItem.look_id))
        .join(AgreementRow, col(AgreementRow.id) == col(DueLook.agreement_id))
        .order_by(col(DueItem.id))
    )
    for row in rows:
        *told, since, last_day, missing, agreement_id, product_id = row
        same = dict(zip(names, told, strict=True))
        yield Item(
            kind_of(same["amount"]),
            product_id,
            since=since,
            last_day=last_day,
            missing=missing,
            agreement_id=agreement_id,
            **same,
        )


def kind_of(amount: int) -> Kind:
    """Whether an amount that is not settled is owed to the payer or by it; 0 is undecided."""
    if not amount:
        return Kind.UNDECIDED
    return Kind.REFUND_UNCLAIMED if amount < 0 else Kind.PAYMENT_UNSETTLED


def begin_look(session: Session, actor: Actor) -> Job:
    """Store the intent to look anew; asked for twice by one person it is the one under way."""
    check(actor, Permission.SETTLEMENT_READ)
    mine = (Job.kind == LOOK, Job.outcome == "", Job.created_by == actor.user_id)
    waiting = select(Job).where(*mine)
    return session.exec(waiting).first() or enqueue(session, actor, LOOK, {})


@handles(LOOK)
def look(database: Database, actor: Actor, arguments: dict[str, Any], progress: Progress) -> Done:
    """Work every agreement in force out as of today, and keep what is not settled.

    Repeated after a crash it makes the same again; each agreement is replaced in one transaction.
    """
    check(actor, Permission.SETTLEMENT_READ)
    del arguments
    day = today()
    with read_tx(database) as session:
        numbers = active_agreements(session)
    for place, number in enumerate(numbers):
        look_at(database, actor, number, day)
        progress(100 * (place + 1) // (len(numbers) + 1))
    return Done(location="/settlements/leakage?done=leakage-worked-out")


def freshen(database: Database, actor: Actor, day: date) -> None:
    """Work out anew, at once, the agreements for which that is a matter of a second."""
    with read_tx(database) as session:
        behind = [one.agreement_id for one in looks(session, day) if not one.fresh]
        sizes = sorted((_size(session, number), number) for number in behind)
    left = AT_ONCE_TREATMENTS
    for size, number in sizes:
        left -= size
        if left < 0:
            return
        look_at(database, actor, number, day)


def _size(session: Session, agreement_id: str) -> int:
    """How many treatments an agreement covers."""
    one = session.get_one(AgreementRow, agreement_id)
    return session.exec(
        select(func.count()).where(
            Treatment.product_id == one.product_id, Treatment.indication_id == one.indication_id
        )
    ).one()


def look_at(database: Database, actor: Actor, agreement_id: str, day: date) -> None:
    """Work one agreement out as of a day and keep what is not settled, in place of the last."""
    with read_tx(database) as session:
        given = inputs(session, agreement_id, As(day))
        row = DueLook(
            agreement_id=agreement_id,
            as_of=day,
            terms_sha256=given.agreement_sha256,
            issued=len(given.history.runs),
            recorded_by=last_recorded(session),
            at=now(),
            by=actor.user_id,
        )
    items = [*unsettled(given)]
    with write_tx(database) as session:
        _replace(session, row, items)


def _replace(session: Session, row: DueLook, items: list[dict[str, Any]]) -> None:
    before = select(DueLook.id).where(DueLook.agreement_id == row.agreement_id)
    session.execute(sa.delete(DueItem).where(col(DueItem.look_id).in_(before)))
    session.execute(sa.delete(DueLook).where(col(DueLook.agreement_id) == row.agreement_id))
    session.add(row)
    session.flush()
    rows = ({**one, "look_id": row.id} for one in items)
    while some := list(islice(rows, _AT_ONCE)):
        session.execute(sa.insert(DueItem), some)


def unsettled(given: Inputs) -> Iterator[dict[str, Any]]:
    """The columns of every key that is due by the day and moves money, or cannot be decided."""
    versions = newest_first([one.agreement for one in reversed(given.versions)])
    for line in every_line(given):
        section = section_of(line, given.history.position)
        since = line.due_on if line.posts else _closed(line)
        if since is None or since > given.settle_on:
            continue
        if line.posts or section is Section.BLOCKED:
            yield _columns(line, since, _ruling(versions, given, line.treatment))


def _ruling(versions: tuple[Agreement, ...], given: Inputs, treatment: str) -> Agreement:
    """The version whose limitation holds for a treatment; the newest for sums over all."""
    begun = begun_on(given.snapshot, treatment)
    found = ruling(versions, begun, given.snapshot.at) if begun else None
    return found or given.newest


def _closed(line: Line) -> date | None:
    return line.window[1] if line.window else line.due_on


def _columns(line: Line, since: date, agreement: Agreement) -> dict[str, Any]:
    closed, limitation = _closed(line), agreement.limitation
    rounding = agreement.document.calendar.month_rounding
    ends = add(closed, limitation, rounding) if closed and limitation else None
    return {
        "key": line.key,
        "clause": line.clause,
        "component": line.key.rpartition("|")[2],
        "milestone": str(line.milestone),
        "treatment": line.treatment,
        "payer": line.payer,
        "currency": line.currency,
        "amount": line.amount,
        "since": since,
        "last_day": ends,
        "missing": ",".join(sorted({one.outcome for one in line.blocked_by}))[:200],
    }
