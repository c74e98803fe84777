"""A small world: Hemgenix patients at Rigshospitalet, an agreement in force, and its price."""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.accounts import passwords
from app.accounts.actions import NOBODY, NewAccount, create_user
from app.agreements import actions as agreements
from app.agreements.figures import NewFigure, record_figure
from app.agreements.queries import active_agreements
from app.agreements.weighed import Accepted
from app.db.engine import Database, connect, write_tx
from app.db.server_time import stamp
from app.db.tables.accounts import User
from app.followup.actions import record_event, record_observation
from app.followup.entries import EventEntry, ObservationEntry
from app.patients.actions import (
    NewPatient,
    NewTreatment,
    State,
    add_treatment,
    record_residence,
    record_state,
    register_patient,
)
from app.permissions import Actor, Role
from app.settlements import actions, issue
from app.web.deps import actor_of
from contracts import library
from contracts.fact import Kind
from tests.postgres import create_database, drop_database

AGREEMENT = "DK-HEMGENIX-ANNUITY"
PRICE = "illustrative-hemgenix"
SITE = "rh-haem"
MEANT = Accepted("To see how it is settled", both=True)
PASSWORD = "en lang sætning her"
MID_2024 = date(2024, 6, 30)
INFUSED = date(2023, 3, 1)
INSTALMENT = 215_000_000


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass
class World:
    """The people and what they do, each act at a given day."""

    db: Database
    clinician: Actor
    analyst: Actor
    approver: Actor
    counted: int = field(default=0)

    def patient(self, region: str = "hovedstaden", infused: date = INFUSED) -> int:
        self.counted += 1
        with write_tx(self.db) as session:
            at = stamp(session, noon(infused))
            new = NewPatient(None, None, "m", 1980, ("T", uuid4().hex[:8]), region)
            tail: dict[str, Any] = {"at": at, "source": "entered"}
            one = register_patient(session, self.clinician, new, **tail)
            treated = NewTreatment(one, "hemgenix", "haemophilia-b", SITE)
            number = add_treatment(session, self.clinician, treated, **tail)
            record_state(session, self.clinician, number, State.INFUSED, infused, **tail)
        return number

    def looks(
        self,
        treatment: int,
        on: date,
        value: str = "none",
        *,
        at: date | None = None,
        why: str = "",
    ) -> None:
        """Record whether prophylaxis is resumed, as seen on a day."""
        with write_tx(self.db) as session:
            entry = ObservationEntry(treatment, "prophylaxis", on, value)
            instant = stamp(session, noon(at or on))
            record_observation(
                session, self.clinician, entry, at=instant, source="entered", reason=why
            )

    def happens(self, treatment: int, kind: str, on: date, *, at: date | None = None) -> None:
        with write_tx(self.db) as session:
            instant = stamp(session, noon(at or on))
            entry = EventEntry(treatment, kind, on)
            record_event(session, self.clinician, entry, at=instant, source="entered")

    def moves(self, treatment_patient: str, region: str, since: date) -> None:
        with write_tx(self.db) as session:
            at = stamp(session, noon(since))
            record_residence(
                session, self.clinician, treatment_patient, region, since, at=at, source="entered"
            )

    def price(self, amount: str = "21500000.00", since: date = date(2020, 1, 1)) -> None:
        self.figure(NewFigure(Kind.PRICE, PRICE, amount, since, "aftale", unit="DKK"), noon(since))

    def figure(self, new: NewFigure, at: datetime) -> None:
        with write_tx(self.db) as session:
            record_figure(session, self.analyst, new, at=at)

    def draft(
        self,
        on: date,
        period: str = "2024-H1",
        known: datetime | None = None,
        at: datetime | None = None,
    ) -> str:
        with write_tx(self.db) as session:
            return actions.draft(session, self.analyst, AGREEMENT, period, on, known, at=at).id

    def propose(self, run: str) -> None:
        with write_tx(self.db) as session:
            actions.propose(session, self.analyst, run)

    def approve(self, run: str, by: Actor | None = None) -> None:
        with write_tx(self.db) as session:
            actions.approve(session, by or self.approver, run)

    def issue(self, run: str) -> None:
        issue.issue(self.db, self.analyst, run)

    def settled(self, on: date, period: str = "2024-H1") -> str:
        """Draft, propose, approve and issue."""
        run = self.draft(on, period)
        self.propose(run)
        self.approve(run)
        self.issue(run)
        return run


