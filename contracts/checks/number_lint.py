"""Numbers that stand in a clause's text and not in its terms, or in its terms and not in its text.

The parties read the text and the engine the terms; a number on one side only is told, not refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from pydantic import BaseModel

from contracts.agreement import Agreement
from contracts.checks.number_words import Number, numbers_in
from contracts.criterion import outcomes_in
from contracts.dates import Period
from contracts.document import Clause
from contracts.money import MINOR_PER_MAJOR, Money, decimal_text
from contracts.reason import Language
from contracts.terms import MilestoneTerm, Term, criterion_of
from contracts.wording.formats import day, money, number, period, share
from contracts.wording.number_lint import WORDS

_TRIVIAL = frozenset({Fraction(0), Fraction(1), Fraction(100)})
_PRICE = ".price.amount"
_MEASURED = (".value", ".low", ".high", ".to", ".corridor")
Said: TypeAlias = frozenset[Number]
Value: TypeAlias = Fraction | int | Period | Money | date


@dataclass(frozen=True, slots=True)
class Finding:
    """One number on one side only: in the text of a language, or at a place of a term."""

    clause: str
    language: Language
    value: Value
    place: str = ""

    def message(self, language: Language) -> str:
        """Which number stands where and is missing where, in one line."""
        which = 0 if language == "da" else 1
        code = "terms_only" if self.place else "text_only"
        text = WORDS[self.language][which]
        found = _worded(self.value, self.place, language)
        said = WORDS[code][which]
        return said.format(clause=self.clause, found=found, place=self.place, text=text)


def lint(agreement: Agreement) -> tuple[Finding, ...]:
    """Every number on one side only, clause by clause; clauses without terms say what they like."""
    return tuple(
        finding
        for clause in agreement.clauses
        if clause.terms
        for finding in _clause(agreement, clause)
    )


def _clause(agreement: Agreement, clause: Clause) -> Iterator[Finding]:
    written = [one for term in clause.terms for one in _values(term, term.id)]
    also = {n for term in clause.terms for n in _follows(agreement, term)}
    also |= set(numbers_in(clause.id, "en"))
    meant = {said for _, value in written for said in _spellings(value)} | also
    languages: tuple[Language, ...] = ("da", "en")
    for language in languages:
        told = numbers_in(clause.text.into(language), language)
        for said in dict.fromkeys(one for one in told if one not in meant | _TRIVIAL):
            yield Finding(clause.id, language, said)
        for value, place in dict.fromkeys((value, place) for place, value in written):
            spellings = _spellings(value)
            # A price is stated once, by whichever clause names it first.
            named = _anywhere(agreement, language) if place.endswith(_PRICE) else set(told)
            if not spellings & (_TRIVIAL | named):
                yield Finding(clause.id, language, value, place)


def _anywhere(agreement: Agreement, language: Language) -> set[Number]:
    texts = (clause.text.into(language) for clause in agreement.clauses)
    return {found for text in texts for found in numbers_in(text, language)}


def _values(part: object, place: str) -> Iterator[tuple[str, Value]]:
    """The numbers written in a part of a term, each with its place; what is left out is not."""
    if isinstance(part, Period | Money | Fraction | date) or (
        isinstance(part, int) and not isinstance(part, bool)
    ):
        yield place, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            if name in part.model_fields_set:
                yield from _values(getattr(part, name), f"{place}.{name}")
    elif isinstance(part, tuple):
        for one in part:
            yield from _values(one, place)


def _spellings(value: Value) -> Said:
    """The numbers by which a text may name a value: 24 months are 2 years, 1/2 is 50 per cent."""
    match value:
        case Period(months=months, days=days):
            found = [Fraction(n) for n in (months, days) if n]
            found += [Fraction(n, by) for n, by in ((months, 12), (days, 7)) if n and n % by == 0]
            return frozenset(found or [Fraction(0)])
        case Money(minor=minor):
            return frozenset({Fraction(minor, MINOR_PER_MAJOR)})
        case date():
            return frozenset({value})
        case int():
            return frozenset({Fraction(value)})
        case _:
            return frozenset({abs(value), abs(value) * 100})


def _follows(agreement: Agreement, term: Term) -> Iterator[Number]:
    """Numbers that follow from a term without standing in it: how many shares, window edges."""
    if isinstance(term, MilestoneTerm):
        yield Fraction(len(term.shares))
        yield Fraction(len(term.milestone.offsets))
        window = term.milestone.window
        for offset in term.milestone.offsets:
            for edge in (
                Period(offset.months - window.before.months, offset.days - window.before.days),
                Period(offset.months + window.after.months, offset.days + window.after.days),
            ):
                yield from (Fraction(n) for n in (edge.months, edge.days) if n > 0)
    for name in ("shares", "steps", "tiers", "members"):
        yield Fraction(len(getattr(term, name, ())))
    criterion = criterion_of(term)
    for outcome in outcomes_in(criterion) if criterion is not None else ():
        label = agreement.document.outcomes[outcome].label
        if label is not None:
            yield from (*numbers_in(label.da, "da"), *numbers_in(label.en, "en"))


def _worded(value: Value, place: str, language: Language) -> str:
    match value:
        case Period():
            return period(value, language)
        case Money(minor=minor, currency=currency):
            return money(minor, currency, language)
        case date():
            return day(value, language)
        case Fraction() if place and not place.endswith(_MEASURED):
            return share(value, language)
        case _:
            return number(decimal_text(Fraction(value)), language)
