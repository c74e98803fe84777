"""A text being written as its author sees it: what is wrong where, each sentence, each example."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter, ValidationError

from app.agreements import views
from app.agreements.views import FaultView, TermView
from contracts.agreement import Agreement
from contracts.checks.cautions import cautions
from contracts.checks.number_lint import lint
from contracts.document import Example, ExpectedLine
from contracts.entitlement import Entitlement, entitlements
from contracts.examples import snapshot_of
from contracts.explain import explain
from contracts.facts import FactsRefused
from contracts.faults import AgreementRefused, Fault
from contracts.file.places import Place, places
from contracts.file.source import Tree
from contracts.load import Reading
from contracts.money import parse_minor
from contracts.outcome import Outcome
from contracts.terms import Term
from contracts.unread import unread
from contracts.wording.labels import status_label
from reports.language import Language, format_money

_TERM: TypeAdapter[Term] = TypeAdapter(Term)
_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


@dataclass(frozen=True, slots=True)
class LiveClause:
    """A clause as far as it can be read, with the line it begins on."""

    id: str
    line: int | None
    text: str
    terms: tuple[TermView, ...]
    unreadable: int
    """How many of its terms say nothing yet, since something in them is wrong."""
    faults: int


@dataclass(frozen=True, slots=True)
class LiveLine:
    """One expected line beside what the rule gives."""

    name: str
    expected: str
    found: str
    why: str
    right: bool


@dataclass(frozen=True, slots=True)
class LiveExample:
    """A worked example: whether it ran, what it should give and what it gives."""

    id: str
    title: str
    line: int | None
    settle_on: date
    facts: tuple[str, ...]
    ran: bool
    right: bool
    expected: str
    found: str
    lines: tuple[LiveLine, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Everything the check tells about a text."""

    readable: bool
    faults: tuple[FaultView, ...]
    clauses: tuple[LiveClause, ...]
    examples: tuple[LiveExample, ...]
    notes: tuple[str, ...]
    """What the examples say that no clause reads, and numbers on one side only."""
    illustrative: bool

    @property
    def red(self) -> int:
        """How many examples do not come out as written."""
        return sum(1 for one in self.examples if one.ran and not one.right)

    @property
    def right(self) -> bool:
        """Whether the text can be kept."""
        return self.readable and not self.faults and not self.red


def look(reading: Reading, text: str, lang: Language) -> Look:
    """What an author is told about a text and its examples, in one language."""
    where = _places(text)
    agreement = reading.agreement
    sense = tuple(f for f in reading.faults if not _ran(f, reading))
    can_run = agreement if not sense else None
    return Look(
        bool(where),
        tuple(views.faults(sense, text, lang, where)),
        tuple(_clauses(reading, where, lang)),
        tuple(_examples(reading.tree, can_run, where, lang)),
        () if can_run is None else tuple(_notes(can_run, lang)),
        agreement is not None and agreement.illustrative,
    )


def _places(text: str) -> dict[str, Place]:
    try:
        return places(text)
    except AgreementRefused:
        return {}


def _ran(fault: Fault, reading: Reading) -> bool:
    """Whether the fault is an example's own, which is told beside the example."""
    return reading.agreement is not None and fault.code in {"example_fails", "example_facts"}


def _listed(tree: Tree, name: str) -> list[Tree]:
    found = tree.get(name, []) if isinstance(tree, dict) else []
    return found if isinstance(found, list) else []


def _clauses(reading: Reading, where: dict[str, Place], lang: Language) -> Iterator[LiveClause]:
    outcomes = _outcomes(reading.tree)
    for i, clause in enumerate(_listed(reading.tree, "clauses")):
        if not isinstance(clause, dict):
            continue
        path, text = f"clauses.{i}", clause.get("text", "")
        written = _listed(clause, "terms")
        terms = tuple(_terms(written, outcomes, lang))
        begins = where.get(path)
        yield LiveClause(
            str(clause.get("id", i + 1)),
            begins.line if begins else None,
            str(text.get(lang, "")) if isinstance(text, dict) else "",
            terms,
            len(written) - len(terms),
            sum(1 for f in reading.faults if f"{f.path}.".startswith(f"{path}.")),
        )