@pytest.fixture(scope="session")
def issued_before(
    engine_name: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str, str]:
    """A database with one issued settlement, printed once and copied for each test that needs it.

    Three patients: two whose first year is met, and one whose effect was lost. The address, the
    settlement, and a draft that the issue left behind.
    """
    if engine_name == "sqlite":
        copy = tmp_path_factory.mktemp("issued") / "issued.db"
        shutil.copy(template.removeprefix("sqlite:///"), copy)
        url = f"sqlite:///{copy}"
    else:
        url = create_database("issued", template="template")
    database = connect(url)
    made = in_force(database, *(account(database, role) for role in ROLES))
    for region, value in (
        ("hovedstaden", "none"),
        ("syddanmark", "none"),
        ("sjaelland", "resumed"),
    ):
        made.looks(made.patient(region), SEEN, value)
    older, run = made.draft(date(2024, 5, 31), "2024-05"), made.settled(date(2024, 6, 30))
    database.dispose()  # the last SQLite connection to close writes the log into the file
    return url, run, older


@pytest.fixture
def db(request: pytest.FixtureRequest, engine_name: str, template: str, tmp_path: Path):
    """An empty database, or a copy of the issued one where `settled` is asked."""
    wanted = "settled" in request.fixturenames
    source = request.getfixturevalue("issued_before")[0] if wanted else template
    if engine_name == "sqlite":
        copy = tmp_path / "effekt.db"
        shutil.copy(source.removeprefix("sqlite:///"), copy)
        database = connect(f"sqlite:///{copy}")
        yield database
        database.dispose()
        return
    name = f"t_{uuid4().hex[:12]}"
    database = connect(create_database(name, template="issued" if wanted else "template"))
    yield database
    database.dispose()
    drop_database(name)


@pytest.fixture
def settled(world: World, issued_before: tuple[str, str, str]) -> str:
    """The settlement that is issued in the test's database."""
    return issued_before[1]


@pytest.fixture
def left_behind(settled: str, issued_before: tuple[str, str, str]) -> str:
    """A draft that the issue has left behind."""
    return issued_before[2]


def empty_run_issued(world: World, at: datetime) -> str:
    """A settlement that posts nothing, issued by a clock that says so."""
    run = world.draft(date(2025, 6, 30), "2025-H1")
    world.propose(run)
    world.approve(run)
    issue.issue(world.db, world.analyst, run, at=at)
    return run


ROLES = (("clinician", SITE), ("analyst", None), ("approver", None))


def account(database: Database, role: tuple[str, str | None]) -> Actor:
    """Someone with a role; the same name finds the same account in a copied database."""
    email = f"{role[0]}@settling.dk"
    with write_tx(database) as session:
        found = session.exec(select(User).where(User.email == email)).first()
        if found is None:
            new = NewAccount(email, role[0], Role(role[0]), role[1])
            found = create_user(session, NOBODY, new, "no password")
        actor = actor_of(session, found.id or 0)
    assert actor is not None
    return actor


def in_force(database: Database, *people: Actor) -> World:
    """The agreement in force and its price, unless they are already."""
    made = World(database, *people)
    with write_tx(database) as session:
        if active_agreements(session):
            return made
        text, examples = library.template("hemgenix_dk"), library.examples_of("hemgenix_dk")
        on = noon(date(2020, 1, 2))
        agreements.record_version(session, made.analyst, text, examples, at=on)
        on = noon(date(2020, 1, 3))
        agreements.activate(session, made.approver, AGREEMENT, "1", accepted=MEANT, at=on)
    made.price()
    return made


@pytest.fixture
def world(db: Database) -> World:
    return in_force(db, *(account(db, role) for role in ROLES))


def days_after(treated: date, years: int, days: int = 0) -> date:
    return treated.replace(year=treated.year + years) + timedelta(days=days)


SEEN = days_after(INFUSED, 1, -10)
"""The day of the first yearly look, eleven whole months after the infusion."""


@pytest.fixture
def analyst(world, client_for):
    return client_for("analyst", actor=world.analyst)


@pytest.fixture
def known_by(db):
    """Give an account the password of these tests."""

    def make(actor: Actor) -> Actor:
        with write_tx(db) as session:
            row = session.get_one(User, actor.user_id)
            row.password_hash = passwords.hashed(PASSWORD)
            session.add(row)
        return actor

    return make


@pytest.fixture
def approver(world, client_for, known_by):
    return client_for("approver", actor=known_by(world.approver))
