"""Files that spreadsheets open without running what patients' records say."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.tables import csv_bytes, curve_rows, json_bytes, risk_rows
from tests.reports.drawings import single_chart

FORMULAS = ["=1+1", "+45 12", "-2", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "=cmd|' /C calc'!A0"]


def read(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_run_as_a_formula_is_made_text(text):
    assert csv_bytes([(text,)]).decode().lstrip('"').startswith("'")


@given(st.text(st.sampled_from("=+-@\t\r\n'\" ,;aå1")))
def test_no_cell_of_text_starts_as_a_formula(text):
    ((_first, second),) = read(csv_bytes([("x", text)]))
    assert not second.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_our_own_numbers_stay_numbers():
    assert csv_bytes([(-2, Decimal("-3.50"), 0.1, None)]) == b"-2,-3.50,0.1,\r\n"


def test_danish_excel_gets_semicolons_decimal_commas_and_its_mark():
    written = csv_bytes([("Beløb", date(2027, 3, 12), Decimal("2150.50"))], "danish-excel")
    assert written.startswith(b"\xef\xbb\xbf")
    assert read(written, ";") == [["Beløb", "2027-03-12", "2150,50"]]


def test_json_has_one_form_whatever_the_order_of_its_parts():
    assert json_bytes({"b": 1, "a": Decimal("1.50")}) == json_bytes({"a": Decimal("1.50"), "b": 1})
    assert json.loads(json_bytes({"day": date(2027, 1, 2)})) == {"day": "2027-01-02"}


def test_a_figure_gives_every_step_and_the_published_points_as_rows():
    header, *rows = curve_rows(single_chart(), "da")
    assert header[:4] == ("series", "source", "day", "survival")
    assert rows[0][:4] == ("Danske patienter", "", 0, 1.0)
    assert rows[-1][:4] == ("ELIANA, hændelsesfri overlevelse", "Maude 2018", 365, 0.50)


def test_counts_under_five_never_reach_a_file():
    small = [cell for row in risk_rows(single_chart(20), "da")[1:] for cell in row[2:]]
    assert "<5" in small
    assert not {1, 2, 3, 4} & set(small)
