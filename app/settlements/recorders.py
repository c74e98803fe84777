"""Who recorded what a run rests on: figures, rulings and merges; they may not approve it.

A line cites the figures and rulings it rests on. What takes a fact away is cited by none: a ruling
taken back leaves no trace in a line, and neither does a merge, which moves facts from one treatment
to another. So a person's own ones count for every amount about their treatments, once: from the
knowledge of the last issued run to that of this one.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.agreements.rulings import KEPT, MERGE
from app.db.facts import known
from app.db.tables.accounts import User
from app.db.tables.agreements import AgreementVersion, Figure, Ruling
from app.db.tables.patients import pseudonym
from app.db.tables.settlements import SettlementLine, SettlementRun
from app.evidence.fact_rows import LETTERS
from app.settlements.history import issued_runs
from app.settlements.stored import entitlement_from
from app.web.forms import Problem
from app.web.words import N_
from contracts.changes import facts_in
from contracts.fact import EVERYONE, Kind, attributes_in

_AT_ONCE = 500
FIGURES: Mapping[Kind, str] = {
    Kind.PRICE: N_("the price {name} from {day}"),
    Kind.INDEX: N_("the index {name} for the month of {day}"),
    Kind.FX: N_("the exchange rate {name} of {day}"),
    Kind.VAT: N_("the VAT rate {name} from {day}"),
    Kind.SUCCESSION: N_("the successor of {name} from {day}"),
}
RULED = N_("the ruling of {day} about {treatment}")
TAKEN_BACK = N_("the withdrawal of the ruling of {day} about {treatment}")
MERGED = N_("that {treatment} and {kept} are the same treatment")


@dataclass(frozen=True, slots=True)
class Own:
    """What a person recorded, by whichever account, by the time a run knows."""

    cited: Mapping[tuple[str, str], Problem]
    """Versions of figures and rulings, as lines cite them."""
    uncited: Mapping[str, Problem]
    """By treatment: the rulings taken back and the merges since the last issued run."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a run found to be a person's own; it holds while they record nothing more."""

    own: Own
    fact: Problem | None
    """What of it the run rests on; None where it rests on none."""


def looked_for(session: Session, person: str, run: SettlementRun) -> Looked:
    """Look for what a run rests on that a person recorded; reads its lines, if there may be any."""
    mine = own(session, person, run)
    return Looked(mine, rests_on(session, run, mine))


def own(session: Session, person: str, run: SettlementRun) -> Own:
    """What a person recorded by the time the run knows; quick, whatever the run's size."""
    return Own(dict(_cited(session, person, run)), dict(_uncited(session, person, run)))


def rests_on(session: Session, run: SettlementRun, mine: Own) -> Problem | None:
    """The first of a person's own that moves money in a run or that a line cites."""
    about = set(mine.uncited) and _posting(session, run) & set(mine.uncited)
    if about:
        return mine.uncited[min(about)]
    return _first_cited(session, run, mine) if mine.cited else None


def _posting(session: Session, run: SettlementRun) -> set[str]:
    """The treatments for which the run moves money; `*` for sums."""
    query = select(SettlementLine.treatment).where(
        SettlementLine.run_id == run.id, SettlementLine.amount != 0
    )
    return set(session.exec(query.distinct()))


def _first_cited(session: Session, run: SettlementRun, mine: Own) -> Problem | None:
    query = select(SettlementLine.explanation).where(SettlementLine.run_id == run.id)
    ordered = query.order_by(SettlementLine.key).execution_options(yield_per=_AT_ONCE)
    with closing(session.exec(ordered)) as rows:  # on PostgreSQL an unread rest stays open
        for explained in rows:
            for node in facts_in(entitlement_from(explained["entitlement"]).reason):
                found = mine.cited.get((node.get("fact_id"), node.get("version")))
                if found is not None:
                    return found
    return None


def _cited(
    session: Session, person: str, run: SettlementRun
) -> Iterator[tuple[tuple[str, str], Problem]]:
    """The versions a person recorded, as lines cite them."""
    for number, row in _rows(session, Figure, person, run):
        kind, about = Kind(row.kind), {"name": row.name, "day": f"{row.valid_on:%d-%m-%Y}"}
        yield (f"{LETTERS[kind]}-{number}", str(row.version)), Problem(FIGURES[kind], about)
    for number, row in _rows(session, Ruling, person, run):
        yield (f"R-{number}", str(row.version)), Problem(RULED, _told(row))


def _uncited(session: Session, person: str, run: SettlementRun) -> Iterator[tuple[str, Problem]]:
    """The person's rulings taken back and merges since the last issued run, by treatment."""
    agreement_id = session.get_one(AgreementVersion, run.agreement_version_id).agreement_id
    issued = issued_runs(session, agreement_id)
    since = issued[-1].known_at if issued else datetime.min.replace(tzinfo=UTC)
    for _, row in _rows(session, Ruling, person, run):
        ours = row.agreement_id == agreement_id and row.recorded_at > since
        if ours and (row.retracted or row.name == MERGE) and _stands(session, row, run.known_at):
            said = Problem(TAKEN_BACK if row.retracted else MERGED, _told(row))
            yield from ((name, said) for name in _touched(session, row, run.known_at))


def _stands(session: Session, row: Ruling, at: datetime) -> bool:
    """Whether no later version had replaced it by then: whoever recorded that one did it."""
    later = select(Ruling.id).where(
        Ruling.fact_id == row.fact_id, Ruling.version > row.version, Ruling.recorded_at <= at
    )
    return session.exec(later.limit(1)).first() is None


def _touched(session: Session, row: Ruling, at: datetime) -> set[str]:
    """The treatments whose amounts a ruling may move: to where merges lead, and in sums."""
    query = known(Ruling, at).where(Ruling.agreement_id == row.agreement_id, Ruling.name == MERGE)
    leads = {pseudonym(one.treatment_id): _kept(one) for one in session.exec(query)}
    reached, ahead = {EVERYONE}, {pseudonym(row.treatment_id), _kept(row)} - {""}
    while ahead:
        reached |= ahead
        ahead = {leads[one] for one in ahead if one in leads} - reached
    return reached


def _kept(row: Ruling) -> str:
    return attributes_in(row.attributes).get(KEPT, "") if row.name == MERGE else ""


def _told(row: Ruling) -> dict[str, object]:
    day = f"{row.valid_on:%d-%m-%Y}"
    return {"treatment": pseudonym(row.treatment_id), "day": day, "kept": _kept(row)}


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
