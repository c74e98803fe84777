"""Requests no page of ours sends: each gets a clear answer and none a stack trace."""

import pytest

from tests.browsers import Browser, text_of

HUGE = "9" * 30


@pytest.mark.parametrize(
    ("role", "url"),
    [
        ("clinician", f"/treatments/{HUGE}"),
        ("clinician", f"/imports/{HUGE}"),
        ("analyst", f"/settlements/lines/{HUGE}"),
        ("reviewer", f"/recommendations/cuts/{HUGE}"),
        ("auditor", f"/audit?before={HUGE}"),
    ],
)
def test_a_number_no_row_can_have_is_not_found(client_for, role, url) -> None:
    site = "rh-haem" if role == "clinician" else None
    assert client_for(role, site).get(url).status_code in {200, 404, 422}


@pytest.mark.parametrize("back", ["http://[", "//[", "//x\u2100y", "/\\x"])
def test_an_address_that_cannot_be_read_leads_to_the_front_page(app, back) -> None:
    assert Browser.anonymous(app).get("/sign-in", params={"back": back}).status_code == 200


def test_characters_that_no_text_has_are_refused(client_for) -> None:
    answer = client_for("clinician", "rh-haem").post("/patients/search", {"q": "a\0b"})
    assert answer.status_code == 422


def test_a_forms_key_counts_for_its_own_page_and_person_only(client_for, world) -> None:
    nurse = client_for("clinician", actor=world.people["own"])
    number = world.treatments["own"]
    move = {"request_key": "same", "region": "syddanmark", "since": "01-02-2025"}
    first = nurse.post(f"/treatments/{number}/residence", move)
    assert first.status_code == 303
    assert nurse.post(f"/treatments/{number}/residence", move).status_code == 303
    changed = nurse.post(f"/treatments/{number}/residence", {**move, "region": "nordjylland"})
    assert changed.status_code == 409
    assert "ikke gemt" in text_of(changed)
    other = client_for("clinician", actor=world.people["other"])
    elsewhere = other.post(f"/treatments/{world.treatments['other']}/residence", move)
    assert str(world.treatments["other"]) in elsewhere.headers["location"]


def test_signing_in_anew_ends_the_session_before(app, client_for, db) -> None:
    from app.accounts import sign_in

    browser = client_for("admin")
    token = browser.client.cookies["sid"]
    sign_in.leave(db, browser.actor_now())
    browser.client.cookies.set("sid", token)
    assert browser.get("/account").status_code == 303


def test_a_log_tells_where_it_failed_and_never_what_was_said() -> None:
    import logging
    import sys

    from app.logs import Discreet

    try:
        int("010190-1234")
    except ValueError:
        record = logging.LogRecord("x", 40, "f", 1, "Exception", None, sys.exc_info())
    told = Discreet("%(message)s").format(record)
    assert "ValueError" in told
    assert "010190" not in told
