"""The database keeps what it was told: schema, append-only facts, whole øre, one writer."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select


def test_the_tables_of_the_code_are_the_tables_of_the_migrations(db) -> None:
    from app.db.migrate import config

    alembic = config()
    with db.writer.begin() as connection:
        alembic.attributes["connection"] = connection
        command.check(alembic)


def test_migrating_again_changes_nothing(db) -> None:
    from app.db.migrate import is_current, upgrade

    upgrade(db)
    assert is_current(db)


def test_a_database_of_a_newer_version_is_refused(db) -> None:
    from app.db.engine import write_tx
    from app.db.migrate import UnknownSchema, upgrade

    with write_tx(db) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(UnknownSchema, match="9999"):
        upgrade(db)


def test_every_append_only_table_refuses_change_and_deletion(db, one_row_of_each) -> None:
    from app.db.engine import write_tx
    from app.db.tables import APPEND_ONLY
    from app.db.types import metadata

    for table in APPEND_ONLY:
        (key,) = (column.name for column in metadata.tables[table].primary_key)
        for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="append-only"), write_tx(db) as session:
                one_row_of_each(session, table)
                session.execute(text(statement))


@pytest.fixture
def one_row_of_each(db):
    """Put a row of nulls-allowed rubbish in, so that a row trigger has something to refuse."""

    def make(session, table: str) -> None:
        from app.db.types import metadata

        if session.bind.dialect.name == "postgresql":
            return  # statement triggers refuse without a row
        session.execute(text("PRAGMA ignore_check_constraints = on"))
        columns = metadata.tables[table].columns
        values = ", ".join("1" if c.primary_key else "'{}'" for c in columns)
        names = ", ".join(f'"{c.name}"' for c in columns)
        session.execute(text("PRAGMA defer_foreign_keys = on"))
        session.execute(text(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({values})"))

    return make


def test_an_insert_that_replaces_does_not_walk_past_the_triggers(db, person) -> None:
    from app import audit
    from app.db.engine import write_tx

    actor = person("admin")
    with write_tx(db) as session:
        audit.record(session, actor, "test.made", "test:1")
    with pytest.raises(DatabaseError, match="append-only"), write_tx(db) as session:
        same = "INTO audit_event SELECT * FROM audit_event WHERE sequence = 1"
        replace = f"INSERT {same} ON CONFLICT (sequence) DO UPDATE SET subject = 'x'"
        session.execute(text(f"INSERT OR REPLACE {same}" if db.embedded else replace))


def test_a_reader_cannot_write(db) -> None:
    from app.db.engine import read_tx

    with pytest.raises(DatabaseError), read_tx(db) as session:
        session.execute(text("DELETE FROM server_time"))


def test_a_failed_write_leaves_nothing(db, person) -> None:
    from app.db.engine import read_tx, write_tx
    from app.db.tables.accounts import User

    with pytest.raises(RuntimeError), write_tx(db) as session:
        session.add(User(person="p", email="x@y.dk", name="X", password_hash="", created_at=_now()))
        session.flush()
        raise RuntimeError
    with read_tx(db) as session:
        assert session.exec(select(User).where(User.email == "x@y.dk")).first() is None


def test_recorded_instants_increase_even_if_the_clock_is_set_back(db) -> None:
    from app.db.engine import write_tx
    from app.db.server_time import stamp

    later = datetime(2026, 6, 1, tzinfo=UTC)
    with write_tx(db) as session:
        first = stamp(session, later)
    with write_tx(db) as session:
        second = stamp(session, later - timedelta(hours=3))
    assert second > first


def test_two_writers_queue_and_neither_is_lost(db) -> None:
    from app.db.engine import write_tx
    from app.db.server_time import stamp

    given: list[datetime] = []

    def write() -> None:
        for _ in range(10):
            with write_tx(db) as session:
                given.append(stamp(session))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 40


def test_what_was_known_at_a_moment_can_be_asked_again(db, person) -> None:
    from app.db.engine import read_tx, write_tx
    from app.db.facts import first, known, next_version
    from app.db.tables.agreements import Figure

    by = person("analyst").user_id
    moments = [datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    with write_tx(db) as session:
        one = first(
            Figure,
            kind="price",
            name="list",
            value="10.00",
            unit="DKK",
            valid_on=date(2026, 1, 1),
            recorded_at=moments[0],
            recorded_by=by,
            source="entered",
        )
        two = next_version(one, value="9.00", recorded_at=moments[1], recorded_by=by, reason="typo")
        gone = next_version(
            two, retracted=True, recorded_at=moments[2], recorded_by=by, reason="wrong list"
        )
        session.add_all([one, two, gone])
    with read_tx(db) as session:
        amounts = [[p.value for p in session.exec(known(Figure, at))] for at in moments]
    assert amounts == [["10.00"], ["9.00"], []]


def test_amounts_are_whole_minor_units(db) -> None:
    from app.db.engine import write_tx

    refusal = "amount_whole" if db.embedded else "invalid input syntax"
    with pytest.raises(DatabaseError, match=refusal), write_tx(db) as session:
        if db.embedded:
            session.execute(text("PRAGMA defer_foreign_keys = on"))
        session.execute(
            text(
                "INSERT INTO ledger_entry (sequence, run_id, line_id, cause, agreement_id, key, "
                "debit, credit, amount, currency, posted_at, previous_hash, hash) VALUES "
                "(1, 'r', 1, 'issue', 'a', 'k', 'd', 'c', '1.5', 'DKK', '2026-01-01', '', '')"
            )
        )


def test_the_audit_chain_names_the_first_broken_row(db, person) -> None:
    from app import audit
    from app.db.engine import read_tx, write_tx

    actor = person("admin")
    with write_tx(db) as session:
        for number in range(5):
            audit.record(session, actor, "test.made", f"test:{number}")
        start = session.execute(text("SELECT max(sequence) FROM audit_event")).scalar_one() - 4
    with read_tx(db) as session:
        assert audit.first_broken(session) is None
    _tamper(db, f"UPDATE audit_event SET subject = 'test:x' WHERE sequence = {start + 2}")
    with read_tx(db) as session:
        assert audit.first_broken(session) == start + 2


def test_the_chain_holds_for_a_change_timed_in_another_zone(db, person) -> None:
    from app import audit
    from app.db.engine import read_tx, write_tx

    actor, at = person("admin"), datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=1)))
    with write_tx(db) as session:
        audit.record(session, actor, "test.made", "test:1", at=at)
    with read_tx(db) as session:
        assert audit.first_broken(session) is None


def _tamper(db, statement: str) -> None:
    """Change a row as the owner of the database could, with the triggers out of the way."""
    with db.writer.begin() as connection:
        if db.embedded:
            connection.execute(text("DROP TRIGGER audit_event_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        connection.execute(text(statement))


def _now() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)
