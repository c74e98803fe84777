"""Whom the actor's departments follow, and which visits wait, in a handful of statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sql
from sqlmodel import Session, select

from app.db.tables.catalogue import Product
from app.db.tables.patients import pseudonym
from app.db.types import metadata
from app.followup.deadlines import Agreed, agreed_dates
from app.followup.drafts import saved_drafts
from app.followup.due import ENDING, SOON, DueVisit, Followed, Standing, urgency, waiting
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

    @property
    def kind(self) -> tuple[str, str]:
        """Product and indication, which decide the plan and the agreements."""
        return self.product_id, self.indication_id


_Line = tuple[Own, DueVisit, int]


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
    draft_at: datetime | None
    """When the actor last saved a draft of the visit."""


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
    given = {one.product_id for one in own}
    here = [one for one in own if product in {"", one.product_id}]
    agreed = _agreed(session, here)
    ahead = ALL_AHEAD if show == "all" else SOON
    lines: list[_Line] = []
    for one in here:
        plan = plan_for(*one.kind)
        if plan is not None:
            asked = agreed[one.kind].get(one.followed.infused_on)
            lines += _lines_of(one, waiting(plan, one.followed, today, asked, ahead))
    overdue = sum(visit.standing is Standing.OVERDUE for _, visit, _ in lines)
    soon = sum(_soon(visit) for _, visit, _ in lines)
    wanted = (line for line in lines if show != "overdue" or line[1].standing is Standing.OVERDUE)
    shown = sorted(wanted, key=lambda line: urgency(line[1]))
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    return WorkList(
        rows=_rows(session, actor, shown[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], brands),
        overdue=overdue,
        soon=soon,
        treatments=len(here),
        products=tuple((p, brand) for p, brand in brands.items() if p in given),
        page=page,
        pages=pages,
    )


def _agreed(session: Session, own: Iterable[Own]) -> dict[tuple[str, str], Mapping[date, Agreed]]:
    infused: dict[tuple[str, str], set[date]] = {}
    for one in own:
        infused.setdefault(one.kind, set()).add(one.followed.infused_on)
    return {kind: agreed_dates(session, kind, days) for kind, days in infused.items()}


def _soon(visit: DueVisit) -> bool:
    opens = visit.standing is Standing.UPCOMING and visit.days <= SOON.days
    return opens or visit.standing is Standing.DUE


def _lines_of(one: Own, found: Sequence[DueVisit]) -> list[_Line]:
    """One line for the most urgent overdue visit, and one for each that is open or comes."""
    overdue = [v for v in found if v.standing is Standing.OVERDUE]
    urgent = sorted((v for v in overdue if v.deadline), key=urgency) or overdue[-1:]
    first = [(one, v, len(overdue) - 1) for v in urgent[:1]]
    return first + [(one, v, 0) for v in found if v.standing is not Standing.OVERDUE]


def _rows(
    session: Session, actor: Actor, lines: Iterable[_Line], brands: Mapping[str, str]
) -> tuple[WorkRow, ...]:
    drafts = saved_drafts(session, actor)
    return tuple(_row(line, brands, drafts) for line in lines)


def _row(
    line: _Line, brands: Mapping[str, str], drafts: Mapping[tuple[int, str], datetime]
) -> WorkRow:
    one, visit, more = line
    return WorkRow(
        treatment_id=one.treatment_id,
        pseudonym=pseudonym(one.treatment_id),
        patient_id=one.patient_id,
        product=brands.get(one.product_id, one.product_id),
        course=one.course,
        visit=visit.visit,
        title=visit.title,
        opens=visit.opens,
        closes=visit.closes,
        standing=visit.standing,
        days=visit.days,
        deadline=visit.deadline,
        more=more,
        draft_at=drafts.get((one.treatment_id, visit.visit)),
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
    done = _accounted(session, actor)
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
            Followed(tid, infused[tid], done.get(tid, frozenset()), ended.get(tid)),
        )
        for tid, patient, product, indication, course in treatments
        if tid in infused
    ]


def _accounted(session: Session, actor: Actor) -> dict[int, frozenset[str]]:
    """The visits each treatment is done with, one row a treatment; few are ever taken back."""
    visit = metadata.tables["visit_record"].c
    rows = session.connection().execute(
        sql.select(visit.treatment_id, sql.func.aggregate_strings(visit.visit, ","))
        .where(visit.treatment_id.in_(_scope(actor)))
        .group_by(visit.treatment_id)
    )
    gone: dict[int, set[str]] = {}
    for tid, code, _ in newest(session, actor, "visit_record", "visit", retracted=True):
        gone.setdefault(tid, set()).add(code)
    return {tid: frozenset(codes.split(",")) - gone.get(tid, set()) for tid, codes in rows.all()}


def newest(
    session: Session, actor: Actor, table: str, column: str, *, retracted: bool = False
) -> list[tuple[int, str, date]]:
    """Treatment, one column and date of the newest version of each fact that stands (or does not).

    Reads the columns only: a department's whole list is built within 300 ms.
    """
    fact, later = metadata.tables[table], metadata.tables[table].alias()
    superseded = sql.exists().where(
        later.c.fact_id == fact.c.fact_id, later.c.version > fact.c.version
    )
    rows = session.connection().execute(
        sql.select(fact.c.treatment_id, fact.c[column], fact.c.valid_on).where(
            fact.c.treatment_id.in_(_scope(actor)), fact.c.retracted.is_(retracted), ~superseded
        )
    )
    return [(tid, value, on) for tid, value, on in rows.all()]


def _scope(actor: Actor) -> sql.Select[tuple[int]]:
    treatment = metadata.tables["treatment"].c
    return sql.select(treatment.id).where(treatment.site_id.in_(sorted(actor.site_ids)))
