"""How dates, amounts and numbers are written and read, in Danish and English, and the catalogues.

What people type is never guessed at and never silently repaired.
"""

import gettext
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_ENGLISH_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_SEPARATORS: dict[Language, tuple[str, str]] = {"da": (".", ","), "en": (",", ".")}
_WITHOUT_MINOR_UNIT = frozenset({"ISK", "JPY"})

_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<by>[. ])\d{3}(?:(?P=by)\d{3})*(?:,\d+)?", re.ASCII)
_POINT = re.compile(r"[+-]?\d+\.\d+", re.ASCII)
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_DAY_FIRST = re.compile(r"(\d{1,2})([-./ ])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_SIX_OR_EIGHT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEARS_AHEAD = 20


@dataclass(frozen=True, slots=True)
class Wording:
    """The same text in both languages, worded by whoever knows what it is about."""

    da: str
    en: str

    def text(self, lang: Language) -> str:
        """The text in one language."""
        return self.da if lang == "da" else self.en


def format_date(day: date, lang: Language) -> str:
    """A calendar day that cannot be misread: `21-11-2026`, in English `21 Nov 2026`."""
    if lang == "da":
        return f"{day.day:02d}-{day.month:02d}-{day.year:04d}"
    return NO_BREAK_SPACE.join((str(day.day), _ENGLISH_MONTHS[day.month - 1], f"{day.year:04d}"))


def format_instant(instant: datetime, lang: Language) -> str:
    """A moment on the wall clock in Copenhagen: `21-11-2026 kl. 14.05`.

    Raises:
        ValueError: the moment has no time zone, so nobody can say when it was.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no time zone; pass an aware moment.")
    local = instant.astimezone(COPENHAGEN)
    day = format_date(local.date(), lang)
    if lang == "da":
        return f"{day}{NO_BREAK_SPACE}kl.{NO_BREAK_SPACE}{local:%H.%M}"
    return f"{day},{NO_BREAK_SPACE}{local:%H:%M}"


def format_money(minor: int, currency: str, lang: Language) -> str:
    """An amount given in minor units: `2.150.000,00 kr.`, in English `DKK 2,150,000.00`."""
    amount = major(minor, currency)
    number = _grouped(amount, lang, -int(amount.as_tuple().exponent))
    if lang == "en":
        return f"{currency}{NO_BREAK_SPACE}{number}"
    return f"{number}{NO_BREAK_SPACE}{'kr.' if currency == 'DKK' else currency}"


def major(minor: int, currency: str) -> Decimal:
    """An amount of minor units in whole ones with its decimals: 215 øre is 2.15 kroner."""
    return Decimal(minor).scaleb(0 if currency in _WITHOUT_MINOR_UNIT else -2)


def format_number(value: Decimal | float | str, lang: Language, decimals: int | None = None) -> str:
    """A number with grouped thousands: `1.452` or `31,4`, in English `1,452` or `31.4`.

    Args:
        value: a number, or its text with a decimal point. Floats are read by their shortest text.
        lang: whose separators to use.
        decimals: how many decimals to print, halves away from zero; None prints those it has.

    Raises:
        ValueError: `value` is text that is no number.
    """
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number with a decimal point.") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} cannot be printed as a number.")
    if decimals is None:
        decimals = max(0, -int(number.as_tuple().exponent))
    return _grouped(number, lang, decimals)


def format_value(text: str, lang: Language) -> str:
    """A recorded value as printed: numbers (`31.4`, `<1`) by language, other text as it stands."""
    sign, bare = (text[0], text[1:].strip()) if text[:1] in {"<", ">"} else ("", text)
    try:
        return sign + format_number(bare, lang)
    except ValueError:
        return text


def format_percent(share: Decimal | float | str, lang: Language, decimals: int = 1) -> str:
    """A share between 0 and 1 in percent: `71,7 %`, in English `71.7%`."""
    number = format_number(Decimal(str(share)) * 100, lang, decimals)
    return f"{number}{NO_BREAK_SPACE}%" if lang == "da" else f"{number}%"


def _grouped(number: Decimal, lang: Language, decimals: int) -> str:
    thousands, point = _SEPARATORS[lang]
    with localcontext(prec=max(28, len(number.as_tuple().digits) + abs(number.adjusted()) + 9)):
        rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    plain = f"{rounded.copy_abs():,.{decimals}f}"
    swapped = plain.replace(",", "\0").replace(".", point).replace("\0", thousands)
    return MINUS + swapped if rounded < 0 else swapped


@cache
def catalogue(folder: Path, lang: Language) -> gettext.NullTranslations:
    """The words of one `locales` folder in one language.

    All `folder/<lang>/*.po` are read in the order of their names; the first file that has a text
    decides. English texts are their own identifiers, so a language without files gives those.
    """
    found: gettext.NullTranslations = gettext.NullTranslations()
    for path in sorted((folder / lang).glob("*.po"), reverse=True):
        words = _read(path, lang)
        words.add_fallback(found)
        found = words
    return found


def translator(lang: Language) -> gettext.NullTranslations:
    """The words of the printed reports in one language."""
    return catalogue(Path(__file__).parent / "locales", lang)


def merged(catalogues: Iterable[gettext.NullTranslations]) -> gettext.NullTranslations:
    """One catalogue that asks the given ones in turn (a page of the app, then the reports')."""
    chain = gettext.NullTranslations()
    for one in catalogues:
        chain.add_fallback(one)
    return chain


def _read(path: Path, lang: Language) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=lang, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class UnreadableInputError(ValueError):
    """What was typed cannot be read; `wording` says so to the person who typed it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotANumberError(UnreadableInputError):
    """The text is no number; `suggestion` is what was probably meant, if that can be seen."""

    def __init__(self, text: str, suggestion: Decimal | None = None) -> None:
        super().__init__(text)
        self.suggestion = suggestion


class AmbiguousNumberError(UnreadableInputError):
    """The text can be read as two numbers: `1.234` is 1234 to a Dane and 1,234 to a machine."""

    def __init__(self, text: str, readings: tuple[Decimal, Decimal]) -> None:
        super().__init__(text)
        self.readings = readings


class NotADateError(UnreadableInputError):
    """The text is no day in the calendar."""


def wording(error: UnreadableInputError, lang: Language) -> str:
    """What happened, with which value, and what to do next."""
    _ = translator(lang).gettext
    match error:
        case AmbiguousNumberError(readings=(whole, fraction)):
            sentence = _("“{text}” can be read in two ways. Write {whole} or {fraction}.")
            # Both languages type the decimal comma, as parse_decimal reads it.
            values = {"whole": str(whole), "fraction": str(fraction).replace(".", ",")}
        case NotANumberError(suggestion=Decimal() as suggestion):
            sentence = _("“{text}” is not a number. Did you mean {suggestion}?")
            values = {"suggestion": str(suggestion).replace(".", ",")}
        case NotANumberError():
            sentence = _("“{text}” is not a number. Write it with digits, e.g. {example}.")
            values = {"example": "31,4"}
        case _:
            sentence = _("“{text}” is not a date. Write day, month and year, e.g. {example}.")
            values = {"example": format_date(date(2026, 11, 21), "da")}
    return sentence.format(text=error.text, **values)


def parse_decimal(text: str) -> Decimal:
    """The number a Dane means: `31,4`, `2.150.000,00`, `2 150 000`, and `31.4` where it is clear.

    The comma is the decimal sign. A single point before exactly three digits is refused, because
    `1.234` means one thing in a laboratory file and another at a Danish keyboard.

    Raises:
        AmbiguousNumberError: with both readings.
        NotANumberError: with a suggestion where a letter stands for a digit.
    """
    tidy = _tidy(text)
    if _WHOLE.fullmatch(tidy) or _COMMA.fullmatch(tidy):
        return Decimal(tidy.replace(",", "."))
    grouped, point = _GROUPED.fullmatch(tidy), _POINT.fullmatch(tidy)
    if grouped and point:
        raise AmbiguousNumberError(text, (Decimal(tidy.replace(".", "")), Decimal(tidy)))
    if grouped:
        return Decimal(tidy.replace(".", "").replace(" ", "").replace(",", "."))
    if point:
        return Decimal(tidy)
    raise NotANumberError(text, _suggestion(tidy))


def parse_date(text: str, today: date) -> date:
    """The day a Dane means: `21-11-2026`, `21.11.26`, `21/11/2026`, `211126`, or ISO.

    A year of two digits is the one from 79 years before `today` to 20 years after it.

    Raises:
        NotADateError: no such form, or no such day (31-02-2026).
    """
    tidy = " ".join(text.split())
    for form, order in _DATE_FORMS:
        if found := form.fullmatch(tidy):
            return _day(text, order(found), today)
    raise NotADateError(text)


_DATE_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str, str]]], ...] = (
    (_ISO, lambda m: (m[1], m[2], m[3])),
    (_DAY_FIRST, lambda m: (m[4], m[3], m[1])),
    (_SIX_OR_EIGHT, lambda m: (m[3], m[2], m[1])),
)


def _day(text: str, parts: tuple[str, str, str], today: date) -> date:
    year, month, day = (int(part) for part in parts)
    if len(parts[0]) == 2:
        latest = today.year + _YEARS_AHEAD
        year = latest - (latest - year) % 100
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NotADateError(text) from error


def _tidy(text: str) -> str:
    return " ".join(text.split()).replace("\u2212", "-").replace("- ", "-")


def _suggestion(tidy: str) -> Decimal | None:
    likely = tidy.translate(_LOOKALIKES)
    if likely != tidy and (_WHOLE.fullmatch(likely) or _COMMA.fullmatch(likely)):
        return Decimal(likely.replace(",", "."))
    return None
