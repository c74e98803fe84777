"""Facts known at a moment: the only door by which evidence enters an agreement."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from contracts.dates import parse_date, parse_instant
from contracts.disputes import ISSUED
from contracts.fact import COLUMNS, EVERYONE, NOBODY, Fact, Kind
from contracts.money import CURRENCIES, parse_minor, parse_number, parse_share
from contracts.reason import Language
from contracts.snapshot import Snapshot
from contracts.waivers import DAY
from contracts.wording.rows import ROWS

__all__ = [
    "COLUMNS",
    "EVERYONE",
    "Fact",
    "FactsRefused",
    "Kind",
    "RowProblem",
    "Snapshot",
    "read_facts",
]


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell of a facts file that cannot be used; row 1 is the header."""

    row: int
    column: str
    reason: str
    found: str

    def into(self, language: Language) -> str:
        """What is wrong and what to do, in one language."""
        danish, english = ROWS[self.reason]
        words = danish if language == "da" else english
        place = "Række {}, kolonne {}: " if language == "da" else "Row {}, column {}: "
        return place.format(self.row, self.column) + words.format(
            found=self.found, expected=len(COLUMNS)
        )


class FactsRefused(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """A facts file cannot be used; carries every problem of it."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        super().__init__("\n".join(problem.into("en") for problem in problems))
        self.problems = problems

    def message(self, language: Language) -> str:
        """Every problem, one a line, in one language."""
        return "\n".join(problem.into(language) for problem in self.problems)


def _identifier(text: str) -> str:
    if not text or "|" in text or text.split() != [text] or not text.isprintable():
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
    plausible, reason = _PLAUSIBLE.get(fact.kind, (_anything, ""))
    if not plausible(fact):
        problems.append(RowProblem(row, "value", reason, f"{fact.value} {fact.unit}".strip()))
    return fact


def _anything(_: Fact) -> bool:
    return True


def _reads(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


def _is_party(fact: Fact) -> bool:
    return fact.value not in {"", NOBODY} and "|" not in fact.value


def _is_other(fact: Fact) -> bool:
    return _reads(_identifier, fact.value) and fact.value != fact.treatment


def _is_price(fact: Fact) -> bool:
    return (
        _reads(parse_minor, fact.value) and parse_minor(fact.value) >= 0 and fact.unit in CURRENCIES
    )


def _is_figure(fact: Fact) -> bool:
    return _reads(parse_number, fact.value) and parse_number(fact.value) > 0


def _is_rate(fact: Fact) -> bool:
    """A VAT rate in whole hundredths of a per cent, which number the keys of VAT."""
    if not _reads(parse_share, fact.value):
        return False
    return (parse_share(fact.value) * 10000).denominator == 1


def _is_batch(fact: Fact) -> bool:
    if fact.name == "dose":
        return _reads(_version, fact.value)
    return fact.name != "out_of_specification" or fact.value in {"yes", "no"}


def _is_ruling(fact: Fact) -> bool:
    """A ruling's amount is one, whether it stands alone or among attributes, and its days are."""
    told = fact.attributes
    days = (told[name] for name in (ISSUED, DAY) if name in told)
    amount = told.get("amount", fact.value if fact.unit else "0")
    return _reads(parse_minor, amount) and all(_reads(parse_date, day) for day in days)


_PLAUSIBLE: Mapping[Kind, tuple[Callable[[Fact], bool], str]] = MappingProxyType(
    {
        Kind.RESIDENCE: (_is_party, "region"),
        Kind.SUCCESSION: (_is_party, "party"),
        Kind.MERGE: (_is_other, "merge"),
        Kind.PRICE: (_is_price, "price"),
        Kind.INDEX: (_is_figure, "figure"),
        Kind.FX: (_is_figure, "figure"),
        Kind.VAT: (_is_rate, "rate"),
        Kind.BATCH: (_is_batch, "batch"),
        Kind.RULING: (_is_ruling, "ruling"),
    }
)


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


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a file, whichever way its lines end."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    try:
        yield from reader
    except csv.Error:
        problem = RowProblem(reader.line_num, "*", "unreadable", "")
        raise FactsRefused((problem,)) from None


def read_facts(text: str) -> tuple[Fact, ...]:
    """The facts of a CSV file, whose header names exactly the columns of `Fact`.

    Raises:
        FactsRefused: with every problem of every row.
    """
    rows = list(_rows(text))
    header = rows[0] if rows else []
    if sorted(header) != sorted(COLUMNS):
        code = "semicolons" if len(header) == 1 and ";" in header[0] else "columns"
        raise FactsRefused((RowProblem(1, "*", code, ", ".join(header)),))
    problems: list[RowProblem] = []
    facts: list[tuple[int, Fact]] = []
    for row, cells in enumerate(rows[1:], start=2):
        if not cells:
            continue
        if len(cells) != len(header):
            code = "cell" if len(cells) == 1 else "cells"
            problems.append(RowProblem(row, "*", code, str(len(cells))))
        elif fact := _fact(dict(zip(header, cells, strict=True)), row, problems):
            facts.append((row, fact))
    problems += _between_rows(facts)
    if problems:
        raise FactsRefused(tuple(sorted(problems, key=lambda p: (p.row, p.column, p.reason))))
    return tuple(fact for _, fact in facts)
