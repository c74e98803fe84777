"""What a version says that the version before it did not, for the version's page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Literal

from sqlmodel import Session

from app.agreements import queries
from app.agreements.field_words import field_words
from app.agreements.queries import AgreementEntry
from app.permissions import Actor
from contracts.agreement import Agreement
from contracts.amended import Difference, differences
from reports.language import Language, format_date

_WORD = re.compile(r"\s+|\S+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ALIKE = 2
"""Texts of which less than one word in so many is the same are shown one after the other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph: in both versions, only in the old or only in the new."""

    kind: Literal["same", "del", "ins"]
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, its numbers, and the paragraph word by word."""

    heading: str
    numbers: str
    warning: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ExampleChanges:
    """The worked examples by what became of them since the version before, by id."""

    new: frozenset[str]
    changed: frozenset[str]
    removed: tuple[str, ...]
    """The titles of those that are there no more."""


def changed(
    session: Session, actor: Actor, agreement: Agreement, entry: AgreementEntry, lang: Language
) -> dict[str, object]:
    """The differences in sentences; `changes` is None where there is no version before it."""
    before = _before(agreement, entry)
    if before is None:
        return {"changes": None, "before": "", "of_examples": None}
    old = queries.version(session, actor, agreement.id, before)
    found = [_change(one, agreement, lang) for one in differences(old, agreement)]
    return {"changes": found, "before": before, "of_examples": of_examples(old, agreement, lang)}


def _before(agreement: Agreement, entry: AgreementEntry) -> str | None:
    """The version it names as the one it takes over from, else the one kept before it."""
    numbers = [one.version for one in entry.versions]  # the latest first
    named = agreement.document.agreement.supersedes
    if named in numbers and named != agreement.version:
        return named
    later = numbers[numbers.index(agreement.version) + 1 :]
    return later[0] if later else None


def of_examples(old: Agreement, new: Agreement, lang: Language) -> ExampleChanges:
    """Which worked examples are new, say something else, or are there no more."""
    before = {one.id: one for one in old.document.examples}
    after = {one.id: one for one in new.document.examples}
    return ExampleChanges(
        frozenset(after.keys() - before.keys()),
        frozenset(name for name in after.keys() & before.keys() if after[name] != before[name]),
        tuple(one.title.into(lang) for name, one in before.items() if name not in after),
    )


def _change(one: Difference, agreement: Agreement, lang: Language) -> Change:
    if one.what == "field":
        one = replace(one, name=field_words(one.name, agreement, lang))
    told = one.into(lang)
    is_field = one.what == "field"
    old, new = (_value(text, lang) if is_field else text for text in (told.old, told.new))
    # The numbers of a field are its value.
    return Change(
        told.heading, "" if is_field else told.numbers, told.warning, tuple(word_by_word(old, new))
    )


def _value(text: str, lang: Language) -> str:
    return format_date(date.fromisoformat(text), lang) if _DAY.fullmatch(text) else text


def word_by_word(old: str, new: str) -> Iterator[Piece]:
    """Two paragraphs as one, with the words that only one of them has; both where little is alike.

    What only spaces divide is told as one change, as a person would write it.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if not old or not new or _ALIKE * matcher.ratio() < 1:
        yield from (Piece("del", old),) if old else ()
        yield from (Piece("ins", new),) if new else ()
        return
    gone, come = "", ""
    for kind, a, b, c, d in matcher.get_opcodes():
        was, now = "".join(before[a:b]), "".join(after[c:d])
        if kind == "equal" and (was.strip() or not (gone or come)):
            yield from _both(gone, come)
            gone, come = "", ""
            yield Piece("same", was)
        else:
            gone, come = gone + was, come + now
    yield from _both(gone, come)


def _both(gone: str, come: str) -> Iterator[Piece]:
    """The old words before the new; a space that both end with stays outside."""
    shared = " " if gone.endswith(" ") and come.endswith(" ") else ""
    if gone.removesuffix(shared):
        yield Piece("del", gone.removesuffix(shared))
    if come.removesuffix(shared):
        yield Piece("ins", come.removesuffix(shared))
    if shared:
        yield Piece("same", shared)
