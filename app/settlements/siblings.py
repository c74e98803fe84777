"""The lines of one key in the order of issue: a later one adjusts the earlier; both are kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.db.tables.settlements import SettlementLine
from app.settlements.history import issued_runs
from app.settlements.statement import number_of

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Sibling:
    """A line that was issued for a key, and where."""

    line_id: int
    run_id: str
    number: str
    amount: int
    entitled: int
    currency: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Family:
    """Every line that moved money for one key, oldest first."""

    lines: tuple[Sibling, ...] = ()

    def before(self, line_id: int) -> Sibling | None:
        """The line that this one adjusts; for one not issued yet, the last of all."""
        ids = [one.line_id for one in self.lines]
        place = ids.index(line_id) if line_id in ids else len(ids)
        return self.lines[place - 1] if place else None

    def after(self, line_id: int) -> Sibling | None:
        """The later line that adjusts this one, if there is one."""
        ids = [one.line_id for one in self.lines]
        place = ids.index(line_id) + 1 if line_id in ids else len(ids)
        return self.lines[place] if place < len(ids) else None


def families(
    session: Session,
    agreement_id: str,
    keys: Collection[str],
    until: datetime | None = None,
) -> dict[str, Family]:
    """The issued lines of each key; `until` leaves out what was issued later."""
    runs = {
        run.run_id: run
        for run in issued_runs(session, agreement_id)
        if until is None or run.at <= until
    }
    wanted, found = sorted(set(keys)), dict[str, list[tuple[int, Sibling]]]()
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.exec(
            select(SettlementLine).where(
                col(SettlementLine.run_id).in_(list(runs)),
                col(SettlementLine.key).in_(wanted[start : start + _AT_ONCE]),
                SettlementLine.amount != 0,
            )
        )
        for row in rows:
            run = runs[row.run_id]
            one = Sibling(
                row.id or 0,
                row.run_id,
                number_of(agreement_id, run.number),
                row.amount,
                row.entitled,
                row.currency,
                run.at,
            )
            found.setdefault(row.key, []).append((run.number, one))
    return {
        key: Family(tuple(one for _, one in sorted(lines, key=lambda pair: pair[0])))
        for key, lines in found.items()
    }
