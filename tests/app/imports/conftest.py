"""A department with the first Hemgenix patients of the synthetic cohort, and its data nurse."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from fixtures.cohort import make_cohort
from fixtures.lab_files import REFERENCE_DAY, lab_files

FIXTURES = Path(__file__).parents[3] / "fixtures"
LAB_MAP = (FIXTURES / "imports/lab.map.yaml").read_text(encoding="utf-8")
EBMT_MAP = (FIXTURES / "ebmt/ebmt3.map.yaml").read_text(encoding="utf-8")
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = REFERENCE_DAY


@cache
def cohort():
    return make_cohort(REFERENCE_DAY)


@cache
def files():
    return {one.name: one for one in lab_files(cohort())}


@pytest.fixture
def engine_name():
    """The room is tried on the embedded database; test_import_on_postgres takes the other."""
    return "sqlite"


@pytest.fixture
def ward(db, person):
    """Four treated patients at rh-haem with the cohort's visits, one at auh-haem, and two nurses."""
    from app.db.engine import write_tx

    nurse, other = person("clinician", "rh-haem"), person("clinician", "auh-haem")
    with write_tx(db) as session:
        first = [_admit(session, nurse, number) for number in range(4)]
        far = _admit_elsewhere(session, other)
    return SimpleNamespace(db=db, nurse=nurse, other=other, treatments=first, far=far)


def _admit(session, nurse, place):
    from app.followup.actions import record_visit
    from app.followup.entries import ItemEntry, VisitEntry

    treatment = cohort().treatments[place]
    number = admit(session, nurse, patient_of(treatment), treatment.infused_on)
    for visit in cohort().visits:
        if visit.treatment == treatment.number:
            items = tuple(
                ItemEntry(v.item, v.value or "", v.unit or "", v.method or "", v.missing or "")
                for v in visit.values
            )
            entry = VisitEntry(number, visit.code, visit.on, items)
            record_visit(session, nurse, entry, at=AT, source="entered")
    return number


def patient_of(treatment):
    return next(one for one in cohort().patients if one.number == treatment.patient)


def admit(session, nurse, patient, infused_on, site="rh-haem"):
    """Register a person with an infused Hemgenix treatment; gives its number."""
    from app.patients.actions import NewPatient, NewTreatment, add_treatment, record_state
    from app.patients.actions import register_patient

    stamp = {"at": AT, "source": "entered"}
    new = NewPatient(patient.cpr, patient.name, "m", 1960, None, "hovedstaden")
    who = register_patient(session, nurse, new, **stamp)
    wanted = NewTreatment(who, "hemgenix", "haemophilia-b", site)
    number = add_treatment(session, nurse, wanted, **stamp)
    record_state(session, nurse, number, "infused", infused_on, **stamp)
    return number


FAR_CPR = "1502604321"


def _admit_elsewhere(session, other):
    person = SimpleNamespace(cpr=FAR_CPR, name="Fremmed Testperson")
    return admit(session, other, person, date(2025, 3, 3), site="auh-haem")


@pytest.fixture
def plan(ward):
    """Plan a file for the nurse: `plan(content)`; gives the plan of every row."""
    from app.db.engine import read_tx
    from app.imports.actions import Order, prepare_content, read_file
    from app.imports.setting import Answers

    def make(content, actor=None, answers=None, map_text=LAB_MAP):
        order = Order(0, map_text, "valid", answers or Answers())
        with read_tx(ward.db) as session:
            file = read_file(content, map_text)
            who = actor or ward.nurse
            return prepare_content(session, who, order, file, TODAY, None).plan

    return make


@pytest.fixture
def bring_in(ward):
    """Store a file for the nurse: `bring_in(content)`; gives what was stored."""
    from app.db.engine import write_tx
    from app.imports.actions import Order, keep_file, prepare, store
    from app.imports.setting import Answers

    def make(content, choice="valid", answers=None, map_text=LAB_MAP):
        with write_tx(ward.db) as session:
            kept = keep_file(session, ward.nurse, "svar.csv", content)
            order = Order(kept, map_text, choice, answers or Answers())
            ready = prepare(session, ward.nurse, order, TODAY)
            return store(session, ward.nurse, ready, TODAY)

    return make


HEADER = "Patient;Prøvedato;Analysekode;Svar;Enhed;Metode"


def lab(*rows):
    """A laboratory file of these rows."""
    return "\r\n".join([HEADER, *rows, ""]).encode("utf-8-sig")
