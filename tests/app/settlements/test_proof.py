from datetime import date
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.db.engine import write_tx
from app.settlements.verify import verify
from tests.app.settlements.conftest import MID_2024, SEEN
from tests.app.settlements.reading import ledger, statement


def test_an_untouched_installation_is_proved(world, settled) -> None:
    report = verify(world.db, documents=True)
    assert report.problems == ()
    assert (report.ledger_entries, report.runs, report.documents) == (3, 1, 4)


def test_a_run_is_still_derived_after_later_corrections_and_runs(world, settled) -> None:
    world.looks(1, SEEN, "resumed", at=date(2025, 1, 5), why="fejl")
    world.settled(date(2025, 6, 30), "2025-H1")
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


def unguarded(world, statement_: str) -> None:
    """Change a row as someone with the database's own tools could."""
    with world.db.writer.connect() as connection:
        if world.db.embedded:
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER ledger_entry_no_{verb}")
                connection.exec_driver_sql(f"DROP TRIGGER settlement_line_no_{verb}")
                connection.exec_driver_sql(f"DROP TRIGGER agreement_version_no_{verb}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        connection.exec_driver_sql(statement_)
        connection.commit()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE ledger_entry SET amount = amount + 100 WHERE sequence = 2", "entry 2"),
        ("DELETE FROM ledger_entry WHERE sequence = 1", "entry 2"),
        ("UPDATE settlement_line SET entitled = entitled + 1, amount = amount + 1", "lines"),
        ("UPDATE agreement_version SET text = replace(text, 'P60D', 'P61D')", "version 1"),
        (
            "UPDATE agreement_version SET text = replace(text, 'prevailing: da', 'prevailing: en')",
            "text was changed",
        ),
    ],
)
def test_a_change_behind_the_program_is_found_and_named(world, settled, change, named) -> None:
    unguarded(world, change)
    said = verify(world.db).lines("en")
    assert any(named in line for line in said[1:])


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
