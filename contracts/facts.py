"""Facts known at a moment: the only door by which evidence enters an agreement."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from contracts.canonical import sha256
from contracts.dates import parse_date, parse_instant
from contracts.money import CURRENCIES, parse_minor
from contracts.reason import Language

EVERYONE = "*"
"""The treatment of facts that belong to no single one, such as prices."""


class Kind(StrEnum):
    """What a fact is about."""

    TREATMENT = "treatment"
    OBSERVATION = "observation"
    EVENT = "event"
    VITAL_STATUS = "vital_status"
    RESIDENCE = "residence"
    PRICE = "price"
    RULING = "ruling"


@dataclass(frozen=True, slots=True)
class Fact:
    """One version of one thing known about a treatment; the fields are the CSV's columns."""

    fact_id: str
    version: int
    treatment: str
    kind: Kind
    name: str
    value: str
    unit: str
    method: str
    valid_on: date
    recorded_at: datetime
    retracted: bool = False

    @property
    def attributes(self) -> dict[str, str]:
        """An event's attributes, from "related=no;cause=progression"."""
        pairs = (part.partition("=") for part in self.value.split(";"))
        return {name.strip(): value.strip() for name, mark, value in pairs if mark}


COLUMNS = tuple(field.name for field in fields(Fact))


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell of a facts file that cannot be used; row 1 is the header."""

    row: int
    column: str
    reason: str
    found: str

    def into(self, language: Language) -> str:
        """What is wrong and what to do, in one language."""
        danish, english = _WORDS[self.reason]
        words = danish if language == "da" else english
        place = "Række {}, kolonne {}: " if language == "da" else "Row {}, column {}: "
        return (place + words).format(self.row, self.column, found=self.found)


_WORDS = {
    "columns": (
        "kolonnerne er «{found}». Brug præcis: " + ", ".join(COLUMNS) + ".",
        "the columns are «{found}». Use exactly: " + ", ".join(COLUMNS) + ".",
    ),
    "cells": (
        "rækken har {found} felter. Ret den til ét felt for hver kolonne.",
        "the row has {found} cells. Give one cell for each column.",
    ),
    "identifier": (
        "«{found}» er ikke et id. Brug tekst uden mellemrum og uden |.",
        "«{found}» is not an id. Use text without spaces and without |.",
    ),
    "version": (
        "«{found}» er ikke et versionsnummer. Skriv 1, 2, 3 …",
        "«{found}» is not a version number. Write 1, 2, 3 …",
    ),
    "kind": (
        "«{found}» er ikke en slags oplysning. Brug: " + ", ".join(Kind) + ".",
        "«{found}» is not a kind of fact. Use: " + ", ".join(Kind) + ".",
    ),
    "date": (
        "«{found}» er ikke en dato. Skriv den som 2027-03-12.",
        "«{found}» is not a date. Write it as 2027-03-12.",
    ),
    "instant": (
        "«{found}» er ikke et tidspunkt med tidszone. Skriv det som 2027-03-12T09:00:00Z.",
        "«{found}» is not an instant with an offset. Write it as 2027-03-12T09:00:00Z.",
    ),
    "flag": (
        "«{found}» er hverken true eller false. Ret den til en af dem.",
        "«{found}» is neither true nor false. Change it to one of them.",
    ),
    "price": (
        "«{found}» er ikke en pris i hovedenheder som 21500000.00 med valuta. Ret den.",
        "«{found}» is not a price in major units such as 21500000.00 with a currency. Correct it.",
    ),
    "repeated": (
        "oplysning og version «{found}» står to gange. Slet den ene, eller giv en ny version.",
        "fact and version «{found}» stand twice. Delete one, or give a new version.",
    ),
    "order": (
        "«{found}» er registreret før en tidligere version. Ret tidspunktet eller versionen.",
        "«{found}» was recorded before an earlier version. Correct the instant or the version.",
    ),
}


class FactsRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """A facts file cannot be used; carries every problem of it."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        super().__init__("\n".join(problem.into("en") for problem in problems))
        self.problems = problems


def _identifier(text: str) -> str:
    if not text or "|" in text or text.split() != [text]:
        raise ValueError(text)
    return text


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise ValueError(text)
    return int(text)


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


_CELLS: Mapping[str, tuple[Callable[[str], object], str]] = MappingProxyType(
    {
        "fact_id": (_identifier, "identifier"),
        "version": (_version, "version"),
        "treatment": (_identifier, "identifier"),
        "kind": (Kind, "kind"),
        "name": (_identifier, "identifier"),
        "value": (str.strip, "value"),
        "unit": (str.strip, "unit"),
        "method": (str.strip, "method"),
        "valid_on": (parse_date, "date"),
        "recorded_at": (parse_instant, "instant"),
        "retracted": (_flag, "flag"),
    }
)


