"""`effekt analyse`: the survival analyses of the pages, on any plain file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.terminal import print_json, refuse, say


def add_to(app: typer.Typer) -> None:
    """Add the command to the `effekt` command."""
    app.command()(analyse)


def analyse(  # noqa: PLR0913 - one option each
    file: Annotated[Path, typer.Argument(help="A CSV file with one row per patient.")],
    time: Annotated[str, typer.Option(help="Column of the time to event or end of follow-up.")],
    event: Annotated[str, typer.Option(help="Column that is 1 (event) or 0 (censored).")],
    entry: Annotated[str | None, typer.Option(help="Column of the time of entry.")] = None,
    group: Annotated[str | None, typer.Option(help="Column of the groups to compare.")] = None,
    at: Annotated[str, typer.Option(help="Times to read the curve at, e.g. 365,730.")] = "",
    event_value: Annotated[
        str | None, typer.Option(help="The value that means event, e.g. 2 where R codes 1/2.")
    ] = None,
    level: Annotated[float, typer.Option(help="Confidence level.")] = 0.95,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Kaplan-Meier survival, medians, follow-up and log-rank of a CSV file.

    Example: effekt analyse cohort.csv --time rfstime --event rfsstat --at 365,730 --json
    """
    times = _times(at)
    from analytics.analyse import analyse as computed
    from analytics.wording import CohortRejectedError

    try:
        reading = _read(file, (time, event, entry, group, event_value))
    except CohortRejectedError as error:
        say(error.message("da"))
        refuse(error.message("en"))
    for row in (*reading.excluded, *reading.notes):
        say(row.sentence("en"))
    if not 0 < level < 1:
        refuse(f"--level {level} is not between 0 and 1. Write for instance 0.95.")
    result = computed(reading.cohort, times, level)
    print_json(result) if as_json else _table(result, level)


def _times(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        refuse(f"--at {text} is not a list of times. Write for instance 365,730.")


def _read(file: Path, columns: tuple[str, str, str | None, str | None, str | None]) -> Any:  # noqa: ANN401 - imported lazily
    import pandas as pd

    from analytics.reading import cohort_from_table

    if not file.is_file():
        refuse(f"{file} is not a file. Check the name.")
    try:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        refuse(f"{file} cannot be read as a CSV file: {error}. Save it as CSV in UTF-8.")
    return cohort_from_table(frame, *columns)


def _table(result: dict[str, Any], level: float) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    blocks = {"": result, **result.get("groups", {})}
    for name, block in blocks.items():
        title = f"{name or 'All'}: n = {block['n']}, events = {block['events']}"
        table = Table("time", "at risk", "survival", f"{level:.0%} interval", title=title)
        for row in block["at"]:
            low, high = row["lower"], row["upper"]
            table.add_row(
                f"{row['time']:g}",
                _cell(row["at_risk"], "{:g}"),
                _cell(row["survival"], "{:.4f}"),
                "not defined" if None in (low, high) else f"{low:.4f}-{high:.4f}",
            )
        console.print(table)
        for label, key in (("median", "median"), ("median follow-up", "follow_up_median")):
            found = block[key]
            limits = f"{_cell(found['lower'], '{:g}')} to {_cell(found['upper'], '{:g}')}"
            console.print(f"{label}: {_cell(found['estimate'], '{:g}')} ({limits})")
    test = result.get("logrank")
    if test:
        chi2, p = test["chi2"], test["p"]
        console.print(f"log-rank: chi2 = {chi2:.4f}, df = {test['df']}, p = {p:.4g}")


def _cell(value: float | None, form: str) -> str:
    return "not reached" if value is None else form.format(value)
