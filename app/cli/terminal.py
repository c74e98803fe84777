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


def print_json(value: Any) -> None:  # noqa: ANN401 - any JSON value
    """One JSON document on stdout, numbers in full precision, never NaN or infinity."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
