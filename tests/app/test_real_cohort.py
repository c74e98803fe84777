"""The real EBMT cohort through the product's own import, on to page, command and ledger."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, func, select
from typer.testing import CliRunner

from tests.browsers import text_of
from tests.world import World, in_force

COHORT = Path("fixtures/survival/ebmt3.csv")
EBMT_MAP = Path("fixtures/ebmt/ebmt3.map.yaml")
SHARE_ORE = 50_000_00  # half of the illustrative price of 100,000.00


@pytest.fixture
def ebmt(db):
    """The database with the 2,204 transplanted patients imported."""
    from app.imports.command import run_file

    result = run_file(db, COHORT, EBMT_MAP.read_text(encoding="utf-8"), choice="all")
    assert result.counts["create"] == 2204
    return db


def test_the_page_shows_relapse_free_survival_at_one_year_as_r_does(ebmt, client_for) -> None:
    page = client_for("reviewer").get("/evidence/allo-hct/acute-leukaemia-ebmt")
    shown = text_of(page).replace("\u00a0", " ")
    for number in ("71,7", "69,8", "73,6", "1.452"):
        assert number in shown


def test_the_command_gives_the_same_in_full_precision() -> None:
    from app.cli import app

    words = ["analyse", str(COHORT), "--time", "rfstime", "--event", "rfsstat"]
    result = CliRunner().invoke(app, [*words, "--at", "365", "--json"])
    year = json.loads(result.stdout)["at"][0]
    assert year["at_risk"] == 1452
    assert year["survival"] == pytest.approx(0.717366354213756, abs=1e-12)
    assert (round(year["lower"], 4), round(year["upper"], 4)) == (0.6977, 0.7360)


def test_a_twelve_month_agreement_settles_every_treatment_to_an_independent_sum(
    ebmt, person
) -> None:
    from app.db.engine import read_tx, write_tx
    from app.db.tables.settlements import SettlementLine
    from app.settlements.actions import draft

    world = World(ebmt, {"analyst": person("analyst"), "approver": person("approver")})
    agreement = in_force(world, "ebmt_illustrative")
    _price(world)
    with write_tx(ebmt) as session:
        run = draft(session, world.people["analyst"], agreement, "2026-H1", date(2026, 6, 30))
        run_id = run.id
    with read_tx(ebmt) as session:
        lines = select(SettlementLine).where(SettlementLine.run_id == run_id).subquery()
        settled, total = session.execute(
            select(func.count(func.distinct(lines.c.treatment)), func.sum(lines.c.amount))
        ).one()
        second = session.exec(
            select(func.count())
            .select_from(SettlementLine)
            .where(
                SettlementLine.run_id == run_id,
                SettlementLine.term == "at-365-days",
                col(SettlementLine.amount) > 0,
            )
        ).one()
    free = _free_at_one_year()
    assert settled == 2204
    assert second == free
    assert total == SHARE_ORE * (2204 + free)


def _free_at_one_year() -> int:
    """Counted from the public file alone: followed to day 365 without relapse or death."""
    with COHORT.open(encoding="utf-8", newline="") as file:
        rows = [(float(row["rfstime"]), row["rfsstat"] == "1") for row in csv.DictReader(file)]
    return sum(time > 365 or (time == 365 and not lost) for time, lost in rows)


def _price(world: World) -> None:
    from app.agreements.figures import NewFigure, record_figure
    from app.db.engine import write_tx
    from contracts.fact import Kind

    said = ("illustrative-allo-hct", "100000.00", date(2000, 1, 1), "illustrative")
    price = NewFigure(Kind.PRICE, *said, unit="DKK")
    with write_tx(world.db) as session:
        record_figure(session, world.people["analyst"], price)
