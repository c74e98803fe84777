"""Rows as an Excel workbook: exact amounts, real dates, no formulas, the same bytes every time."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from reports.tables import Cell

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as Written
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST = 60
_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, and its rows with the headings first."""

    name: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    """Of the columns, in characters."""


def workbook_bytes(sheets: Sequence[Sheet], title: str, days: str = "yyyy-mm-dd") -> bytes:
    """The sheets as one file; texts stay texts, whatever they begin with.

    Decimals keep two digits; Excel itself counts with fifteen, so sums are stated, not computed.

    Args:
        sheets: what it holds.
        title: of the file.
        days: how dates are shown, as Excel writes it.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a second to load, and few ask for it

    book = Workbook(write_only=True)
    book.properties.creator = "Effekt"
    book.properties.title = title
    for sheet in sheets:
        _fill(cast("Worksheet", book.create_sheet(sheet.name[:31])), sheet, days)
    written = io.BytesIO()
    book.save(written)
    return _without_clock(written.getvalue())


def _fill(page: "Worksheet", sheet: Sheet, days: str) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    page.freeze_panes = "A2"
    for number, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(number)].width = min(width, WIDEST)
    bold = Font(bold=True)
    for number, row in enumerate(sheet.rows):
        cells = [_cell(page, value, days) for value in row]
        if number == 0:
            for cell in cells:
                cell.font = bold
        page.append(cells)


def _cell(page: "Worksheet", value: Cell, days: str) -> "Written":
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if isinstance(value, str):
        cell = WriteOnlyCell(page, value=_CONTROL.sub(" ", value))
        cell.data_type = "s"  # or a text that begins with = would be run as a formula
        return cell
    cell = WriteOnlyCell(page, value="")
    cell.value = value
    if isinstance(value, Decimal):
        cell.number_format = "#,##0.00"
    elif isinstance(value, date):
        cell.number_format = days
    return cell


def _without_clock(content: bytes) -> bytes:
    """The same workbook without the moment it was made at."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as found,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as plain,
    ):
        for name in found.namelist():
            part = found.read(name)
            if name == "docProps/core.xml":
                part = _STAMPS.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            plain.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return written.getvalue()
