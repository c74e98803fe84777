"""The ledger's rows: double entries for lines issued, disputed and paid, chained by hash."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from app.db.tables.settlements import LedgerEntry, SettlementLine
from app.settlements.history import ISSUE
from app.settlements.stored import line_from
from contracts.canonical import Json
from contracts.ledger import GENESIS, Entry, chain, issued


def head(session: Session) -> tuple[int, str]:
    """The last row's sequence number and hash; 0 and the genesis hash before the first."""
    row = session.exec(
        select(LedgerEntry).order_by(col(LedgerEntry.sequence).desc()).limit(1)
    ).first()
    return (row.sequence, row.hash) if row else (0, GENESIS)


def entries_for(
    lines: Iterable[SettlementLine],
    after: tuple[int, str],
    posted_at: datetime,
) -> list[LedgerEntry]:
    """The rows an issue posts, in the order of the lines' keys, numbered without a gap."""
    found: list[LedgerEntry] = []
    for line in sorted(lines, key=lambda one: one.key):
        entry = issued(line_from(line))
        if entry is not None:
            row = _row(line, entry, ISSUE, after, posted_at)
            found.append(row)
            after = (row.sequence, row.hash)
    return found


def post(
    session: Session,
    moved: Iterable[tuple[SettlementLine, Entry | None, str]],
    posted_at: datetime,
) -> None:
    """Post what happens to issued lines: a dispute, its decision, or payments.

    Args:
        session: a write transaction.
        moved: the lines, what moves (None where nothing does), and what it is, once for each line.
        posted_at: the moment.
    """
    after = head(session)
    for line, entry, cause in moved:
        if entry is not None:
            row = _row(line, entry, cause, after, posted_at)
            session.add(row)
            after = (row.sequence, row.hash)
    session.flush()


def _row(
    line: SettlementLine, entry: Entry, cause: str, after: tuple[int, str], posted_at: datetime
) -> LedgerEntry:
    """A row that follows another in the chain."""
    sequence, previous = after
    row = LedgerEntry(
        sequence=sequence + 1,
        run_id=line.run_id,
        line_id=line.id or 0,
        cause=cause,
        agreement_id=line.key.split("|")[0],
        key=line.key,
        debit=entry.debit,
        credit=entry.credit,
        amount=entry.amount,
        currency=entry.currency,
        posted_at=posted_at,
        previous_hash=previous,
        hash="",
    )
    row.hash = chain(previous, payload(row))
    return row


def payload(row: LedgerEntry) -> Mapping[str, Json]:
    """What of a row its hash covers: everything but the hashes; the instant in UTC.

    The database tells instants in UTC, whatever zone the clock that posted them was in.
    """
    return {
        "sequence": row.sequence,
        "run": row.run_id,
        "line": row.line_id,
        "cause": row.cause,
        "agreement": row.agreement_id,
        "key": row.key,
        "debit": row.debit,
        "credit": row.credit,
        "amount": row.amount,
        "currency": row.currency,
        "posted_at": row.posted_at.astimezone(UTC).isoformat(),
    }


def rows(session: Session) -> Iterator[LedgerEntry]:
    """Every row, oldest first."""
    query = select(LedgerEntry).order_by(col(LedgerEntry.sequence))
    found = session.exec(query.execution_options(yield_per=1000))
    try:
        yield from found
    finally:
        found.close()  # a reader who stops at the first bad row leaves no cursor open
