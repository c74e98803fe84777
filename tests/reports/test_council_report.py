"""The council's report: page one answers, nothing small or secret leaks, all can be made again."""

import io
import json

import pikepdf
import pytest
from pypdf import PdfReader

from reports import council_report
from tests.reports.evidence import report


@pytest.fixture(scope="module")
def danish() -> bytes:
    return council_report.pdf(report(), "da")


@pytest.fixture(scope="module")
def pages(danish) -> list[str]:
    found = PdfReader(io.BytesIO(danish)).pages
    return [page.extract_text().replace("\u00a0", " ") for page in found]


def test_the_same_report_is_the_same_bytes(danish):
    assert council_report.pdf(report(), "da") == danish


def test_page_one_answers_the_question(pages):
    first = pages[0]
    assert "Ja efter 12 måneder: 67,1 %" in first
    assert "Efter 12 måneder: 67,1 % (56,3–75,8), 48 i risiko; publiceret 50 % (35–64)." in first
    assert "15-03-2028" in first


def test_every_page_carries_the_cut_and_the_hash(pages):
    assert all("Datasnit 30-09-2027 · data 07bd07bd07bd" in page for page in pages)


def test_a_number_under_five_is_never_printed():
    page = council_report.html(report(), "da")
    assert '<td class="amount">vises ikke</td>' in page


def test_no_amount_of_money_is_in_the_report(pages):
    assert "kr." not in " ".join(pages)
    assert "DKK" not in " ".join(pages)


def test_a_landmark_nobody_reached_says_so():
    assert "Efter 36 måneder: ingen er fulgt så længe." in council_report.html(report(), "da")


def test_each_figure_comes_with_its_drawing_and_its_numbers():
    names = [one.name for one in council_report.attachments(report(), "da")]
    assert names == [
        *("figure-1.svg", "figure-1.csv", "figure-1-risk.csv"),
        *("figure-2.svg", "figure-2.csv", "figure-2-risk.csv"),
        "report.json",
    ]


def test_every_number_is_attached_for_machines(danish):
    files = PdfReader(io.BytesIO(danish)).attachments
    whole = json.loads(files["report.json"][0])
    assert whole["landmarks"][1]["estimate"] == 0.671


def test_the_figure_is_read_aloud_with_its_numbers(danish):
    with pikepdf.open(io.BytesIO(danish)) as document:
        told = [
            str(one.Alt)
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
    assert any("Hændelsesfri overlevelse. Danske patienter: 3 måneder" in one for one in told)


def test_the_english_report_has_no_danish_frame():
    page = council_report.html(report(), "en")
    assert "For the decision" in page
    assert "Til beslutningen" not in page
