"""What a field of an agreement's form shows and what is typed into it, beside the file's own."""

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app.web.forms import Message, Problem, Unreadable
from app.web.words import N_
from contracts import dates
from contracts.money import parse_money, parse_number, parse_ratio
from contracts.wording.formats import number as number_words
from contracts.wording.formats import period as period_words
from reports.language import Language, UnreadableInputError, format_value, parse_date, parse_decimal


class Kind(StrEnum):
    """How a field is written, in the file and by a person."""

    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    PERIOD = "period"
    PERIODS = "periods"
    SHARE = "share"
    SHARES = "shares"
    NUMBER = "number"
    MONEY = "money"


class Unfit(Exception):  # noqa: N818 - told to the person
    """What is typed is no value of its kind; `problem` says what to write."""

    def __init__(self, problem: Message) -> None:
        self.problem = problem
        super().__init__(problem)


_UNITS = (
    ("Y", ("år", "year", "years", "y", "å")),
    ("M", ("måneder", "måned", "mdr", "mdr.", "md", "md.", "month", "months", "m")),
    ("W", ("uger", "uge", "week", "weeks", "w", "u")),
    ("D", ("dage", "dag", "d", "d.", "day", "days")),
)
_PART = re.compile(r"(\d{1,5}) ?([^\W\d]+\.?)")
_BETWEEN = re.compile(r"\s*;\s*")
_SHARE = re.compile(r"\d+([.,]\d+)? ?%|\d+/\d+")
NO_PERIOD = N_("“{found}” is no period. Write a number with its unit, such as 60 days or 1 year.")
NO_SHARE = N_(
    "“{found}” is no share. Write it in per cent or as a fraction, such as 12.5 % or 1/3."
)
NO_AMOUNT = N_("“{found}” is no amount. Write it with its currency, such as 2.900.000,00 USD.")
NO_LINES = N_("The text may not be empty. Write what the parties agreed.")


def shown(kind: Kind, raw: str, lang: Language) -> str:
    """What a field shows of the file's spelling; a spelling it cannot read stands as it is."""
    try:
        return _shown(kind, raw, lang)
    except ValueError:
        return raw


def _shown(kind: Kind, raw: str, lang: Language) -> str:
    match kind:
        case Kind.DATE:
            return f"{dates.parse_date(raw):%d-%m-%Y}"
        case Kind.PERIOD:
            return period_words(dates.parse_period(raw), lang)
        case Kind.SHARE:
            return number_words(raw.removesuffix("%").strip(), lang) + _percent(raw)
        case Kind.NUMBER:
            return format_value(raw, lang)
        case Kind.MONEY:
            parse_money(raw)
            amount, _, currency = raw.partition(" ")
            return f"{format_value(amount, lang)} {currency}"
        case _:
            return raw


def _percent(raw: str) -> str:
    return " %" if raw.endswith("%") else ""


def listed(kind: Kind, raws: list[str], lang: Language) -> str:
    """What a field shows of a list."""
    one = Kind.SHARE if kind is Kind.SHARES else Kind.PERIOD
    return "; ".join(shown(one, raw, lang) for raw in raws)


def read_list(kind: Kind, typed: str, today: date) -> list[str]:
    """The file's spellings of a list as typed, semicolons between.

    Raises:
        Unfit: one of them is none.
    """
    one = Kind.SHARE if kind is Kind.SHARES else Kind.PERIOD
    parts = [part for part in _BETWEEN.split(typed.strip()) if part]
    return [read(one, part, today) for part in parts]


def read(kind: Kind, typed: str, today: date) -> str:
    """The file's spelling of what is typed.

    Raises:
        Unfit: it is no value of its kind.
    """
    text = " ".join(typed.split())
    try:
        return _READERS[kind](text, today)
    except UnreadableInputError as error:
        raise Unfit(Unreadable(error)) from error
    except ValueError as error:
        raise Unfit(Problem(_REFUSALS.get(kind, NO_LINES), {"found": text})) from error


def _date(text: str, today: date) -> str:
    return dates.parse_date(parse_date(text, today).isoformat()).isoformat()


def _period(text: str, _today: date) -> str:
    try:
        return dates.parse_period(text.upper()).text if text[:1] in {"P", "p"} else _worded(text)
    except ValueError:
        return _worded(text)


def _worded(text: str) -> str:
    parts = _PART.findall(text.casefold())
    rest = _PART.sub("", text.casefold()).replace("og", "").replace("and", "").strip(" ,")
    if not parts or rest:
        raise ValueError(text)
    order = "YMWD"
    said = [(_letter(unit), number) for number, unit in parts]
    said.sort(key=lambda one: order.index(one[0]))
    written = "P" + "".join(f"{int(number)}{letter}" for letter, number in said)
    dates.parse_period(written)
    return written


def _letter(unit: str) -> str:
    for letter, names in _UNITS:
        if unit in names:
            return letter
    raise ValueError(unit)


def _share(text: str, _today: date) -> str:
    if _SHARE.fullmatch(text) is None:
        raise ValueError(text)
    plain = text.replace(",", ".").replace("%", " %").replace("  ", " ")
    if parse_ratio(plain) > Fraction(1):
        raise ValueError(text)
    return plain


def _number(text: str, _today: date) -> str:
    plain = f"{parse_decimal(text):f}"
    parse_number(plain)
    return plain


def _money(text: str, _today: date) -> str:
    amount, _, currency = text.rpartition(" ")
    written = f"{parse_decimal(amount):f} {currency.upper()}"
    parse_money(written)
    return written


def _text(text: str, _today: date) -> str:
    if not text:
        raise ValueError(text)
    return text


_READERS = {
    Kind.TEXT: _text,
    Kind.CHOICE: _text,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.SHARE: _share,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
}
_REFUSALS = {Kind.PERIOD: NO_PERIOD, Kind.SHARE: NO_SHARE, Kind.MONEY: NO_AMOUNT}
