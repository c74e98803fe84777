"""Who recorded the figures and rulings that a run cites: they may not approve it."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.agreements import Figure, Ruling
from app.db.tables.patients import pseudonym
from app.db.tables.settlements import SettlementLine, SettlementRun
from app.evidence.fact_rows import LETTERS
from app.settlements.stored import entitlement_from
from app.web.forms import Problem
from app.web.words import N_
from contracts.changes import facts_in
from contracts.fact import Kind

_AT_ONCE = 500
FIGURES: Mapping[Kind, str] = {
    Kind.PRICE: N_("the price {name} from {day}"),
    Kind.INDEX: N_("the index {name} for the month of {day}"),
    Kind.FX: N_("the exchange rate {name} of {day}"),
    Kind.VAT: N_("the VAT rate {name} from {day}"),
    Kind.SUCCESSION: N_("the successor of {name} from {day}"),
}
RULED = N_("the ruling of {day} about {treatment}")


def own_figure(session: Session, person: str, run: SettlementRun) -> Problem | None:
    """What a run cites that a person recorded, by whichever account; None where there is none."""
    own = dict(_recorded(session, person, run))
    if not own:  # so the lines are only read for the few who record and approve
        return None
    query = select(SettlementLine.explanation).where(SettlementLine.run_id == run.id)
    ordered = query.order_by(SettlementLine.key).execution_options(yield_per=_AT_ONCE)
    for explained in session.exec(ordered):
        for node in facts_in(entitlement_from(explained["entitlement"]).reason):
            found = own.get((node.get("fact_id"), node.get("version")))
            if found is not None:
                return found
    return None


def _recorded(
    session: Session, person: str, run: SettlementRun
) -> Iterator[tuple[tuple[str, str], Problem]]:
    """The versions a person recorded by the time the run knows, as lines cite them."""
    for number, row in _rows(session, Figure, person, run):
        kind, about = Kind(row.kind), {"name": row.name, "day": f"{row.valid_on:%d-%m-%Y}"}
        yield (f"{LETTERS[kind]}-{number}", str(row.version)), Problem(FIGURES[kind], about)
    for number, row in _rows(session, Ruling, person, run):
        told = {"treatment": pseudonym(row.treatment_id), "day": f"{row.valid_on:%d-%m-%Y}"}
        yield (f"R-{number}", str(row.version)), Problem(RULED, told)


def _rows(
    session: Session, table: type[Figure | Ruling], person: str, run: SettlementRun
) -> Iterator[tuple[int, Any]]:
    """A fact is cited by the number of the row that holds its first version."""
    first = aliased(table)
    query = (
        select(first.id, table)
        .join(first, (col(first.fact_id) == table.fact_id) & (col(first.version) == 1))
        .join(User, col(User.id) == table.recorded_by)
        .where(User.person == person, col(table.recorded_at) <= run.known_at)
        .order_by(col(table.id))
    )
    return ((number, row) for number, row in session.execute(query))
