"""People get in, stay in as long as they should, and are out at once when they are put out."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from app.permissions import Role
from tests.browsers import Browser, text_of

PASSWORD = "en lang sætning til prøver"


@pytest.fixture
def anna(db):
    """An administrator with a real password."""
    from app.accounts import passwords
    from app.accounts.actions import NOBODY, NewAccount, create_user
    from app.db.engine import write_tx

    new = NewAccount("anna@region.example", "Anna Hansen", Role.ADMIN)
    with write_tx(db) as session:
        return create_user(session, NOBODY, new, passwords.hashed(PASSWORD))


def test_signing_in_leads_to_the_page_one_came_for(app, anna) -> None:
    browser = Browser.anonymous(app)
    asked = browser.get("/admin/users")
    assert asked.headers["location"] == "/sign-in?back=/admin/users"
    form = {"email": anna.email, "password": PASSWORD, "back": "/admin/users"}
    answer = browser.post("/sign-in", form)
    assert answer.headers["location"] == "/admin/users"
    assert browser.get("/admin/users").status_code == 200


@pytest.mark.parametrize("email", ["anna@region.example", "nobody@region.example"])
def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(app, anna, email) -> None:
    answer = Browser.anonymous(app).post("/sign-in", {"email": email, "password": "forkert"})
    assert answer.status_code == 422
    assert "hører ikke sammen" in answer.text
    assert f'value="{email}"' in answer.text


def test_the_sixth_guess_in_a_quarter_is_not_tried(app, anna) -> None:
    browser = Browser.anonymous(app)
    for _ in range(5):
        browser.post("/sign-in", {"email": anna.email, "password": "forkert"})
    answer = browser.post("/sign-in", {"email": anna.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "For mange forsøg" in text_of(answer)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(app, anna, back) -> None:
    form = {"email": anna.email, "password": PASSWORD, "back": back}
    assert Browser.anonymous(app).post("/sign-in", form).headers["location"] == "/"


def test_signing_out_makes_the_token_worthless(client_for) -> None:
    browser = client_for("admin")
    token = browser.client.cookies["sid"]
    browser.post("/sign-out")
    browser.client.cookies.set("sid", token)
    assert browser.get("/admin/users").status_code == 303


def test_a_closed_account_is_out_at_its_next_click(client_for, db) -> None:
    from app.accounts.actions import set_disabled
    from app.db.engine import write_tx

    browser, admin = client_for("analyst"), client_for("admin")
    with write_tx(db) as session:
        set_disabled(session, admin.actor, browser.actor.user_id, disabled=True)
    assert browser.get("/account").status_code == 303


def test_a_role_counts_from_the_next_click_and_is_gone_from_the_next(client_for) -> None:
    admin, other = client_for("admin"), client_for("auditor")
    assert other.get("/settlements").status_code == 403
    admin.post(f"/admin/users/{other.actor.user_id}/roles", {"role": "analyst"})
    assert other.get("/settlements").status_code == 200
    shown = admin.get(f"/admin/users/{other.actor.user_id}").text
    for url in re.findall(r"/admin/users/\d+/roles/\d+/revoke", shown):
        admin.post(url)
    assert other.get("/settlements").status_code == 403


def test_the_last_administrator_cannot_be_taken_away(client_for) -> None:
    admin = client_for("admin")
    answer = admin.post(f"/admin/users/{admin.actor.user_id}/state", {"state": "closed"})
    assert answer.status_code == 422
    assert "sidste administrator" in answer.text


def test_a_session_ends_after_half_an_hour_without_a_click(client_for, db) -> None:
    from app.db.engine import write_tx
    from app.db.tables.accounts import WebSession

    browser = client_for("admin")
    with write_tx(db) as session:
        row = session.exec(
            select(WebSession).where(WebSession.user_id == browser.actor.user_id)
        ).one()
        row.seen_at -= timedelta(minutes=31)
        session.add(row)
    assert browser.get("/account").status_code == 303


def test_an_invitation_makes_an_account_once(app, client_for) -> None:
    admin = client_for("admin")
    fields = {"email": "ny@region.example", "name": "Ny Person", "role": "clinician"}
    refused = admin.post("/admin/users/invite", fields)
    assert refused.status_code == 422
    assert 'value="ny@region.example"' in refused.text
    made = admin.post("/admin/users/invite", {**fields, "site_id": "rh-haem"})
    path = re.search(r"/invitations/[\w-]+", made.text).group()
    guest = Browser.anonymous(app)
    assert "Velkommen, Ny Person" in text_of(guest.get(path))
    short = guest.post(path, {"password": "kort", "again": "kort"})
    assert short.status_code == 422
    assert guest.post(path, {"password": PASSWORD, "again": PASSWORD}).status_code == 303
    assert guest.get("/account").status_code == 200
    assert Browser.anonymous(app).get(path).status_code == 404


def test_a_withdrawn_invitation_no_longer_works(app, client_for) -> None:
    admin = client_for("admin")
    fields = {"email": "ny@region.example", "name": "Ny Person", "role": "reviewer"}
    path = re.search(r"/invitations/[\w-]+", admin.post("/admin/users/invite", fields).text).group()
    url = re.search(r"/admin/users/invitations/\d+/revoke", admin.get("/admin/users").text).group()
    admin.post(url)
    assert Browser.anonymous(app).get(path).status_code == 404


def test_changing_the_password_signs_out_everywhere_else(app, anna) -> None:
    here, there = Browser.anonymous(app), Browser.anonymous(app)
    for browser in (here, there):
        browser.post("/sign-in", {"email": anna.email, "password": PASSWORD})
    page = here.get("/account").text
    here.csrf_token = re.search(r'csrf_token" value="(\w+)"', page).group(1)
    new = "en helt anden lang sætning"
    fields = {"present": PASSWORD, "password": new, "again": new}
    assert here.post("/account/password", fields).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303


def test_language_and_theme_follow_the_person(client_for) -> None:
    browser = client_for("admin")
    assert '<html lang="da"' in browser.get("/account").text
    browser.post("/language", {"lang": "en", "next": "/account"})
    browser.post("/theme", {"theme": "dark"})
    page = browser.get("/account").text
    assert '<html lang="en" data-theme="dark"' in page
    browser.post("/theme", {"theme": "system"})
    assert "data-theme=" not in browser.get("/account").text.split("<head>")[0]


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app, anna, monkeypatch) -> None:
    from app.settings import settings

    monkeypatch.setattr(settings(), "insecure_cookies", False)
    answer = Browser.anonymous(app).post("/sign-in", {"email": anna.email, "password": PASSWORD})
    session, device = answer.headers.get_list("set-cookie")
    assert session.startswith("__Host-sid=")
    assert device.startswith("__Host-device=")
    for attribute in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert attribute in session
        assert attribute in device
    assert "Domain" not in session + device
    assert "Max-Age" not in session
