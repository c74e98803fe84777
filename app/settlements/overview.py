"""The analyst's home: four numbers, each with the list behind it.

What is owed but not drafted is not worked out here, since that takes seconds for a large cohort:
the numbers about lines are those of the run that speaks for each agreement.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.agreements.queries import active_agreements, payments_for
from app.clock import COPENHAGEN
from app.db.facts import known
from app.db.tables.agreements import Agreement as AgreementRow
from app.db.tables.agreements import AgreementVersion
from app.db.tables.catalogue import Product, Site
from app.db.tables.patients import Treatment, TreatmentState, pseudonym
from app.db.tables.settlements import SettlementLine, SettlementRun, SettlementState
from app.permissions import Actor, Permission, check
from app.settlements.history import position_sha256
from app.settlements.line_views import Desk, LineView
from app.settlements.over import in_issued, over_of
from app.settlements.periods import Period, half_year
from app.settlements.steps import states_of_runs
from contracts.agreement import Milestone
from contracts.states import State
from reports.language import Language
from reports.statement import Section

PER_PAGE = 200


class Which(StrEnum):
    """The lists behind the four numbers."""

    DUE = "due"
    BLOCKED = "blocked"
    UNPAID = "unpaid"
    UNCLAIMED = "unclaimed"


@dataclass(frozen=True, slots=True)
class Due:
    """One milestone that falls in the period."""

    treatment: str
    agreement_id: str
    brand: str
    department: str
    milestone: Milestone
    due_on: date
    """The bank day it is paid, as settlements reckon it."""


@dataclass(frozen=True, slots=True)
class Home:
    """The four numbers; sums are of the lines behind them."""

    period: Period
    due: int
    blocked: int
    unpaid: int
    unpaid_sum: int
    oldest_days: int
    unclaimed: int
    unclaimed_sum: int


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A line in one of the lists, with its run and its age since issue."""

    line: LineView
    run_id: str
    period: str
    days: int | None


@dataclass(frozen=True, slots=True)
class OpenPage:
    """A page of a list, and where the next begins."""

    lines: tuple[OpenLine, ...]
    next_after: int | None


def home(session: Session, actor: Actor, today: date) -> Home:
    """The four numbers as of today."""
    check(actor, Permission.SETTLEMENT_READ)
    unpaid = _sum(session, _unpaid(session))
    unclaimed = _sum(session, _unclaimed(session))
    ages = [_age(at, today) for at in _issued_at(session, _runs_in(session, _unpaid(session)))]
    period = half_year(today)
    return Home(
        period,
        sum(1 for _ in _milestones(session, period)),
        _sum(session, _blocked(session))[0],
        *unpaid,
        max(ages, default=0),
        *unclaimed,
    )


def due(session: Session, actor: Actor, today: date) -> list[Due]:
    """What is still to be settled of the current half-year's milestones, by date."""
    check(actor, Permission.SETTLEMENT_READ)
    found = _milestones(session, half_year(today))
    return sorted(found, key=lambda d: (d.due_on, d.treatment, d.milestone.term))


def _milestones(session: Session, period: Period) -> Iterator[Due]:
    over = over_of(session, _latest(session))
    rows = session.execute(
        select(AgreementRow.product_id, AgreementRow.indication_id)
        .where(col(AgreementRow.id).in_(active_agreements(session)))
        .distinct()
        .order_by(AgreementRow.product_id, AgreementRow.indication_id)
    ).all()
    for product_id, indication_id in rows:
        brand = session.get_one(Product, product_id).brand
        milestones = payments_for(session, product_id, indication_id)
        for number, department, infused_on in _infused(session, product_id, indication_id):
            treatment = pseudonym(number)
            for agreement, one, due_on in milestones(infused_on):
                if due_on in period and not over.covers(agreement, treatment, one):
                    yield Due(treatment, agreement, brand, department, one, due_on)


def _infused(session: Session, product_id: str, indication_id: str) -> list[tuple[int, str, date]]:
    states = known(TreatmentState).where(TreatmentState.state == "infused").subquery()
    query = (
        sa.select(col(Treatment.id), col(Site.name), states.c.valid_on)
        .join(states, states.c.treatment_id == col(Treatment.id))
        .join(Site, col(Site.id) == col(Treatment.site_id))
        .where(
            col(Treatment.product_id) == product_id,
            col(Treatment.indication_id) == indication_id,
        )
        .order_by(col(Treatment.id))
    )
    return [(number, name, on) for number, name, on in session.execute(query)]


