"""Brings the catalogue that comes with Effekt into the database; again changes nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session, SQLModel, col, delete

from app.db.tables.catalogue import Assessment, Indication, Product, Region, Site

DATA = Path(__file__).parent / "data"


def load_catalogue(session: Session) -> None:
    """Add what is new and bring what changed up to date.

    Departments and regions that an administrator has added or closed are left as they are.
    """
    _upsert(session, [_region(r) for r in _rows("regions")], keep=True)
    _upsert(session, [_product(r) for r in _rows("products")])
    _upsert(session, [_indication(r) for r in _rows("indications")])
    session.flush()
    _upsert(session, [_site(r) for r in _rows("sites")], keep=True)
    session.exec(delete(Assessment).where(col(Assessment.id).is_not(None)))
    session.add_all(_assessment(r) for r in _rows("assessments"))
    session.flush()


def _rows(name: str) -> list[dict[str, Any]]:
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)[name]
    return rows


def _upsert(session: Session, rows: list[Any], *, keep: bool = False) -> None:
    for row in rows:
        table: type[SQLModel] = type(row)
        key = row.code if isinstance(row, Region) else row.id
        if session.get(table, key) is None:
            session.add(row)
        elif not keep:
            session.merge(row)


def _sources(row: dict[str, Any]) -> str:
    return "; ".join(row["sources"])[:400]


def _region(row: dict[str, Any]) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        successor=row["successor"],
    )


def _product(row: dict[str, Any]) -> Product:
    return Product(
        id=row["id"],
        brand=row["brand"],
        inn=row["inn"],
        atc=row["atc"],
        class_da=row["class"]["da"],
        class_en=row["class"]["en"],
        supplier=row["supplier"] or "",
        per=row["per"],
        reference=row["reference"],
        source=_sources(row),
    )


def _indication(row: dict[str, Any]) -> Indication:
    return Indication(id=row["id"], label_da=row["label"]["da"], label_en=row["label"]["en"])


def _site(row: dict[str, Any]) -> Site:
    return Site(
        id=row["code"],
        name=row["name"],
        hospital=row["hospital"],
        region_code=row["region"],
        products=",".join(row["products"]),
        valid_from=date.fromisoformat(row.get("valid_from", "2007-01-01")),
    )


def _assessment(row: dict[str, Any]) -> Assessment:
    return Assessment(
        id=None,
        product_id=row["product"],
        indication_id=row["indication"],
        decision=row["decision"],
        decided=row["date"] or "",
        note_da=row["note"]["da"],
        note_en=row["note"]["en"],
        source=_sources(row),
    )
