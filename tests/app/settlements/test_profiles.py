"""Who reads what: a supplier no lasting name, a clinician no money, an auditor the proofs."""

import pytest

from app.db.engine import read_tx
from app.db.tables.settlements import SettlementRun
from app.settlements.pseudonyms import named, secret_of
from app.settlements.statement import statement_of
from app.worker import run as do_job
from reports.statement import Status
from tests.app.settlements.conftest import MID_2024, SEEN
from tests.app.settlements.reading import ledger, statement
from tests.browsers import text_of


@pytest.fixture
def url(world, settled) -> str:
    return f"/settlements/lines/{ledger(world)[0].line_id}"


def test_a_supplier_reads_a_name_of_this_settlement_only(world, settled, url, analyst) -> None:
    page = analyst.get(f"{url}?profile=supplier")
    with read_tx(world.db) as session:
        assert named(secret_of(session, settled), "P-0001") in page.text
    said = page.text.partition('class="sentence">')[2].partition("</p>")[0]
    assert "P-0001" not in said
    assert "2024" not in said


def test_two_settlements_name_a_treatment_differently(world) -> None:
    world.looks(world.patient(), SEEN)
    runs = (world.draft(MID_2024), world.draft(SEEN.replace(month=5)))
    with read_tx(world.db) as session:
        names = {named(secret_of(session, run), "P-0001") for run in runs}
    assert len(names) == 2


def test_a_secret_names_a_treatment_the_same_every_time() -> None:
    assert named("00" * 32, "P-0001") == named("00" * 32, "P-0001") != named("00" * 32, "P-0002")
    assert named("00" * 32, "*") == "*"


def test_the_suppliers_edition_names_no_treatment_no_day_and_no_fact(world, settled) -> None:
    with read_tx(world.db) as session:
        run = session.get_one(SettlementRun, settled)
        ours = statement_of(session, run, Status.ISSUED, "0" * 64)
        theirs = statement_of(session, run, Status.ISSUED, "0" * 64, "supplier")
    assert theirs.total == ours.total
    assert {line.treatment[:2] for line in theirs.lines} == {"S-"}
    assert all(line.evidence == () and line.due_on is None for line in theirs.lines)
    said = " ".join(told.da for line in theirs.lines for told in line.explanation)
    assert not any(mark in said for mark in ("P-0", "M-", "2023", "2024"))


def test_the_suppliers_edition_is_downloaded_by_the_analyst(world, settled, analyst) -> None:
    pdf = analyst.get(f"/settlements/{settled}/statement.pdf?lang=en&edition=supplier")
    assert pdf.content == statement(world, settled, "en", "supplier_statement")
    assert "-supplier-en.pdf" in pdf.headers["content-disposition"]


def test_a_clinician_reads_neither_money_nor_consequence(world, url, analyst) -> None:
    page = analyst.get(f"{url}?profile=clinician").text
    said = page.partition('class="sentence">')[2].partition("</p>")[0]
    assert said
    assert not any(word in said for word in ("kr.", "etales", "2.150"))


def test_an_auditor_reads_the_key_and_the_entrys_hash(world, settled, url, analyst) -> None:
    page = text_of(analyst.get(f"{url}?profile=auditor"))
    assert ledger(world)[0].key in page
    assert ledger(world)[0].hash[:16] in page


def test_every_document_is_printed_the_same_again(world, settled, analyst) -> None:
    queued = analyst.post(f"/settlements/{settled}/reprint").headers["location"]
    do_job(world.db, queued.removeprefix("/jobs/"))
    assert analyst.get(queued).headers["location"] == f"/settlements/{settled}?done=reprinted"
