"""What an amendment changes: the differences of two versions of an agreement, in sentences."""

import re
from collections import Counter
from collections.abc import ItemsView, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from contracts.agreement import Agreement
from contracts.dates import Period
from contracts.document import Clause, EndpointText
from contracts.file.written import Bilingual
from contracts.reason import Language
from contracts.terms import Term
from contracts.wording.amended import WORDS
from contracts.wording.criteria import criterion_sentence
from contracts.wording.terms import sentence

Kind = Literal["added", "removed", "changed"]
What = Literal["term", "text", "endpoint", "field"]
_NUMBER = re.compile(r"\d(?:[\d,.]*\d)?(?: %)?")
_APART = frozenset({"clauses", "endpoints", "examples", "provenance"})


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in one language: what it is about, what was said, what is said now."""

    heading: str
    old: str
    new: str
    numbers: str
    warning: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two versions say differently; empty where a version does not say it.

    `gone` and `come` are the numbers only the old and only the new sentence has. `unmatched` says
    that the clause's terms changed without its text, or its text without its terms.
    """

    what: What
    kind: Kind
    clause: str
    name: str
    old: tuple[str, str] = ("", "")
    new: tuple[str, str] = ("", "")
    unmatched: Literal["", "terms", "text"] = ""

    @property
    def gone(self) -> tuple[str, ...]:
        """The numbers that only the old sentence has, as the English one writes them."""
        return _only(self.old[1], self.new[1])

    @property
    def come(self) -> tuple[str, ...]:
        """The numbers that only the new sentence has, as the English one writes them."""
        return _only(self.new[1], self.old[1])

    def into(self, language: Language) -> Told:
        """The difference in one language."""
        which = 0 if language == "da" else 1
        heading = WORDS[f"{self.what}_{self.kind}"][which]
        place = f"§ {self.clause}, " if self.clause else ""
        old, new = self.old[which], self.new[which]
        gone, come = ", ".join(_only(old, new)), ", ".join(_only(new, old))
        numbers = f"{gone or '–'} → {come or '–'}" if gone or come else ""
        warning = WORDS[f"unmatched_{self.unmatched}"][which] if self.unmatched else ""
        return Told(f"{place}{heading.format(name=self.name)}", old, new, numbers, warning)


def _only(text: str, other: str) -> tuple[str, ...]:
    """The numbers of one text that the other has not, in reading order."""
    left = Counter(_NUMBER.findall(text)) - Counter(_NUMBER.findall(other))
    found: list[str] = []
    for number in _NUMBER.findall(text):
        if left[number] > found.count(number):
            found.append(number)
    return tuple(found)


def none_told(language: Language) -> str:
    """The sentence that two versions say the same."""
    return WORDS["none"][0 if language == "da" else 1]


def differences(old: Agreement, new: Agreement) -> tuple[Difference, ...]:
    """What the new version says differently: clause by clause, endpoints, then everything else.

    Nothing is told of examples and provenance, nor of layout and order.
    """
    found = [*_terms(old, new), *_texts(old, new)]
    order = {clause.id: i for i, clause in enumerate((*old.clauses, *new.clauses))}
    found.sort(key=lambda one: (order[one.clause], one.what, one.name))
    marked = (_marked(one, found) for one in found)
    return (*marked, *_endpoints(old, new), *_fields(old, new))


def _marked(one: Difference, found: list[Difference]) -> Difference:
    """The difference with a warning where its clause changed by halves."""
    whats = {other.what for other in found if other.clause == one.clause}
    if len(whats) > 1:
        return one
    unmatched: Literal["terms", "text"] = "terms" if one.what == "term" else "text"
    return Difference(one.what, one.kind, one.clause, one.name, one.old, one.new, unmatched)


def _kind(old: object, new: object) -> Kind:
    return "added" if old is None else "removed" if new is None else "changed"


def _terms(old: Agreement, new: Agreement) -> Iterator[Difference]:
    before = {term.id: (clause, term) for clause, term in old.terms()}
    after = {term.id: (clause, term) for clause, term in new.terms()}
    for name in dict.fromkeys((*before, *after)):
        was, is_now = before.get(name), after.get(name)
        said, says = _sentences(was, old), _sentences(is_now, new)
        moved = was is not None and is_now is not None and was[0].id != is_now[0].id
        if said != says or moved:
            place = is_now or was
            clause = "" if place is None else place[0].id
            yield Difference("term", _kind(was, is_now), clause, name, said, says)


def _sentences(placed: tuple[Clause, Term] | None, agreement: Agreement) -> tuple[str, str]:
    """The canonical sentence of a term in both languages; empty where there is no such term."""
    if placed is None:
        return "", ""
    outcomes = agreement.document.outcomes
    return sentence(placed[1], "da", outcomes), sentence(placed[1], "en", outcomes)


def _texts(old: Agreement, new: Agreement) -> Iterator[Difference]:
    before = {clause.id: clause.text for clause in old.clauses}
    after = {clause.id: clause.text for clause in new.clauses}
    for clause in dict.fromkeys((*before, *after)):
        was, is_now = before.get(clause), after.get(clause)
        if was != is_now:
            kind = _kind(was, is_now)
            yield Difference("text", kind, clause, clause, _both(was), _both(is_now))


def _both(text: Bilingual | None) -> tuple[str, str]:
    return ("", "") if text is None else (text.da, text.en)


def _endpoints(old: Agreement, new: Agreement) -> Iterator[Difference]:
    before, after = _losses(old), _losses(new)
    for name in dict.fromkeys((*before, *after)):
        was, is_now = before.get(name), after.get(name)
        if was != is_now:
            kind = _kind(was, is_now)
            yield Difference("endpoint", kind, "", name, was or ("", ""), is_now or ("", ""))


def _losses(agreement: Agreement) -> dict[str, tuple[str, str]]:
    outcomes = agreement.document.outcomes
    return {
        one.id: (
            f"{one.label.da}: {criterion_sentence(one.lost_when, 'da', outcomes)}{_rest(one)}",
            f"{one.label.en}: {criterion_sentence(one.lost_when, 'en', outcomes)}{_rest(one)}",
        )
        for one in agreement.document.endpoints
    }


def _rest(endpoint: EndpointText) -> str:
    return f" ({', '.join(endpoint.competing)}; {', '.join(endpoint.ends_follow_up)})"


def _fields(old: Agreement, new: Agreement) -> Iterator[Difference]:
    """The header, parties, calendar, money and outcomes, field by field as written."""
    before, after = dict(_written(old)), dict(_written(new))
    for path in sorted(before | after):
        was, is_now = before.get(path), after.get(path)
        if was != is_now:
            said, says = was or "", is_now or ""
            kind = _kind(was, is_now)
            yield Difference("field", kind, "", path, (said, said), (says, says))


def _written(agreement: Agreement) -> Iterator[tuple[str, str]]:
    for name, part in agreement.document:
        if name not in _APART:
            yield from _flat(part, name)


def _flat(found: object, path: str) -> Iterator[tuple[str, str]]:
    """Every value with its path; what is not there is not written."""
    parts = found.items() if isinstance(found, Mapping) else found
    if isinstance(parts, BaseModel | ItemsView):
        for key, value in parts:
            yield from _flat(value, f"{path}.{key}")
    elif isinstance(found, tuple):
        yield path, ", ".join(str(value) for value in found)
    elif found is not None:
        yield path, found.text if isinstance(found, Period) else str(found)
