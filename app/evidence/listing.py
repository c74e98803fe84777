"""The cohorts a reader may know of, each with its size, its follow-up and how complete it is."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from analytics.disclosure import THRESHOLD
from app.db.tables.catalogue import Product
from app.db.tables.patients import Treatment
from app.evidence.attendance import due_items, overall
from app.evidence.cohorts import NAMELESS, CohortKey, follow, known_cohort, names_of
from app.evidence.endpoints import watched
from app.evidence.medians import median_follow_up
from app.evidence.release import told_number, told_share
from app.evidence.remembered import remembered
from app.permissions import Actor, NotFound, Permission, check
from reports.language import Wording


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One cohort of the list: how many were treated, and how long they have been followed."""

    key: CohortKey
    endpoint: Wording
    patients: int | None
    follow_up: float | None
    completeness: float | None
    product: str = ""
    indication: Wording = NAMELESS
    reference: bool = False


def cohorts(session: Session, actor: Actor, today: date) -> list[CohortRow]:
    """Every cohort with an infused treatment that the reader may know of, by brand."""
    check(actor, Permission.EVIDENCE_READ)
    found = []
    for key in _keys(session, actor):
        find = partial(_row, session, actor, key, today)
        row = remembered(session, actor, ("listed", key, today), find)
        if row is not None:
            brand, indication, reference = names_of(session, key)
            found.append(replace(row, product=brand, indication=indication, reference=reference))
    return sorted(found, key=lambda row: (row.reference, row.product, row.key.indication))


def _row(session: Session, actor: Actor, key: CohortKey, today: date) -> CohortRow | None:
    """The numbers of a cohort; None where nobody the reader may know of was infused."""
    try:
        known = known_cohort(session, actor, key, None, today)
    except NotFound:
        return None
    if not known.infused:
        return None
    endpoint = watched(key.product, key.indication).endpoints[0]
    threshold = THRESHOLD if actor.national else None
    due = due_items(session, known, today)
    return CohortRow(
        key,
        Wording(endpoint.label.da, endpoint.label.en),
        told_number(len(known.infused), threshold),
        median_follow_up(follow(known, endpoint), threshold),
        told_share(overall(due), len(due), threshold),
    )


def _keys(session: Session, actor: Actor) -> list[CohortKey]:
    query = select(Treatment.product_id, Treatment.indication_id).distinct()
    if not actor.national:
        own = actor.sites_where(Permission.EVIDENCE_READ)
        query = query.where(col(Treatment.site_id).in_(sorted(own)))
    query = query.join(Product, col(Product.id) == Treatment.product_id)
    return sorted((CohortKey(*pair) for pair in session.exec(query)), key=lambda k: k.product)
