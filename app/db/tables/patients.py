"""Patients, their identity under its own key, and their treatments."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.db.types import FactColumns


class Patient(SQLModel, table=True):
    """A person under a random id; CPR and name live apart in `patient_identity`."""

    id: str = Field(primary_key=True, max_length=36)
    birth_year: int | None = None
    sex: str = Field(default="", max_length=1)
    """`f`, `m` or empty where not known."""
    created_at: datetime
    created_by: int = Field(foreign_key="user.id")


class PatientIdentity(SQLModel, table=True):
    """CPR and name, encrypted; destroying this row's key erases the person and leaves every sum."""

    __tablename__ = "patient_identity"

    patient_id: str = Field(primary_key=True, foreign_key="patient.id", max_length=36)
    cpr_hmac: str = Field(max_length=64, unique=True)
    cpr_sealed: bytes
    name_sealed: bytes
    key_id: str = Field(max_length=20)


class ExternalPatient(SQLModel, table=True):
    """A patient's number in another register (`EBMT`, `1734`), for imports without CPR."""

    __tablename__ = "external_patient"
    __table_args__ = (UniqueConstraint("namespace", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", max_length=36, index=True)
    namespace: str = Field(max_length=40)
    number: str = Field(max_length=80)


class Treatment(SQLModel, table=True):
    """One administration of a product to a patient at a site (per eye for Luxturna)."""

    id: int | None = Field(default=None, primary_key=True)
    """Its number makes the pseudonym, `P-0014`."""
    patient_id: str = Field(foreign_key="patient.id", max_length=36, index=True)
    product_id: str = Field(foreign_key="product.id", max_length=40, index=True)
    indication_id: str = Field(foreign_key="indication.id", max_length=40)
    site_id: str = Field(foreign_key="site.id", max_length=40, index=True)
    course: str = Field(default="", max_length=20)
    """Which eye or which dose; empty for a single administration."""
    created_at: datetime
    created_by: int = Field(foreign_key="user.id")

    @property
    def pseudonym(self) -> str:
        """The name everyone but the department's own clinicians knows the treatment by."""
        return pseudonym(self.id or 0)


def pseudonym(treatment_id: int) -> str:
    """`P-0014` for treatment 14; stable for life and derived from nothing about the patient."""
    return f"P-{treatment_id:04d}"


def treatment_number(name: str) -> int | None:
    """The treatment's number behind a pseudonym, or None where the text is not one."""
    prefix, _, digits = name.partition("-")
    return int(digits) if prefix == "P" and digits.isascii() and digits.isdigit() else None


class TreatmentState(FactColumns, table=True):
    """Ordered, apheresis, manufactured, out of specification, infused or not infused."""

    __tablename__ = "treatment_state"
    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    treatment_id: int = Field(foreign_key="treatment.id", index=True)
    state: str = Field(max_length=30)


class Residence(FactColumns, table=True):
    """The region a patient belongs to from a date on; it decides who pays."""

    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    patient_id: str = Field(foreign_key="patient.id", max_length=36, index=True)
    region_code: str = Field(foreign_key="region.code", max_length=20)


class SecondaryUse(FactColumns, table=True):
    """Whether the patient lets the data be used beyond the contract (EHDS art. 71); reversible."""

    __tablename__ = "secondary_use"
    __table_args__ = (UniqueConstraint("fact_id", "version"),)

    patient_id: str = Field(foreign_key="patient.id", max_length=36, index=True)
    opted_out: bool


class PatientMerge(SQLModel, table=True):
    """Two registrations found to be one person; both stay, the second points to the first."""

    __tablename__ = "patient_merge"

    id: int | None = Field(default=None, primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", max_length=36, unique=True)
    into_patient_id: str = Field(foreign_key="patient.id", max_length=36)
    merged_on: date
    merged_by: int = Field(foreign_key="user.id")
    reason: str = Field(max_length=400)
