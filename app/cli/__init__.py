"""The command `effekt`: every part of the product from a terminal. Heavy imports are lazy."""

import os

import typer

from app.cli import agreement, analyse, data, run, settle, simulate, user

app = typer.Typer(
    name="effekt",
    help="Follow-up, survival evidence and settlement of effect-based price agreements "
    "for gene and cell therapies.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=True,
)
run.add_to(app)
data.add_to(app)
analyse.add_to(app)
settle.add_to(app)
app.add_typer(user.app, name="user")
agreement.app.command()(simulate.simulate)
app.add_typer(agreement.app, name="agreement")


def main() -> None:
    """Entry point of the `effekt` command; what it writes is its own user's alone."""
    os.umask(0o077)
    app()
