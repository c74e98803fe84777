"""Cohorts put straight into the tables: quick, and with nothing between them and what is tested."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert
from sqlmodel import func, select

from app.db.engine import Database, write_tx
from app.db.facts import first
from app.db.server_time import stamp
from app.db.tables.followup import ClinicalEvent, Observation, VitalStatus
from app.db.tables.patients import Patient, SecondaryUse, Treatment, TreatmentState

EBMT = Path(__file__).parents[3] / "fixtures" / "survival" / "ebmt3.csv"
EBMT_KEY = ("allo-hct", "acute-leukaemia-ebmt")
ZERO = date(2005, 1, 1)
RECORDED = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """One treatment: where, for how many days, and the event that ended it, if one did."""

    site: str
    days: int
    event: str = ""
    opted_out: bool = False
    values: tuple[tuple[str, str, str, int], ...] = ()
    """Visit, item, value and day of further observations."""
    adverse: tuple[tuple[str, int, int], ...] = ()
    """Term, grade and day of adverse events."""


def ebmt_records() -> list[Record]:
    with EBMT.open(newline="") as file:
        return [
            Record(
                "EBMT",
                int(float(row["rfstime"])),
                "relapse_or_death" if row["rfsstat"] == "1" else "",
            )
            for row in csv.DictReader(file)
        ]


def add_cohort(
    db: Database,
    user_id: int,
    key: tuple[str, str],
    records: Iterable[Record],
    at: datetime = RECORDED,
) -> list[int]:
    """Insert the treatments and give their numbers."""
    rows: dict[Any, list[dict[str, Any]]] = {}
    with write_tx(db) as session:
        moment = stamp(session, at)
        lowest = (session.exec(select(func.max(Treatment.id))).one() or 0) + 1
        numbers = []
        for number, one in enumerate(records, start=lowest):
            numbers.append(number)
            _rows_of(rows, number, key, one, (user_id, moment))
        for table in (
            *(Patient, Treatment, TreatmentState, ClinicalEvent),
            *(VitalStatus, Observation, SecondaryUse),
        ):
            if found := rows.get(table):
                session.execute(insert(table), found)
    return numbers


def _rows_of(
    rows: dict[Any, list[dict[str, Any]]],
    number: int,
    key: tuple[str, str],
    one: Record,
    by: tuple[int, datetime],
) -> None:
    user_id, at = by
    patient = str(uuid4())

    def fact(table: Any, day: int, **columns: Any) -> None:
        common = {"fact_id": str(uuid4()), "version": 1, "valid_on": ZERO + timedelta(days=day)}
        stamped = {"recorded_at": at, "recorded_by": user_id, "source": "entered"}
        kept = {"retracted": False, "reason": ""}
        rows.setdefault(table, []).append({**common, **stamped, **kept, **columns})

    made = {"created_at": at, "created_by": user_id}
    rows.setdefault(Patient, []).append({"id": patient, "birth_year": 1980, "sex": "f", **made})
    rows.setdefault(Treatment, []).append(
        {
            "id": number,
            "patient_id": patient,
            "product_id": key[0],
            "indication_id": key[1],
            "site_id": one.site,
            "course": "",
            **made,
        }
    )
    fact(TreatmentState, 0, treatment_id=number, state="ordered")
    fact(TreatmentState, 0, treatment_id=number, state="infused")
    event = {"treatment_id": number, "cause": "", "term": "", "grade": None, "note": ""}
    if one.event:
        fact(ClinicalEvent, one.days, **{**event, "kind": one.event})
    else:
        fact(VitalStatus, one.days, treatment_id=number, status="alive")
    for term, grade, day in one.adverse:
        changed = {"kind": "adverse_event", "term": term, "grade": grade}
        fact(ClinicalEvent, day, **{**event, **changed})
    for visit, name, value, day in one.values:
        missing = {"missing_reason": value[1:], "value": ""} if value.startswith("!") else {}
        columns = {"unit": "", "method": "", "missing_reason": "", "note": "", "value": value}
        fact(
            Observation, day, treatment_id=number, visit=visit, name=name, **{**columns, **missing}
        )
    if one.opted_out:
        fact(SecondaryUse, 0, patient_id=patient, opted_out=True)


def add_event(db: Database, treatment: int, kind: str, on: date, user_id: int = 1) -> None:
    """One more event of a treatment."""
    with write_tx(db) as session:
        at = stamp(session)
        about = {"treatment_id": treatment, "kind": kind, "valid_on": on}
        by = {"recorded_at": at, "recorded_by": user_id, "source": "entered"}
        session.add(first(ClinicalEvent, **about, **by))
