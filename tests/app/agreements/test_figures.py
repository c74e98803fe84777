"""The dated figures an agreement reads: stated, corrected, and shown to whom they concern."""

from datetime import date
from pathlib import Path

import pytest

from app.agreements import actions, figures
from app.agreements.figures import FigureRefused, NewFigure, record_figure
from app.db.engine import read_tx, write_tx
from contracts.fact import Kind
from tests.browsers import text_of

TEXT = (Path(__file__).parents[1] / "settlements" / "in_euro.yaml").read_text(encoding="utf-8")
ID = "TEST-IN-EURO"
PAGE = f"/agreements/{ID}/prices"
WHY = {"valid_on": "01-01-2026", "reason": "Brev af 3. maj"}


@pytest.fixture
def kept(db, person):
    analyst = person("analyst")
    with write_tx(db) as session:
        actions.record_version(session, analyst, TEXT)
    return analyst


def state(db, actor, kind, name, value, on=date(2026, 1, 1), **more):
    with write_tx(db) as session:
        return record_figure(session, actor, NewFigure(kind, name, value, on, "Brev", **more))


def test_the_agreement_says_which_figures_it_reads(db, kept) -> None:
    with read_tx(db) as session:
        needed = figures.needed_by(session, kept, ID)
    assert [(one.kind, one.name, one.unit, one.method) for one in needed] == [
        ("fx", "EUR/DKK", "", "ECB"),
        ("index", "nettoprisindeks", "", ""),
        ("price", "price-in-euro", "EUR", ""),
        ("vat", "dk-medicine", "", ""),
    ]


def test_a_figure_is_corrected_by_a_new_version(db, kept) -> None:
    for value in ("104.5", "104.7", "104.7"):
        row = state(db, kept, Kind.INDEX, "nettoprisindeks", value)
    assert (row.version, row.value) == (2, "104.7")


def test_rates_of_two_sources_are_two_figures(db, kept) -> None:
    for method in ("ECB", "Nationalbanken"):
        row = state(db, kept, Kind.FX, "EUR/DKK", "7.46", method=method)
    assert row.version == 1


@pytest.mark.parametrize(
    ("kind", "value", "on", "field"),
    [
        (Kind.INDEX, "104.5", date(2026, 1, 15), "valid_on"),
        (Kind.INDEX, "0", date(2026, 1, 1), "value"),
        (Kind.FX, "7,46", date(2026, 1, 1), "value"),
        (Kind.VAT, "25.001 %", date(2026, 1, 1), "value"),
        (Kind.PRICE, "100.00", date(2026, 1, 1), "value"),
        (Kind.SUCCESSION, "name", date(2026, 1, 1), "value"),
        (Kind.EVENT, "1", date(2026, 1, 1), "which"),
    ],
)
def test_a_figure_no_agreement_could_read_is_refused(db, kept, kind, value, on, field) -> None:
    with pytest.raises(FigureRefused) as refused:
        state(db, kept, kind, "name", value, on)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("which", "value", "stored"),
    [
        ("price:price-in-euro", "21.500.000,00", "21500000.00"),
        ("index:nettoprisindeks", "104,5", "104.5"),
        ("fx:EUR/DKK", "7,4604", "7.4604"),
        ("vat:dk-medicine", "25", "25 %"),
        ("succession:hovedstaden", "ostdanmark", "ostdanmark"),
    ],
)
def test_a_figure_typed_the_danish_way_is_kept(db, kept, client_for, which, value, stored) -> None:
    browser = client_for("analyst")
    answer = browser.post(PAGE, {"which": which, "value": value} | WHY)
    assert answer.headers["location"].endswith("?done=figure-saved")
    with read_tx(db) as session:
        found = figures.figures(session, kept, figures.needed_by(session, kept, ID))
    assert [(f"{one.kind}:{one.name}", one.value) for one in found] == [(which, stored)]


@pytest.mark.parametrize(
    ("which", "value", "told"),
    [
        ("vat:dk-medicine", "125", "er ikke en momssats"),
        ("index:nettoprisindeks", "-4", "er ikke over 0"),
        ("price:price-in-euro", "1,234", "er ikke en pris"),
        ("price:another", "1,00", "Aftalen bruger ikke dette tal"),
    ],
)
def test_what_cannot_be_read_comes_back_with_why(kept, client_for, which, value, told) -> None:
    answer = client_for("analyst").post(PAGE, {"which": which, "value": value} | WHY)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert f'value="{value}"' in answer.text


def test_an_index_of_the_middle_of_a_month_is_told_the_first_day(kept, client_for) -> None:
    typed = {"which": "index:nettoprisindeks", "value": "104,5"} | WHY | {"valid_on": "15-01-2026"}
    answer = client_for("analyst").post(PAGE, typed)
    assert "Skriv månedens første dag: 01-01-2026" in text_of(answer)


def test_the_page_tells_what_is_missing_and_every_version(db, kept, client_for) -> None:
    state(db, kept, Kind.PRICE, "price-in-euro", "200000.00", unit="EUR")
    state(db, kept, Kind.PRICE, "price-in-euro", "210000.00", unit="EUR")
    told = text_of(client_for("approver").get(PAGE))
    assert "200.000,00 EUR" in told
    assert "210.000,00 EUR" in told
    assert told.count("ikke angivet endnu") == 3
    assert "Angiv eller ret et tal" not in told


def test_the_trail_names_the_figure_and_never_its_value(db, kept, client_for) -> None:
    state(db, kept, Kind.FX, "EUR/DKK", "7.4604", method="ECB")
    told = text_of(client_for("auditor").get("/audit"))
    assert "Valutakurs: registreret" in told
    assert "7.4604" not in told
    assert "7,4604" not in told


@pytest.mark.parametrize("role", ["clinician", "site_lead", "reviewer", "admin", "auditor"])
def test_others_see_and_state_no_figure(kept, client_for, role) -> None:
    other = client_for(role, "rh-haem" if role in {"clinician", "site_lead"} else None)
    assert other.get(PAGE).status_code in {403, 404}
    assert other.post(PAGE, {"which": "vat:dk-medicine", "value": "25"} | WHY).status_code == 403


def test_an_approver_reads_and_does_not_state(kept, client_for) -> None:
    answer = client_for("approver").post(PAGE, {"which": "vat:dk-medicine", "value": "25"} | WHY)
    assert answer.status_code == 403