def _fact(cells: Mapping[str, str], row: int, problems: list[RowProblem]) -> Fact | None:
    """The fact of a row; a row with problems adds them and gives none."""
    before, read = len(problems), {}
    for column, (parse, reason) in _CELLS.items():
        try:
            read[column] = parse(cells[column])
        except ValueError:
            problems.append(RowProblem(row, column, reason, cells[column]))
    if len(problems) > before:
        return None
    fact = Fact(**read)  # type: ignore[arg-type] # each cell's parser gives its field's type
    if fact.kind is Kind.RESIDENCE and "|" in fact.value:
        problems.append(RowProblem(row, "value", "identifier", fact.value))
    if fact.kind is Kind.PRICE and not _is_price(fact):
        problems.append(RowProblem(row, "value", "price", f"{fact.value} {fact.unit}"))
    return fact


def _is_price(fact: Fact) -> bool:
    try:
        return parse_minor(fact.value) >= 0 and fact.unit in CURRENCIES
    except ValueError:
        return False


def _between_rows(facts: list[tuple[int, Fact]]) -> list[RowProblem]:
    times = Counter((fact.fact_id, fact.version) for _, fact in facts)
    latest: dict[str, tuple[datetime, int]] = {}
    problems = []
    for row, fact in sorted(facts, key=lambda pair: (pair[1].fact_id, pair[1].version, pair[0])):
        found = f"{fact.fact_id} v{fact.version}"
        if times[fact.fact_id, fact.version] > 1:
            problems.append(RowProblem(row, "version", "repeated", found))
        earlier = latest.get(fact.fact_id)
        if earlier is not None and fact.recorded_at < earlier[0]:
            problems.append(RowProblem(row, "recorded_at", "order", found))
        latest[fact.fact_id] = (fact.recorded_at, fact.version)
    return problems


def read_facts(text: str) -> tuple[Fact, ...]:
    """The facts of a CSV file, whose header names exactly the columns of `Fact`.

    Raises:
        FactsRefused: with every problem of every row.
    """
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    header = rows[0] if rows else []
    if sorted(header) != sorted(COLUMNS):
        raise FactsRefused((RowProblem(1, "*", "columns", ", ".join(header)),))
    problems: list[RowProblem] = []
    facts: list[tuple[int, Fact]] = []
    for row, cells in enumerate(rows[1:], start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            problems.append(RowProblem(row, "*", "cells", str(len(cells))))
        elif fact := _fact(dict(zip(header, cells, strict=True)), row, problems):
            facts.append((row, fact))
    problems += _between_rows(facts)
    if problems:
        raise FactsRefused(tuple(sorted(problems, key=lambda p: (p.row, p.column, p.reason))))
    return tuple(fact for _, fact in facts)


def _order(fact: Fact) -> tuple[date, str, int]:
    return (fact.valid_on, fact.fact_id, fact.version)


def _current(versions: Iterable[Fact]) -> tuple[Fact, ...]:
    newest: dict[str, Fact] = {}
    for fact in versions:
        held = newest.get(fact.fact_id)
        if held is None or fact.version > held.version:
            newest[fact.fact_id] = fact
    return tuple(sorted((f for f in newest.values() if not f.retracted), key=_order))


@dataclass(frozen=True)
class Snapshot:
    """What was known at one moment: of each fact its newest version, the retracted left out.

    The older versions are kept beside, because an agreement may stop reading corrections.
    """

    at: datetime
    versions: tuple[Fact, ...]

    @classmethod
    def known_at(cls, facts: Iterable[Fact], at: datetime) -> "Snapshot":
        """The snapshot of what was recorded at or before a moment; the order of facts is free."""
        known = (fact for fact in facts if fact.recorded_at <= at)
        return cls(at, tuple(sorted(known, key=lambda f: (f.fact_id, f.version))))

    @cached_property
    def sha256(self) -> str:
        """The hash of everything known; equal knowledge has an equal hash."""
        rows = [[_cell(getattr(f, column)) for column in COLUMNS] for f in self.versions]
        return sha256(rows)

    @cached_property
    def _versions(self) -> dict[str, list[Fact]]:
        # A fact may move to another treatment between versions, so it is known by its newest.
        home = {fact.fact_id: fact.treatment for fact in self.versions}
        grouped: dict[str, list[Fact]] = {}
        for fact in self.versions:
            grouped.setdefault(home[fact.fact_id], []).append(fact)
        return grouped

    @cached_property
    def _facts(self) -> dict[str, tuple[Fact, ...]]:
        current = {treatment: _current(facts) for treatment, facts in self._versions.items()}
        return {treatment: facts for treatment, facts in current.items() if facts}

    def treatments(self) -> tuple[str, ...]:
        """Every treatment something is known about, in order."""
        return tuple(sorted(self._facts.keys() - {EVERYONE}))

    def about(self, treatment: str, as_known: datetime | None = None) -> tuple[Fact, ...]:
        """The facts of one treatment, oldest first; `as_known` looks back to an earlier moment."""
        if as_known is None or as_known >= self.at:
            return self._facts.get(treatment, ())
        versions = self._versions.get(treatment, ())
        return _current(fact for fact in versions if fact.recorded_at <= as_known)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)
