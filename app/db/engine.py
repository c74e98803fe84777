"""Engines and transactions: one writer at a time, readers that cannot write.

Measured reasons stand in the README's decisions 4 and 5: pysqlite's own transactions pay twice and
time out; a second writer that waits at BEGIN does neither.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlmodel import Session

WRITE_LOCK_KEY = 0x45666645  # 'EffE': the advisory lock that makes PostgreSQL writers queue


@dataclass(frozen=True, slots=True)
class Database:
    """A pair of engines on one database: `reader` refuses writes, `writer` serialises them."""

    url: str
    reader: Engine
    writer: Engine
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def embedded(self) -> bool:
        """Whether this is the embedded SQLite file."""
        return self.writer.dialect.name == "sqlite"

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.reader.dispose()
        self.writer.dispose()


def connect(url: str) -> Database:
    """Open the database at `url` (SQLite file or PostgreSQL through psycopg 3)."""
    make = _sqlite if url.startswith("sqlite") else _postgres
    return Database(url, reader=make(url, write=False), writer=make(url, write=True))


@contextmanager
def write_tx(database: Database) -> Iterator[Session]:
    """One write transaction: state, ledger, audit, idempotency key and job intent together.

    Commits when the block ends, rolls back when it raises. Writers queue: in this process on a
    lock, between processes on BEGIN IMMEDIATE (SQLite) or an advisory lock (PostgreSQL).
    """
    if not database.embedded:
        with Session(database.writer, expire_on_commit=False) as session, session.begin():
            session.connection().execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITE_LOCK_KEY}
            )
            yield session
        return
    with (
        database.lock,
        Session(database.writer, expire_on_commit=False) as session,
        session.begin(),
    ):
        session.connection()  # BEGIN IMMEDIATE now, not at the first statement
        yield session


@contextmanager
def read_tx(database: Database) -> Iterator[Session]:
    """One read transaction: a single moment's view that cannot write."""
    with Session(database.reader, autoflush=False) as session:
        yield session


def keep_private(path: Path) -> None:
    """Take from everyone else what they may do with a file or folder that is there."""
    if path.exists() and path.stat().st_mode & 0o077:
        path.chmod(0o700 if path.is_dir() else 0o600)


def _sqlite(url: str, *, write: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        max_overflow=30,
        connect_args={"timeout": 10, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - sqlite3 or a proxy
        if engine.url.database:
            keep_private(Path(engine.url.database))  # before its log, which takes the file's mode
        connection.isolation_level = None  # pysqlite must not invent transactions
        for pragma in (
            "journal_mode=wal",
            "synchronous=full",
            "foreign_keys=on",
            "busy_timeout=10000",
            "recursive_triggers=on",  # else INSERT OR REPLACE walks past the append-only triggers
            "trusted_schema=off",
            "temp_store=memory",
            "cache_size=-32000",
            f"query_only={'off' if write else 'on'}",
        ):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgres(url: str, *, write: bool) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=20,
        max_overflow=30,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED" if write else "REPEATABLE READ",
    )
    if not write:

        @event.listens_for(engine, "begin")
        def _read_only(connection: Connection) -> None:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    return engine
