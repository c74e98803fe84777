"""An Excel workbook to the records a CSV file of the same sheet would give, in the map's notation.

Nothing is run: a formula comes as its text, and is refused where a value is needed.
"""

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from app.imports.maps import ImportMap, LongMap
from app.imports.problems import FileProblem, FileRefused

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MARK = b"PK\x03\x04"
WIDEST, MOST_PARTS, UNPACKED = 400, 1_000, 50_000_000
BESIDE, MOST_TAGS = 4_000_000, 50_000
"""Bytes and tags of a part that holds no cells; openpyxl makes objects of them all at once."""
_CELLS = ("xl/worksheets/", "xl/sharedstrings.xml")
_PADDED = re.compile(r"0{6}-?0{4}")
"""A number shown with ten digits: a CPR number keeps its first zero."""
_LITERAL = re.compile(r'"[^"]*"|\\.')
"""What a cell's form only writes beside the number."""
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, EOFError),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError, RuntimeError),
)
"""What a damaged workbook, or an archive that is none, is met with on the way."""


def records(content: bytes, by: ImportMap) -> Iterator[tuple[int, list[str]]]:
    """The numbered records of the one sheet that has the map's columns.

    Raises:
        FileRefused: it is no workbook, is larger unpacked than is read, or two sheets have them.
    """
    import openpyxl  # noqa: PLC0415 - a second to load, and most files are CSV

    try:
        _check_size(content)
        with warnings.catch_warnings(action="ignore"):  # parts that openpyxl does not know
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        yield from enumerate(_rows(book, by), 1)
    except _UNREADABLE:
        raise FileRefused(FileProblem("spreadsheet")) from None


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        held = parts.infolist()
        if len(held) > MOST_PARTS:
            raise FileRefused(FileProblem("spreadsheet"))
        size = sum(part.file_size for part in held)
        if size > UNPACKED:
            found = (f"{size / 1e6:.0f}", f"{UNPACKED / 1e6:g}")
            raise FileRefused(FileProblem("too_big_inside", *found))
        for part in held:
            beside = not part.filename.lower().startswith(_CELLS)
            if beside and (part.file_size > BESIDE or parts.read(part).count(b"<") > MOST_TAGS):
                raise FileRefused(FileProblem("too_much_beside", part.filename[-60:]))


def _rows(book: "Workbook", by: ImportMap) -> Iterator[list[str]]:
    fitting = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some laboratories write them wrong
        first = next(sheet.iter_rows(max_row=1, max_col=WIDEST, values_only=True), ())
        if set(by.header) & {str(cell).strip() for cell in first if cell is not None}:
            fitting.append(sheet)
    if len(fitting) > 1:
        names = ", ".join(sheet.title for sheet in fitting)
        raise FileRefused(FileProblem("two_sheets", names[:200]))
    width = blank = 0
    for row in (fitting or book.worksheets)[0].iter_rows(max_col=WIDEST):
        cells = [_text(cell.value, cell.number_format, by) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        width = width or len(cells)
        blank += not cells  # one cell far down makes openpyxl give every row above it
        if blank > by.limits.rows:
            raise FileRefused(FileProblem("too_many_rows", expected=str(by.limits.rows)))
        yield cells + [""] * (width - len(cells))


def _text(value: object, form: str, by: ImportMap) -> str:
    """A cell as the map's file would write it; of a moment the day."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case int() | float():
            return _number(value, form).replace(".", by.decimal)
        case datetime() | date():
            return f"{value:%Y-%m-%d}" if _iso(by) else f"{value:%d-%m-%Y}"
        case str() | time() | timedelta():
            return str(value).strip()
        case _:  # an array formula, or a table of results, which has no text of its own
            return str(getattr(value, "text", "=TABLE()")).strip()


def _number(value: float, form: str) -> str:
    if _PADDED.fullmatch(form) and value == int(value):
        return f"{int(value):010d}"
    share = "%" in _LITERAL.sub("", form)  # 0.31 is shown as 31%, and neither is guessed
    # Excel itself shows 15 digits of what it keeps.
    shown = Decimal(format(value * 100 if share else value, ".15g"))
    return f"{shown:f}%" if share else f"{shown:f}"


def _iso(by: ImportMap) -> bool:
    day = by.facts[0].valid_on if isinstance(by, LongMap) else by.row.treatment.infused_on
    return day.format != "dd-mm-yyyy"
