"""A small world: Hemgenix patients at Rigshospitalet, an agreement in force, and its price."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.agreements import actions as agreements
from app.agreements.forms import PriceForm
from app.db.engine import Database, write_tx
from app.db.server_time import stamp
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
from app.permissions import Actor
from app.settlements import actions, issue

LIBRARY = Path(__file__).parents[3] / "contracts" / "library"
AGREEMENT = "DK-HEMGENIX-ANNUITY"
PRICE = "illustrative-hemgenix"
SITE = "rh-haem"
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
            new = NewPatient(None, None, "m", 1980, ("T", str(self.counted)), region)
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
        form = PriceForm(name=PRICE, amount=amount, valid_on=since, reason="avtale")
        with write_tx(self.db) as session:
            agreements.set_price(session, self.analyst, form, at=noon(since))

    def draft(self, on: date, period: str = "2024-H1", known: datetime | None = None) -> str:
        with write_tx(self.db) as session:
            return actions.draft(session, self.analyst, AGREEMENT, period, on, known, at=None).id

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


@pytest.fixture(autouse=True)
def statements_without_an_engine(request: pytest.FixtureRequest, monkeypatch: Any) -> None:
    """Print the statement's HTML instead of its PDF, which takes seconds; marked tests print it."""
    if "real_pdf" in request.fixturenames:
        return
    from reports import settlement_statement

    monkeypatch.setattr(
        settlement_statement, "pdf", lambda s, lang: settlement_statement.html(s, lang).encode()
    )


@pytest.fixture
def real_pdf() -> None:
    """Ask for this to have statements printed as PDF."""


@pytest.fixture
def world(db: Database, person: Callable[..., Actor]) -> World:
    made = World(db, person("clinician", SITE), person("analyst"), person("approver"))
    text = (LIBRARY / "hemgenix_dk.yaml").read_text()
    with write_tx(db) as session:
        agreements.record_version(session, made.analyst, text, at=noon(date(2020, 1, 2)))
        agreements.activate(session, made.approver, AGREEMENT, "1", at=noon(date(2020, 1, 3)))
    made.price()
    return made


def days_after(treated: date, years: int, days: int = 0) -> date:
    return treated.replace(year=treated.year + years) + timedelta(days=days)


SEEN = days_after(INFUSED, 1, -10)
"""The day of the first yearly look, eleven whole months after the infusion."""
