"""The numbers and dates that a Danish or English text says, in digits or in words up to twenty."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from contracts.reason import Language

Number: TypeAlias = Fraction | date

_DANISH = (
    "to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten "
    "nitten tyve"
)
_ENGLISH = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_WORDS: dict[Language, dict[str, Fraction]] = {
    "da": {word: Fraction(n) for n, word in enumerate(_DANISH.split(), start=2)}
    | {"halvdelen": Fraction(1, 2), "halv": Fraction(1, 2), "halvt": Fraction(1, 2)},
    "en": {word: Fraction(n) for n, word in enumerate(_ENGLISH.split(), start=2)}
    | {"half": Fraction(1, 2)},
}
_CALENDAR = (
    "januar january,februar february,marts march,april,maj may,juni june,juli july,august,"
    "september,oktober october,november,december"
)
_MONTHS = {
    name: n for n, names in enumerate(_CALENDAR.split(","), start=1) for name in names.split()
}
_LARGE = {"mio": 10**6, "million": 10**6, "millioner": 10**6, "millions": 10**6, "mia": 10**9}
_ISO = r"(?P<iso>\d{4}-\d\d-\d\d)"
_NUMERIC = r"(?P<d>\d{1,2})[-./](?P<m>\d{1,2})[-./](?P<y>\d{4})"
_LONG = r"(?P<day>\d{1,2})\.? (?P<month>[A-Za-z]+) (?P<year>\d{4})"
_DATE = re.compile(rf"\b(?:{_ISO}|{_NUMERIC}|{_LONG})\b", re.ASCII)
# What only points to a place is no number of the deal: § 4.2, bilag 3, instalments 2-6.
_PLACES = (
    r"§+|punkt|bilag|stk\.?|nr\.?|clause|annex|appendix|section|schedule|no\.|rate|rater|"
    r"instalments?|milepæle?|milestones?|trin|steps?|tiers?"
)
_REFERENCE = re.compile(rf"(?<!\w)(?:{_PLACES})\s*\d[\d.]*(?:\s*[-–]\s*\d[\d.]*)?", re.IGNORECASE)
_FRACTION = re.compile(r"(?<![\w)/])(\d+)/([1-9]\d*)(?![\w/])")
_TOKEN = re.compile(r"(?<![\w])(\d+(?:[.,]\d+)*)(?:\s*(mio|millioner|millions?|mia)\b)?(?![\w])")
_THOUSANDS = {"da": r"\d{1,3}(\.\d{3})+(,\d+)?", "en": r"\d{1,3}(,\d{3})+(\.\d+)?"}


def numbers_in(text: str, language: Language) -> tuple[Number, ...]:
    """The numbers and dates of a text in the order found, references to places left out."""
    rest, found = text, []
    for match in _DATE.finditer(text):
        day = _day(match)
        if day is not None:
            found.append(day)
            rest = rest.replace(match.group(), " ", 1)
    rest = _REFERENCE.sub(" ", rest)
    return (*found, *_plain(rest, language))


def _day(match: "re.Match[str]") -> date | None:
    told = match.groupdict()
    try:
        if told["iso"]:
            return date.fromisoformat(told["iso"])
        if told["y"]:
            return date(int(told["y"]), int(told["m"]), int(told["d"]))
        return date(int(told["year"]), _MONTHS.get(told["month"].lower(), 0), int(told["day"]))
    except ValueError:
        return None


def _plain(text: str, language: Language) -> Iterator[Fraction]:
    for match in _FRACTION.finditer(text):
        yield Fraction(int(match[1]), int(match[2]))
    text = _FRACTION.sub(" ", text)
    for match in _TOKEN.finditer(text):
        token, large = match.groups()
        yield _parsed(token, language) * _LARGE.get(large or "", 1)
    words = _WORDS[language]
    yield from (words[word] for word in re.findall(r"\w+", text.lower()) if word in words)


def _parsed(token: str, language: Language) -> Fraction:
    """A number with its language's marks; one that only fits the other language's is read so."""
    thousands, decimal = (".", ",") if language == "da" else (",", ".")
    if re.fullmatch(_THOUSANDS[language], token):
        token = token.replace(thousands, "")
    if token.count(decimal) == 1 and thousands not in token:
        return Fraction(token.replace(decimal, "."))
    plain = token.replace(thousands, ".")
    return Fraction(plain) if plain.count(".") <= 1 else Fraction(re.sub(r"\D", "", token))
