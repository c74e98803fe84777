"""Products, indications, the council's assessments, regions, departments and follow-up plans."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from app.db.types import long_text


class Product(SQLModel, table=True):
    """A gene or cell therapy: brand, INN, ATC where confirmed, class, supplier."""

    id: str = Field(primary_key=True, max_length=40)
    brand: str = Field(max_length=80)
    inn: str = Field(max_length=120)
    atc: str | None = Field(default=None, max_length=10)
    class_da: str = Field(max_length=120)
    class_en: str = Field(max_length=120)
    supplier: str = Field(max_length=120)
    per: str = Field(default="patient", max_length=20)
    """What one treatment covers: `patient`, or `eye` for Luxturna."""
    reference: bool = False
    """A comparison therapy that is no ATMP, such as the public EBMT cohort's transplants."""
    source: str = Field(max_length=400)


class Indication(SQLModel, table=True):
    """The patient group a recommendation or an agreement covers."""

    id: str = Field(primary_key=True, max_length=40)
    label_da: str = Field(max_length=200)
    label_en: str = Field(max_length=200)


class Assessment(SQLModel, table=True):
    """One decision of the Medicines Council about a product for an indication, with its source."""

    id: int | None = Field(default=None, primary_key=True)
    product_id: str = Field(foreign_key="product.id", max_length=40, index=True)
    indication_id: str = Field(foreign_key="indication.id", max_length=40)
    decision: str = Field(max_length=40)
    decided: str = Field(max_length=10)
    """ISO date, or `YYYY-MM` / `YYYY` where the source is no finer; empty where it gives none."""
    note_da: str = long_text()
    note_en: str = long_text()
    source: str = Field(max_length=400)


class Region(SQLModel, table=True):
    """A payer of record, effective-dated; `successor` takes over the day after `valid_to`."""

    code: str = Field(primary_key=True, max_length=20)
    name: str = Field(max_length=80)
    valid_from: date
    valid_to: date | None = None
    successor: str | None = Field(default=None, max_length=20)


class Site(SQLModel, table=True):
    """The hospital department that treats or follows."""

    id: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=160)
    hospital: str = Field(max_length=120)
    region_code: str = Field(foreign_key="region.code", max_length=20)
    products: str = Field(default="", max_length=400)
    """Ids of the products it treats with or follows, comma between; empty for any."""
    valid_from: date
    valid_to: date | None = None


class FollowUpPlan(SQLModel, table=True):
    """One version of a follow-up plan, kept as the YAML it was loaded from and its SHA-256."""

    __tablename__ = "follow_up_plan"

    id: int | None = Field(default=None, primary_key=True)
    plan: str = Field(max_length=60, index=True)
    version: str = Field(max_length=20)
    text: str = long_text()
    sha256: str = Field(max_length=64, unique=True)
    loaded_at: datetime
