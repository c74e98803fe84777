"""The catalogue: assessed therapies with their sources, and who answers for a region when."""

from datetime import date

import pytest

from tests.browsers import text_of


def test_the_catalogue_shows_each_decision_with_its_source(client_for) -> None:
    shown = text_of(client_for("analyst").get("/catalogue"))
    assert "Hemgenix" in shown
    assert "Anbefalet, effektbaseret aftale" in shown
    assert "bloderforeningen.dk" in shown


@pytest.mark.parametrize(
    ("code", "day", "answers"),
    [
        ("hovedstaden", date(2026, 12, 31), "hovedstaden"),
        ("hovedstaden", date(2027, 1, 1), "ostdanmark"),
        ("sjaelland", date(2027, 6, 1), "ostdanmark"),
        ("syddanmark", date(2030, 1, 1), "syddanmark"),
    ],
)
def test_region_ostdanmark_takes_over_on_new_years_day_2027(db, code, day, answers) -> None:
    from app.catalogue.queries import region_on
    from app.db.engine import read_tx

    with read_tx(db) as session:
        assert region_on(session, code, day) == answers


def test_an_administrator_adds_a_department_and_closes_it(client_for) -> None:
    admin = client_for("admin")
    fields = {
        "id": "aauh-haem",
        "name": "Aalborg Universitetshospital, Hæmatologi",
        "hospital": "Aalborg Universitetshospital",
        "region_code": "nordjylland",
        "valid_from": "01-01-2027",
    }
    page = admin.follow(admin.post("/catalogue/sites", fields))
    assert "Aalborg Universitetshospital, Hæmatologi" in page.text
    closing = {"site": "aauh-haem", "valid_to": "31-12-2027"}
    assert "31-12-2027" in admin.follow(admin.post("/catalogue/close", closing)).text


def test_a_taken_id_comes_back_with_everything_typed(client_for) -> None:
    fields = {
        "id": "rh-haem",
        "name": "Navn",
        "hospital": "Hospital",
        "region_code": "hovedstaden",
        "valid_from": "01-01-2027",
    }
    answer = client_for("admin").post("/catalogue/sites", fields)
    assert answer.status_code == 422
    assert 'value="Hospital"' in answer.text


def test_no_region_is_called_what_an_unknown_payer_is_called(client_for) -> None:
    fields = {"code": "unknown", "region_name": "Region Ukendt", "valid_from": "01-01-2027"}
    answer = client_for("admin").post("/catalogue/regions", fields)
    assert answer.status_code == 422
    assert "en betaler, som ingen kender" in text_of(answer)
    assert 'value="Region Ukendt"' in answer.text


def test_loading_the_catalogue_again_keeps_what_the_administrator_closed(db, client_for) -> None:
    from app.catalogue.queries import sites
    from app.db.engine import read_tx
    from app.setup import prepare

    client_for("admin").post("/catalogue/close", {"site": "rh-oje", "valid_to": "31-12-2026"})
    prepare(db)
    with read_tx(db) as session:
        closed = {s.id: s.valid_to for s in sites(session)}
    assert closed["rh-oje"] == date(2026, 12, 31)
