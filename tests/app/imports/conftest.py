"""A department with the first Hemgenix patients of the synthetic cohort, and its data nurse."""

import sqlite3
from contextlib import closing
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


@pytest.fixture(scope="session")
def department(data_folder):
    """Made once: four treated patients at rh-haem with their visits, one at auh-haem."""
    from app.db.engine import connect, write_tx
    from app.db.server_time import stamp
    from app.setup import prepare

    path = data_folder / "department.db"
    database = connect(f"sqlite:///{path}")
    prepare(database)
    with write_tx(database) as session:
        nurse = _nurse(session, "rh-haem")
        other = _nurse(session, "auh-haem")
        stamp(session, AT)
        treatments = [_admit(session, nurse, number) for number in range(4)]
        far = _admit_elsewhere(session, other)
    found = SimpleNamespace(db=database, nurse=nurse, other=other, treatments=treatments, far=far)
    yield SimpleNamespace(**vars(found), path=path)
    database.dispose()


def _nurse(session, site):
    from app.accounts.actions import NOBODY, NewAccount, create_user
    from app.permissions import Role
    from app.web.deps import actor_of

    account = NewAccount(f"{site}@example.dk", f"Sygeplejerske {site}", Role.CLINICIAN, site)
    return actor_of(session, create_user(session, NOBODY, account, "no password").id)


@pytest.fixture
def db(department, tmp_path):
    """The department's database, a copy for each test that writes."""
    from app.db.engine import connect

    with (
        closing(sqlite3.connect(department.path)) as made,
        closing(sqlite3.connect(tmp_path / "effekt.db")) as copy,
    ):
        made.backup(copy)
    database = connect(f"sqlite:///{tmp_path / 'effekt.db'}")
    yield database
    database.dispose()


@pytest.fixture
def ward(department, db):
    """The department, in a database that may be written to."""
    return SimpleNamespace(**{**vars(department), "db": db})


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
    from app.patients.actions import (
        NewPatient,
        NewTreatment,
        add_treatment,
        record_state,
        register_patient,
    )

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


@pytest.fixture(scope="session")
def plan(department):
    """Plan a file for the nurse: `plan(content)`; gives the plan of every row."""
    from app.db.engine import read_tx
    from app.imports.actions import Order, prepare_content, read_file
    from app.imports.setting import Answers

    def make(content, actor=None, answers=None, map_text=LAB_MAP):
        order = Order(0, map_text, "valid", answers or Answers())
        with read_tx(department.db) as session:
            file = read_file(content, map_text)
            who = actor or department.nurse
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


@pytest.fixture
def app(db):
    """The web application with this room, on the test's copy of the department."""
    from app import rooms
    from app.imports.pages import router
    from app.main import create_app

    made = create_app(db)
    if router not in rooms.ROUTERS:
        made.include_router(router)
    return made


@pytest.fixture
def browser(app, ward):
    """A signed-in browser of a person of the department: `browser()`, `browser(ward.other)`."""
    from tests.browsers import Browser

    def make(actor=None):
        return Browser.signed_in(app, ward.db, actor or ward.nurse)

    return make


def number_of_facts(database):
    """Every version of every fact in the database."""
    from sqlmodel import func, select

    from app.db.engine import read_tx
    from app.patients.recording import FACT_TABLES

    with read_tx(database) as session:
        return sum(session.exec(select(func.count()).select_from(t)).one() for t in FACT_TABLES)


def only(plan):
    """The one row of a plan."""
    assert len(plan.rows) == 1
    return plan.rows[0]
