"""Which values an item takes: canonical text with a decimal point, `<1`, or a choice's code."""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.followup.plans import Item

MISSING_REASONS = ("not_done", "not_applicable", "unknown", "refused", "moved", "dead")
HIGHEST_GRADE = 5
_QUANTITY = re.compile(r"(?P<sign>[<>]?)(?P<number>-?\d{1,9}(?:\.\d{1,6})?)", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)


class UnusableValue(ValueError):  # noqa: N818 - told to the person
    """An item was given something it does not take; `part` is value, unit, method or reason."""

    def __init__(self, name: str, part: str, found: str) -> None:
        self.name, self.part, self.found = name, part, found
        super().__init__(f"{name}: {part} {found!r}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value outside the plausible range; `meant` is a tenth of it where that lies in range."""

    value: Decimal
    bound: Decimal
    above: bool
    meant: Decimal | None


def takes(item: Item, value: str) -> bool:
    """Whether the item takes this canonical text."""
    match item.type:
        case "choice":
            return value in item.values
        case "count":
            return _COUNT.fullmatch(value) is not None
        case "grade":
            return _COUNT.fullmatch(value) is not None and int(value) <= HIGHEST_GRADE
        case _:
            return _QUANTITY.fullmatch(value) is not None


def canonical(value: str) -> str:
    """Numbers without idle zeros (`31.40` is `31.4`), so the same value is the same text."""
    found = _QUANTITY.fullmatch(value)
    if found is None:
        return value
    number = Decimal(found["number"]).normalize()
    return found["sign"] + format(number or Decimal(0), "f")


def doubt(item: Item, value: str) -> Doubt | None:
    """What to ask about a value outside the plausible range, or None where it lies inside."""
    found = _QUANTITY.fullmatch(value)
    if item.plausible is None or found is None:
        return None
    number = Decimal(found["number"])
    low, high = Decimal(item.plausible.low), Decimal(item.plausible.high)
    if low <= number <= high:
        return None
    tenth = number / 10
    above = number > high
    meant = tenth if above and low <= tenth <= high and not found["sign"] else None
    return Doubt(number, high if above else low, above, meant)


def number(value: str) -> Decimal | None:
    """The number in a canonical value, its limit where it is below or above detection."""
    found = _QUANTITY.fullmatch(value)
    return Decimal(found["number"]) if found else None
