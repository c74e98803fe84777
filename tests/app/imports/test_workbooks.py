"""An Excel workbook is read like the CSV file of the same sheet, and nothing in it is run."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from app.imports.map_faults import read_map
from app.imports.problems import FileRefused
from app.imports.reading import read_sheet
from tests.app.imports.conftest import HEADER, LAB_MAP, only

BY = read_map(LAB_MAP)


def workbook(*rows, formats=(), sheets=("Svar",)):
    """An Excel workbook with these rows below the header on each sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in (HEADER.split(";"), *rows):
            sheet.append(row)
        for place, form in formats:
            sheet[place].number_format = form
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def refusal(content):
    with pytest.raises(FileRefused) as refused:
        read_sheet(content, BY)
    danish, english = refused.value.message("da"), refused.value.message("en")
    assert danish != english
    return english


def test_typed_numbers_and_dates_are_read_in_the_map_s_notation() -> None:
    content = workbook(
        ["P-0003", date(2026, 11, 14), "LOK-FIX1", 31.400000000000002, "%", "1-trins"],
        ["P-0003", datetime(2026, 11, 14, 8, 30), "NPU19651", 24, "U/L", None],
    )
    first, second = read_sheet(content, BY).rows
    assert first.cells == ("P-0003", "14-11-2026", "LOK-FIX1", "31,4", "%", "1-trins")
    assert second.cells == ("P-0003", "14-11-2026", "NPU19651", "24", "U/L", "")


def test_a_workbook_becomes_facts_as_a_csv_file_does(plan) -> None:
    row = ["P-0003", date(2026, 11, 14), "LOK-FIX1", 0.31, "IU/mL", "1-trins"]
    made = plan(workbook(row))
    assert (only(made).fate, made.known.bulk.rows[-1].value) == ("create", "31")


def test_a_share_shown_in_percent_is_refused_and_never_read_a_hundred_times_too_small(plan) -> None:
    row = ["P-0003", date(2026, 11, 14), "LOK-FIX1", 0.31, "%", "1-trins"]
    refused = only(plan(workbook(row, formats=[("D2", "0.0%")])))
    assert (refused.fate, refused.row.cells[3]) == ("refused", "31%")
    (kept,) = read_sheet(workbook([*row[:3], 31, *row[4:]], formats=[("D2", '0"%"')]), BY).rows
    assert kept.cells[3] == "31"


def test_a_cell_far_below_the_others_is_refused_before_every_row_above_it_is_read() -> None:
    book = workbook(["P-0003", date(2026, 11, 14), "LOK-FIX1", 31, "%", "1-trins"])
    far = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(far, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="2"', b'<row r="2000000000"'))
    assert "20,000 rows" in refusal(far.getvalue())


def test_a_cpr_number_shown_with_ten_digits_keeps_its_first_zero() -> None:
    row = [702684659, date(2026, 11, 14), "NPU19651", 24, "U/L", ""]
    assert read_sheet(workbook(row, formats=[("A2", "0000000000")]), BY).rows[0].cells[0] == (
        "0702684659"
    )


def test_a_formula_is_refused_as_text_and_its_result_is_not_used(plan) -> None:
    row = only(plan(workbook(["P-0003", date(2026, 11, 14), "NPU19651", "=1+1", "U/L", ""])))
    assert [one.reason for one in row.problems] == ["formula"]


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (ArrayFormula("D2", "=SUM(A1:A9)"), "=SUM(A1:A9)"),
        (DataTableFormula("D2", r1="B1"), "=TABLE()"),
    ],
)
def test_an_array_formula_comes_as_its_text_and_is_refused(plan, made, text) -> None:
    row = only(plan(workbook(["P-0003", date(2026, 11, 14), "NPU19651", made, "U/L", ""])))
    assert (row.row.cells[3], [one.reason for one in row.problems]) == (text, ["formula"])


@pytest.mark.parametrize("styles", [b"<xf/>" * 100_000, b" " * 4_000_000])
def test_a_workbook_with_too_many_styles_is_refused_before_they_are_read(styles) -> None:
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in PARTS:
            end = b"</cellXfs>" if name == "xl/styles.xml" else b"no such end"
            new.writestr(name, old.read(name).replace(end, styles + end))
    assert "too much beside its cells, in xl/styles.xml" in refusal(changed.getvalue())


def test_blank_rows_count_and_are_left_out() -> None:
    row = ["P-0003", date(2026, 11, 14), "NPU19651", 24, "U/L", ""]
    assert [one.number for one in read_sheet(workbook([], row), BY).rows] == [3]


def test_two_sheets_with_the_columns_are_not_chosen_between() -> None:
    row = ["P-0003", date(2026, 11, 14), "NPU19651", 24, "U/L", ""]
    assert "more than one sheet: Jan, Feb" in refusal(workbook(row, sheets=("Jan", "Feb")))


def test_a_sheet_with_a_header_only_or_with_other_columns_is_refused() -> None:
    assert "header and no rows" in refusal(workbook())
    assert "has no column Enhed" in refusal(_other())


def _other():
    book = openpyxl.Workbook()
    book.active.append(["Patient", "Prøvedato", "Analysekode", "Svar", "Metode"])
    book.active.append(["P-0003", "14-11-2026", "NPU19651", "24", ""])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_another_archive_an_old_workbook_and_a_bomb_are_told_apart() -> None:
    archive, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        parts.writestr("word/document.xml", "<a/>")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(60_000_000))
    assert "neither CSV nor an Excel workbook" in refusal(archive.getvalue())
    assert "old Excel workbook (.xls)" in refusal(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "60 MB unpacked" in refusal(bomb.getvalue())


WHOLE = workbook(["P-0003", date(2026, 11, 14), "NPU19651", 24, "U/L", ""])


@settings(max_examples=60, deadline=None)
@given(st.integers(4, len(WHOLE) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused_and_never_anything_else(place, damage) -> None:
    with suppress(FileRefused):
        read_sheet(WHOLE[:place] + damage + WHOLE[place + len(damage) :], BY)


PARTS = sorted(zipfile.ZipFile(io.BytesIO(WHOLE)).namelist())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PARTS), st.integers(0, 2_000), st.binary(min_size=1, max_size=4))
def test_a_workbook_with_a_damaged_part_is_read_or_refused(name, place, damage) -> None:
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(WHOLE)) as parts,
        zipfile.ZipFile(changed, "w") as written,
    ):
        for one in PARTS:
            text = parts.read(one)
            spoilt = text[:place] + damage + text[place + len(damage) :]
            written.writestr(one, spoilt if one == name else text)
    with suppress(FileRefused):
        read_sheet(changed.getvalue(), BY)
