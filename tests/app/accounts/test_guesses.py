"""Guessing passwords is slow, also in parallel and from many places, and locks no owner out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.accounts import passwords, sign_in
from app.accounts.guesses import HOUR, TooManyAttempts, limit, limits, reserve
from app.db.engine import read_tx, write_tx
from app.db.tables.accounts import SignInAttempt, WebSession
from app.permissions import Role
from tests.browsers import Browser

PASSWORD = "en lang sætning til prøver"
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
EMAIL = "anna@region.example"
WRONG = "forkert"


@pytest.fixture
def anna(db):
    from app.accounts.actions import NOBODY, NewAccount, create_user

    new = NewAccount(EMAIL, "Anna Hansen", Role.ANALYST)
    with write_tx(db) as session:
        return create_user(session, NOBODY, new, passwords.hashed(PASSWORD))


def guess(db, address: str, typed: str = WRONG, device: str = "new") -> str | None:
    return sign_in.sign_in(db, EMAIL, typed, address, device)


def fail(db, *tried: tuple[str, str, str], at: datetime = AT) -> None:
    """Count failures without the time a password takes."""
    with write_tx(db) as session:
        for email, address, device in tried:
            reserve(session, limits(email, address, device, known=False), at)


def test_twenty_guesses_at_once_are_five(db, anna) -> None:
    def try_one(number: int) -> bool:
        try:
            return guess(db, "10.0.0.1", f"gæt {number}") is not None
        except TooManyAttempts:
            return True

    with ThreadPoolExecutor(20) as pool:
        refused = sum(pool.map(try_one, range(20)))
    assert refused == 15
    with read_tx(db) as session:
        assert len(session.exec(select(SignInAttempt)).all()) == 5 * 3


def test_a_right_password_is_no_guess(db, anna) -> None:
    for _ in range(6):
        assert guess(db, "10.0.0.1", PASSWORD, device="") is not None


def test_guesses_at_one_account_stop_no_colleague_behind_the_same_address(db) -> None:
    fail(db, *[(EMAIL, "10.0.0.1", "")] * 5)
    with pytest.raises(TooManyAttempts):
        fail(db, (EMAIL, "10.0.0.1", ""))
    fail(db, ("bo@region.example", "10.0.0.1", ""))


def test_an_account_guessed_at_from_everywhere_is_closed_for_an_hour(db) -> None:
    fail(db, *[(EMAIL, f"10.0.0.{n}", "") for n in range(20)])
    with pytest.raises(TooManyAttempts):
        fail(db, (EMAIL, "10.0.1.1", ""), at=AT + timedelta(minutes=59))
    fail(db, (EMAIL, "10.0.1.1", ""), at=AT + HOUR)


def test_an_address_that_tries_every_account_is_stopped(db) -> None:
    fail(db, *[(f"{n}@region.example", "10.0.0.1", "") for n in range(200)])
    with pytest.raises(TooManyAttempts):
        fail(db, ("next@region.example", "10.0.0.1", ""))


def test_the_owner_is_let_in_on_a_known_browser_while_others_guess(app, db, anna) -> None:
    browser = Browser.anonymous(app)
    form = {"email": EMAIL, "password": PASSWORD}
    assert browser.post("/sign-in", form).status_code == 303
    browser.client.cookies.delete("sid")
    fail(db, *[(EMAIL, f"10.0.0.{n}", "") for n in range(20)], at=datetime.now(UTC))
    assert Browser.anonymous(app).post("/sign-in", form).status_code == 429
    assert browser.post("/sign-in", form).status_code == 303


def test_a_known_browser_may_not_guess_either(db, anna) -> None:
    assert guess(db, "10.0.0.1", PASSWORD, device="own") is not None
    for _ in range(5):
        assert guess(db, "10.0.0.1", device="own") is None
    with pytest.raises(TooManyAttempts):
        guess(db, "10.0.0.1", PASSWORD, device="own")


def test_a_browser_is_known_to_the_person_who_signed_in_with_it_only(db, anna) -> None:
    guess(db, "10.0.0.1", PASSWORD, device="own")
    with read_tx(db) as session:
        assert session.exec(select(WebSession)).one().device_sha256 != "own"
    assert len(limits("bo@region.example", "10.0.0.1", "own", known=False)) == 3


def test_what_an_attempt_is_counted_under_cannot_be_read_back() -> None:
    one = limit(5, HOUR, "account", EMAIL)
    assert EMAIL not in one.key
    assert one == limit(5, HOUR, "account", EMAIL.upper())


def test_the_password_given_again_is_counted_before_it_is_looked_at(db, anna, person) -> None:
    from app.web.deps import actor_of

    with read_tx(db) as session:
        actor = actor_of(session, anna.id)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: _again(db, actor), range(8)))
    assert sorted(answers) == ["refused"] * 3 + ["wrong"] * 5


def _again(db, actor) -> str:
    try:
        return "right" if sign_in.verified(db, actor, "forkert") else "wrong"
    except TooManyAttempts:
        return "refused"
