"""An example laboratory file for the demo: a row of each kind, about the department's own patients.

It is made from what is registered, so it fits whenever the demo was loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from app.db.tables.followup import Observation
from app.db.tables.patients import Treatment, pseudonym
from app.followup.plans import Item, plan_for
from app.followup.values import number
from app.imports.known import Mentioned, read_known
from app.imports.maps import LongMap
from app.permissions import Actor
from reports.language import format_date
from reports.tables import Cell, csv_bytes

MOST = 200
"""Treatments that are looked through."""
SETTLED = timedelta(days=14)
"""Values of the last days are left alone, so that the samples of the file stand apart from them."""


@dataclass(frozen=True, slots=True)
class Example:
    """The file, and whom it is about."""

    content: bytes
    patients: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Value:
    """A registered number, with what a laboratory would call it."""

    treatment: Treatment
    on: date
    number: Decimal
    item: Item
    code: str
    method: str
    other_unit: tuple[str, Decimal] | None

    def row(self, on: date, text: str, **other: str) -> tuple[Cell, ...]:
        """A row of the file: who, when, which analysis, what."""
        cells = {
            "patient": pseudonym(self.treatment.id or 0),
            "day": format_date(on, "da"),
            "code": self.code,
            "value": text,
            "unit": self.item.unit,
            "method": self.method,
        }
        return tuple((cells | other).values())


def example_file(session: Session, actor: Actor, by: LongMap, today: date) -> Example | None:
    """New, known, doubtful and refused rows; None where no patient has a value to begin from."""
    values = _values(session, actor, by, today)
    if not values:
        return None
    rows = list(_rows(values, today))
    patients = frozenset(one.treatment.patient_id for one in values)
    return Example(csv_bytes([by.header, *rows, rows[0]], "danish-excel"), patients)


def _rows(values: list[_Value], today: date) -> Iterator[tuple[Cell, ...]]:
    new, known, otherwise, doubtful, letter, loose = (
        values[place % len(values)] for place in range(6)
    )
    yield new.row(today - timedelta(days=1), _danish(new.number + 1))
    for one in [one for one in values if one.other_unit][:1]:
        unit, factor = one.other_unit or ("", Decimal(1))
        written = _danish(round((one.number + 2) / factor, 4))
        yield one.row(today - timedelta(days=2), written, unit=unit)
    yield known.row(known.on, _danish(known.number))
    yield otherwise.row(otherwise.on, _danish(otherwise.number + 7))
    high = Decimal(doubtful.item.plausible.high if doubtful.item.plausible else "100")
    yield doubtful.row(today - timedelta(days=3), _danish(high * 12 / 10))
    yield letter.row(today - timedelta(days=4), f"{int(letter.number)},O")
    number = f"P {loose.treatment.id:04d}"
    yield loose.row(today - timedelta(days=5), _danish(loose.number + 3), patient=number)
    yield new.row(today - timedelta(days=6), "1", code="NPU99999")
    yield new.row(today + timedelta(days=1), _danish(new.number))


def _danish(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _values(session: Session, actor: Actor, by: LongMap, today: date) -> list[_Value]:
    """The latest settled number of each analysis, one patient after the other."""
    ids = session.exec(
        select(Treatment.id)
        .where(col(Treatment.site_id).in_(actor.site_ids))
        .order_by(col(Treatment.id))
        .limit(MOST)
    )
    known = read_known(session, actor, Mentioned(treatments=frozenset(one or 0 for one in ids)))
    latest: dict[tuple[str, str, int], _Value] = {}
    for (treatment, name, on, method), held in sorted(known.values.items()):
        found = _value(known.bulk.treatments[treatment], held, by)
        if found is not None and on <= today - SETTLED:
            latest[name, method, treatment] = found
    return [one for _, one in sorted(latest.items())]


def _value(treatment: Treatment, held: Observation, by: LongMap) -> _Value | None:
    plan, amount = plan_for(treatment.product_id, treatment.indication_id), number(held.value)
    if plan is None or amount is None or not held.value[0].isdigit():
        return None
    for code, analysis in by.analyses.items():
        if analysis.name == held.name and (analysis.method or held.method) == held.method:
            item = plan.items[held.name]
            words = [word for word, method in analysis.methods.items() if method == held.method]
            others = [(unit, f) for unit, f in analysis.units.items() if f != 1]
            other = others[0] if others else None
            return _Value(treatment, held.valid_on, amount, item, code, (words or [""])[0], other)
    return None