def _outcomes(tree: Tree) -> dict[str, Outcome]:
    declared = tree.get("outcomes", {}) if isinstance(tree, dict) else {}
    found: dict[str, Outcome] = {}
    for name, one in declared.items() if isinstance(declared, dict) else ():
        try:
            found[name] = _OUTCOME.validate_python(one)
        except ValidationError:
            continue
    return found


def _terms(written: list[Tree], outcomes: dict[str, Outcome], lang: Language) -> Iterator[TermView]:
    for one in written:
        try:
            term = _TERM.validate_python(one)
        except ValidationError:
            continue
        yield views.term_view(term, outcomes, lang)


def _examples(
    tree: Tree, agreement: Agreement | None, where: dict[str, Place], lang: Language
) -> Iterator[LiveExample]:
    for i, one in enumerate(_listed(tree, "examples")):
        try:
            example = Example.model_validate(one)
        except ValidationError:
            continue
        begins = where.get(f"examples.{i}")
        yield live_example(agreement, example, begins.line if begins else None, lang)


def live_example(
    agreement: Agreement | None, example: Example, line: int | None, lang: Language
) -> LiveExample:
    """An example beside what the rule gives; without an agreement it is shown and not run."""
    problems: tuple[str, ...] = ()
    owed: tuple[Entitlement, ...] = ()
    if agreement is not None:
        try:
            owed = entitlements(agreement, snapshot_of(example), example.settle_on)
        except FactsRefused as refused:
            problems = tuple(problem.into(lang) for problem in refused.problems)
    ran = agreement is not None and not problems
    lines = tuple(_line(agreement, owed, one, lang) for one in example.expect.lines if ran)
    total = sum(one.amount for one in owed)
    expected = _minor(example.expect.total)
    return LiveExample(
        example.id,
        example.title.into(lang),
        line,
        example.settle_on,
        tuple(views.fact(row, lang) for row in example.facts),
        ran,
        ran and expected == total and all(one.right for one in lines),
        _money(agreement, expected, example.expect.total, lang),
        _money(agreement, total, "", lang) if ran else "",
        lines,
        problems,
    )


def _line(
    agreement: Agreement | None,
    owed: tuple[Entitlement, ...],
    expected: ExpectedLine,
    lang: Language,
) -> LiveLine:
    wanted = (expected.treatment, expected.term, expected.milestone)
    name = views.line_words(agreement, expected.term, expected.milestone, lang)
    amount = _minor(expected.amount)
    said = f"{status_label(expected.status, lang)}, " + _money(
        agreement, amount, expected.amount, lang
    )
    line = next((e for e in owed if (e.treatment, e.term, str(e.milestone)) == wanted), None)
    if line is None or agreement is None:
        return LiveLine(name, said, "–", "", right=False)
    told = explain(line, agreement, lang, "finance").headline
    found = f"{status_label(line.status, lang)}, {_money(agreement, line.amount, '', lang)}"
    right = line.status is expected.status and line.amount == amount
    if right and expected.sentence is not None and expected.sentence.into(lang) != told:
        return LiveLine(name, expected.sentence.into(lang), told, "", right=False)
    return LiveLine(name, said, found, told, right=right)


def _minor(text: str) -> int | None:
    try:
        return parse_minor(text)
    except ValueError:
        return None


def _money(agreement: Agreement | None, minor: int | None, text: str, lang: Language) -> str:
    if agreement is None or minor is None:
        return text
    return format_money(minor, agreement.paid_in, lang)


def _notes(agreement: Agreement, lang: Language) -> Iterator[str]:
    """What may surprise, numbers in a text or its terms only, and what no clause reads."""
    yield from (one.message(lang) for one in cautions(agreement))
    yield from dict.fromkeys(one.message(lang) for one in lint(agreement))
    told: set[str] = set()
    for example in agreement.document.examples:
        with suppress(FactsRefused):
            told |= {one.message(lang) for one in unread(agreement, snapshot_of(example))}
    yield from sorted(told)
