"""Amounts, dates, numbers and periods as a Dane and a Briton write them."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from contracts.dates import Period
from contracts.money import MINOR_PER_MAJOR, decimal_text
from contracts.reason import Language

MINUS = "−"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(minor: int, currency: str, language: Language) -> str:
    """An amount: 2.580.000,00 kr. and DKK 2,580,000.00; nothing is 0 kr. and DKK 0."""
    sign = MINUS if minor < 0 else ""
    whole, part = divmod(abs(minor), MINOR_PER_MAJOR)
    digits = f"{whole:,}.{part:02d}" if minor else "0"
    if language == "en":
        return f"{sign}{currency} {digits}"
    digits = digits.translate(str.maketrans(",.", ".,"))
    return f"{sign}{digits} {'kr.' if currency == 'DKK' else currency}"


def day(value: date, language: Language) -> str:
    """A date: 12-03-2027 and 12 Mar 2027."""
    if language == "da":
        return f"{value.day:02d}-{value.month:02d}-{value.year}"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def number(text: str, language: Language) -> str:
    """A recorded number with the language's decimal mark; other text stays as it is."""
    looks_like_one = bool(text) and set(text) <= set("<>=-0123456789. ")
    shown = text.replace("-", MINUS) if looks_like_one else text
    return shown.replace(".", ",") if looks_like_one and language == "da" else shown


def measured(text: str, unit: str, language: Language) -> str:
    """A value with its unit."""
    return f"{number(text, language)} {unit}".strip()


def share(value: Fraction, language: Language) -> str:
    """A share: 12,5 % and 12.5 %, or a fraction such as 1/3 where per cent has no end."""
    text = decimal_text(value * 100)
    if "/" in text:
        return f"{MINUS if value < 0 else ''}{abs(value)}"
    return f"{number(text, language)} %"


_UNITS = {
    "year": (("år", "år"), ("year", "years")),
    "month": (("måned", "måneder"), ("month", "months")),
    "day": (("dag", "dage"), ("day", "days")),
}


def period(value: Period, language: Language) -> str:
    """A period: 1 år, 18 måneder, 365 dage."""
    years, months = divmod(value.months, 12)
    if years and months:
        years, months = 0, value.months
    counts = (("year", years), ("month", months), ("day", value.days))
    parts = [f"{n} {_unit(unit, n, language)}" for unit, n in counts if n]
    return listed(parts, language) or f"0 {_unit('day', 0, language)}"


def _unit(unit: str, count: int, language: Language) -> str:
    words = _UNITS[unit][0 if language == "da" else 1]
    return words[0 if count == 1 else 1]


def listed(parts: Sequence[str], language: Language, last: tuple[str, str] = ("og", "and")) -> str:
    """A list in a sentence: a, b og c."""
    if len(parts) < 2:
        return "".join(parts)
    word = last[0 if language == "da" else 1]
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"
