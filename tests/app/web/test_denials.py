"""Whoever asks for what is not theirs leaves one row in the log, and cannot fill it."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from app.audit import MORE, MOST_DENIALS
from app.db.engine import read_tx
from app.db.tables.trail import AccessRecord
from tests.browsers import text_of

UNKNOWN = "0f0e0d0c-0b0a-4990-8070-605040302010"


@pytest.fixture
def stranger(client_for, world):
    return client_for("clinician", actor=world.people["other"])


def denials(db) -> list[str]:
    with read_tx(db) as session:
        rows = session.exec(select(AccessRecord).where(AccessRecord.kind == "denied"))
        return [row.criterion for row in rows.all()]


def test_another_departments_patient_asked_for_leaves_person_page_and_id(
    db, stranger, world
) -> None:
    number = world.treatments["own"]
    assert stranger.get(f"/treatments/{number}?x=0101801234").status_code == 404
    assert denials(db) == [f"GET /treatments/{{treatment_id}} treatment_id={number}"]
    with read_tx(db) as session:
        row = session.exec(select(AccessRecord)).one()
    assert row.actor == stranger.actor.user_id
    assert (datetime.now(UTC) - row.at).total_seconds() < 60


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/treatments/{own}/visits/M12", None),
        ("/treatments/{own}/cpr", {}),
        ("/treatments/{own}/residence", {"region": "syddanmark", "since": "01-02-2025"}),
        ("/imports/77", None),
        (f"/jobs/{UNKNOWN}", None),
    ],
)
def test_every_page_with_an_id_is_watched(db, stranger, world, url, form) -> None:
    url = url.format(own=world.treatments["own"])
    answer = stranger.get(url) if form is None else stranger.post(url, form)
    assert answer.status_code == 404
    assert len(denials(db)) == 1


def test_a_page_of_another_role_is_watched_too(db, client_for, world) -> None:
    number = world.treatments["own"]
    assert client_for("analyst").get(f"/treatments/{number}").status_code == 403
    assert denials(db) == [f"GET /treatments/{{treatment_id}} treatment_id={number}"]


@pytest.mark.parametrize(
    "typed", ["0101801234", "010180-1234", "Ada Testesen", "Hansen", "Ada-2", "9" * 30]
)
def test_what_is_no_id_of_ours_is_not_repeated(db, client_for, typed) -> None:
    client_for("clinician", "rh-haem").get(f"/jobs/{typed}")
    assert denials(db) == ["GET /jobs/{job_id} job_id=…"]


def test_a_settlement_asked_for_is_named(db, client_for) -> None:
    run = "a1" * 32
    assert client_for("clinician", "rh-haem").get(f"/settlements/{run}").status_code == 403
    assert denials(db) == [f"GET /settlements/{{run_id}} run_id={run}"]


def test_a_page_that_is_ones_own_is_not_called_denied(db, client_for, world) -> None:
    own = client_for("clinician", actor=world.people["own"])
    assert own.get(f"/treatments/{world.treatments['own']}").status_code == 200
    assert denials(db) == []


def test_someone_who_is_not_signed_in_leaves_no_row(db, app, world) -> None:
    from tests.browsers import Browser

    Browser.anonymous(app).get(f"/treatments/{world.treatments['own']}")
    assert denials(db) == []


def test_an_hour_holds_so_many_rows_and_one_that_says_more(db, person, monkeypatch) -> None:
    from app import audit
    from app.db.engine import write_tx

    at = datetime(2026, 11, 21, 9, 59, tzinfo=UTC)
    monkeypatch.setattr(audit, "now", lambda: at)
    actor = person("analyst")
    with write_tx(db) as session:
        for number in range(MOST_DENIALS + 20):
            audit.denied(session, actor, f"GET /x number={number}")
    assert denials(db) == [f"GET /x number={n}" for n in range(MOST_DENIALS)] + [MORE]


def test_the_next_hour_is_counted_anew(db, person, monkeypatch) -> None:
    from app import audit
    from app.db.engine import write_tx

    actor = person("analyst")
    for hour in (9, 10):
        at = datetime(2026, 11, 21, hour, tzinfo=UTC)
        monkeypatch.setattr(audit, "now", lambda at=at: at)
        with write_tx(db) as session:
            for _ in range(MOST_DENIALS + 5):
                audit.denied(session, actor, "GET /x")
    assert len(denials(db)) == 2 * (MOST_DENIALS + 1)


def test_the_auditor_sees_denials_alone(db, client_for, stranger, world) -> None:
    stranger.get(f"/treatments/{world.treatments['own']}")
    stranger.get("/patients")
    auditor = client_for("auditor")
    assert "vist på liste" in _rows(auditor.get("/audit/looks"))
    only = _rows(auditor.get("/audit/looks?kind=denied"))
    assert "GET /treatments/{treatment_id} treatment_id=1" in only
    assert "vist på liste" not in only
    assert "Ingen opslag af denne slags" in text_of(auditor.get("/audit/looks?kind=nothing"))


def _rows(answer) -> str:
    """The table without the page around it."""
    return re.sub(r"<[^>]+>", " ", answer.text.split("<tbody>")[1].split("</tbody>")[0])
