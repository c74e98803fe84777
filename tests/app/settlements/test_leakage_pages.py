"""The page of what slips away, its files, and the job behind it."""

import io

import openpyxl
import pytest

from app.db.engine import read_tx
from app.db.tables.operations import Job
from app.settlements.leakage_files import rows, workbook
from app.settlements.leakage_words import Told
from app.worker import run as do_job
from tests.app.settlements.reading import lines as lines_of
from tests.app.settlements.test_leakage import found
from tests.browsers import text_of


def test_a_large_cohort_waits_for_a_job_that_can_be_repeated(
    world, settled, analyst, monkeypatch
) -> None:
    monkeypatch.setattr("app.settlements.leakage_due.AT_ONCE_TREATMENTS", 0)
    assert "endnu ikke regnet ud" in text_of(analyst.get("/settlements/leakage"))
    queued = analyst.post("/settlements/leakage").headers["location"]
    assert queued == analyst.post("/settlements/leakage").headers["location"]
    do_job(world.db, queued.removeprefix("/jobs/"))
    with read_tx(world.db) as session:
        job = session.get_one(Job, queued.removeprefix("/jobs/"))
    assert (job.outcome, job.location) == ("done", "/settlements/leakage?done=leakage-worked-out")
    assert "opgjort pr. dags dato" in text_of(analyst.get(job.location))


def test_the_page_shows_amounts_and_leads_to_the_line(world, settled, analyst) -> None:
    page = analyst.get("/settlements/leakage")
    line = next(one for one in lines_of(world, settled) if one.amount)
    assert f'href="/settlements/lines/{line.id}"' in page.text
    assert "2.150.000,00" in text_of(page)
    assert analyst.get("/settlements/leakage?kind=payment_unpaid").status_code == 200


@pytest.mark.parametrize("asked", ["kind=all", "from=-1", "wait=x", "from=99999999999"])
def test_an_address_that_means_nothing_leads_nowhere(settled, analyst, asked) -> None:
    assert analyst.get(f"/settlements/leakage?{asked}").status_code == 404


def test_the_files_hold_every_item_in_exact_amounts(world, settled) -> None:
    told = Told(found(world), "da")
    book = openpyxl.load_workbook(io.BytesIO(workbook(told)))
    heading, *items = book.worksheets[1].values
    assert [row[heading.index("Beløb")] for row in items] == [*(2_150_000, 2_150_000), 1_970_833.33]
    assert rows(told).decode("utf-8-sig").count("2150000,00") == 2
    assert workbook(told) == workbook(told)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_files_are_downloads(settled, analyst, form) -> None:
    answer = analyst.get(f"/settlements/leakage.{form}?kind=payment_unpaid")
    assert "attachment" in answer.headers["content-disposition"]
    assert analyst.get("/settlements/leakage.exe").status_code == 404
