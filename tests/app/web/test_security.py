"""What every answer carries, and which requests never reach a page."""

import pytest
from fastapi import FastAPI

from tests.browsers import Browser


@pytest.mark.parametrize("url", ["/", "/sign-in", "/nothing-here", "/static/app.css", "/healthz"])
def test_every_answer_carries_the_security_headers(app, url) -> None:
    headers = Browser.anonymous(app).get(url).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_pages_are_not_kept_by_caches(app) -> None:
    assert Browser.anonymous(app).get("/sign-in").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
        {"origin": "https://elsewhere.example"},
        {},
    ],
)
def test_another_sites_form_is_refused(client_for, headers) -> None:
    browser = client_for("admin")
    answer = browser.client.post(
        "/language", data={"lang": "en", "csrf_token": browser.csrf_token}, headers=headers
    )
    assert answer.status_code == 403


def test_a_form_without_the_sessions_token_is_refused_and_says_what_to_do(client_for) -> None:
    browser = client_for("admin")
    browser.csrf_token = "another"
    answer = browser.post("/language", {"lang": "en"})
    assert answer.status_code == 409
    assert "Intet er gemt" in answer.text


def test_a_foreign_host_name_is_refused(app) -> None:
    answer = Browser.anonymous(app).get("/sign-in", headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_a_body_that_is_too_large_is_refused(client_for) -> None:
    answer = client_for("admin").client.post(
        "/language",
        content=b"x" * 21_000_000,
        headers={"sec-fetch-site": "same-origin", "content-type": "text/plain"},
    )
    assert answer.status_code == 413


def test_start_up_fails_on_a_route_that_names_no_permission() -> None:
    from app.web.security import NakedRoute, policies

    naked = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    naked.get("/open")(lambda: "")
    with pytest.raises(NakedRoute, match="/open"):
        policies(naked)


def test_start_up_fails_on_an_unsafe_route_without_the_form_check() -> None:
    from app.permissions import Permission
    from app.web.deps import allow
    from app.web.security import NakedRoute, policies

    naked = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    naked.post("/save", dependencies=[allow(Permission.VISIT_WRITE)])(lambda: "")
    with pytest.raises(NakedRoute, match="no form check"):
        policies(naked)


def test_start_up_fails_on_a_mount_nobody_listed() -> None:
    from starlette.applications import Starlette

    from app.web.security import NakedRoute, policies

    naked = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    naked.mount("/other", Starlette())
    with pytest.raises(NakedRoute, match="/other"):
        policies(naked)


def test_documentation_pages_are_not_served(app) -> None:
    for url in ("/docs", "/redoc", "/openapi.json"):
        assert Browser.anonymous(app).get(url).status_code == 404


def test_an_error_page_shows_nothing_of_the_error(app, client_for) -> None:
    browser = client_for("admin")
    browser.client._transport.raise_server_exceptions = False

    def broken() -> None:
        raise RuntimeError("0101801234 and 1.000.000 kr.")

    from app.permissions import Permission
    from app.web.deps import allow

    app.get("/broken", dependencies=[allow(Permission.SIGNED_IN)])(broken)
    answer = browser.get("/broken")
    assert answer.status_code == 500
    assert "0101801234" not in answer.text
    assert "Der skete en fejl hos os" in answer.text
