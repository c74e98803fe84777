"""Bringing follow-up in from files, and printing the council's report."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import own_folder, print_json, refuse, say

if TYPE_CHECKING:
    from app.db.engine import Database

report = typer.Typer(help="Print reports.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `effekt` command."""
    app.command("import")(import_file)
    app.add_typer(report, name="report")


def opened() -> "Database":
    """The installation's database, brought up to date."""
    from app.db.engine import connect
    from app.settings import settings
    from app.setup import prepare

    own_folder()
    database = connect(settings().url)
    prepare(database)
    return database


def import_file(
    file: Annotated[Path, typer.Argument(help="The file with the data (CSV or .xlsx).")],
    map_file: Annotated[Path, typer.Option("--map", help="How its columns are read (YAML).")],
    dry_run: Annotated[bool, typer.Option(help="Show what would happen; write nothing.")] = False,
    choice: Annotated[
        str, typer.Option(help="all: one refused row stops the file; valid: the others go in.")
    ] = "all",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    lang: Annotated[str, typer.Option(help="da or en.")] = "da",
) -> None:
    """Import a file through a map; refused rows are told with row, column, value and what to do.

    Example: effekt import cohort.csv --map cohort.map.yaml --dry-run
    """
    from rich.progress import Progress

    from app.imports.command import FileRefused, run_file, worded

    for wanted in (file, map_file):
        if not wanted.is_file():
            refuse(f"{wanted} is not a file. Check the name.")
    if choice not in {"all", "valid"}:
        refuse(f"--choice {choice} is not all or valid.")
    map_text = _text_of(map_file)
    with Progress(transient=True) as bar:
        task = bar.add_task("", total=100)
        try:
            result = run_file(
                opened(),
                file,
                map_text,
                choice=choice,
                dry_run=dry_run,
                progress=lambda percent: bar.update(task, completed=percent),
            )
        except FileRefused as error:
            refuse(error.message("en" if lang == "en" else "da"))
    if as_json:
        print_json(result.to_json())
    else:
        for line in worded(result, "en" if lang == "en" else "da"):
            say(line)
    if result.stopped:
        raise typer.Exit(1)


def _text_of(map_file: Path) -> str:
    try:
        return map_file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{map_file} is not a text file in UTF-8. Save the map as UTF-8.")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"--known-at {text} is no instant. Write for instance 2026-06-30T12:00:00+00:00.")
    if found.tzinfo is None:
        refuse(f"--known-at {text} has no offset. Write for instance {text}+00:00.")
    return found


@report.command("council")
def council(
    plan: Annotated[str, typer.Argument(help="The frozen analysis plan's id.")],
    as_of: Annotated[str, typer.Option(help="Data cut, e.g. 2026-06-30.")],
    out: Annotated[Path, typer.Option(help="Where to write the PDF.")] = Path("report.pdf"),
    lang: Annotated[str, typer.Option(help="da or en.")] = "da",
    cut: Annotated[int | None, typer.Option(help="The data cut's number, as printed.")] = None,
    known_at: Annotated[str, typer.Option(help="Instant with offset, as printed.")] = "",
) -> None:
    """Print the council's report of a frozen plan, as the data stood on a day.

    Example: effekt report council ebmt --as-of 2026-06-30 --out report.pdf
    """
    from app.permissions import NotFound
    from app.recommendations.command import report_council

    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        refuse(f"--as-of {as_of} is not a date. Write for instance 2026-06-30.")
    chosen = _instant(known_at) if known_at else None
    try:
        content = report_council(
            opened(), plan, day, "en" if lang == "en" else "da", cut=cut, known_at=chosen
        )
    except NotFound:
        refuse(f"No frozen plan {plan} with such a cut. Freeze it under Recommendations first.")
    out.write_bytes(content)
    say(f"{out}: {len(content)} bytes")
