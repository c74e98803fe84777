"""The whole CPR number needs the password within the last five minutes."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import passwords
from app.db.engine import read_tx, write_tx
from app.db.tables.accounts import User, WebSession
from app.db.tables.trail import AccessRecord
from tests.browsers import text_of

PASSWORD = "en lang sætning til prøver"
CPR = "010180-1234"


@pytest.fixture
def nurse(db, client_for, world):
    """A nurse who gave the password six minutes ago."""
    browser = client_for("clinician", actor=world.people["own"])
    with write_tx(db) as session:
        user = session.get_one(User, browser.actor.user_id)
        user.password_hash = passwords.hashed(PASSWORD)
        row = session.exec(select(WebSession)).one()
        row.verified_at -= timedelta(minutes=6)
        session.add_all([user, row])
    return browser


@pytest.fixture
def url(world) -> str:
    return f"/treatments/{world.treatments['own']}/cpr"


def shown_cpr(db) -> list[str]:
    """The purposes of the looks that showed a whole number."""
    with read_tx(db) as session:
        rows = session.exec(select(AccessRecord).where(AccessRecord.criterion == "CPR"))
        return [row.purpose for row in rows]


def test_the_number_is_not_shown_before_the_password_is_given_again(db, nurse, url) -> None:
    asked = nurse.post(url)
    assert "Skriv din adgangskode igen" in text_of(asked)
    assert CPR not in asked.text
    assert shown_cpr(db) == []


def test_the_password_shows_it_at_once_and_for_five_minutes(db, nurse, url) -> None:
    assert CPR in nurse.post(url, {"password": PASSWORD}).text
    assert CPR in nurse.post(url).text
    assert shown_cpr(db) == ["treatment", "treatment"]


def test_a_wrong_password_shows_nothing(db, nurse, url) -> None:
    answer = nurse.post(url, {"password": "forkert"})
    assert answer.status_code == 422
    assert "Det er ikke din adgangskode" in text_of(answer)
    assert shown_cpr(db) == []


def test_whoever_signed_in_just_now_is_not_asked(client_for, world, url) -> None:
    assert CPR in client_for("clinician", actor=world.people["own"]).post(url).text


def test_the_purpose_is_told_beforehand_and_logged(db, nurse, url) -> None:
    nurse.post("/purpose", {"purpose": "quality_assurance"})
    assert "Kvalitetssikring" in text_of(nurse.post(url))
    nurse.post(url, {"password": PASSWORD})
    assert shown_cpr(db) == ["quality_assurance"]
