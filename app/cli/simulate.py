"""`effekt agreement simulate`: what an agreement may come to, before it is signed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.agreement import Lang, load
from app.cli.terminal import print_json, refuse, say

if TYPE_CHECKING:
    from contracts.agreement import Agreement
    from contracts.reason import Language
    from contracts.simulate.figures import Figures
    from contracts.simulate.scenario import Scenario


def simulate(
    file: Annotated[Path, typer.Argument(help="The agreement (YAML).")],
    scenario: Annotated[Path, typer.Option(help="The scenario (YAML or JSON).")],
    other: Annotated[
        Path | None, typer.Option(help="A second agreement, for the same patients.")
    ] = None,
    readings: Annotated[
        bool, typer.Option("--readings", help="Also what each other reading would change.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    lang: Lang = "da",
) -> None:
    """Draw patients by a scenario and settle them: what each year costs, and how bad it can get.

    The same agreement, scenario and seed give the same figures on every machine.

    Example: effekt agreement simulate hemgenix.yaml --scenario s.yaml --readings --json
    """
    from contracts.faults import AgreementRefused
    from contracts.simulate.plan import TooManyVisits
    from contracts.simulate.scenario import read_scenario
    from contracts.simulate.simulate import TooManyByRows

    language: Language = "en" if lang == "en" else "da"
    try:
        drawn = read_scenario(_text(scenario))
        designs = [load(one) for one in (file, other) if one is not None]
        told = [_told(design, drawn, readings=readings) for design in designs]
    except AgreementRefused as error:
        refuse(error.message(language))
    except (TooManyByRows, TooManyVisits) as error:
        refuse(error.into(language))
    if as_json:
        print_json({"designs": [found | {"readings": costs} for found, costs in told]})
        return
    for found, costs in told:
        _print(found, costs)


def _told(
    agreement: "Agreement", scenario: "Scenario", *, readings: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from contracts.simulate.simulate import costs, simulate

    figures: Figures = simulate(agreement, scenario)
    found = [cost.to_json() for cost in costs(agreement, scenario)] if readings else []
    return figures.to_json(), found


def _print(found: dict[str, Any], costs: list[dict[str, Any]]) -> None:
    """One line a year: mean, and the amount 95 of 100 futures stay within."""
    for year in found["years"]:
        amounts = (year["mean_ore"], year["per_mille"]["950"])
        typer.echo("\t".join((str(year["year"]), *(f"{one / 100:.2f}" for one in amounts))))
    for cost in costs:
        typer.echo(
            f"§ {cost['clause']} {cost['term']}.{cost['choice']}: {cost['written']} -> "
            f"{cost['read_as']}\t{cost['change']['mean_ore'] / 100:.2f}"
        )
    say(f"{found['agreement']} {found['version']}, seed {found['seed']}, {found['engine']}")


def _text(file: Path) -> str:
    if not file.is_file():
        refuse(f"{file} is not a file. Check the name.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{file} is not UTF-8 text. Save it as UTF-8.")
