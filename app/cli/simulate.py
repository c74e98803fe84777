"""`effekt agreement simulate`: what an agreement may come to, before it is signed and after."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.agreement import Lang, facts_in, instant, load, text_of
from app.cli.terminal import print_json, refuse, say
from app.web.words import N_, translator

if TYPE_CHECKING:
    from contracts.agreement import Agreement
    from contracts.reason import Language
    from contracts.simulate.figures import Figures
    from contracts.simulate.known import Cohort
    from contracts.simulate.scenario import Scenario

NO_SCENARIO = N_(
    "A scenario is missing: what to draw from. Print one with --example, save it as a file, change "
    "it, and give it by --scenario FILE."
)
NO_PRICE = N_(
    "The price {name} is missing, and without it every year comes to 0. Write it in the scenario, "
    'as prices: {{{name}: "21500000.00 {currency}"}}. --example shows the whole form.'
)
HELD = 5
"""From so many in a hundred on it is told what is held back."""
HELD_BACK = N_(
    "{share} % of what falls due is held back and counts as not paid: the clause says so, or a "
    "figure such as an exchange rate or an index is missing."
)


def simulate(  # noqa: PLR0913 - one parameter for each option of the command
    file: Annotated[Path, typer.Argument(help="The agreement (YAML).")],
    scenario: Annotated[
        Path | None, typer.Option(help="The scenario (YAML or JSON); --example prints one.")
    ] = None,
    other: Annotated[
        Path | None, typer.Option(help="A second agreement, for the same patients.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option(help="The actual cohort (CSV); only what comes after is drawn.")
    ] = None,
    known_at: Annotated[str, typer.Option(help="With --facts: which knowledge.")] = "",
    readings: Annotated[
        bool, typer.Option("--readings", help="Also what each other reading would change.")
    ] = False,
    example: Annotated[
        bool,
        typer.Option(
            "--example", help="Print a scenario for the agreement, each field explained, and stop."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    lang: Lang = "da",
) -> None:
    """Draw patients by a scenario and settle them: what each year costs, and how bad it can get.

    The same agreement, scenario, facts and seed give the same figures on every machine. A scenario
    says who is treated, how long the effect lasts, what else happens, and the price.

    Example: effekt agreement simulate hemgenix.yaml --example > s.yaml, and then
    effekt agreement simulate hemgenix.yaml --scenario s.yaml --readings
    """
    from contracts.faults import AgreementRefused
    from contracts.simulate.refused import SimulationRefused
    from contracts.simulate.scenario import read_scenario

    language: Language = "en" if lang == "en" else "da"
    try:
        designs = [load(one) for one in (file, other) if one is not None]
        if example or scenario is None:
            _show_example(designs, language, asked=example)
            return
        cohort = _cohort(facts, known_at, language)
        drawn = read_scenario(text_of(scenario))
        _refuse_without_price(designs, drawn, cohort, language)
        told = [_told(design, drawn, cohort, readings=readings) for design in designs]
    except AgreementRefused as error:
        refuse(error.message(language))
    except SimulationRefused as error:
        refuse(error.into(language))
    if as_json:
        print_json({"designs": [found | {"readings": costs} for found, costs in told]})
        return
    for found, costs in told:
        _print(found, costs, language)


def _show_example(designs: "list[Agreement]", language: "Language", *, asked: bool) -> None:
    """The example where it is asked for; else how to have it."""
    from app.agreements.simulate_inputs import prices
    from app.cli.scenario_example import example

    if not asked:
        refuse(translator(language).gettext(NO_SCENARIO))
    typer.echo(example(prices(tuple(designs)), language))


def _refuse_without_price(
    designs: "list[Agreement]", drawn: "Scenario", cohort: "Cohort | None", language: "Language"
) -> None:
    """Without its price an agreement pays nothing in any year, which is no forecast."""
    from app.agreements.simulate_inputs import prices
    from contracts.fact import Kind

    stated = {one.name for one in cohort.facts if one.kind is Kind.PRICE} if cohort else set()
    for name, currency in prices(tuple(designs)):
        if name not in {*drawn.prices, *stated}:
            said = {"name": name, "currency": currency}
            refuse(translator(language).gettext(NO_PRICE).format(**said))


def _cohort(facts: Path | None, known_at: str, language: "Language") -> "Cohort | None":
    from contracts.simulate.known import Cohort

    if facts is None:
        return None
    return Cohort(facts_in(facts, language), instant(known_at))


def _told(
    agreement: "Agreement", scenario: "Scenario", cohort: "Cohort | None", *, readings: bool
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from contracts.simulate.simulate import costs, simulate

    figures: Figures = simulate(agreement, scenario, cohort)
    found = costs(agreement, scenario, cohort) if readings else ()
    return figures.to_json(), [cost.to_json() for cost in found]


def _print(found: dict[str, Any], costs: list[dict[str, Any]], language: "Language") -> None:
    """One line a year: mean, and the amount 95 of 100 futures stay within."""
    _, currency = translator(language).gettext, found["currency"]
    heads = (_("Year"), _("On average"), _("In 95 of 100 futures at most"))
    typer.echo("\t".join((heads[0], *(f"{head} ({currency})" for head in heads[1:]))))
    for year in found["years"]:
        amounts = (year["mean_ore"], year["per_mille"]["950"])
        typer.echo("\t".join((str(year["year"]), *(f"{one / 100:.2f}" for one in amounts))))
    if costs:
        typer.echo(
            "\t".join((_("Clause read otherwise"), f"{_('Changes, on average')} ({currency})"))
        )
    for cost in costs:
        typer.echo(
            f"§ {cost['clause']} {cost['term']}.{cost['choice']}: {cost['written']} -> "
            f"{cost['read_as']}\t{cost['change']['mean_ore'] / 100:.2f}"
        )
    if (share := _held(found)) >= HELD:
        say(_(HELD_BACK).format(share=share))
    say(f"{found['agreement']} {found['version']}, seed {found['seed']}, {found['engine']}")


def _held(found: dict[str, Any]) -> int:
    counts: list[dict[str, int]] = [told["patients"] for told in found["statuses"]]
    every = sum(sum(told.values()) for told in counts)
    return 100 * sum(told.get("HOLD", 0) for told in counts) // max(every, 1)
