"""An agreement as its page shows it: the parties' text, the rule in a sentence, the examples."""

from dataclasses import dataclass
from datetime import date

from contracts.agreement import Agreement
from contracts.document import Clause, Example
from contracts.explain import sentence
from contracts.faults import Fault
from contracts.money import parse_minor
from contracts.wording.labels import label, status_label
from reports.language import Language, format_money


@dataclass(frozen=True, slots=True)
class TermView:
    """A term's name and its canonical sentence."""

    id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause: the parties' text beside what the machine reads."""

    id: str
    text: str
    terms: tuple[TermView, ...]


@dataclass(frozen=True, slots=True)
class ExampleView:
    """A worked example that comes out as written."""

    id: str
    title: str
    settle_on: date
    facts: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    """Milestone, status and amount, worded."""
    total: str


@dataclass(frozen=True, slots=True)
class FaultView:
    """One fault, worded: where, why, and what to do."""

    clause: str
    path: str
    reason: str
    remedy: str
    example: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a field comes from: published or assumed."""

    field: str
    published: bool
    source: str
    note: str


def clauses(agreement: Agreement, lang: Language) -> list[ClauseView]:
    """The clauses in the order written."""
    return [_clause(agreement, clause, lang) for clause in agreement.clauses]


def _clause(agreement: Agreement, clause: Clause, lang: Language) -> ClauseView:
    outcomes = agreement.document.outcomes
    terms = (TermView(term.id, sentence(term, lang, outcomes)) for term in clause.terms)
    return ClauseView(clause.id, clause.text.into(lang), tuple(terms))


def examples(agreement: Agreement, lang: Language) -> list[ExampleView]:
    """The worked examples; all come out as written, or the agreement would not have loaded."""
    return [_example(agreement, example, lang) for example in agreement.document.examples]


def _example(agreement: Agreement, example: Example, lang: Language) -> ExampleView:
    lines = tuple(
        (
            f"{line.term} {line.milestone}",
            status_label(line.status, lang),
            _worded(line.amount, agreement, lang),
        )
        for line in example.expect.lines
    )
    return ExampleView(
        example.id,
        example.title.into(lang),
        example.settle_on,
        tuple(_fact(row, lang) for row in example.facts),
        lines,
        _worded(example.expect.total, agreement, lang),
    )


def _worded(amount: str, agreement: Agreement, lang: Language) -> str:
    return format_money(parse_minor(amount), agreement.currency, lang)


def _fact(row: dict[str, str], lang: Language) -> str:
    parts = (row.get("valid_on", ""), label(row.get("name", ""), lang), row.get("value", ""))
    return " ".join(part for part in (*parts, row.get("unit", "")) if part)


def faults(found: tuple[Fault, ...], lang: Language) -> list[FaultView]:
    """The faults in the order of the file."""
    return [
        FaultView(f.clause, f.path, f.reason(lang), f.remedy(lang), f.path.startswith("examples"))
        for f in found
    ]


def sources(agreement: Agreement, lang: Language) -> list[SourceView]:
    """What is published and what is assumed, as the file says."""
    del lang  # provenance is written in one language
    return [
        SourceView(one.field, one.basis == "published", one.source or "", one.note or "")
        for one in agreement.document.provenance
    ]
