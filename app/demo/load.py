"""Loads the demo into a folder and database of its own, and prints whom to sign in as."""

import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from app.clock import today as clock_today
from app.db.engine import Database, connect, write_tx
from app.db.server_time import stamp
from app.demo import council, office
from app.demo.cohort import Chronicle, Entry, office_hour
from app.demo.users import PASSWORD, USERS, make_users
from app.imports.command import run_file
from app.permissions import Actor, Role
from app.settings import settings
from app.settlements.periods import half_year
from app.setup import prepare
from fixtures.cohort import make_cohort
from fixtures.demo import DemoHooks, demo_hooks

READY = "loaded"
REVIEWER = "rikke@demo.example"
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
    story = _Story(database, actors, Chronicle(cohort, at_site), hooks)
    story.tell(progress)
    import_reference_cohort(database)
    progress(80)
    office.draft_next(database, actors, story.agreements, hooks.next_settled_on)
    progress(85)
    council.report(database, actors[REVIEWER], hooks.reports, today)
    progress(100)
    return actors


@dataclass(slots=True)
class _Story:
    """What was entered day by day, with the office's and the council's steps on their days."""

    database: Database
    actors: Mapping[str, Actor]
    chronicle: Chronicle
    hooks: DemoHooks
    agreements: dict[str, str] = field(default_factory=dict)

    def tell(self, progress: Callable[[int], None]) -> None:
        """Everything up to the day of loading, in the order it happened."""
        entries = self.chronicle.entries()
        steps: list[tuple[date, Callable[[], None]]] = [
            (self.hooks.reports[0].frozen_on, self._freeze),
            (self.hooks.settled_on, self._settle),
            (date.max, lambda: None),
        ]
        told = 0
        for day, step in steps:
            waiting = [entry for entry in entries[told:] if entry[0] <= day]
            _enter(self.database, waiting)
            told += len(waiting)
            step()
            progress(70 * told // len(entries))

    def _freeze(self) -> None:
        council.freeze_plans(self.database, self.actors[REVIEWER], self.hooks.reports)

    def _settle(self) -> None:
        on = self.hooks.settled_on
        self.agreements = office.sign_agreements(self.database, self.actors, on)
        agreement, period = self.agreements["hemgenix_dk"], half_year(on).label
        run_id = office.settle(self.database, self.actors, agreement, period, on)
        disputed = self.chronicle.pseudonym(self.hooks.disputed.treatment)
        at = office_hour(on, 600)
        office.pay_and_dispute(self.database, self.actors, run_id, (disputed, self.hooks), at)


def _enter(database: Database, entries: Sequence[tuple[date, int, Entry]]) -> None:
    for day, of_day in groupby(entries, key=lambda entry: entry[0]):
        with write_tx(database) as session:
            at = stamp(session, office_hour(day))
            for _, _, enter in of_day:
                enter(session, at)


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
