"""Who may open what: every route, for every role and for nobody, is in the reviewed authz.csv."""

import csv
import re
from pathlib import Path

import pytest

from app.permissions import GRANTS, SITE_ROLES, Permission, Role
from tests.browsers import Browser

MATRIX = Path(__file__).parent.parent / "authz.csv"
NOBODY = "nobody"
COLUMNS = ("method", "route", "permission", "role", "relation", "expected")


def expected_rows(routes: list[tuple[str, str, str]]) -> list[tuple[str, ...]]:
    """Each route for each role, with what it should answer: allowed, refused, hidden or sign-in."""
    rows = []
    for method, path, permission in routes:
        for role in (NOBODY, *sorted(Role)):
            rows += [
                (method, path, permission, role, which, answer(permission, role, which))
                for which in relations(path, role)
            ]
    return rows


def relations(path: str, role: str) -> tuple[str, ...]:
    """Own and another department's object, where the path names one; else none."""
    scoped = any(part in path for part in ("{treatment_id}", "{batch_id}", "{file_id}"))
    return ("own", "other") if scoped and role in SITE_ROLES else ("-",)


def answer(permission: str, role: str, relation: str) -> str:
    """The rule itself, in four lines."""
    if permission == Permission.PUBLIC:
        return "allowed"
    if role == NOBODY:
        return "sign-in"
    granted = GRANTS[Role(role)] | {Permission.SIGNED_IN}
    if Permission(permission) not in granted:
        return "refused"
    return "hidden" if relation == "other" else "allowed"


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, str, str]]:
    from app.db.engine import connect
    from app.main import create_app
    from app.web.security import policies

    return policies(create_app(connect("sqlite:///never-opened.db")))


def test_the_reviewed_matrix_is_exactly_what_the_routes_declare(routes) -> None:
    """After a new route run `python tests/tools/authz.py` and read the difference."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        reviewed = [tuple(row[c] for c in COLUMNS) for row in csv.DictReader(file)]
    assert reviewed == expected_rows(routes)


def test_no_role_holds_both_prices_and_patients() -> None:
    money = {p for p in Permission if p.startswith(("agreement:", "settlement:"))}
    patients = {Permission.PATIENT_READ, Permission.PATIENT_REGISTER, Permission.VISIT_WRITE}
    for role, granted in GRANTS.items():
        assert not (granted & money and granted & patients), role


def _url(path: str, objects: dict[str, str]) -> str:
    for name, value in objects.items():
        path = path.replace("{" + name + "}", value)
    return f"{path}?map=lab" if path.startswith("/imports/files/") else path


@pytest.mark.parametrize("role", [NOBODY, *sorted(Role)])
def test_every_route_answers_each_role_as_the_matrix_says(app, client_for, world, role) -> None:
    from app.web.security import policies

    site = "rh-haem" if role in SITE_ROLES else None
    files = {
        which: _imported(client_for(role, actor=world.people[which])) for which in ("own", "other")
    }
    files["-"] = files["own"]
    wrong = []
    for method, path, permission in policies(app):
        if path == "/sign-out":
            continue
        for relation in relations(path, role):
            browser = Browser.anonymous(app) if role == NOBODY else client_for(role, site)
            url = _url(path, {**world.objects(relation), **files[relation]})
            sent = browser.get(url) if method in {"GET", "HEAD"} else browser.post(url)
            seen, should = _seen(sent), answer(permission, role, relation)
            if seen != should and not (should == "allowed" and seen == "hidden" and "{" in path):
                wrong.append((method, path, role, relation, should, seen, sent.status_code))
    assert wrong == []


def _imported(browser) -> dict[str, str]:
    """A small lab file brought in and stored by this person."""
    number = "P-0001" if "rh-haem" in browser.actor.site_ids else "P-0002"
    text = (
        "Patient;Prøvedato;Analysekode;Svar;Enhed;Metode\n"
        f"{number};10-01-2025;LOK-FIX1;31,4;%;one-stage\n"
    )
    kept = browser.post("/imports", {"map": "lab"}, files={"file": ("lab.csv", text.encode())})
    file_id = re.search(r"/imports/files/(\d+)", kept.headers["location"]).group(1)
    fields = {"map": "lab", "choice": "valid"}
    stored = browser.post(f"/imports/files/{file_id}/commit", fields)
    batch_id = re.search(r"/imports/(\d+)", stored.headers["location"]).group(1)
    return {"file_id": file_id, "batch_id": batch_id}


def _seen(sent) -> str:
    if sent.status_code == 303 and sent.headers["location"].startswith("/sign-in?back="):
        return "sign-in"
    return {403: "refused", 404: "hidden"}.get(sent.status_code, "allowed")
