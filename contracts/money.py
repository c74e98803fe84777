"""Money in minor units (øre, cents) and exact shares of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

CURRENCIES = frozenset({"CHF", "DKK", "EUR", "GBP", "NOK", "SEK", "USD"})
MINOR_PER_MAJOR = 100

_AMOUNT = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_RATIO = re.compile(r"\d{1,18}/[1-9]\d{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency; negative when the supplier owes."""

    minor: int
    currency: str


def parse_minor(text: str) -> int:
    """Minor units from decimal text in major units: "21500000.00" is 2150000000."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, whole, part = found.groups()
    minor = int(whole) * MINOR_PER_MAJOR + int((part or "").ljust(2, "0"))
    return -minor if sign else minor


def parse_money(text: str) -> Money:
    """Money from text such as "21500000.00 DKK"."""
    amount, _, currency = text.partition(" ")
    if currency not in CURRENCIES:
        raise ValueError(text)
    return Money(parse_minor(amount), currency)


def parse_number(text: str) -> Fraction:
    """The exact value of plain decimal text; no exponents, no thousands marks."""
    if _NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    return Fraction(text)


class Written(Fraction):
    """A number that remembers how many decimals it was written with, so that 9.0 is told as 9.0."""

    __slots__ = ("decimals",)
    decimals: int

    def __new__(cls, text: str) -> Self:
        """The exact value of plain decimal text.

        Raises:
            ValueError: the text is none.
        """
        self = super().__new__(cls, parse_number(text))
        self.decimals = len(text.partition(".")[2])
        return self

    def __copy__(self) -> "Written":
        """The same number: it never changes."""
        return self

    def __deepcopy__(self, memo: object) -> "Written":
        """The same number: it never changes."""
        return self

    def __reduce__(self) -> tuple[type["Written"], tuple[str]]:
        """The text it is made from again in another process."""
        return Written, (decimal_text(self),)


def parse_ratio(text: str) -> Fraction:
    """An exact ratio, from "110 %", "4/3" or "1.10"; not below 0."""
    bare = text.removesuffix("%").strip()
    if _RATIO.fullmatch(bare) is None and _NUMBER.fullmatch(bare) is None:
        raise ValueError(text)
    ratio = Fraction(bare) / (100 if text.endswith("%") else 1)
    if ratio < 0:
        raise ValueError(text)
    return ratio


def parse_share(text: str) -> Fraction:
    """An exact share of one, from "40 %", "1/3" or "0.25"; between 0 and 1."""
    share = parse_ratio(text)
    if share > 1:
        raise ValueError(text)
    return share


def parse_currency(text: str) -> str:
    """The code of a currency."""
    if text not in CURRENCIES:
        raise ValueError(text)
    return text


def round_half_away(value: Fraction) -> int:
    """The nearest whole number; halves go away from zero, as contracts read them."""
    whole, rest = divmod(abs(value), 1)
    rounded = int(whole) + (1 if rest >= Fraction(1, 2) else 0)
    return rounded if value >= 0 else -rounded


def share_of(amount: int, share: Fraction) -> int:
    """A share of an amount in minor units, rounded half away from zero."""
    if share.denominator == 1:
        return amount * share.numerator
    return round_half_away(amount * share)


def split(total: int, weights: Sequence[Fraction]) -> tuple[int, ...]:
    """An amount divided by weights so that the parts add up to it exactly.

    Largest remainder: every part is rounded towards zero, and the units left over go to the
    largest remainders, the earlier part first where two are equal. 100 in three is 34, 33, 33.
    """
    whole = sum(weights, Fraction(0))
    if whole == 0:
        return tuple(0 for _ in weights)
    exact = [abs(total) * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    left = abs(total) - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += 1
    return tuple(part if total >= 0 else -part for part in parts)


def apportion(exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Exact parts, of either sign, as whole numbers that add up to their rounded sum.

    Largest remainder, as in `split`; no part is as much as one unit off.
    """
    parts = [value.numerator // value.denominator for value in exact]
    left = round_half_away(sum(exact, Fraction(0))) - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:left]:
        parts[i] += 1
    return tuple(parts)


def decimal_text(value: Fraction) -> str:
    """A number as plain decimal text where it has one, else as a fraction.

    One that was written in an agreement keeps the decimals it was written with.
    """
    for digits in range(value.decimals if isinstance(value, Written) else 0, 19):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            whole = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            text = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
            return f"-{text}" if value < 0 else text
    return f"{value.numerator}/{value.denominator}"
