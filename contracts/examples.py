"""Worked examples: facts, a day, and what the parties expect of them; they run on every load."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts.agreement import Agreement
from contracts.document import ONLY_TREATMENT, Example, ExpectedLine
from contracts.entitlement import Entitlement, entitlements
from contracts.explain import explain
from contracts.fact import COMMON
from contracts.facts import COLUMNS, EVERYONE, FactsRefused, Snapshot, read_facts
from contracts.faults import Fault
from contracts.money import MINOR_PER_MAJOR, parse_minor


def run_examples(agreement: Agreement) -> tuple[Fault, ...]:
    """The faults of the examples that do not come out as written."""
    found = agreement.document.examples
    return tuple(fault for i, example in enumerate(found) for fault in _run(agreement, example, i))


def snapshot_of(example: Example) -> Snapshot:
    """The snapshot of an example's facts, as `snapshot_of_rows` fills them in.

    Raises:
        FactsRefused: with every problem of the rows.
    """
    return snapshot_of_rows(example.facts, example.known_at)


def snapshot_of_rows(rows: Iterable[dict[str, str]], known_at: datetime) -> Snapshot:
    """The snapshot of rows as examples write them; what a row leaves out is filled in plainly.

    The treatment is T1, the fact's id its row, the version 1, and it is recorded on its own day.

    Raises:
        FactsRefused: with every problem of the rows.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for i, row in enumerate(rows, start=1):
        everyone = row.get("kind") in COMMON
        plain = {
            "fact_id": f"F{i}",
            "version": "1",
            "treatment": EVERYONE if everyone else ONLY_TREATMENT,
            "recorded_at": f"{row.get('valid_on', '')}T12:00:00Z",
            "retracted": "false",
        }
        unknown = row.keys() - set(COLUMNS)
        filled = plain | row
        writer.writerow([*(filled.get(column, "") for column in COLUMNS), *sorted(unknown)])
    return Snapshot.known_at(read_facts(text.getvalue()), known_at)


def _run(agreement: Agreement, example: Example, index: int) -> Iterator[Fault]:
    path = f"examples.{index}"
    try:
        snapshot = snapshot_of(example)
    except FactsRefused as refused:
        for problem in refused.problems:
            place = f"{path}.facts.{max(0, problem.row - 2)}"
            values = (("found", problem.into("en")), ("found_da", problem.into("da")))
            yield Fault("", place, "example_facts", values)
        return
    found = entitlements(agreement, snapshot, example.settle_on)
    total = sum(line.amount for line in found)
    if _minor(example.expect.total) != total:
        yield _fails(f"{path}.expect.total", major(total), example.expect.total)
    for i, expected in enumerate(example.expect.lines):
        yield from _line(agreement, found, expected, f"{path}.expect.lines.{i}")


def _line(
    agreement: Agreement, found: tuple[Entitlement, ...], expected: ExpectedLine, path: str
) -> Iterator[Fault]:
    wanted = (expected.treatment, expected.term, expected.milestone)
    line = next((e for e in found if (e.treatment, e.term, str(e.milestone)) == wanted), None)
    if line is None:
        yield _fails(path, "–", " ".join(wanted))
        return
    if line.status is not expected.status:
        yield _fails(f"{path}.status", line.status, expected.status)
    if line.amount != _minor(expected.amount):
        yield _fails(f"{path}.amount", major(line.amount), expected.amount)
    if expected.sentence is not None:
        for language in ("da", "en"):
            said = explain(line, agreement, language, "finance").headline
            if said != expected.sentence.into(language):
                yield _fails(f"{path}.sentence.{language}", said, expected.sentence.into(language))


def _minor(text: str) -> int | None:
    try:
        return parse_minor(text)
    except ValueError:
        return None


def major(minor: int) -> str:
    """An amount in minor units as an example writes it: "21500000.00"."""
    whole, part = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{'-' if minor < 0 else ''}{whole}.{part:02d}"


def _fails(path: str, found: str, expected: str) -> Fault:
    return Fault("", path, "example_fails", (("found", found), ("expected", expected)))
