"""No address, query, form or header makes any page fail: each answer is below 500."""

from inspect import signature
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Mount

from app.permissions import GRANTS, SITE_ROLES, Permission, Role
from tests.browsers import Browser

ODD = (
    *("", " ", "0", "-1", "1.5", "1e400", "NaN", "9" * 30, "null", "[]", "{}", "{{7*7}}", "%00"),
    *("'", '";--', "../../etc/passwd", "\u202e", "\u00f8" * 300, "\U0001f9ec", "2025-13-45"),
    *("31-02-2025", "1.234,50", "true", "hemgenix", "M12", "hemgenix:haemophilia-b", "-" * 5000),
)
TEXT = st.sampled_from(ODD) | st.text(max_size=30) | st.integers().map(str)
HEADER = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
HEADERS = ("accept", "accept-language", "content-type", "cookie", "range", "if-none-match")
READ_BY_HAND = ("at", "endpoint", "site", "after", "lang", "form", "agreement", "on", "period")
FORM_FIELDS = ("q", "cpr", "state", "region", "since", "kind", "role", "site_id", "map", "choice")
FEW = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def routes(app: Any) -> list[tuple[str, str, Permission, list[str]]]:
    """Method, path, permission and the names of the query's parameters, of every route."""
    found = []
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, Mount) or context.path == "/sign-out":
            continue
        asked = signature(context.original_route.endpoint).parameters.values()
        names = [one.name for one in asked if one.default is not one.empty]
        held = [d.dependency for d in context.dependencies if hasattr(d.dependency, "policy")]
        found += [(m, str(context.path), held[0].policy, names) for m in context.methods or ()]
    return found


def asks_for(permission: Permission) -> Role | None:
    """The one role that tries a permission's routes here; nobody tries the public ones."""
    if permission is Permission.PUBLIC:
        return None
    return next((r for r in sorted(Role) if permission in GRANTS[r]), Role.ADMIN)


def filled(data: st.DataObject, path: str, objects: dict[str, str]) -> str:
    """The path with its places filled: mostly with what is there, so that the page is reached."""
    for name in [part.split("}")[0] for part in path.split("{")[1:]]:
        own = [objects[name]] if name in objects else []
        value = data.draw(st.sampled_from([*own, *own, *own, *ODD]) | TEXT, label=name)
        path = path.replace("{" + name + "}", quoted(value))
    return path


def quoted(text: str) -> str:
    """The text as one part of a path."""
    return quote(text, safe="") or "-"


@pytest.mark.parametrize("role", [*sorted(Role), None])
def test_nothing_asked_makes_a_page_fail(app, client_for, world, role) -> None:
    site = "rh-haem" if role in SITE_ROLES else None
    browser = client_for(role, site) if role else Browser.anonymous(app)
    failed = []
    for method, path, permission, names in routes(app):
        if role == asks_for(permission):
            failed += _tried(browser, method, path, names, world.objects("own"))
    assert failed == []


def _tried(browser, method: str, path: str, names: list[str], objects) -> list[tuple[str, ...]]:
    failed = []

    @FEW
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        url = filled(data, path, objects)
        some = data.draw(
            st.lists(st.sampled_from([*names, *names, *READ_BY_HAND, "done", "odd"]), max_size=4)
        )
        query = [(name, data.draw(TEXT)) for name in some]
        if method in {"GET", "HEAD"}:
            headers = {data.draw(st.sampled_from(HEADERS[:3])): data.draw(HEADER)}
            answer = browser.client.request(method, url, params=query, headers=headers)
        else:
            keys = data.draw(st.lists(st.sampled_from(FORM_FIELDS), max_size=5))
            answer = browser.post(url, {k: data.draw(TEXT) for k in keys}, params=query)
        if answer.status_code >= 500:
            failed.append((method, url, str(query), str(answer.status_code)))

    ask()
    return failed


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", [b"", b"\xff\xfe", b"a" * 5000, b"sid=\xff; lang=\xe6", b";=;="])
def test_no_header_makes_a_page_fail(app, name, value) -> None:
    sent = {name: value}
    assert Browser.anonymous(app).get("/sign-in", headers=sent).status_code < 500
