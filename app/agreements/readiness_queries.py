"""What the checklist reads of the installation: the follow-up plan, and how much is recorded."""

from sqlmodel import Session, col, func, select

from app.agreements import figures, queries
from app.agreements.offers import uncovered
from app.agreements.readiness import Asked, Finding, Followed, Seen
from app.agreements.readiness_written import figure, halves, written
from app.agreements.reading import needed
from app.db.tables.catalogue import FollowUpPlan
from app.db.tables.followup import ClinicalEvent, Observation
from app.db.tables.patients import Treatment, TreatmentState
from app.permissions import Actor, NotFound, Permission, check
from contracts.agreement import Agreement
from contracts.amended import Difference, differences
from contracts.file.source import Tree, read_tree


def followed(session: Session, agreement: Agreement) -> Followed:
    """The newest plan for the agreement's product and indication."""
    rows = session.exec(select(FollowUpPlan).order_by(col(FollowUpPlan.id).desc()))
    for row in rows:
        tree = read_tree(row.text)[0]
        if not isinstance(tree, dict):
            continue
        wanted = (agreement.product, agreement.indication)
        if wanted[0] in _texts(tree, "products") and wanted[1] in _texts(tree, "indications"):
            return Followed(row.plan, _items(tree), frozenset(_texts(tree, "events")))
    return Followed()


def _texts(tree: Tree, name: str) -> list[str]:
    found = tree.get(name, []) if isinstance(tree, dict) else []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _items(tree: dict[str, Tree]) -> dict[str, Asked]:
    days: dict[str, list[int]] = {}
    visits = tree.get("visits", [])
    for visit in visits if isinstance(visits, list) else ():
        for name in _texts(visit, "items"):
            target = visit.get("target_day", "0") if isinstance(visit, dict) else "0"
            days.setdefault(name, []).append(int(str(target)))
    items = tree.get("items", {})
    return {
        name: Asked(
            str(item.get("unit", "")), tuple(_texts(item, "methods")), tuple(days.get(name, ()))
        )
        for name, item in (items.items() if isinstance(items, dict) else ())
        if isinstance(item, dict)
    }


def seen(session: Session, actor: Actor, agreement: Agreement) -> Seen:
    """How many treatments with the product there are, and what is recorded of them; only counts."""
    check(actor, Permission.AGREEMENT_READ)
    infused = (
        select(TreatmentState.treatment_id)
        .join(Treatment, col(Treatment.id) == TreatmentState.treatment_id)
        .where(
            Treatment.product_id == agreement.product,
            Treatment.indication_id == agreement.indication,
            TreatmentState.state == "infused",
            col(TreatmentState.retracted).is_(False),
        )
        .distinct()
    )
    total = session.exec(select(func.count()).select_from(infused.subquery())).one()
    observed = session.exec(
        select(Observation.name, func.count(func.distinct(Observation.treatment_id)))
        .where(
            col(Observation.treatment_id).in_(infused),
            Observation.value != "",
            col(Observation.retracted).is_(False),
        )
        .group_by(Observation.name)
    ).all()
    happened = session.exec(
        select(ClinicalEvent.kind, func.count(func.distinct(ClinicalEvent.treatment_id)))
        .where(
            col(ClinicalEvent.treatment_id).in_(infused), col(ClinicalEvent.retracted).is_(False)
        )
        .group_by(ClinicalEvent.kind)
    ).all()
    return Seen(total, {**dict(happened), **dict(observed)})


def in_writing(session: Session, actor: Actor, agreement: Agreement) -> tuple[Finding, ...]:
    """What the text says or lacks, and each dated figure it reads: stated, or not yet."""
    wanted = needed(agreement)
    known = {(one.kind, one.name) for one in figures.figures(session, actor, wanted)}
    stated = (figure(one.name, stated=(one.kind, one.name) in known) for one in wanted)
    told = (*written(agreement, uncovered(agreement)), *stated)
    return (*told, *halves(_changes(session, actor, agreement)))


def _changes(session: Session, actor: Actor, agreement: Agreement) -> tuple[Difference, ...]:
    """What the version says that the one it takes over from did not."""
    before = agreement.document.agreement.supersedes
    if before is None:
        return ()
    try:
        return differences(queries.version(session, actor, agreement.id, before), agreement)
    except NotFound:
        return ()
