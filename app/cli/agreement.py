"""`effekt agreement`: check agreement files, and settle plain files of facts."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.faulty import of_examples
from app.cli.faulty import told as told_faults
from app.cli.terminal import print_json, refuse, say

if TYPE_CHECKING:
    from contracts.agreement import Agreement
    from contracts.facts import Fact, Snapshot
    from contracts.reason import Language

app = typer.Typer(help="Check and run agreement files.", no_args_is_help=True)
LAST = datetime.max.replace(tzinfo=UTC)
Lang = Annotated[str, typer.Option(help="da or en.")]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Agreement files (YAML).")],
    facts: Annotated[
        Path | None, typer.Option(help="Facts (CSV) to hold the names against.")
    ] = None,
    lang: Lang = "da",
) -> None:
    """Check agreement files; exit code 1 and clause, path and reason for each fault.

    What no clause reads of the examples' facts, or of a file of facts, is told beside.

    Example: effekt agreement check agreements/*.yaml --facts facts.csv --lang en
    """
    from contracts.checks.cautions import cautions
    from contracts.checks.number_lint import lint
    from contracts.facts import Snapshot
    from contracts.load import AgreementRefused

    files = [file for file in files if not file.name.endswith(".examples.yaml")]
    read = facts_in(facts, _lang(lang)) if facts else ()
    recorded, faulty = Snapshot.known_at(read, LAST), False
    for file in files:
        try:
            agreement = load(file)
        except AgreementRefused as error:
            faulty = True
            for line in told_faults(error.faults, file, _lang(lang)):
                typer.echo(line)
            continue
        typer.echo(f"{file}: {agreement.id} version {agreement.version}, sha256 {agreement.sha256}")
        told = _misread(agreement, _lang(lang))
        told += [one.message(_lang(lang)) for one in cautions(agreement)]
        told += [one.message(_lang(lang)) for one in lint(agreement)]
        told += _unread(agreement, recorded, _lang(lang)) if facts else []
        for line in told:
            say(f"{file}: {line}")
    if faulty:
        raise typer.Exit(1)


@app.command()
def run(
    file: Annotated[Path, typer.Argument(help="The agreement (YAML).")],
    facts: Annotated[Path, typer.Option(help="The facts (CSV).")],
    known_at: Annotated[str, typer.Option(help="Which knowledge, e.g. 2026-07-01T00:00:00Z.")],
    on: Annotated[str, typer.Option(help="Settlement date, e.g. 2026-06-30.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    lang: Lang = "da",
) -> None:
    """Settle a plain file of facts under an agreement, as known at a moment.

    Example: effekt agreement run hemgenix.yaml --facts facts.csv
    --known-at 2026-07-01T00:00:00Z --on 2026-06-30 --json
    """
    from contracts.entitlement import entitlements, to_json
    from contracts.facts import Snapshot

    moment, day = instant(known_at), _day(on)
    agreement = _loaded(file, _lang(lang))
    snapshot = Snapshot.known_at(facts_in(facts, _lang(lang)), moment)
    unread = _unread(agreement, snapshot, _lang(lang))
    lines = [to_json(line) for line in entitlements(agreement, snapshot, day)]
    if as_json:
        print_json(
            {
                "agreement": agreement.id,
                "version": agreement.version,
                "agreement_sha256": agreement.sha256,
                "snapshot_sha256": snapshot.sha256,
                "known_at": moment.isoformat(),
                "on": day.isoformat(),
                "currency": agreement.currency,
                "paid_in": agreement.paid_in,
                "total_ore": sum(line["amount_ore"] for line in lines),
                "lines": lines,
                "unread": unread,
            }
        )
        return
    for line in lines:
        typer.echo(f"{line['key']}\t{line['amount_ore'] / 100:.2f}\t{line['status']}")
    say(f"{len(lines)} lines")
    for told in unread:
        say(told)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the agreement file, for editors that check while you type.

    Example: effekt agreement schema > effekt-agreement.schema.json
    and, as the first line of the agreement: # yaml-language-server: $schema=<that file>
    """
    from contracts.file.schema import schema_text

    typer.echo(schema_text(), nl=False)


@app.command()
def examples(
    file: Annotated[Path, typer.Argument(help="The agreement (YAML).")],
    missing: Annotated[
        bool, typer.Option("--missing", help="Tell what no example shows (the default).")
    ] = False,
    offer: Annotated[
        bool, typer.Option("--offer", help="Print examples of it, to check and paste.")
    ] = False,
    lang: Lang = "da",
) -> None:
    """Tell what the worked examples do not show yet, or print examples of it to paste.

    The examples offered hold what the rules give; whether that was agreed is for the parties.
    Exit code 1 while something is not shown and none is asked for.

    Example: effekt agreement examples hemgenix.yaml --offer >> hemgenix.examples.yaml
    """
    from contracts.coverage.gate import missing_cells

    agreement = _loaded(file, _lang(lang))
    lacking = missing_cells(agreement)
    if offer:
        from contracts.offered.offer import offer as offered
        from contracts.offered.text import as_yaml

        found = offered(agreement)
        typer.echo(as_yaml(found.examples), nl=False)
        lacking = found.beyond
    if missing or not offer:
        for cell in lacking:
            typer.echo(cell.message(_lang(lang)))
        say(f"{len(lacking)} missing")
    elif lacking:
        for cell in lacking:
            say(cell.message(_lang(lang)))
    if lacking:
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier version (YAML).")],
    new: Annotated[Path, typer.Argument(help="The later version (YAML).")],
    lang: Lang = "da",
) -> None:
    """Tell what the later of two versions says differently, clause by clause.

    A clause whose terms changed without its text, or the other way round, is warned of, as are
    versions that cannot follow each other. Examples that no longer hold are counted, no more.

    Example: effekt agreement diff v1.yaml v2.yaml --lang en
    """
    from contracts.amended import differences, none_told
    from contracts.lineage import gaps, lineage_faults

    language = _lang(lang)
    before, after = _written(old, language), _written(new, language)
    found = differences(before, after)
    for one in found:
        told = one.into(language)
        typer.echo(told.heading)
        lines = (("-", told.old), ("+", told.new), ("#", told.numbers), ("!", told.warning))
        for mark, text in lines:
            if text:
                typer.echo(f"  {mark} {text}")
    if not found:
        typer.echo(none_told(language))
    for fault in lineage_faults((before, after)):
        say(fault.message(language))
    for gap in gaps((before, after)):
        say(gap.into(language))


def _loaded(file: Path, lang: "Language") -> "Agreement":
    """The agreement of a file; what keeps it from loading ends the command."""
    from contracts.load import AgreementRefused

    try:
        return load(file)
    except AgreementRefused as error:
        refuse("\n".join(told_faults(error.faults, file, lang)))


def _written(file: Path, lang: "Language") -> "Agreement":
    """The agreement of a file whose examples need not hold: how many do not is told beside."""
    from contracts.load import read_agreement

    reading = read_agreement(text_of(file), _examples_beside(file))
    if reading.agreement is None or not of_examples(reading.faults):
        return _loaded(file, lang)
    failing = {fault.path.split(".")[1] for fault in reading.faults}
    if failing:
        words = (
            "{} regneeksempler passer ikke længere; se dem med: effekt agreement check {}",
            "{} worked examples no longer hold; see them with: effekt agreement check {}",
        )
        say(f"{file}: {words[lang == 'en'].format(len(failing), file)}")
    return reading.agreement


def load(file: Path) -> "Agreement":
    """The agreement of a file, with its sibling `<name>.examples.yaml` where there is one."""
    from contracts.load import load_agreement

    return load_agreement(text_of(file), _examples_beside(file))


def _examples_beside(file: Path) -> str | None:
    sibling = file.with_suffix(".examples.yaml")
    return text_of(sibling) if sibling.is_file() else None


def _misread(agreement: "Agreement", lang: "Language") -> list[str]:
    """What no clause reads of the facts of the agreement's own examples."""
    from contracts.examples import snapshot_of
    from contracts.unread import unread

    return [
        f"{example.id}: {one.message(lang)}"
        for example in agreement.document.examples
        for one in unread(agreement, snapshot_of(example))
    ]


def _unread(agreement: "Agreement", snapshot: "Snapshot", lang: "Language") -> list[str]:
    """What clauses read that nobody records, and what no clause reads of the facts."""
    from contracts.unread import unread, unrecorded

    lacking = [one.message(lang) for one in unrecorded(agreement, snapshot)]
    return lacking + [one.message(lang) for one in unread(agreement, snapshot)]


def facts_in(file: Path, lang: "Language") -> "tuple[Fact, ...]":
    """The facts of a file."""
    from contracts.facts import FactsRefused, read_facts

    try:
        return read_facts(text_of(file))
    except FactsRefused as error:
        refuse("\n".join(problem.into(lang) for problem in error.problems))


def text_of(file: Path) -> str:
    """The text of a file; a file that is none ends the command with what to do."""
    if not file.is_file():
        refuse(f"{file} is not a file. Check the name.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{file} is not UTF-8 text. Save it as UTF-8.")


def instant(text: str) -> datetime:
    """The moment named by `--known-at`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"--known-at {text} is not a moment. Write for instance 2026-07-01T00:00:00Z.")
    if moment.tzinfo is None:
        refuse(f"--known-at {text} has no time zone. Write for instance {text}Z for UTC.")
    return moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"--on {text} is not a date. Write for instance 2026-06-30.")


def _lang(text: str) -> "Language":
    return "en" if text == "en" else "da"
