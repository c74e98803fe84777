"""`effekt settle` and `effekt export`: draft a settlement, and have an issued one as a file."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.cli.data import opened
from app.cli.terminal import print_json, refuse, say


def add_to(app: typer.Typer) -> None:
    """Add the commands to the `effekt` command."""
    app.command()(settle)
    app.command()(export)


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
    from app.settlements.periods import NotAPeriod
    from app.settlements.refusals import StepRefused

    try:
        day = date.fromisoformat(on)
    except ValueError:
        refuse(f"--on {on} is not a date. Write for instance 2026-06-30.")
    try:
        print_json(settle_agreement(opened(), agreement, period, day, as_email))
    except NotFound:
        refuse(f"No agreement in force is called {agreement}.")
    except NotAPeriod:
        refuse(f"--period {period} is not a period. Write for instance 2026-H1.")
    except StepRefused as refused:
        refuse(refused.worded("en"))
    except UnknownAnalyst:
        refuse(f"{as_email} is not an analyst's account. See: effekt user list")


def export(
    run: Annotated[str, typer.Argument(help="The run's id, or its first characters.")],
    as_email: Annotated[str, typer.Option("--as", help="E-mail of the analyst who exports.")],
    form: Annotated[str, typer.Option(help="xlsx, beancount or json.")] = "json",
    lang: Annotated[str, typer.Option(help="da or en.")] = "da",
    out: Annotated[Path | None, typer.Option(help="Where to write; the file's own name.")] = None,
) -> None:
    """Write an issued settlement as a workbook, a Beancount ledger or a bundle to be checked.

    Example: effekt export 3f2a91 --as anna@amgros.example --form json
    """
    from app.permissions import NotFound
    from app.settlements.command import UnknownAnalyst, export_run
    from app.settlements.exports import Form

    if form not in set(Form):
        refuse(f"--form {form} is not xlsx, beancount or json.")
    try:
        found = export_run(opened(), run, Form(form), as_email, "en" if lang == "en" else "da")
    except NotFound:
        refuse(f"No issued settlement, or more than one, begins with {run}.")
    except UnknownAnalyst:
        refuse(f"{as_email} is not an analyst's account. See: effekt user list")
    file = out or Path(found.name)
    file.write_bytes(found.content)
    say(f"{file}: {len(found.content)} bytes")
