"""`effekt settle`: draft a settlement of an agreement from the terminal."""

from datetime import date
from typing import Annotated

import typer

from app.cli.data import opened
from app.cli.terminal import print_json, refuse


def add_to(app: typer.Typer) -> None:
    """Add the command to the `effekt` command."""
    app.command()(settle)


def settle(
    agreement: Annotated[str, typer.Argument(help="The agreement's id.")],
    period: Annotated[str, typer.Option(help="Name of the period, e.g. 2026-H1.")],
    on: Annotated[str, typer.Option(help="Settlement date, e.g. 2026-06-30.")],
    as_email: Annotated[str, typer.Option("--as", help="E-mail of the analyst who drafts.")],
) -> None:
    """Draft a settlement run and print its totals as JSON; approving needs a second person.

    Example: effekt settle DK-AMG-0007 --period 2026-H1 --on 2026-06-30 --as anna@amgros.example
    """
    from app.permissions import NotFound
    from app.settlements.command import UnknownAnalyst, settle_agreement

    try:
        day = date.fromisoformat(on)
    except ValueError:
        refuse(f"--on {on} is not a date. Write for instance 2026-06-30.")
    try:
        print_json(settle_agreement(opened(), agreement, period, day, as_email))
    except NotFound:
        refuse(f"No agreement in force is called {agreement}.")
    except UnknownAnalyst:
        refuse(f"{as_email} is not an analyst's account. See: effekt user list")
