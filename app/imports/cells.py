"""One cell to one value: numbers and dates in the map's notation, and nothing guessed."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from reports.language import format_date

EARLIEST = date(1900, 1, 1)
KEPT_WHOLE, KEPT_DECIMALS = 9, 6
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_PLAIN = {
    ",": re.compile(r"-?\d+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"-?\d+(?:\.\d+)?", re.ASCII),
}
_OTHER = {",": ".", ".": ","}
_GROUPED = {
    ",": re.compile(r"-?\d{1,3}(?:[.\u0020\u00a0']\d{3})+(?:,\d+)?", re.ASCII),
    ".": re.compile(r"-?\d{1,3}(?:[,\u0020\u00a0']\d{3})+(?:\.\d+)?", re.ASCII),
}
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "−": "-"})
_DATES = {
    "dd-mm-yyyy": re.compile(r"(?P<d>\d{2})-(?P<m>\d{2})-(?P<y>\d{4})", re.ASCII),
    "yyyy-mm-dd": re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})", re.ASCII),
}
_EXAMPLES = {"dd-mm-yyyy": "21-11-2026", "yyyy-mm-dd": "2026-11-21"}


class CellFault(Exception):  # noqa: N818 - becomes a RowProblem
    """Why a cell has no usable value, and what was probably meant, if that can be seen.

    `other` is a second thing that may be meant as well.
    """

    def __init__(
        self,
        reason: str,
        suggestion: str = "",
        details: tuple[tuple[str, str], ...] = (),
        other: str = "",
    ) -> None:
        self.reason, self.suggestion, self.details = reason, suggestion, details
        self.other = other
        super().__init__(reason)


def check_text(cell: str) -> None:
    """Refuse invisible characters and what a spreadsheet would run.

    Raises:
        CellFault: the cell holds either.
    """
    if not cell.isascii() and any(unicodedata.category(one) in {"Cc", "Cf"} for one in cell):
        raise CellFault("invisible")
    if cell.isascii() and not cell.isprintable():
        raise CellFault("invisible")
    if cell.startswith(_FORMULA) and not any(form.fullmatch(cell) for form in _PLAIN.values()):
        raise CellFault("formula", _meant(cell.removeprefix("+"), ",") if cell[0] == "+" else "")


def number(cell: str, decimal: str, below_limit: str = "") -> str:
    """The canonical text of a number: decimal point, `<` kept where the map takes it.

    Raises:
        CellFault: it is no number in the map's notation, with what was probably meant.
    """
    sign, bare = ("", cell)
    if cell[:1] in {"<", ">"}:
        sign, bare = cell[0], cell[1:].strip()
        if sign != below_limit:
            raise CellFault("sign")
    if _PLAIN[decimal].fullmatch(bare):
        whole, _, fraction = bare.lstrip("-").partition(decimal)
        if len(whole) > KEPT_WHOLE or len(fraction) > KEPT_DECIMALS:
            raise CellFault("too_many_digits")
        return sign + bare.replace(",", ".")
    raise _not_a_number(sign, bare, decimal)


def _not_a_number(sign: str, bare: str, decimal: str) -> CellFault:
    other = _OTHER[decimal]
    if _PLAIN[other].fullmatch(bare):
        whole, _, fraction = bare.partition(other)
        if len(fraction) == 3:  # 1.234 is a thousand to one reader and a little over one to another
            readings = (f"{sign}{whole}{fraction}", f"{sign}{whole}{decimal}{fraction}")
            return CellFault("ambiguous_number", readings[0], other=readings[1])
        reason = "decimal_point" if other == "." else "decimal_comma"
        return CellFault(reason, sign + bare.replace(other, decimal))
    if _GROUPED[decimal].fullmatch(bare):
        joined = re.sub(f"[{re.escape(other)}\u0020\u00a0']", "", bare)
        return CellFault("thousands", sign + joined)
    meant = _meant(bare, decimal)
    return CellFault(
        "not_a_number",
        sign + meant if meant else "",
        (("example", "31,4" if decimal == "," else "31.4"),),
    )


def _meant(text: str, decimal: str) -> str:
    """The number that look-alike letters or full-width digits stand for, or nothing."""
    likely = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES)
    return likely if likely != text and _PLAIN[decimal].fullmatch(likely) else ""


def scaled(value: str, factor: Decimal) -> str:
    """A canonical value in the plan's unit; exact, at most six decimals."""
    if factor == 1:
        return value
    sign, bare = (value[0], value[1:]) if value[0] == "<" else ("", value)
    converted = round(Decimal(bare) * factor, KEPT_DECIMALS).normalize()
    return f"{sign}{converted:f}"


def day(cell: str, form: str, today: date) -> date:
    """A date in the map's form that exists and does not lie after today.

    Raises:
        CellFault: it is none; a date in another clear form is suggested in the map's.
    """
    found = _DATES[form].fullmatch(cell)
    if found is None:
        details = (("expected", form), ("example", _EXAMPLES[form]))
        raise CellFault("not_a_date", _in_form(cell, form), details)
    try:
        read = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise CellFault("no_such_day") from None
    if read < EARLIEST:
        raise CellFault("too_early")
    return not_after(read, today)


def not_after(read: date, today: date) -> date:
    """The date, unless it lies after today.

    Raises:
        CellFault: it does.
    """
    if read > today:
        raise CellFault("future_date", details=(("today_on", today.isoformat()),))
    return read


def _in_form(cell: str, form: str) -> str:
    other = next(pattern for name, pattern in _DATES.items() if name != form)
    found = other.fullmatch(cell)
    if found is None:
        return ""
    try:
        read = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return ""
    return format_date(read, "da") if form == "dd-mm-yyyy" else read.isoformat()


def days(cell: str, decimal: str, fraction: str) -> int:
    """A number of days, 0 or more; `fraction` says what a part of a day means.

    Raises:
        CellFault: it is no such number.
    """
    count = Decimal(number(cell, decimal))
    if count < 0:
        raise CellFault("negative")
    if count != int(count) and fraction == "refuse":
        raise CellFault("part_of_a_day")
    return int(count)


def one_of(cell: str, table: Mapping[str, str], reason: str = "not_in_table") -> str:
    """What a cell stands for in a closed table.

    Raises:
        CellFault: the table has no such cell.
    """
    if cell not in table:
        raise CellFault(reason, details=(("expected", listed(table)),))
    return table[cell]


def listed(names: Collection[str]) -> str:
    """The first names of a table, for a sentence."""
    shown = sorted(name for name in names if name)[:12]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def masked(cell: str) -> str:
    """A patient cell as it may be shown: of a long number the first six characters only."""
    digits = sum(one.isdigit() for one in cell)
    return f"{cell[:6]}-••••" if digits >= 7 else cell[:40]
