"""Bring a database to this version's tables, wholly or not at all."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.db.engine import WRITE_LOCK_KEY, Database

HERE = Path(__file__).parent / "migrations"


class UnknownSchema(Exception):  # noqa: N818 - a state of the database, told to the operator
    """The database was made by a newer version of Effekt than this one."""


def config() -> Config:
    """Alembic's configuration; its connection is handed over in `attributes`."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(database: Database) -> None:
    """Run every missing migration in one transaction; a crash in between leaves the old schema."""
    alembic = config()
    with database.writer.begin() as connection:
        if not database.embedded:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK_KEY})")
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known():
            raise UnknownSchema(current)
        alembic.attributes["connection"] = connection
        command.upgrade(alembic, "head")


def known() -> frozenset[str]:
    """Every revision this version of Effekt has heard of."""
    return frozenset(s.revision for s in ScriptDirectory.from_config(config()).walk_revisions())


def is_current(database: Database) -> bool:
    """Whether the database has exactly this version's tables."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with database.reader.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
