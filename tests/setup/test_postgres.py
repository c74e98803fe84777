"""The PostgreSQL of the tests: real, shared by processes, gone afterwards."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests import postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture
def database() -> Iterator[str]:
    yield postgres.create_database("setup")
    postgres.drop_database("setup")


def ask(url: str, question: str) -> object:
    engine = create_engine(url)
    with engine.begin() as connection:
        answer = connection.execute(text(question))
        found = answer.scalar() if answer.returns_rows else None
    engine.dispose()
    return found


def test_it_is_postgresql_18_with_danish_letters_and_utc(database: str) -> None:
    assert str(ask(database, "SHOW server_version")).startswith("18.")
    assert ask(database, "SELECT 'æøå'") == "æøå"
    assert ask(database, "SHOW timezone") == "UTC"


def test_a_database_made_again_is_empty(database: str) -> None:
    ask(database, "CREATE TABLE visit (id int)")
    again = postgres.create_database("setup")
    assert ask(again, "SELECT count(*) FROM pg_tables WHERE tablename = 'visit'") == 0


def test_a_copy_holds_what_its_template_holds(database: str) -> None:
    ask(database, "CREATE TABLE visit AS SELECT 7 AS day")
    copy = postgres.create_database("copied", template="setup")
    assert ask(copy, "SELECT day FROM visit") == 7
    postgres.drop_database("copied")


def test_a_dropped_database_is_gone() -> None:
    url = postgres.create_database("short")
    postgres.drop_database("short")
    with pytest.raises(OperationalError, match="does not exist"):
        ask(url, "SELECT 1")


def test_another_process_joins_the_same_server_and_leaves_it_running(database: str) -> None:
    program = "from tests import postgres; print(postgres.create_database('setup'))"
    command = (sys.executable, "-c", program)
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert other.partition("host=")[2].strip() == database.partition("host=")[2]
    assert other.strip() != database
    assert ask(database, "SELECT 1") == 1
