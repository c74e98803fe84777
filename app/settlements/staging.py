"""Lines written down before their run is kept, a few at a time, so that nobody waits for them.

Storing the lines of a large cohort takes longer than others may wait to write. So they are written
beside everyone else's work first; the transaction that keeps the run only moves them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from uuid import uuid4

from sqlalchemy import delete, func, insert, literal, select
from sqlmodel import Session

from app.db.engine import Database, write_tx
from app.db.tables.settlements import STAGED_LINE, SettlementLine, SettlementRun
from app.settlements.stored import COLUMNS
from app.settlements.working import Worked

_AT_ONCE = 500


@contextmanager
def staged(database: Database, worked: Worked, run_id: str) -> Iterator[str]:
    """Write a run's lines down while the block lasts; gives where they are.

    Nothing is written for a run that is kept already. What a process that died left behind goes,
    and with it what another is writing just now: `moved` then finds too few, and none are moved.
    """
    with write_tx(database) as session:
        session.execute(delete(STAGED_LINE))
        known = session.get(SettlementRun, run_id) is not None
    if known:
        yield ""
        return
    stage = str(uuid4())
    try:
        _write(database, worked, stage)
        yield stage
    finally:
        with write_tx(database) as session:
            session.execute(delete(STAGED_LINE).where(STAGED_LINE.c.stage == stage))


def _write(database: Database, worked: Worked, stage: str) -> None:
    rows = ({**row, "stage": stage} for row in worked.rows())
    while some := list(islice(rows, _AT_ONCE)):
        with write_tx(database) as session:
            session.execute(insert(STAGED_LINE), some)


def moved(session: Session, stage: str, run_id: str, count: int) -> bool:
    """Whether all lines of a run were written down, and are the run's now; else none are moved."""
    if not stage:
        return False
    mine = STAGED_LINE.c.stage == stage
    found = session.execute(select(func.count()).select_from(STAGED_LINE).where(mine)).scalar_one()
    if found != count:
        return False
    wanted = (literal(run_id), *(STAGED_LINE.c[name] for name in COLUMNS))
    chosen = select(*wanted).where(mine).order_by(STAGED_LINE.c.id)
    session.execute(insert(SettlementLine).from_select(["run_id", *COLUMNS], chosen))
    return True
