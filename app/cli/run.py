"""Starting things: the web server, the demo, the worker, migrations and verification."""

from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import own_folder, refuse, say

if TYPE_CHECKING:
    from fastapi import FastAPI

    from app.db.engine import Database


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `effekt` command."""
    app.command()(serve)
    app.command()(demo)
    app.command()(worker)
    app.command()(migrate)
    app.command()(verify)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 0,
    worker: Annotated[bool, typer.Option(help="Do slow work in this process too.")] = True,
) -> None:
    """Serve the web pages, by default on 127.0.0.1:8000.

    Example: effekt serve --port 8080

    A fresh database has no account; make the first administrator's one-time link with
    `effekt user invite-admin`.
    """
    from app.db.engine import connect
    from app.settings import settings
    from app.setup import prepare

    chosen = settings()
    own_folder()
    database = connect(chosen.url)
    if is_demo(database):
        refuse("This database holds demo users with known passwords. Start it with: effekt demo")
    prepare(database)
    _serve(database, host or chosen.host, port or chosen.port, worker=worker)


def is_demo(database: "Database") -> bool:
    """Whether the database was made by `effekt demo`; such a one is served on loopback only."""
    from sqlalchemy import inspect
    from sqlmodel import select

    from app.db.engine import read_tx
    from app.db.tables.accounts import User

    if not inspect(database.reader).has_table("user"):
        return False
    with read_tx(database) as session:
        return (
            session.exec(select(User).where(User.email == "admin@demo.example")).first() is not None
        )


def _serve(database: "Database", host: str, port: int, *, worker: bool) -> None:
    import uvicorn

    from app.logs import configure
    from app.main import create_app
    from app.settings import settings

    loopback = host == "localhost" or ip_address(host).is_loopback
    if settings().demo and not loopback:
        refuse(f"The demo answers on this machine only, not on {host}. Leave --host out.")
    if loopback:
        settings().insecure_cookies = True
    configure()
    app = create_app(database, lifespan=_beside(database, worker=worker))
    say(f"Effekt: http://{host}:{port}  (Ctrl+C stops)")
    proxy = settings().trusted_proxy
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        server_header=False,
        access_log=False,
        proxy_headers=bool(proxy),
        forwarded_allow_ips=proxy or None,
    )


def _beside(database: "Database", *, worker: bool):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """What runs in the web process besides pages; the worker starts and stops in a thread."""
    import asyncio
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(_app: "FastAPI") -> AsyncIterator[None]:
        if not worker:
            yield
            return
        from app.worker import running

        work = running(database)
        await asyncio.to_thread(work.__enter__)  # DBOS must not be set up inside an event loop
        try:
            yield
        finally:
            await asyncio.to_thread(work.__exit__, None, None, None)

    return lifespan


def demo(
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    fresh: Annotated[bool, typer.Option(help="Throw the demo data away and load it anew.")] = False,
    load_only: Annotated[bool, typer.Option(help="Load the data and stop.")] = False,
) -> None:
    """Load synthetic data with demo users and serve it on this machine only.

    Example: effekt demo --port 8001
    """
    from app.demo import load

    database = load(fresh=fresh)
    if not load_only:
        _serve(database, "127.0.0.1", port, worker=True)


def worker() -> None:
    """Do slow work (statements, reports, large files) in a process of its own.

    Example: effekt worker
    """
    import signal

    from app.db.engine import connect
    from app.logs import configure
    from app.settings import settings
    from app.worker import running

    configure()
    say("Effekt's worker is running. Ctrl+C stops it; work under way is taken up again.")
    with running(connect(settings().url)):
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


def migrate() -> None:
    """Bring the database to this version: tables, catalogue and follow-up plans.

    Example: effekt migrate
    """
    from app.db.engine import connect
    from app.db.migrate import UnknownSchema
    from app.settings import settings
    from app.setup import prepare

    own_folder()
    try:
        prepare(connect(settings().url))
    except UnknownSchema as error:
        refuse(
            f"The database was made by a newer Effekt (schema {error}). Install that version, "
            "or restore the backup taken before it was upgraded."
        )
    say("The database is up to date.")


def verify(
    documents: Annotated[bool, typer.Option(help="Print every statement again too.")] = False,
) -> None:
    """Recompute the audit trail, the terms in force, the ledger and every issued run.

    The first bad row of each is named. Example: effekt verify --documents
    """
    from rich.console import Console
    from rich.progress import Progress

    from app.db.engine import connect
    from app.settings import settings
    from app.settlements.verify import verify as check

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        report = check(
            connect(settings().url),
            documents=documents,
            told=lambda done, total: bar.update(task, completed=done, total=total),
        )
    for line in report.lines("en"):
        say(line)
    if not report.holds:
        raise typer.Exit(1)
