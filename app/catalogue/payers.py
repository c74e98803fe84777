"""Who answers for a region's code on a day, and what issued settlements have printed of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from app.db.tables.catalogue import Region
from app.db.tables.settlements import SettlementLine, SettlementRun, SettlementState


@dataclass(frozen=True, slots=True)
class Regions:
    """Every payer of record, so that a code can be named as of a day without asking again."""

    by_code: Mapping[str, Region]

    def on(self, code: str, day: date) -> str:
        """The region that answers for `code` on a day: itself, or whoever took over from it."""
        row = self.by_code.get(code)
        while row is not None and row.valid_to is not None and day > row.valid_to and row.successor:
            row = self.by_code.get(row.successor)
        return row.code if row else code

    def name(self, code: str, day: date) -> str:
        """Its name."""
        now = self.on(code, day)
        return self.by_code[now].name if now in self.by_code else now

    def spans(self, code: str) -> Iterator[tuple[str, date, date]]:
        """Who answers for `code`, from after which day until which, both far off where open."""
        after, row = date.min, self.by_code.get(code)
        while row is not None and row.valid_to is not None and row.successor:
            yield row.code, after, row.valid_to
            after, row = row.valid_to, self.by_code.get(row.successor)
        yield (row.code if row else code), after, date.max


def regions(session: Session) -> Regions:
    """The payers of record, past, present and to come."""
    return Regions({row.code: row for row in session.exec(select(Region))})


def renamed(session: Session, region: Region) -> date | None:
    """The last day for which issued lines would name another payer, were a region as given."""
    before = regions(session)
    after = Regions({**before.by_code, region.code: region})
    return max(
        (day for code, day in _issued(session) if before.name(code, day) != after.name(code, day)),
        default=None,
    )


def _issued(session: Session) -> Iterator[tuple[str, date]]:
    """The payers in issued lines, and the days as of which they are named."""
    day = func.coalesce(col(SettlementLine.due_on), col(SettlementRun.settle_on))
    query = (
        select(SettlementLine.payer, day)
        .join(SettlementRun, col(SettlementRun.id) == SettlementLine.run_id)
        .join(SettlementState, col(SettlementState.run_id) == SettlementRun.id)
        .where(SettlementState.state == "issued", col(SettlementState.line_id).is_(None))
        .distinct()
    )
    return ((code, on) for code, on in session.execute(query))
