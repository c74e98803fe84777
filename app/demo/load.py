"""Loads the demo into a folder and database of its own, and prints whom to sign in as."""

import shutil
import sys
from collections.abc import Callable, Mapping
from datetime import date
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from app.clock import today as clock_today
from app.db.engine import Database, connect, write_tx
from app.db.server_time import stamp
from app.demo import office
from app.demo.cohort import Chronicle, Entry, office_hour
from app.demo.council import publish_reports
from app.demo.users import PASSWORD, USERS, make_users
from app.imports.command import run_file
from app.permissions import Actor, Role
from app.settings import settings
from app.settlements.periods import half_year
from app.setup import prepare
from fixtures.cohort import make_cohort
from fixtures.demo import demo_hooks

READY = "loaded"
SURVIVAL = Path("fixtures/survival/ebmt3.csv")
EBMT_MAP = Path("fixtures/ebmt/ebmt3.map.yaml")


def load(*, fresh: bool = False, today: date | None = None) -> Database:
    """The demo's database, loaded when it is not there yet; a half-loaded one is begun anew.

    Args:
        fresh: throw what is there away and load it anew.
        today: the day everything is told from; the clock's by default.
    """
    chosen = settings()
    chosen.demo = True
    chosen.data = chosen.data / "demo"
    chosen.database_url = ""
    if fresh or not (chosen.data / READY).exists():
        shutil.rmtree(chosen.data, ignore_errors=True)
        chosen.data.mkdir(parents=True, mode=0o700)
        _fill(today or clock_today())
        (chosen.data / READY).touch()
    database = connect(chosen.url)
    prepare(database)
    _introduce()
    return database


def _fill(today: date) -> None:
    database = connect(settings().url)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        console=Console(stderr=True),
        transient=not sys.stderr.isatty(),
    ) as bar:
        task = bar.add_task("Loading synthetic data", total=100)
        fill(database, today, lambda percent: bar.update(task, completed=percent))
    database.dispose()


def fill(database: Database, today: date, progress: Callable[[int], None]) -> Mapping[str, Actor]:
    """Put the whole story into an empty database; gives the demo's people by e-mail."""
    prepare(database)
    with write_tx(database) as session:
        actors = make_users(session)
    cohort = make_cohort(today)
    hooks = demo_hooks(cohort)
    at_site = {u.site or "": actors[u.email] for u in USERS if u.role is Role.CLINICIAN}
    chronicle = Chronicle(cohort, at_site)
    entries = chronicle.entries()
    before = [e for e in entries if e[0] <= hooks.settled_on]
    after = [e for e in entries if e[0] > hooks.settled_on]
    _enter(database, before, lambda share: progress(int(40 * share)))
    ids = office.sign_agreements(database, actors, hooks.settled_on)
    settled = hooks.settled_on
    period = half_year(settled).label
    run_id = office.settle(database, actors, ids["hemgenix_dk"], period, settled)
    progress(55)
    disputed = chronicle.pseudonym(hooks.disputed.treatment)
    paid_at = office_hour(settled, 600)
    office.pay_and_dispute(database, actors, run_id, (disputed, hooks), paid_at)
    _enter(database, after, lambda share: progress(55 + int(15 * share)))
    import_reference_cohort(database)
    progress(80)
    office.draft_next(database, actors, ids, hooks.next_settled_on)
    progress(85)
    publish_reports(database, actors["rikke@demo.example"], hooks.reports, today)
    progress(100)
    return actors


def _enter(
    database: Database, entries: list[tuple[date, int, Entry]], progress: Callable[[float], None]
) -> None:
    done = 0
    for day, of_day in groupby(entries, key=lambda entry: entry[0]):
        with write_tx(database) as session:
            at = stamp(session, office_hour(day))
            for _, _, enter in of_day:
                enter(session, at)
                done += 1
        progress(done / len(entries))


def import_reference_cohort(database: Database) -> None:
    """Import the public EBMT cohort through the product's own import."""
    run_file(database, SURVIVAL, EBMT_MAP.read_text(encoding="utf-8"), choice="all")


def _introduce() -> None:
    table = Table(title=f"Demo users, password: {PASSWORD}", title_justify="left")
    for column in ("E-mail", "Name", "Role", "Shows"):
        table.add_column(column)
    for user in USERS:
        table.add_row(user.email, user.name, user.role.value, user.shows)
    Console().print(table)
