"""The amounts the rule gives now, for examples that expect others: shown, then put into the text.

Only amounts are taken over. Where the result itself is another, or a line is not there, the parties
have something to decide, and the example stays red until it is written by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.agreements.drafts import Draft
from app.agreements.loading import draft as reading_of
from app.agreements.offers import EVERY, sound
from app.agreements.views import line_words
from contracts.agreement import Agreement
from contracts.document import Example, ExpectedLine
from contracts.entitlement import Entitlement, entitlements
from contracts.examples import major, snapshot_of
from contracts.explain import explain
from contracts.facts import FactsRefused
from contracts.file.edited import CannotEdit, with_many
from contracts.file.source import read_tree
from contracts.money import parse_minor
from reports.language import LANGUAGES, Language, format_money


@dataclass(frozen=True, slots=True)
class NewAmount:
    """One amount of an example: of which line, empty for the total, and both amounts in words."""

    line: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shifted:
    """An example whose amounts the rule gives otherwise now."""

    id: str
    title: str
    rows: tuple[NewAmount, ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The examples that new amounts put right, and the titles of those they do not."""

    examples: tuple[Shifted, ...]
    beyond: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """A text of an example to write anew, and the row that tells of it; none for a sentence."""

    path: str
    text: str
    row: tuple[tuple[str, str] | None, int, int] | None = None


def amounts(draft: Draft, lang: Language) -> Amounts:
    """What would be written into the red examples, for a person to read first."""
    agreement = sound(reading_of(draft.text, draft.examples))
    if agreement is None:
        return Amounts((), ())
    found, beyond = list[Shifted](), list[str]()
    for example in agreement.document.examples:
        edits = _edits(agreement, example)
        if edits is None:
            beyond.append(example.title.into(lang))
        elif edits:
            rows = tuple(_row(agreement, edit, lang) for edit in edits if edit.row is not None)
            found.append(Shifted(example.id, example.title.into(lang), rows))
    return Amounts(tuple(found), tuple(beyond))


def _row(agreement: Agreement, edit: _Edit, lang: Language) -> NewAmount:
    line, old, new = edit.row or (None, 0, 0)
    currency = agreement.paid_in
    name = line_words(agreement, *line, lang) if line else ""
    return NewAmount(name, format_money(old, currency, lang), format_money(new, currency, lang))


def taken(draft: Draft, name: str) -> Draft:
    """The draft with the new amounts in the example of a name, or in every one they put right.

    Raises:
        CannotEdit: there is no such example, or an amount of it has no place of its own.
    """
    agreement = sound(reading_of(draft.text, draft.examples))
    texts = (dict[str, str](), dict[str, str]())
    inside, above = _listed(draft.text)[0], _listed(draft.examples)[1]
    for place, example in enumerate(agreement.document.examples if agreement else ()):
        if name in {EVERY, example.id} and agreement is not None:
            apart = place >= inside
            at = f"{above}{place - inside}" if apart else f"examples.{place}"
            edits = _edits(agreement, example) or ()
            texts[apart].update({f"{at}.{one.path}": one.text for one in edits})
    if not any(texts):
        raise CannotEdit("examples")
    first, second = (
        with_many(text, changes) if changes else text
        for text, changes in zip((draft.text, draft.examples), texts, strict=True)
    )
    return Draft(draft.subject, first, second)


def _listed(text: str) -> tuple[int, str]:
    """How many examples a text holds, and the path that leads to them."""
    tree = read_tree(text)[0] if text.strip() else ""
    listed = tree.get("examples", []) if isinstance(tree, dict) else tree
    above = "examples." if isinstance(tree, dict) else ""
    return len(listed) if isinstance(listed, list) else 0, above


def _edits(agreement: Agreement, example: Example) -> tuple[_Edit, ...] | None:
    """What to write anew; nothing for an example that is right, None for one amounts do not mend.

    An example with a sentence expects it to the word, so one is written anew with its amount.
    """
    try:
        owed = entitlements(agreement, snapshot_of(example), example.settle_on)
    except FactsRefused:
        return None
    edits: list[_Edit] = []
    for number, expected in enumerate(example.expect.lines):
        line = _line(owed, expected)
        if line is None or line.status is not expected.status:
            return None
        edits += _of_line(agreement, expected, line, f"expect.lines.{number}")
    edits += _amount(None, example.expect.total, sum(one.amount for one in owed), "expect.total")
    return tuple(edits)


def _line(owed: tuple[Entitlement, ...], expected: ExpectedLine) -> Entitlement | None:
    wanted = (expected.treatment, expected.term, expected.milestone)
    return next((e for e in owed if (e.treatment, e.term, str(e.milestone)) == wanted), None)


def _of_line(
    agreement: Agreement, expected: ExpectedLine, line: Entitlement, at: str
) -> Iterator[_Edit]:
    yield from _amount(
        (expected.term, expected.milestone), expected.amount, line.amount, f"{at}.amount"
    )
    if expected.sentence is not None:
        for lang in LANGUAGES:
            told = explain(line, agreement, lang, "finance").headline
            if told != expected.sentence.into(lang):
                yield _Edit(f"{at}.sentence.{lang}", told)


def _amount(line: tuple[str, str] | None, written: str, minor: int, path: str) -> Iterator[_Edit]:
    if parse_minor(written) != minor:
        yield _Edit(path, major(minor), (line, parse_minor(written), minor))