def open_lines(
    session: Session, actor: Actor, which: Which, today: date, lang: Language, after: int = 0
) -> OpenPage:
    """A page of the list behind a number, oldest line first."""
    check(actor, Permission.SETTLEMENT_READ)
    query = _LISTS[which](session).where(col(SettlementLine.id) > after)
    rows = session.exec(query.order_by(col(SettlementLine.id)).limit(PER_PAGE + 1)).all()
    shown = list(rows[:PER_PAGE])
    following = shown[-1].id if len(rows) > PER_PAGE else None
    return OpenPage(tuple(_told(session, shown, today, lang)), following)


def _told(
    session: Session, rows: list[SettlementLine], today: date, lang: Language
) -> Iterator[OpenLine]:
    for run_id in dict.fromkeys(row.run_id for row in rows):
        run = session.get_one(SettlementRun, run_id)
        ages = [_age(at, today) for at in _issued_at(session, [run_id])]
        mine = [row for row in rows if row.run_id == run_id]
        for view in Desk.of(session, run, lang).views(session, mine):
            yield OpenLine(view, run_id, run.period, ages[0] if ages else None)


def _age(at: datetime, today: date) -> int:
    return (today - at.astimezone(COPENHAGEN).date()).days


Lines = SelectOfScalar[SettlementLine]


def _latest(session: Session) -> dict[str, State]:
    """The run that speaks for each agreement, and where it stands.

    It is the one for the latest day, the newest of those; runs that were rejected or that another
    issue has left behind do not count.
    """
    runs = session.execute(
        select(AgreementVersion.agreement_id, SettlementRun.id, SettlementRun.position_sha256)
        .join(AgreementVersion, col(AgreementVersion.id) == SettlementRun.agreement_version_id)
        .order_by(
            col(SettlementRun.settle_on), col(SettlementRun.drafted_at), col(SettlementRun.id)
        )
    ).all()
    states = states_of_runs(session, [run_id for _, run_id, _ in runs])
    present = {number: position_sha256(session, number) for number in {row[0] for row in runs}}
    latest = {
        number: run_id
        for number, run_id, position in runs
        if states[run_id] is State.ISSUED
        or (states[run_id] is not State.REJECTED and position == present[number])
    }
    return {run_id: states[run_id] for run_id in latest.values()}


def _blocked(session: Session) -> Lines:
    return select(SettlementLine).where(
        SettlementLine.section == Section.BLOCKED.value,
        col(SettlementLine.run_id).in_(_latest(session)),
    )


def _unclaimed(session: Session) -> Lines:
    waiting = [one for one, state in _latest(session).items() if state is not State.ISSUED]
    return select(SettlementLine).where(
        col(SettlementLine.run_id).in_(waiting), SettlementLine.amount != 0
    )


def _unpaid(session: Session) -> Lines:
    del session  # the list is one statement
    settled = select(SettlementState.line_id).where(
        SettlementState.state == State.PAID.value, col(SettlementState.line_id).is_not(None)
    )
    return select(SettlementLine).where(
        in_issued(),
        SettlementLine.amount != 0,
        col(SettlementLine.id).not_in(settled),
    )


_LISTS: dict[Which, Callable[[Session], Lines]] = {
    Which.BLOCKED: _blocked,
    Which.UNCLAIMED: _unclaimed,
    Which.UNPAID: _unpaid,
}


def _sum(session: Session, lines: Lines) -> tuple[int, int]:
    found = lines.with_only_columns(func.count(), func.sum(SettlementLine.amount))
    count, total = session.execute(found).one()
    return count, int(total or 0)


def _runs_in(session: Session, lines: Lines) -> list[str]:
    found = lines.with_only_columns(col(SettlementLine.run_id)).distinct()
    return [run_id for (run_id,) in session.execute(found)]


def _issued_at(session: Session, run_ids: Iterable[str]) -> list[datetime]:
    return list(
        session.exec(
            select(SettlementState.at).where(
                col(SettlementState.run_id).in_(list(run_ids)),
                SettlementState.state == State.ISSUED.value,
                col(SettlementState.line_id).is_(None),
            )
        )
    )
