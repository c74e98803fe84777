"""Facts are recorded once, corrected with a reason, and never by strangers."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.db.engine import read_tx, write_tx
from app.db.server_time import stamp
from app.db.tables.followup import ClinicalEvent, Observation
from app.followup.actions import (
    record_event,
    record_observation,
    record_visit,
    retract,
)
from app.followup.entries import (
    EventEntry,
    FactRef,
    ItemEntry,
    ObservationEntry,
    UnknownVisit,
    UnusableEvent,
    VisitEntry,
)
from app.followup.places import item_key
from app.followup.values import UnusableValue
from app.patients.recording import ReasonNeeded, Recorded, in_bulk
from app.permissions import NotAllowed, NotFound
from tests.app.followup.people import after, treated


def write(db, function, actor, *arguments, **more):
    with write_tx(db) as session:
        return function(session, actor, *arguments, at=stamp(session), source="entered", **more)


def observations(db):
    with read_tx(db) as session:
        rows = session.exec(select(Observation).order_by(Observation.id)).all()
        return [(r.visit, r.name, r.value, r.version) for r in rows]


def fix(value, treatment, day=183):
    return VisitEntry(
        treatment, "M06", after(day), (ItemEntry("fix_activity", value, "", "one-stage"),)
    )


def lab(value, treatment, day, method="one-stage"):
    return ObservationEntry(treatment, "fix_activity", after(day), value, "%", method)


def test_the_same_visit_again_changes_nothing(db, nurse, treatment):
    assert write(db, record_visit, nurse, fix("31.4", treatment)) == Recorded(created=2)
    assert write(db, record_visit, nurse, fix("31.40", treatment)) == Recorded(unchanged=2)


def test_another_value_needs_a_reason_and_becomes_a_version(db, nurse, treatment):
    write(db, record_visit, nurse, fix("31.4", treatment))
    with pytest.raises(ReasonNeeded):
        write(db, record_visit, nurse, fix("13.4", treatment))
    done = write(db, record_visit, nurse, fix("13.4", treatment), reason="tastefejl")
    assert done == Recorded(corrected=1, unchanged=1)
    assert observations(db) == [
        ("M06", "fix_activity", "31.4", 1),
        ("M06", "fix_activity", "13.4", 2),
    ]


def test_a_laboratory_value_fills_the_visit_whose_window_holds_it(db, nurse, treatment):
    write(db, record_observation, nurse, lab("31.4", treatment, 180))
    write(db, record_observation, nurse, lab("31.4", treatment, 180))
    assert observations(db) == [("M06", "fix_activity", "31.4", 1)]


def test_a_second_value_in_the_window_stands_on_its_own_date(db, nurse, treatment):
    write(db, record_observation, nurse, lab("31.4", treatment, 180))
    write(db, record_observation, nurse, lab("29", treatment, 190))
    assert observations(db)[1] == ("", "fix_activity", "29", 1)


def test_the_same_answer_typed_by_the_nurse_is_not_recorded_twice(db, nurse, treatment):
    write(db, record_visit, nurse, fix("31.4", treatment, 183))
    assert write(db, record_observation, nurse, lab("31.4", treatment, 181)).unchanged == 1


def test_a_value_outside_every_window_stands_on_its_own_date(db, nurse, treatment):
    write(db, record_observation, nurse, lab("31.4", treatment, 230))
    assert observations(db) == [("", "fix_activity", "31.4", 1)]


@pytest.mark.parametrize(
    "entry",
    [
        ItemEntry("blood_pressure", "120"),
        ItemEntry("fix_activity", "high", "", "one-stage"),
        ItemEntry("fix_activity", "31.4", "IU/dL", "one-stage"),
        ItemEntry("fix_activity", "31.4", "%", "guess"),
        ItemEntry("prophylaxis", "sometimes"),
        ItemEntry("alt", missing_reason="forgot"),
    ],
)
def test_what_the_plan_does_not_ask_for_is_refused(db, nurse, treatment, entry):
    with pytest.raises(UnusableValue):
        write(db, record_visit, nurse, VisitEntry(treatment, "M06", after(183), (entry,)))


def test_a_visit_the_plan_does_not_have_is_refused(db, nurse, treatment):
    with pytest.raises(UnknownVisit):
        write(db, record_visit, nurse, VisitEntry(treatment, "M07", after(200)))


def test_another_departments_treatment_is_as_unknown_as_no_treatment(db, stranger, treatment):
    with pytest.raises(NotFound):
        write(db, record_visit, stranger, fix("31.4", treatment))
    with pytest.raises(NotFound):
        write(db, record_visit, stranger, fix("31.4", 999))


def test_an_analyst_writes_no_visit(db, person, treatment):
    with pytest.raises(NotAllowed):
        write(db, record_visit, person("analyst"), fix("31.4", treatment))


def test_a_death_holds_for_both_eyes(db, person):
    nurse = person("clinician", "rh-oje")
    eyes = [treated_eye(db, nurse, eye) for eye in ("right", "left")]
    write(db, record_event, nurse, EventEntry(eyes[0], "death", after(30), cause="unknown"))
    with read_tx(db) as session:
        found = session.exec(select(ClinicalEvent.treatment_id)).all()
    assert sorted(found) == eyes


def treated_eye(db, nurse, eye):
    from app.patients.actions import NewPatient, NewTreatment, add_treatment, register_patient
    from app.patients.finding import find_patient

    with write_tx(db) as session:
        tail = {"at": stamp(session), "source": "entered"}
        patient = find_patient(session, "010190-1234") or register_patient(
            session, nurse, NewPatient("010190-1234", "Ada", "f", 1990, None, "hovedstaden"), **tail
        )
        new = NewTreatment(patient, "luxturna", "rpe65", "rh-oje", eye)
        return add_treatment(session, nurse, new, **tail)


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "death"},
        {"kind": "adverse_event", "grade": 2},
        {"kind": "adverse_event", "term": "CRS", "grade": 6},
        {"kind": "party"},
    ],
)
def test_an_event_needs_what_its_kind_needs(db, nurse, treatment, event):
    with pytest.raises(UnusableEvent):
        write(db, record_event, nurse, EventEntry(treatment, on=after(30), **event))


def test_a_retracted_value_is_gone_and_stays_in_the_history(db, nurse, treatment):
    write(db, record_visit, nurse, fix("31.4", treatment))
    key = item_key(treatment, "M06", "fix_activity")
    write(db, retract, nurse, FactRef("observation", key), reason="forkert patient")
    assert [version for *_, version in observations(db)] == [1, 2]
    assert write(db, record_visit, nurse, fix("31.4", treatment)).corrected == 1


def test_in_bulk_gives_the_same_facts_as_one_by_one(db, nurse, treatment):
    other = treated(db, nurse, cpr="020290-1234")
    for day in (28, 180, 190):
        write(db, record_observation, nurse, lab("31.4", treatment, day))
    with write_tx(db) as session:
        tail = {"at": stamp(session), "source": "entered"}
        with in_bulk(session, nurse, **tail):
            for day in (28, 180, 190):
                record_observation(session, nurse, lab("31.4", other, day), **tail)
    rows = observations(db)
    assert rows[:3] == rows[3:]


def test_a_reason_is_kept_with_a_date_moved_by_a_day(db, nurse, treatment):
    entry = EventEntry(treatment, "death", after(30), cause="unknown")
    write(db, record_event, nurse, entry)
    moved = EventEntry(treatment, "death", after(30) + timedelta(days=1), cause="unknown")
    with pytest.raises(ReasonNeeded):
        write(db, record_event, nurse, moved)
    assert write(db, record_event, nurse, moved, reason="rettet").corrected == 1
