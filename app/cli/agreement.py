"""`effekt agreement`: check agreement files, and settle plain files of facts."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.terminal import print_json, refuse, say

if TYPE_CHECKING:
    from contracts.agreement import Agreement
    from contracts.facts import Fact, Snapshot
    from contracts.faults import Fault
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
    from contracts.facts import Snapshot
    from contracts.load import AgreementRefused

    read = _facts(facts, _lang(lang)) if facts else ()
    recorded, faulty = Snapshot.known_at(read, LAST), False
    for file in files:
        try:
            agreement = load(file)
        except AgreementRefused as error:
            faulty = True
            for fault in error.faults:
                typer.echo(f"{file}: {_told(fault, _lang(lang))}")
            continue
        typer.echo(f"{file}: {agreement.id} version {agreement.version}, sha256 {agreement.sha256}")
        told = _misread(agreement, _lang(lang))
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
    from contracts.load import AgreementRefused

    moment, day = _instant(known_at), _day(on)
    try:
        agreement = load(file)
    except AgreementRefused as error:
        refuse("\n".join(_told(fault, _lang(lang)) for fault in error.faults))
    snapshot = Snapshot.known_at(_facts(facts, _lang(lang)), moment)
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


def load(file: Path) -> "Agreement":
    """The agreement of a file, with its sibling `<name>.examples.yaml` where there is one."""
    from contracts.load import load_agreement

    sibling = file.with_suffix(".examples.yaml")
    examples = _text(sibling) if sibling.is_file() else None
    return load_agreement(_text(file), examples)


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


def _facts(file: Path, lang: "Language") -> "tuple[Fact, ...]":
    from contracts.facts import FactsRefused, read_facts

    try:
        return read_facts(_text(file))
    except FactsRefused as error:
        refuse("\n".join(problem.into(lang) for problem in error.problems))


def _told(fault: "Fault", lang: "Language") -> str:
    """A fault in one line: where, what happened, what to do."""
    clause = f"§ {fault.clause} " if fault.clause else ""
    return f"{clause}{fault.path}: {fault.reason(lang)} {fault.remedy(lang)}"


def _text(file: Path) -> str:
    if not file.is_file():
        refuse(f"{file} is not a file. Check the name.")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(f"{file} is not UTF-8 text. Save it as UTF-8.")


def _instant(text: str) -> datetime:
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
