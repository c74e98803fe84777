"""A price as people type it before a meeting, and as it is shown to them."""

import re
from decimal import Decimal

from reports.language import Language, UnreadableInputError, format_number, parse_decimal

_MILLIONS = re.compile(r"(?P<number>.*\S)\s*(?:mio\.?|m|million(?:er|s)?)", re.IGNORECASE)
_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d{1,2}|(?:,\d{3}){2,})", re.ASCII)
_KEPT = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_ORE = Decimal("0.01")


def plain(text: str) -> str:
    """A price in one spelling, `14500000.00`: of `14,5 mio`, `14.500.000` or `14,500,000.00`.

    What is no price, or has parts of an øre, stays as it was typed.
    """
    tidy = " ".join(text.split())
    millions = _MILLIONS.fullmatch(tidy)
    try:
        amount = _number(millions["number"] if millions else tidy)
    except UnreadableInputError:
        return tidy
    amount *= 1_000_000 if millions else 1
    whole = amount == amount.to_integral_value() or amount == round(amount, 2)
    return f"{amount.quantize(_ORE):f}" if whole and amount < 10**15 else tidy


def shown(text: str, lang: Language) -> str:
    """A price of the one spelling as a reader writes it; other text as it was typed."""
    return format_number(Decimal(text), lang) if _KEPT.fullmatch(text) else text


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if _ENGLISH.fullmatch(text) else parse_decimal(text)
