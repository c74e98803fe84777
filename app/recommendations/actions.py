"""What is written: plans frozen, data cuts taken, reports stored; each once and for good."""

import hashlib
from datetime import date, datetime

from sqlmodel import Session, select

from app.audit import record
from app.db.server_time import stamp
from app.db.tables.catalogue import Indication, Product
from app.db.tables.evidence import AnalysisPlan as PlanRow
from app.db.tables.evidence import DataCut
from app.db.tables.settlements import Document
from app.evidence.facts import take_snapshot
from app.permissions import Actor, NotFound, Permission, check
from app.recommendations.faults import PlanFault, PlanRefused
from app.recommendations.gathering import versions
from app.recommendations.plan import AnalysisPlan, read_plan

REPORT, NUMBERS = "council_report", "council_numbers"


class AmendmentNeeded(Exception):  # noqa: N818 - told to the person
    """The plan is frozen already; what is missing for an amendment: a new version or a reason."""

    def __init__(self, missing: str, found: str) -> None:
        self.missing, self.found = missing, found
        super().__init__(missing)


class PlanNotFrozen(Exception):  # noqa: N818 - told to the person
    """No version of the plan is frozen, so no data may be looked at for it."""


class CutInFuture(Exception):  # noqa: N818 - told to the person
    """A data cut was asked for on a day that has not come."""


def freeze(
    session: Session, actor: Actor, text: str, reason: str = "", at: datetime | None = None
) -> str:
    """Freeze a plan, or an amendment of one; returns the plan's id.

    Args:
        session: a write transaction.
        actor: who freezes it.
        text: the plan as YAML.
        reason: why it replaces the frozen version; needed for an amendment only.
        at: the instant to use instead of the clock's (demo data and tests).

    Raises:
        PlanRefused: with every fault of the text.
        AmendmentNeeded: the plan is frozen, and the version or the reason is missing.
    """
    check(actor, Permission.REPORT_MAKE)
    written = read_plan(text)
    plan = written.plan
    _in_catalogue(session, plan)
    before = versions(session, plan.analysis_plan)
    if before:
        if plan.version in {one.plan.version for one in before}:
            raise AmendmentNeeded("version", plan.version)
        if not reason.strip():
            raise AmendmentNeeded("reason", before[-1].plan.version)
    moment = stamp(session, at)
    session.add(
        PlanRow(
            plan=plan.analysis_plan,
            version=plan.version,
            product_id=plan.product,
            indication_id=plan.indication,
            text=written.text,
            sha256=written.sha256,
            reason=reason.strip() if before else "",
            frozen_at=moment,
            frozen_by=actor.user_id,
        )
    )
    details = {"version": plan.version, "sha256": written.sha256}
    record(session, actor, "plan.frozen", f"plan:{plan.analysis_plan}", details, moment)
    return plan.analysis_plan


def cut(
    session: Session,
    actor: Actor,
    plan: str,
    cut_on: date,
    *,
    today: date,
    at: datetime | None = None,
) -> int:
    """Take a data cut for a frozen plan: all facts up to a day, as known now; returns its number.

    Raises:
        PlanNotFrozen: nothing may be looked at before a plan is frozen.
        CutInFuture: the day has not come.
    """
    check(actor, Permission.REPORT_MAKE)
    frozen = versions(session, plan)
    if not frozen:
        raise PlanNotFrozen(plan)
    if cut_on > today:
        raise CutInFuture(cut_on.isoformat())
    moment = stamp(session, at)
    followed = frozen[-1]
    snapshot = take_snapshot(
        session,
        actor,
        followed.plan.product,
        followed.plan.indication,
        moment,
        cut_on,
        leave_out_opted_out=True,
    )
    row = DataCut(
        analysis_plan_id=followed.id,
        snapshot_id=snapshot.id or 0,
        cut_on=cut_on,
        made_at=moment,
        made_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    details = {"plan": plan, "snapshot": snapshot.sha256}
    record(session, actor, "data.cut", f"cut:{row.id}", details, moment)
    return row.id or 0


def file_report(
    session: Session, actor: Actor, cut_id: int, printed: dict[tuple[str, str], bytes]
) -> None:
    """Store the printed files of a data cut, all together; those already there stay as they are.

    Args:
        session: a write transaction.
        actor: who had them made.
        cut_id: the data cut they belong to.
        printed: content by kind and language.
    """
    check(actor, Permission.REPORT_MAKE)
    if session.get(DataCut, cut_id) is None:
        raise NotFound
    held = set(session.exec(select(Document.kind, Document.language).where(_of_cut(cut_id))).all())
    moment = stamp(session)
    for (kind, language), content in sorted(printed.items()):
        if (kind, language) in held:
            continue
        digest = hashlib.sha256(content).hexdigest()
        session.add(
            Document(
                kind=kind,
                subject=str(cut_id),
                language=language,
                sha256=digest,
                content=content,
                made_at=moment,
                made_by=actor.user_id,
            )
        )
        details = {"kind": kind, "language": language, "sha256": digest}
        record(session, actor, "report.filed", f"cut:{cut_id}", details, moment)
    session.flush()


def _of_cut(cut_id: int) -> bool:
    return (Document.subject == str(cut_id)) & Document.kind.in_((REPORT, NUMBERS))  # type: ignore[attr-defined,no-any-return]


def _in_catalogue(session: Session, plan: AnalysisPlan) -> None:
    faults = []
    if session.get(Product, plan.product) is None:
        faults.append(PlanFault("product", "unknown_product", plan.product))
    if session.get(Indication, plan.indication) is None:
        faults.append(PlanFault("indication", "unknown_indication", plan.indication))
    if faults:
        raise PlanRefused(tuple(faults))
