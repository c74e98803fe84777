"""`effekt import`: a file from the command line, with the same code as the page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlmodel import select

from app.clock import now, today
from app.db.engine import Database, read_tx, write_tx
from app.db.tables.accounts import User
from app.db.tables.catalogue import Site
from app.imports.actions import (
    Choice,
    Order,
    Prepared,
    keep_file,
    prepare_content,
    read_file,
    store,
)
from app.imports.problems import FileRefused, RowProblem
from app.imports.setting import Fate
from app.permissions import Actor, Role
from app.web.words import N_, translator
from reports.language import Language, format_number

ACCOUNT, ACCOUNT_NAME = "command-line@localhost", "Kommandolinje"
"""The closed account under which imports on the command line are recorded."""
MOST_LINES = 200
__all__ = ["FileRefused", "ImportResult", "run_file", "worded"]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do."""

    file: str
    map: str
    counts: dict[str, int]
    problems: tuple[tuple[Fate, RowProblem], ...]
    dry_run: bool
    stopped: bool
    """Whether a refused or unanswered row stopped the whole file; nothing was stored."""
    batch: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Counts, and every problem in both languages; patients' numbers are masked."""
        return {
            "file": self.file,
            "map": self.map,
            "dry_run": self.dry_run,
            "stopped": self.stopped,
            "batch": self.batch,
            "counts": self.counts,
            "problems": [
                {
                    "row": one.row,
                    "column": one.column,
                    "value": one.value,
                    "fate": fate.value,
                    "reason": one.reason,
                    "suggestion": one.suggestion,
                    "other": one.other,
                    "da": one.worded("da"),
                    "en": one.worded("en"),
                }
                for fate, one in self.problems
            ],
        }


def run_file(  # noqa: PLR0913 - one argument per option of the command
    database: Database,
    path: Path,
    map_text: str,
    *,
    choice: str = "all",
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
    actor: Actor | None = None,
) -> ImportResult:
    """Import a file through a map, for every department; or only tell what would happen.

    Raises:
        FileRefused: the file cannot be read by the map, or the map cannot be used.
    """
    wanted: Choice = "valid" if choice == "valid" else "all"
    content = path.read_bytes()
    file = read_file(content, map_text)
    who = actor or _operator(database, make=not dry_run)
    with read_tx(database) as session:
        order = Order(0, map_text, wanted)
        prepared = prepare_content(session, who, order, file, today(), progress)
    stopped = wanted == "all" and prepared.plan.stopped
    shown = _result(path.name, prepared, prepared.plan.counts)
    if dry_run or stopped:
        return replace(shown, dry_run=dry_run, stopped=stopped)
    with write_tx(database) as session:
        kept = keep_file(session, who, path.name, content)
        ready = replace(prepared, order=replace(order, file_id=kept))
        done = store(session, who, ready, today())
    return _result(path.name, replace(prepared, plan=done.plan), done.counts, done.batch_id)


def worded(result: ImportResult, lang: Language) -> list[str]:
    """What happened, in lines for a person: the sums first, then each row that needs a hand."""
    words = translator(lang)
    counts = {name: format_number(count, lang) for name, count in result.counts.items()}
    lines = [
        words.gettext(
            N_(
                "{read} rows read: {create} new, {unchanged} known already, {duplicate} twice in "
                "the file, {asked} to be answered, {refused} refused."
            )
        ).format(**counts)
    ]
    for fate, one in result.problems[:MOST_LINES]:
        kind = N_("Needs an answer") if fate is Fate.ASKED else N_("Refused")
        lines.append(f"{words.gettext(kind)}: {one.worded(lang)}")
    if len(result.problems) > MOST_LINES:
        more = format_number(len(result.problems) - MOST_LINES, lang)
        lines.append(
            words.gettext(N_("… and {more} more; see them all with --json.")).format(more=more)
        )
    lines.append(words.gettext(_ending(result)).format(**counts, batch=result.batch))
    return lines


def _ending(result: ImportResult) -> str:
    if result.stopped:
        return N_("Nothing is stored. Mend the rows, or use --choice valid to store the others.")
    if result.dry_run:
        return N_("Nothing is stored; this was a trial. {facts} facts would be new.")
    return N_("Import {batch} is stored: {facts} new facts, {corrected} corrected.")


def _result(
    name: str, prepared: Prepared, counts: dict[str, int], batch: int | None = None
) -> ImportResult:
    by = prepared.file.by
    problems = tuple((one.fate, p) for one in prepared.plan.rows for p in one.problems)
    return ImportResult(
        name, f"{by.map} {by.version}", counts, problems, dry_run=False, stopped=False, batch=batch
    )


def _operator(database: Database, *, make: bool) -> Actor:
    """Whoever may run commands on the installation's own machine, for every department."""
    with read_tx(database) as session:
        sites = frozenset(session.exec(select(Site.id)))
        user_id = session.exec(select(User.id).where(User.email == ACCOUNT)).first()
    if user_id is None and make:
        user_id = _account(database)
    return Actor(user_id or 0, ACCOUNT_NAME, frozenset({Role.ADMIN}), sites)


def _account(database: Database) -> int:
    """Nobody can sign in with it: it is closed from the first and has no password."""
    at = now()
    row = User(
        person=str(uuid4()),
        email=ACCOUNT,
        name=ACCOUNT_NAME,
        password_hash="",
        created_at=at,
        disabled_at=at,
    )
    with write_tx(database) as session:
        session.add(row)
        session.flush()
        return row.id or 0
