from datetime import date, datetime, timedelta
from itertools import product
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.clock import COPENHAGEN, now
from app.db.engine import read_tx, write_tx
from app.settlements import issue
from app.settlements.verify import prints_the_same, verify
from tests.app.settlements.conftest import MID_2024, SEEN, empty_run_issued
from tests.app.settlements.reading import ledger, statement


def test_an_untouched_installation_is_proved(world, settled) -> None:
    report = verify(world.db, documents=True)
    assert report.problems == ()
    assert (report.ledger_entries, report.runs, report.documents) == (3, 1, 4)


def test_a_run_is_still_derived_after_later_corrections_and_runs(world, settled) -> None:
    world.looks(1, SEEN, "resumed", at=date(2025, 1, 5), why="fejl")
    world.settled(date(2025, 6, 30), "2025-H1")
    assert verify(world.db).problems == ()


def test_the_ledger_holds_whatever_zone_the_clock_was_in(world) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    world.approve(run)
    issue.issue(world.db, world.analyst, run, at=datetime(2024, 7, 1, 10, tzinfo=COPENHAGEN))
    assert verify(world.db).problems == ()


@pytest.mark.parametrize(
    "table",
    [
        "settlement_run",
        "settlement_line",
        "settlement_state",
        "ledger_entry",
        "document",
        "agreement_version",
        "agreement_activation",
        "figure",
    ],
)
def test_the_rows_cannot_be_changed_or_deleted(world, settled, table) -> None:
    column = "amount" if table == "ledger_entry" else "id"
    for change in ("DELETE FROM {table}", "UPDATE {table} SET {column} = {column}"):
        said = text(change.format(table=table, column=column))
        with pytest.raises(DatabaseError, match="append-only"), write_tx(world.db) as session:
            session.connection().execute(said)


GUARDED = (
    *("ledger_entry", "settlement_line", "agreement_version", "settlement_state"),
    *("observation", "treatment_state", "document"),
)


def unguarded(world, statement_: str) -> None:
    """Change a row as someone with the database's own tools could."""
    with world.db.writer.connect() as connection:
        if world.db.embedded:
            for table, verb in product(GUARDED, ("update", "delete")):
                connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(statement_)
        connection.commit()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE ledger_entry SET amount = amount + 100 WHERE sequence = 2", "entry 2"),
        ("DELETE FROM ledger_entry WHERE sequence = 1", "entry 2"),
        (
            "UPDATE settlement_line SET entitled = entitled + 1, amount = amount + 1",
            "changed, first DK-",
        ),
        ("UPDATE agreement_version SET text = replace(text, 'P60D', 'P61D')", "version 1"),
        (
            "UPDATE agreement_version SET text = replace(text, 'prevailing: da', 'prevailing: en')",
            "text was changed",
        ),
        ("UPDATE agreement_version SET examples = replace(examples, '2025', '2026')", "version 1"),
        ("UPDATE settlement_state SET by = 1 WHERE state = 'approved'", "its steps are not"),
        ("UPDATE settlement_state SET at = '2024-01-01' WHERE state = 'issued'", "its steps"),
        ("DELETE FROM settlement_state WHERE state = 'proposed'", "its steps are not"),
        ("UPDATE observation SET value = 'resumed' WHERE id = 1", "cited for treatment"),
        ("UPDATE treatment_state SET valid_on = '2023-03-02' WHERE id = 1", "cited for treatment"),
        (
            "UPDATE document SET sha256 = (SELECT max(sha256) FROM document)",
            "not those that were issued",
        ),
    ],
)
def test_a_change_behind_the_program_is_found_and_named(world, settled, change, named) -> None:
    unguarded(world, change)
    said = verify(world.db).lines("en")
    assert any(named in line for line in said[1:])


@pytest.mark.parametrize("content", ["'%PDF-' || CAST(x'ff' AS TEXT)", "'x'", "x''"])
@pytest.mark.database("sqlite")  # no other lets a column of bytes hold text
def test_a_document_whose_bytes_became_text_is_the_row_named(world, settled, content) -> None:
    unguarded(world, f"UPDATE document SET content = {content} WHERE id = 1")
    (found,) = verify(world.db).problems
    assert found.worded("en").startswith("The da statement of run")


def test_two_who_issue_at_once_post_once(world) -> None:
    world.looks(world.patient(), SEEN)
    run = world.draft(MID_2024)
    world.propose(run)
    world.approve(run)
    threads = [Thread(target=world.issue, args=(run,)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [entry.sequence for entry in ledger(world)] == [1]


def test_the_statement_is_printed_as_pdf_in_both_languages(world, settled) -> None:
    assert all(statement(world, settled, lang).startswith(b"%PDF") for lang in ("da", "en"))


def test_a_statement_prints_the_same_though_the_clock_was_set_back(world, settled) -> None:
    run = empty_run_issued(world, at=now() - timedelta(hours=1))
    assert verify(world.db, documents=True).problems == ()
    with read_tx(world.db) as session:
        assert prints_the_same(session, run)
