"""What Effekt writes is its own user's alone, also in a folder that was open before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.db.engine import connect, write_tx

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A data folder that everyone may read."""
    made = tmp_path / "data"
    made.mkdir()
    made.chmod(0o755)
    return made


def effekt(folder: Path, *arguments: str) -> None:
    """Run the command as from a shell whose files everyone may read."""
    environment = {**os.environ, "EFFEKT_DATA": str(folder), "EFFEKT_DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        env=environment,
        cwd=ROOT,
        umask=0o022,
        check=True,
        capture_output=True,
    )


def modes(folder: Path) -> dict[str, str]:
    return {one.name: oct(one.stat().st_mode & 0o777) for one in sorted(folder.iterdir())}


def test_what_the_command_makes_and_finds_is_the_users_alone(folder) -> None:
    database = folder / "effekt.db"
    database.touch()
    database.chmod(0o644)
    effekt(folder, "migrate")
    assert {"effekt.db", "keys.json"} <= set(modes(folder))
    assert set(modes(folder).values()) == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_a_key_file_put_back_open_is_closed_and_keeps_its_keys(tmp_path) -> None:
    from app.patients.identity import ensure_keys

    keys = tmp_path / "keys.json"
    ensure_keys(keys)
    before = keys.read_text()
    keys.chmod(0o644)
    ensure_keys(keys)
    assert modes(tmp_path) == {"keys.json": "0o600"}
    assert keys.read_text() == before


def test_the_log_beside_a_database_is_as_private_whoever_opens_it(folder) -> None:
    before = os.umask(0o022)
    try:
        database = connect(f"sqlite:///{folder / 'effekt.db'}")
        with write_tx(database) as session:
            session.connection().exec_driver_sql("CREATE TABLE one (id INTEGER)")
            found = modes(folder)
        database.dispose()
    finally:
        os.umask(before)
    assert found == dict.fromkeys(("effekt.db", "effekt.db-shm", "effekt.db-wal"), "0o600")


def test_a_file_that_a_command_writes_is_the_users_alone(tmp_path) -> None:
    """The umask is set before any command begins, so that every file it makes has it."""
    write = f"open({str(tmp_path / 'report.pdf')!r}, 'w').close()"
    script = f"from app import cli; cli.app.command('write')(lambda: {write}); cli.main()"
    subprocess.run([sys.executable, "-c", script, "write"], cwd=ROOT, umask=0o022, check=True)
    assert modes(tmp_path) == {"report.pdf": "0o600"}
