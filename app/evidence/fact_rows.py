"""Rows of the tables as facts, each table in its own way; `facts` is the door to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, true
from sqlmodel import Session, col, select

from app.agreements.reading import NOTHING, Reads
from app.agreements.rulings import KEPT, MERGE
from app.db.tables.agreements import Figure, Ruling
from app.db.tables.followup import ClinicalEvent, Observation, VitalStatus
from app.db.tables.patients import Residence, Treatment, TreatmentState
from app.db.types import FactColumns
from contracts.fact import attributes_in
from contracts.facts import EVERYONE, Fact, Kind

RELATED = {
    "treatment": "yes",
    "progression": "no",
    "other_before_therapy": "no",
    "other_after_therapy": "no",
}
"""Whether a cause class of death means that the therapy caused it; any other is unknown."""
_COMMON = ("id", "fact_id", "version", "valid_on", "recorded_at", "retracted")


@dataclass(frozen=True, slots=True)
class Cohort:
    """The treatments asked about, and how their rows are read."""

    session: Session
    product_id: str
    names: dict[int, str]
    """Pseudonyms by treatment number."""
    of_patient: dict[str, list[str]]
    known_at: datetime
    rows: Select[tuple[int]]
    """The treatments' numbers, for narrowing other tables."""

    def read(
        self, table: type[FactColumns], where: ColumnElement[bool], *columns: str
    ) -> Iterator[tuple[str, Any]]:
        """The versions known at the moment, each with its fact's short number.

        The number is that of the row that holds the first version, so it never changes.
        """
        wanted = [getattr(table, name) for name in (*_COMMON, *columns)]
        known = col(table.recorded_at) <= self.known_at
        query = select(*wanted).where(known, where).order_by(col(table.version), col(table.id))
        numbers: dict[str, str] = {}
        for row in self.session.execute(query):
            yield numbers.setdefault(row.fact_id, str(row.id)), row

    def of_treatments(
        self, table: type[FactColumns], letter: str, *columns: str
    ) -> Iterator[tuple[str, str, Any]]:
        """The versions about the treatments: fact number, pseudonym and row."""
        where = getattr(table, "treatment_id").in_(self.rows)  # noqa: B009 - not every table has one
        for number, row in self.read(table, where, "treatment_id", *columns):
            if name := self.names.get(row.treatment_id):
                yield f"{letter}-{number}", name, row


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says besides what every fact carries."""

    kind: Kind
    name: str
    value: str = ""
    unit: str = ""
    method: str = ""


def _fact(number: str, treatment: str, row: Any, said: _Said) -> Fact:  # noqa: ANN401 - a row of columns
    return Fact(
        number,
        row.version,
        treatment,
        said.kind,
        said.name,
        said.value,
        said.unit,
        said.method,
        row.valid_on,
        row.recorded_at,
        bool(row.retracted) or (said.kind is Kind.OBSERVATION and not said.value),
    )


def treatments(cohort: Cohort) -> Iterator[Fact]:
    """The states of the treatments."""
    for number, treatment, row in cohort.of_treatments(TreatmentState, "T", "state"):
        yield _fact(number, treatment, row, _Said(Kind.TREATMENT, row.state, cohort.product_id))


def observations(cohort: Cohort) -> Iterator[Fact]:
    """The values; a version that gives a missing reason instead counts as retracted."""
    columns = ("name", "value", "unit", "method")
    for number, treatment, row in cohort.of_treatments(Observation, "M", *columns):
        said = _Said(Kind.OBSERVATION, row.name, row.value, row.unit, row.method)
        yield _fact(number, treatment, row, said)


def events(cohort: Cohort) -> Iterator[Fact]:
    """What happened to the patients."""
    columns = ("kind", "cause", "term", "grade")
    for number, treatment, row in cohort.of_treatments(ClinicalEvent, "H", *columns):
        yield _fact(number, treatment, row, _Said(Kind.EVENT, row.kind, _attributes(row)))


def _attributes(row: Any) -> str:  # noqa: ANN401 - a row of columns
    """An event's attributes as text; the marks that divide them cannot stand in a value."""
    pairs: list[tuple[str, str]] = []
    if row.kind == "death":
        pairs.append(("related", RELATED.get(row.cause, "unknown")))
    if row.cause:
        pairs.append(("cause", row.cause))
    if row.term:
        pairs.append(("term", row.term.replace(";", ",").replace("=", ":")))
    if row.grade is not None:
        pairs.append(("grade", str(row.grade)))
    return ";".join(f"{name}={value}" for name, value in pairs)


def alive(cohort: Cohort) -> Iterator[Fact]:
    """When the patients were known to be alive."""
    for number, treatment, row in cohort.of_treatments(VitalStatus, "V", "status"):
        yield _fact(number, treatment, row, _Said(Kind.VITAL_STATUS, row.status))


def residences(cohort: Cohort) -> Iterator[Fact]:
    """Where the patient lived, told of each treatment; a fact of a person becomes one of each."""
    patients = select(col(Treatment.patient_id)).where(col(Treatment.id).in_(cohort.rows))
    where = col(Residence.patient_id).in_(patients)
    for number, row in cohort.read(Residence, where, "patient_id", "region_code"):
        said = _Said(Kind.RESIDENCE, "region", row.region_code)
        for treatment in cohort.of_patient.get(row.patient_id, ()):
            yield _fact(f"B-{number}:{treatment}", treatment, row, said)


LETTERS = {
    Kind.PRICE: "PR",
    Kind.INDEX: "IX",
    Kind.FX: "FX",
    Kind.VAT: "VAT",
    Kind.SUCCESSION: "SU",
}
"""What the numbers of dated figures begin with."""


def chosen_figures(reads: Reads) -> ColumnElement[bool]:
    """The rows of the figures that are read; whoever reads any reads all successions."""
    named = (
        (col(Figure.kind) == kind.value) & col(Figure.name).in_(reads.names(kind))
        for kind in LETTERS
        if kind is not Kind.SUCCESSION
    )
    settling = bool(reads.agreement_id)
    succession = (col(Figure.kind) == Kind.SUCCESSION.value) & (true() if settling else false())
    return or_(*named, succession)


def figures(cohort: Cohort, reads: Reads) -> Iterator[Fact]:
    """The dated figures a settlement reads: prices, indices, rates, VAT and successions."""
    if reads == NOTHING:
        return
    columns = ("kind", "name", "value", "unit", "method")
    for number, row in cohort.read(Figure, chosen_figures(reads), *columns):
        kind = Kind(row.kind)
        said = _Said(kind, row.name, row.value, row.unit, row.method)
        yield _fact(f"{LETTERS[kind]}-{number}", EVERYONE, row, said)


def rulings(cohort: Cohort, reads: Reads) -> Iterator[Fact]:
    """What was ruled about the treatments under the agreement that is settled."""
    if reads == NOTHING:
        return
    columns = ("agreement_id", "name", "value", "unit", "attributes")
    for number, treatment, row in cohort.of_treatments(Ruling, "R", *columns):
        if row.agreement_id == reads.agreement_id:
            if row.name == MERGE:
                kept = attributes_in(row.attributes).get(KEPT, "")
                yield _fact(number, treatment, row, _Said(Kind.MERGE, "same", kept))
                continue
            value = ";".join(part for part in (row.value, row.attributes) if part)
            yield _fact(number, treatment, row, _Said(Kind.RULING, row.name, value, row.unit))
