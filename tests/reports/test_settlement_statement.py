"""The statement both parties sign: complete, equal each time, and never wrong by a krone."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from pypdf import PdfReader

from reports import settlement_statement
from reports.settlement_statement import Status, TotalsDisagreeError
from tests.reports.builders import both, few_lines, many_lines, payable, statement


@pytest.fixture(scope="module")
def danish() -> bytes:
    return settlement_statement.pdf(statement(), "da")


def text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text() for page in pages).replace("\u00a0", " ")


def attached(content: bytes) -> dict[str, bytes]:
    files = PdfReader(io.BytesIO(content)).attachments
    return {name: parts[0] for name, parts in files.items()}


def test_the_same_settlement_is_the_same_bytes(danish):
    assert settlement_statement.pdf(statement(), "da") == danish


def test_the_amounts_and_their_reasons_are_printed(danish):
    printed = text(danish)
    assert "5.160.000,00 kr." in printed
    assert "−2.580.000,00 kr." in printed
    assert "faktor IX-aktivitet 3,8 % den 12-03-2027 er under 5 %" in printed
    assert "Karen Møller" in printed
    assert "Jørgen Åkjær" in printed


def test_made_up_terms_say_so_on_every_page(danish):
    pages = PdfReader(io.BytesIO(danish)).pages
    assert all("Illustrative vilkår" in page.extract_text() for page in pages)


def test_a_screen_reader_finds_language_title_and_structure(danish):
    with pikepdf.open(io.BytesIO(danish)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert "/StructTreeRoot" in root
        assert str(root.Lang) == "da"
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo.Title) == "Afregning 2027-09 · Hemgenix til hæmofili B"
        about = root.Metadata.read_bytes()
        assert b'pdfuaid:part="1"' in about
        assert b'pdfaid:part="3"' in about


def test_every_font_is_embedded(danish):
    with pikepdf.open(io.BytesIO(danish)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary)]
        described = [one for one in fonts if one.get("/Type") == "/FontDescriptor"]
        assert described
        assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_the_files_inside_hold_every_line(danish):
    files = attached(danish)
    rows = list(csv.DictReader(io.StringIO(files["lines.csv"].decode())))
    assert len(rows) == 7
    assert sum(float(row["amount"]) for row in rows) == 5_160_000
    assert json.loads(files["statement.json"])["total"]["net"] == 516_000_000


def test_the_method_is_printed_in_the_readers_language():
    assert "31,4 %</b> (1-trins)" in plain("da")
    assert "31.4%</b> (one-stage)" in plain("en")


def plain(lang, *lines) -> str:
    return settlement_statement.html(statement(lines or None), lang).replace("\u00a0", " ")


def test_lines_due_outside_the_period_are_summed_on_page_one_and_marked_one_by_one():
    early = replace(payable(1), due_on=date(2026, 3, 12))
    page = plain("da", early, replace(early, treatment="P-002"), payable(3))
    assert "2 linjer med i alt 5.160.000,00 kr. forfalder uden for perioden" in page
    assert page.count("Forfalder 12-03-2026, uden for perioden.") == 2


def test_a_line_due_in_the_period_or_without_an_amount_is_not_marked():
    due = replace(payable(1), due_on=date(2027, 9, 30))
    waiting = replace(few_lines()[5], due_on=date(2028, 1, 1))
    assert "uden for perioden" not in plain("da", due, waiting)


def test_no_page_is_left_nearly_empty(danish):
    pages = PdfReader(io.BytesIO(danish)).pages
    assert all(len(page.extract_text()) > 700 for page in pages)


def test_an_undecided_line_shows_no_amount():
    page = settlement_statement.html(statement(few_lines()[5:]), "da")
    assert page.count("ikke afgjort") == 2


def test_what_people_wrote_stays_text():
    evil = replace(
        payable(1),
        treatment="<script>alert(1)</script>",
        explanation=(both("{{7*7}} {% raw %}", "{{7*7}}"),),
    )
    page = settlement_statement.html(statement((evil,)), "da")
    assert "<script" not in page
    assert "{{7*7}} {% raw %}" in page


def test_a_draft_says_that_nothing_is_to_be_paid():
    draft = statement(status=Status.PROPOSED, approved_by=None)
    page = settlement_statement.html(draft, "da")
    assert "Ikke godkendt af en anden person" in page
    assert "Endnu ikke godkendt" in page


def test_a_statement_whose_totals_are_not_their_parts_is_never_made():
    wrong = replace(statement().total, net=1)
    with pytest.raises(TotalsDisagreeError):
        statement(total=wrong)
    with pytest.raises(TotalsDisagreeError):
        statement(lines=(payable(1),), regions=())


def test_a_total_owed_by_the_supplier_is_worded_as_such():
    page = settlement_statement.html(statement(few_lines()[3:]), "en")
    assert "CSL Behring ApS pays this back to the regions." in page


def test_of_more_than_three_hundred_lines_the_first_are_printed_and_all_are_attached():
    content = settlement_statement.pdf(statement(many_lines(301)), "da")
    assert "De første 300 af 301 linjer er trykt" in text(content)
    assert attached(content)["lines.csv"].count(b"\r\n") == 302
