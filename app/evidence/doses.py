"""Which dose of a patient a treatment is, from the infusions recorded; nobody types it.

A later dose names the course of the first, so that agreements can add a patient's courses up. For a
product given per eye each eye has its own first dose.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlmodel import col, select

from app.db.tables.catalogue import Product
from app.db.tables.patients import Treatment, TreatmentState, treatment_number
from app.evidence.fact_rows import Cohort
from contracts.fact import Fact, Kind

INFUSED = "infused"


@dataclass(frozen=True, slots=True)
class _Row:
    """One version of one state of a treatment."""

    fact: str
    treatment: str
    said: Any
    """The row: state, valid_on, recorded_at, retracted."""


@dataclass(slots=True)
class _Told:
    """The versions of one treatment's dose so far."""

    versions: list[Fact] = field(default_factory=list)

    def add(self, treatment: str, dose: int | None, on: date, at: datetime) -> None:
        """Tell the dose as known at a moment, if it is news.

        A first dose is told only where it was taken for a later one before.
        """
        last = self.versions[-1] if self.versions else None
        if last is None and (dose or 1) == 1:
            return
        value = str(dose) if dose else (last.value if last else "")
        said = (value, on, dose is None)
        if last is not None and (last.value, last.valid_on, last.retracted) == said:
            return
        number, version = f"D-{treatment_number(treatment)}", len(self.versions) + 1
        row = (number, version, treatment, Kind.BATCH, "dose", value, "", "", on, at)
        self.versions.append(Fact(*row, retracted=dose is None))


def doses(cohort: Cohort) -> Iterator[Fact]:
    """The dose number and the first course of patients who were treated more than once."""
    groups = [sorted(names) for names in cohort.of_patient.values() if len(names) > 1]
    if not groups:
        return
    eyes = _eyes(cohort)
    several = {name for names in groups for name in names}
    rows: dict[str, list[_Row]] = {}
    for fact, name, said in cohort.of_treatments(TreatmentState, "T", "state"):
        if name in several:
            rows.setdefault(name, []).append(_Row(fact, name, said))
    for names in sorted(groups):
        yield from _first_courses(names, rows)
        for eye in sorted({eyes.get(name, "") for name in names}):
            mine = [name for name in names if eyes.get(name, "") == eye]
            yield from _numbered([row for name in mine for row in rows.get(name, ())])


def _eyes(cohort: Cohort) -> Mapping[str, str]:
    """Which eye each treatment was of; nothing for a product that is not given per eye."""
    product = cohort.session.get(Product, cohort.product_id)
    if product is None or product.per != "eye":
        return {}
    query = select(col(Treatment.id), col(Treatment.course)).where(
        col(Treatment.id).in_(cohort.rows)
    )
    found = cohort.session.execute(query)
    return {cohort.names[number]: eye for number, eye in found if number in cohort.names}


def _first_courses(names: list[str], rows: Mapping[str, list[_Row]]) -> Iterator[Fact]:
    """Each further course names the one registered first, from when it is known about."""
    order = sorted(names, key=lambda name: treatment_number(name) or 0)
    for name in order[1:]:
        begun = min(rows.get(name, ()), key=lambda row: row.said.recorded_at, default=None)
        if begun is None:
            continue
        number, said = f"F-{treatment_number(name)}", begun.said
        row = (number, 1, name, Kind.BATCH, "first_dose", order[0], "", "")
        yield Fact(*row, said.valid_on, said.recorded_at)


def _numbered(rows: Iterable[_Row]) -> Iterator[Fact]:
    """The dose of each treatment after each moment at which something was recorded."""
    standing: dict[str, _Row] = {}
    told: dict[str, _Told] = {}
    in_time = sorted(rows, key=lambda row: (row.said.recorded_at, row.said.version, row.fact))
    for at, news in groupby(in_time, key=lambda row: row.said.recorded_at):
        for row in news:
            standing[row.fact] = row
            told.setdefault(row.treatment, _Told())
        infused = _infused(standing.values())
        order = sorted(infused, key=lambda name: (infused[name], treatment_number(name) or 0))
        for name in sorted(told):
            dose = order.index(name) + 1 if name in infused else None
            last = told[name].versions[-1].valid_on if told[name].versions else date.min
            told[name].add(name, dose, infused.get(name, last), at)
    for name in sorted(told):
        yield from told[name].versions


def _infused(standing: Iterable[_Row]) -> dict[str, date]:
    """The first infusion of each treatment as the rows say it."""
    days: dict[str, date] = {}
    for row in standing:
        if row.said.state == INFUSED and not row.said.retracted:
            day = row.said.valid_on
            days[row.treatment] = min(day, days.get(row.treatment, day))
    return days
