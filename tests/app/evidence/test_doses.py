"""Which dose a treatment is follows from the infusions recorded, as known at each moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.db.tables.patients import Treatment
from app.evidence.facts import facts, last_recorded
from app.patients.actions import (
    NewPatient,
    NewTreatment,
    State,
    add_treatment,
    record_state,
    register_patient,
)
from contracts.facts import Kind, Snapshot

FIRST, SECOND = date(2024, 3, 1), date(2025, 6, 1)
START = datetime(2024, 1, 1, 12, tzinfo=UTC)


class Clinic:
    """One patient of a department, treated again and again."""

    def __init__(self, db, clinician, product="hemgenix", indication="haemophilia-b") -> None:
        self.db, self.clinician, self.cohort = db, clinician, (product, indication)
        with write_tx(db) as session:
            new = NewPatient(None, None, "m", 1980, ("T", "1"), "syddanmark")
            at = stamp(session, START)
            self.patient = register_patient(session, clinician, new, at=at, source="entered")

    def treated(self, course: str = "") -> int:
        with write_tx(self.db) as session:
            new = NewTreatment(self.patient, *self.cohort, "rh-haem", course)
            at = stamp(session, START)
            return add_treatment(session, self.clinician, new, at=at, source="entered")

    def infused(self, treatment: int, on: date, at: date | None = None) -> None:
        with write_tx(self.db) as session:
            moment = datetime.combine(at or on, START.timetz())
            said = {"at": stamp(session, moment), "source": "entered", "reason": "rettet"}
            record_state(session, self.clinician, treatment, State.INFUSED, on, **said)

    def doses(self, name: str = "dose", at: datetime | None = None) -> dict[str, str]:
        with read_tx(self.db) as session:
            moment = at or last_recorded(session)
            snapshot = Snapshot.known_at(facts(session, *self.cohort, moment), moment)
        return {
            fact.treatment: fact.value
            for treatment in snapshot.treatments()
            for fact in snapshot.about(treatment)
            if (fact.kind, fact.name) == (Kind.BATCH, name)
        }


@pytest.fixture
def clinic(db, person) -> Clinic:
    return Clinic(db, person("clinician", "rh-haem"))


def test_the_second_infusion_is_the_second_dose_and_names_the_first_course(clinic) -> None:
    first, second = clinic.treated(), clinic.treated("2")
    clinic.infused(first, FIRST)
    assert clinic.doses() == {}
    clinic.infused(second, SECOND)
    assert clinic.doses() == {"P-0002": "2"}
    assert clinic.doses("first_dose") == {"P-0002": "P-0001"}


def test_a_corrected_day_turns_the_doses_around_and_the_old_knowledge_stays(clinic) -> None:
    first, second = clinic.treated(), clinic.treated("2")
    clinic.infused(first, FIRST)
    clinic.infused(second, SECOND)
    before = datetime.combine(SECOND, START.timetz()) + timedelta(days=1)
    clinic.infused(first, date(2025, 7, 1), at=date(2025, 8, 1))
    assert clinic.doses() == {"P-0001": "2", "P-0002": "1"}
    assert clinic.doses(at=before) == {"P-0002": "2"}


def test_one_treatment_has_no_dose_to_tell(clinic) -> None:
    clinic.infused(clinic.treated(), FIRST)
    assert clinic.doses() == clinic.doses("first_dose") == {}


def test_each_eye_has_its_own_first_dose_and_both_are_one_patient_s(db, person) -> None:
    clinic = Clinic(db, person("clinician", "rh-haem"), "luxturna", "rpe65")
    right, left = clinic.treated("right"), clinic.treated("left")
    clinic.infused(right, FIRST)
    clinic.infused(left, SECOND)
    assert clinic.doses() == {}
    assert clinic.doses("first_dose") == {"P-0002": "P-0001"}


def test_a_dose_keeps_its_number_for_life(clinic) -> None:
    first, second = clinic.treated(), clinic.treated("2")
    clinic.infused(first, FIRST)
    clinic.infused(second, SECOND)
    clinic.infused(first, date(2024, 3, 2), at=date(2025, 8, 1))
    with read_tx(clinic.db) as session:
        read = facts(session, *clinic.cohort)
        assert session.get_one(Treatment, second).pseudonym == "P-0002"
    assert [(f.fact_id, f.version) for f in read if f.name == "dose"] == [("D-2", 1)]
