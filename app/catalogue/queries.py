"""What the catalogue says, for pages and for other rooms."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.db.tables.catalogue import Assessment, Indication, Product, Region, Site
from app.permissions import Actor, NotFound
from reports.language import Language


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of the council about a product for an indication."""

    decision: str
    decided: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A product for an indication with the council's decisions, oldest first."""

    product_id: str
    indication_id: str
    brand: str
    inn: str
    atc: str | None
    therapy_class: str
    supplier: str
    indication: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class RegionView:
    """A payer of record and the days it is one."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class SiteView:
    """A department, its region and the days it is open."""

    id: str
    name: str
    region: str
    valid_from: date
    valid_to: date | None


def entries(session: Session, lang: Language) -> list[CatalogueEntry]:
    """Every assessed product and indication, in the order of brand and indication."""
    rows = session.exec(
        select(Assessment, Product, Indication)
        .join(Product, col(Product.id) == Assessment.product_id)
        .join(Indication, col(Indication.id) == Assessment.indication_id)
        .order_by(Product.brand, Indication.id, col(Assessment.id))
    ).all()
    found: dict[tuple[str, str], tuple[Product, Indication, list[Decision]]] = {}
    for assessment, product, indication in rows:
        key = (product.id, indication.id)
        decision = Decision(
            assessment.decision,
            assessment.decided,
            assessment.note_en if lang == "en" else assessment.note_da,
            assessment.source,
        )
        found.setdefault(key, (product, indication, []))[2].append(decision)
    return [
        CatalogueEntry(
            product.id,
            indication.id,
            product.brand,
            product.inn,
            product.atc,
            product.class_en if lang == "en" else product.class_da,
            product.supplier,
            indication.label_en if lang == "en" else indication.label_da,
            tuple(decisions),
        )
        for product, indication, decisions in found.values()
    ]


def regions(session: Session) -> list[RegionView]:
    """Every region, past, present and to come."""
    rows = session.exec(select(Region).order_by(col(Region.valid_from), Region.name))
    return [RegionView(r.code, r.name, r.valid_from, r.valid_to, r.successor) for r in rows]


def region_on(session: Session, code: str, day: date) -> str:
    """The region that answers for `code` on a day: itself, or whoever took over from it."""
    row = session.get(Region, code)
    while row is not None and row.valid_to is not None and day > row.valid_to and row.successor:
        row = session.get(Region, row.successor)
    return row.code if row else code


def sites(session: Session, day: date | None = None) -> list[SiteView]:
    """Every department, or those open on a day."""
    rows = session.exec(select(Site).order_by(Site.name)).all()
    return [
        SiteView(r.id, r.name, r.region_code, r.valid_from, r.valid_to)
        for r in rows
        if day is None or (r.valid_from <= day and (r.valid_to is None or day <= r.valid_to))
    ]


def products_at(session: Session, actor: Actor) -> list[Product]:
    """The products the actor's departments treat with, for choosing at registration."""
    rows = session.exec(select(Site).where(col(Site.id).in_(sorted(actor.site_ids)))).all()
    wanted = {name for row in rows for name in row.products.split(",") if name}
    products = session.exec(select(Product).order_by(Product.brand)).all()
    return [p for p in products if p.id in wanted or (not wanted and not p.reference)]


def product(session: Session, product_id: str) -> Product:
    """One product.

    Raises:
        NotFound: the catalogue has none of that id.
    """
    row = session.get(Product, product_id)
    if row is None:
        raise NotFound
    return row
