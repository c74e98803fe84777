"""Whom the actor's departments follow, and which visits wait, in a handful of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sql
from sqlmodel import Session, select

from app.db.tables.catalogue import Product
from app.db.tables.patients import pseudonym
from app.db.types import metadata
from app.followup.deadlines import deadlines
from app.followup.due import ENDING, DueVisit, Followed, Standing, by_urgency, waiting
from app.followup.plans import plan_for
from app.permissions import Actor
from reports.language import Wording

PAGE_SIZE = 50
ALL_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Own:
    """One infused treatment of the actor's departments and what the due rule needs of it."""

    treatment_id: int
    patient_id: str
    product_id: str
    indication_id: str
    course: str
    followed: Followed


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the work list; `more` counts the treatment's other overdue visits."""

    treatment_id: int
    pseudonym: str
    patient_id: str
    product: str
    course: str
    visit: str
    title: Wording
    opens: date
    closes: date
    standing: Standing
    days: int
    deadline: date | None
    more: int


@dataclass(frozen=True, slots=True)
class WorkList:
    """The actor's list: what is shown of it, and how much there is."""

    rows: tuple[WorkRow, ...]
    overdue: int
    soon: int
    treatments: int
    products: tuple[tuple[str, str], ...]
    page: int
    pages: int


def work_list(
    session: Session, actor: Actor, today: date, product: str = "", show: str = "", page: int = 1
) -> WorkList:
    """Overdue first, then what is open or opens within 14 days; `all` looks further ahead.

    Args:
        session: a reader.
        actor: whose departments.
        today: the day windows are held against.
        product: only this product's treatments.
        show: empty, `overdue` or `all`.
        page: which page of the rows, from 1.
    """
    brands = dict(session.exec(select(Product.id, Product.brand).order_by(Product.brand)).all())
    own = own_treatments(session, actor)
    here = [one for one in own if product in {"", one.product_id}]
    limits = deadlines(session, [one.treatment_id for one in here])
    ahead = ALL_AHEAD if show == "all" else timedelta(days=14)
    rows: list[WorkRow] = []
    for one in here:
        plan = plan_for(one.product_id, one.indication_id)
        if plan is not None:
            found = waiting(plan, one.followed, today, limits, ahead)
            rows += _rows_of(one, found, brands.get(one.product_id, one.product_id))
    rows = _ordered(rows)
    overdue = sum(row.standing is Standing.OVERDUE for row in rows)
    soon = sum(row.standing is Standing.DUE or _opens_soon(row) for row in rows)
    shown = [row for row in rows if row.standing is Standing.OVERDUE] if show == "overdue" else rows
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return WorkList(
        rows=tuple(shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        overdue=overdue,
        soon=soon,
        treatments=len(here),
        products=tuple((p, brand) for p, brand in brands.items() if _has(own, p)),
        page=page,
        pages=pages,
    )


def _has(own: Iterable[Own], product: str) -> bool:
    return any(one.product_id == product for one in own)


def _opens_soon(row: WorkRow) -> bool:
    return row.standing is Standing.UPCOMING and row.days <= 14


def _rows_of(one: Own, found: Sequence[DueVisit], brand: str) -> list[WorkRow]:
    """One line for the most urgent overdue visit, and one for each that is open or comes."""
    overdue = [v for v in found if v.standing is Standing.OVERDUE]
    urgent = by_urgency(v for v in overdue if v.deadline) or overdue[-1:]
    kept = urgent[:1] + [v for v in found if v.standing is not Standing.OVERDUE]
    return [
        WorkRow(
            treatment_id=one.treatment_id,
            pseudonym=pseudonym(one.treatment_id),
            patient_id=one.patient_id,
            product=brand,
            course=one.course,
            visit=v.visit,
            title=v.title,
            opens=v.opens,
            closes=v.closes,
            standing=v.standing,
            days=v.days,
            deadline=v.deadline,
            more=len(overdue) - 1 if v.standing is Standing.OVERDUE else 0,
        )
        for v in kept
    ]


def _ordered(rows: Iterable[WorkRow]) -> list[WorkRow]:
    return sorted(
        rows,
        key=lambda r: (
            r.standing is not Standing.OVERDUE,
            r.deadline or date.max,
            r.closes,
            r.treatment_id,
            r.visit,
        ),
    )


def own_treatments(session: Session, actor: Actor) -> list[Own]:
    """Every infused treatment at the actor's departments, by number, in four statements."""
    t = metadata.tables["treatment"].c
    treatments = session.connection().execute(
        sql.select(t.id, t.patient_id, t.product_id, t.indication_id, t.course)
        .where(t.site_id.in_(sorted(actor.site_ids)))
        .order_by(t.id)
    )
    infused = {
        tid: on
        for tid, state, on in newest(session, actor, "treatment_state", "state")
        if state == "infused"
    }
    done: dict[int, set[str]] = {}
    for tid, visit, _ in newest(session, actor, "visit_record", "visit"):
        done.setdefault(tid, set()).add(visit)
    ended: dict[int, date] = {}
    for tid, kind, on in newest(session, actor, "clinical_event", "kind"):
        if kind in ENDING:
            ended[tid] = min(on, ended.get(tid, on))
    return [
        Own(
            tid,
            patient,
            product,
            indication,
            course,
            Followed(tid, infused[tid], frozenset(done.get(tid, ())), ended.get(tid)),
        )
        for tid, patient, product, indication, course in treatments
        if tid in infused
    ]


def newest(session: Session, actor: Actor, table: str, column: str) -> list[tuple[int, str, date]]:
    """Treatment, one column and the date of the newest version of each fact not taken back.

    Reads the columns only: a department's whole list is built within 300 ms.
    """
    fact, treatment = metadata.tables[table].c, metadata.tables["treatment"].c
    scope = sql.select(treatment.id).where(treatment.site_id.in_(sorted(actor.site_ids)))
    rows = session.connection().execute(
        sql.select(fact.fact_id, fact.treatment_id, fact[column], fact.valid_on, fact.retracted)
        .where(fact.treatment_id.in_(scope))
        .order_by(fact.version)
    )
    last = {key: (tid, value, on, gone) for key, tid, value, on, gone in rows}
    return [(tid, value, on) for tid, value, on, gone in last.values() if not gone]
