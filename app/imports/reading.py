"""A file's bytes (CSV or an Excel workbook) to rows of text, or one problem of the whole file.

Nothing is mended in silence.

Row numbers count as a spreadsheet does: the header is row 1, blank rows count and are left out.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.imports import spreadsheet
from app.imports.maps import HARD_BYTES, ImportMap
from app.imports.problems import FileProblem, FileRefused

_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_ARCHIVES = (b"%PDF", b"\x1f\x8b")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number; cells as written, trimmed."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's header and its rows that hold something."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(content: bytes, by: ImportMap) -> Sheet:
    """The rows of a file.

    Raises:
        FileRefused: the file as a whole cannot be read by this map.
    """
    _check_size(content, by)
    found = spreadsheet.records(content, by) if content.startswith(spreadsheet.MARK) else None
    records = _short(found or _records(_text(content, by), by), by)
    header = _header(next(records, (0, []))[1], by)
    rows = []
    for number, cells in records:
        if any(cells):
            rows.append(Row(number, tuple(cells)))
            if len(rows) > by.limits.rows:
                raise FileRefused(FileProblem("too_many_rows", expected=str(by.limits.rows)))
    if not rows:
        raise FileRefused(FileProblem("no_rows"))
    return Sheet(header, tuple(rows))


def _check_size(content: bytes, by: ImportMap) -> None:
    limit = min(by.limits.bytes, HARD_BYTES)
    if not content.strip(b" \r\n\t"):
        raise FileRefused(FileProblem("empty"))
    if len(content) > limit:
        sizes = (f"{len(content) / 1e6:.1f}", f"{limit / 1e6:g}")
        raise FileRefused(FileProblem("too_big", *sizes))


def _text(content: bytes, by: ImportMap) -> str:
    if content.startswith(_OLD_WORKBOOK):
        raise FileRefused(FileProblem("old_workbook"))
    if content.startswith(_ARCHIVES):
        raise FileRefused(FileProblem("spreadsheet"))
    text = _decoded(content, by.encodings)
    if "\0" in text:
        half = text[:2000].count("\0") * 3 > len(text[:2000])
        raise FileRefused(FileProblem("utf16" if half else "nul"))
    return text


def _decoded(content: bytes, encodings: tuple[str, ...]) -> str:
    """By the first encoding that reads the whole file; UTF-16 only by its mark."""
    marked = content.startswith(_UTF16_MARKS)
    if marked and "utf-16" not in encodings:
        raise FileRefused(FileProblem("utf16"))
    if content.startswith(_UTF8_MARK) and "utf-8-sig" in encodings:
        encodings = ("utf-8-sig",)
    for encoding in encodings:
        if marked is not (encoding == "utf-16"):
            continue
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(FileProblem("encoding", expected=", ".join(encodings)))


def _records(text: str, by: ImportMap) -> Iterator[tuple[int, list[str]]]:
    """Numbered records with trimmed cells."""
    limit, last = by.limits.cell_characters, 0
    lines = io.StringIO(text, newline="")
    try:
        for last, record in enumerate(csv.reader(lines, delimiter=by.delimiter, strict=True), 1):
            yield last, [cell.strip() for cell in record]
    except csv.Error as error:
        if "field larger" in str(error):
            raise FileRefused(FileProblem("huge_cell", str(last + 1), str(limit))) from None
        raise FileRefused(FileProblem("quotes", str(last))) from None


def _short(
    records: Iterator[tuple[int, list[str]]], by: ImportMap
) -> Iterator[tuple[int, list[str]]]:
    """The records, none with a cell longer than the map lets it be."""
    limit = by.limits.cell_characters
    for number, cells in records:
        if any(len(cell) > limit for cell in cells):
            raise FileRefused(FileProblem("huge_cell", str(number), str(limit)))
        yield number, cells


def _header(found: list[str], by: ImportMap) -> tuple[str, ...]:
    names = tuple(unicodedata.normalize("NFC", cell) for cell in found)
    wanted = set(by.header)
    if not wanted & set(names):
        raise FileRefused(_no_header(names, by))
    if twice := sorted({name for name in names if names.count(name) > 1 and name}):
        raise FileRefused(FileProblem("column_twice", ", ".join(twice)))
    if missing := [name for name in by.header if name not in names]:
        raise FileRefused(FileProblem("column_missing", ", ".join(missing)))
    unknown = [name for name in names if name not in wanted]
    if unknown and by.extra_columns == "refuse":
        shown = ", ".join(unknown)[:200]
        raise FileRefused(FileProblem("column_unknown", shown, ", ".join(by.header)))
    return names


def _no_header(names: tuple[str, ...], by: ImportMap) -> FileProblem:
    line = by.delimiter.join(names)
    for other in (";", ",", "\t", "|"):
        if other != by.delimiter and set(by.header) & {part.strip() for part in line.split(other)}:
            return FileProblem("delimiter", _named(other), _named(by.delimiter))
    return FileProblem("header_missing", expected=", ".join(by.header))


def _named(delimiter: str) -> str:
    return "tab" if delimiter == "\t" else delimiter
