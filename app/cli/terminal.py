"""How commands speak: results on stdout, words about them on stderr, exit code 1 for a refusal."""

import json
import sys
from typing import Any, NoReturn

import typer


def say(text: str) -> None:
    """A word to the person, on stderr so that stdout stays data."""
    typer.echo(text, err=True)


def refuse(text: str) -> NoReturn:
    """Say what happened and what to do, and stop with exit code 1."""
    typer.secho(text, err=True, fg=typer.colors.RED if sys.stderr.isatty() else None)
    raise typer.Exit(1)


def own_folder() -> None:
    """Make the installation's folder where it is missing, and close it to everyone else."""
    from app.db.engine import keep_private
    from app.settings import settings

    folder = settings().data
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        keep_private(folder)
    except PermissionError:
        refuse(
            f"{folder} is open to others and belongs to another user. "
            f"Give it to the user who runs Effekt, or close it: chmod 700 {folder}"
        )


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """One JSON document on stdout, numbers in full precision, never NaN or infinity."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
