"""The steps of an explanation read back as a person with a pocket calculator would."""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from contracts.arithmetic import Step
from contracts.wording.formats import MINUS
from contracts.wording.lines import _WORDS

CODES = {english: code for code, (_, english) in _WORDS.items() if "{" not in english}
A_UNIT = Fraction(1)


def number(text: str) -> Fraction:
    """A number, share, rate or amount as it is printed in English; amounts in minor units."""
    plain = text.replace(MINUS, "-").replace(",", "")
    found = re.search(r"\d+/\d+|\d+(\.\d+)?", plain)
    value = Fraction(found[0]) if found else Fraction(0)
    if "%" in plain:
        value /= 100
    elif re.match(r"-?[A-Z]{3} ", plain):
        value *= 100
    return -value if plain.startswith("-") else value


def rounded(value: Fraction) -> int:
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


class Reckoner:
    """Works the steps through; what it comes to is held against each amount that is stated."""

    def __init__(self) -> None:
        self.now = Fraction(0)
        self.told: dict[str, Fraction] = {}
        self.divided = False

    def step(self, code: str, value: Fraction) -> None:
        self.told[code] = value
        if code in STATED:
            self.state(value, parted=code == "part")
        elif code in TIMES:
            self.now *= -value if code == "refunded_at" else value
            self.divided |= code in {"share", "part_of_days"}
        elif code in FRESH:
            self.now = FRESH[code](self.told)
        elif code == "tier_share":
            self.now -= self.told["tier_sum"] * (1 - value)
            self.divided = True
        elif code in {"given_back", "withheld"}:
            self.now += value
        elif code == "given_earlier":
            self.now -= value
        else:
            assert code in MEMBERS, code

    def state(self, value: Fraction, *, parted: bool) -> None:
        """An amount stated: what was worked out, to the unit where it is a part of a division."""
        if parted:
            assert abs(value) <= abs(self.now)
            assert value * self.now >= 0
        elif self.divided:
            assert abs(value - self.now) < A_UNIT
        else:
            assert value == rounded(self.now)
        self.now, self.divided = value, False


STATED = {"price_of_dose", "instalment_step", "comes_to", "uncut", "together", "part", "result"}
TIMES = {"dose", "share", "factor", "refunded_at", "ratio", "part_of_days", "rate", "share_back"}
MEMBERS = {"ceiling", "sum", "sum_since", "unweighted", "tier_sum", "taxable", "owed_in_all"}
MEMBERS |= {"agreed", "rate_first", "basis"}
FRESH: dict[str, Callable[[dict[str, Fraction]], Fraction]] = {
    "price": lambda told: told["price"],
    "ruled": lambda told: told["ruled"],
    "gives_way": lambda _: Fraction(0),
    "paid_for": lambda told: -told["paid_for"],
    "excess": lambda told: -max(Fraction(0), told["sum"] - told["ceiling"]),
    "bound": lambda told: told["bound"] - told["sum_since"],
    "weighted": lambda told: told["weighted"] - told["unweighted"],
    "vat_rate": lambda told: told["taxable"] * told["vat_rate"],
    "paid_of_it": lambda told: told["paid_of_it"] - told["owed_in_all"],
    "rate_now": lambda told: Fraction(
        rounded(told["agreed"] * told["rate_now"]) - rounded(told["agreed"] * told["rate_first"])
    ),
    "moved_back": lambda told: -told["basis"] * told["moved_back"],
    "share_moved": lambda told: told["basis"] * told["share_moved"],
}


def reckoned(steps: Sequence[Step]) -> set[str]:
    """Work every step through to the amount; the codes that were met."""
    reckoner = Reckoner()
    codes = [CODES[step.label] for step in steps]
    for code, step in zip(codes, steps, strict=True):
        reckoner.step(code, number(step.value))
        if code == "result":
            break
    assert "result" in codes
    return set(codes)
