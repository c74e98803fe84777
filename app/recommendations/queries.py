"""What the recommendation pages show: cards, a plan with its versions and cuts, stored reports."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.db.tables.accounts import User
from app.db.tables.evidence import AnalysisPlan as PlanRow
from app.db.tables.evidence import DataCut
from app.db.tables.operations import Job
from app.db.tables.settlements import Document
from app.evidence.cohorts import CohortKey, names_of
from app.permissions import Actor, NotFound, Permission, check
from app.recommendations.actions import NUMBERS, REPORT
from app.recommendations.gathering import Cut, cuts, one_cut, versions
from app.recommendations.inputs import FrozenPlan
from contracts.dates import add_months
from reports.language import Language, Wording


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a filed report says in short; None where a number is not told."""

    cut_id: int
    cut_on: date
    treated: int | None
    patients: int | None
    events: int | None
    follow_up: float | None
    complete: float | None
    readings: tuple[dict[str, Any], ...]
    role: str
    """What the published numbers are: the promise or an illustration; empty where unknown."""
    verdict: str
    """Whether the plan's rule is met; empty where the rule is only in words."""
    rule_day: int | None
    """The day at which the rule reads the primary endpoint."""


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation: the question, when it is decided, and what its last reports say."""

    plan: str
    product: str
    indication: Wording
    question: Wording
    next_decision: date
    latest: Numbers | None
    previous: Numbers | None


@dataclass(frozen=True, slots=True)
class CutRow:
    """A data cut, who took it, and the report's hashes by language; empty while it is made."""

    cut: Cut
    version: str
    made_by: str
    reports: tuple[tuple[str, str], ...]
    job: str
    """The job that makes the report, while it is not finished."""
    failed: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """A frozen plan with its versions, newest first, and its data cuts, newest first."""

    plan: str
    product: str
    indication: Wording
    versions: tuple[FrozenPlan, ...]
    next_decision: date
    cuts: tuple[CutRow, ...]


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report as filed."""

    name: str
    content: bytes
    sha256: str


def cards(session: Session, actor: Actor) -> list[Card]:
    """Every recommendation with a frozen plan, the next to be decided first."""
    check(actor, Permission.RECOMMENDATION_READ)
    names = session.exec(select(PlanRow.plan).distinct()).all()
    found = [_card(session, name) for name in sorted(names)]
    return sorted(found, key=lambda card: (card.next_decision, card.plan))


def plan_view(session: Session, actor: Actor, plan: str) -> PlanView:
    """One plan.

    Raises:
        NotFound: no frozen plan has this id.
    """
    check(actor, Permission.RECOMMENDATION_READ)
    frozen = versions(session, plan)
    if not frozen:
        raise NotFound
    product, indication, _ = names_of(session, _key(frozen))
    named = {one.id: one.plan.version for one in frozen}
    rows = [_cut_row(session, one, named[one.plan_row]) for one in cuts(session, frozen)]
    return PlanView(
        plan, product, indication, frozen[::-1], next_decision(frozen), tuple(rows[::-1])
    )


def cut_view(session: Session, actor: Actor, cut_id: int) -> tuple[PlanView, CutRow]:
    """One data cut with the plan it belongs to.

    Raises:
        NotFound: there is none.
    """
    check(actor, Permission.RECOMMENDATION_READ)
    row = session.get_one(PlanRow, one_cut(session, cut_id).plan_row)
    plan = plan_view(session, actor, row.plan)
    return plan, next(one for one in plan.cuts if one.cut.id == cut_id)


def stored_report(session: Session, actor: Actor, cut_id: int, lang: Language) -> StoredReport:
    """The report of a data cut in one language, exactly as filed.

    Raises:
        NotFound: it is not filed.
    """
    check(actor, Permission.RECOMMENDATION_READ)
    found = session.exec(_documents(cut_id, REPORT).where(Document.language == lang)).first()
    if found is None:
        raise NotFound
    plan = session.get_one(PlanRow, one_cut(session, cut_id).plan_row).plan
    return StoredReport(f"{plan}-{cut_id}-{lang}.pdf", found.content, found.sha256)


def filed(session: Session, cut_id: int) -> bool:
    """Whether the report of a data cut is stored."""
    return session.exec(_documents(cut_id, REPORT)).first() is not None


def next_decision(frozen: tuple[FrozenPlan, ...]) -> date:
    """When the council decides: counted from the first freezing, which an amendment leaves."""
    months = frozen[-1].plan.next_decision.plus_months
    return add_months(frozen[0].frozen_at.date(), months)


def _card(session: Session, plan: str) -> Card:
    frozen = versions(session, plan)
    product, indication, _ = names_of(session, _key(frozen))
    question = frozen[-1].plan.question
    numbers = [n for n in (_numbers(session, one) for one in cuts(session, frozen)) if n]
    return Card(
        plan,
        product,
        indication,
        Wording(question.da, question.en),
        next_decision(frozen),
        numbers[-1] if numbers else None,
        numbers[-2] if len(numbers) > 1 else None,
    )


def _numbers(session: Session, cut: Cut) -> Numbers | None:
    found = session.exec(_documents(cut.id, NUMBERS)).first()
    if found is None:
        return None
    told = json.loads(found.content)
    return Numbers(
        cut.id,
        cut.cut_on,
        told.get("treated"),
        told["patients"],
        told["events"],
        told["follow_up"],
        told["complete"],
        tuple(told["readings"]),
        told.get("role", ""),
        told.get("verdict", ""),
        told.get("rule_day"),
    )


def _cut_row(session: Session, cut: Cut, version: str) -> CutRow:
    made_by = session.exec(
        select(User.name).join(DataCut, col(DataCut.made_by) == User.id).where(DataCut.id == cut.id)
    ).one()
    reports = session.exec(_documents(cut.id, REPORT).order_by(Document.language)).all()
    job = _job(session, cut.id)
    return CutRow(
        cut,
        version,
        made_by,
        tuple((one.language, one.sha256) for one in reports),
        job.id if job and not job.outcome else "",
        failed=job is not None and job.outcome == "failed" and not reports,
    )


def _job(session: Session, cut_id: int) -> Job | None:
    rows = session.exec(
        select(Job).where(Job.kind == "council.report").order_by(col(Job.created_at).desc())
    )
    return next((row for row in rows if row.arguments.get("cut") == cut_id), None)


def _documents(cut_id: int, kind: str) -> Any:  # noqa: ANN401 - a select of documents
    return select(Document).where(Document.kind == kind, Document.subject == str(cut_id))


def _key(frozen: tuple[FrozenPlan, ...]) -> CohortKey:
    return CohortKey(frozen[-1].plan.product, frozen[-1].plan.indication)
