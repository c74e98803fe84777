"""An agreement as its page shows it: the parties' text, the rule in a sentence, the examples."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from app.agreements.library import KINDS
from app.web.words import N_, translator
from contracts.agreement import Agreement
from contracts.document import Clause, Example
from contracts.explain import sentence
from contracts.faults import Fault
from contracts.file.places import Place, line_of
from contracts.file.source import read_tree
from contracts.money import parse_minor
from contracts.outcome import Outcome
from contracts.terms import Term
from contracts.wording.labels import label, state_label, status_label
from reports.language import Language, format_date, format_money, format_value


@dataclass(frozen=True, slots=True)
class TermView:
    """A term's name, its canonical sentence, and what kind of term it is in words."""

    id: str
    sentence: str
    kind: str


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
    line: int | None = None
    """Where it stands in the text, counted from one."""


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
    terms = (term_view(term, outcomes, lang) for term in clause.terms)
    return ClauseView(clause.id, clause.text.into(lang), tuple(terms))


def term_view(term: Term, outcomes: Mapping[str, Outcome], lang: Language) -> TermView:
    """A term in words."""
    return TermView(term.id, sentence(term, lang, outcomes), kind_words(term.type, lang))


def kind_words(kind: str, lang: Language) -> str:
    """A type of term as people call it."""
    words = translator(lang).gettext(KINDS.get(kind, kind))
    return words[:1].upper() + words[1:]


def line_words(agreement: Agreement | None, term: str, milestone: str, lang: Language) -> str:
    """Which line of which term: the kind of term, with its name where several are of a kind."""
    kinds = {one.id: one.type for _, one in agreement.terms()} if agreement else {}
    if term not in kinds:
        return f"{term} {milestone}"
    alike = sum(1 for kind in kinds.values() if kind == kinds[term]) > 1
    return f"{kind_words(kinds[term], lang)}{f' ({term})' if alike else ''}, {milestone}"


def examples(agreement: Agreement, lang: Language) -> list[ExampleView]:
    """The worked examples; all come out as written, or the agreement would not have loaded."""
    return [_example(agreement, example, lang) for example in agreement.document.examples]


def _example(agreement: Agreement, example: Example, lang: Language) -> ExampleView:
    lines = tuple(
        (
            line_words(agreement, line.term, line.milestone, lang),
            status_label(line.status, lang),
            _worded(line.amount, agreement, lang),
        )
        for line in example.expect.lines
    )
    return ExampleView(
        example.id,
        example.title.into(lang),
        example.settle_on,
        tuple(fact(row, lang) for row in example.facts),
        lines,
        _worded(example.expect.total, agreement, lang),
    )


def _worded(amount: str, agreement: Agreement, lang: Language) -> str:
    return format_money(parse_minor(amount), agreement.currency, lang)


def fact(row: dict[str, str], lang: Language) -> str:
    """A fact of an example in one line: day, what, value and unit."""
    day = row.get("valid_on", "")
    with suppress(ValueError):
        day = format_date(date.fromisoformat(day), lang)
    value = format_value(state_label(row.get("value", ""), lang), lang)
    parts = (day, label(row.get("name", ""), lang), value, row.get("unit", ""))
    return " ".join(part for part in parts if part)


def faults(
    found: tuple[Fault, ...], text: str, lang: Language, where: Mapping[str, Place]
) -> list[FaultView]:
    """The faults in the order of the file, each placed by the names written in its text."""
    tree: object = read_tree(text)[0] if where else None
    worded = [
        FaultView(
            f.clause,
            place(f.path, tree, lang),
            f.reason(lang),
            f.remedy(lang),
            f.path.startswith("examples"),
            line_of(f, where),
        )
        for f in found
    ]
    return sorted(worded, key=lambda one: one.line or 0)


_STEPS = {
    "clauses": N_("clause {name}"),
    "terms": N_("term {name}"),
    "examples": N_("example {name}"),
    "facts": N_("fact {name}"),
    "lines": N_("line {name}"),
    "provenance": N_("source {name}"),
}


def place(path: str, tree: object, lang: Language) -> str:
    """A path such as `clauses.0.terms.0.shares` as a person finds it: clause 1, term, field.

    Args:
        path: the steps from the top of the file, with points between.
        tree: the file as read, to name what is only numbered; None where there is none.
        lang: the reader's language.
    """
    words, said = translator(lang), list[str]()
    steps, at = path.split(".") if path else [], tree
    while steps:
        step = steps.pop(0)
        at = _inside(at, step)
        if step in _STEPS and steps:
            name = steps.pop(0)
            at = _inside(at, name)
            said.append(words.gettext(_STEPS[step]).format(name=_named(at, name, tree)))
            continue
        said.append(words.gettext(N_("field {name}")).format(name=".".join((step, *steps))))
        break
    return ", ".join(said)


def _inside(tree: object, step: str) -> object:
    if isinstance(tree, dict):
        return tree.get(step)
    if isinstance(tree, list) and step.isdigit() and int(step) < len(tree):
        return tree[int(step)]
    return None


def _named(found: object, step: str, tree: object) -> str:
    """What a part of a list calls itself, or its number counted from one."""
    if isinstance(found, dict) and isinstance(found.get("id"), str):
        return str(found["id"])
    return str(int(step) + 1) if tree is not None and step.isdigit() else step


def sources(agreement: Agreement, lang: Language) -> list[SourceView]:
    """What is published and what is assumed, as the file says."""
    return [
        SourceView(
            place(one.field, None, lang), one.basis == "published", one.source or "", one.note or ""
        )
        for one in agreement.document.provenance
    ]
