"""The PDF engine: closed to the outside, stopped when slow, equal when repeated."""

import io
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pikepdf
import pytest

from reports import pdf

NOON = datetime(2027, 10, 6, 12, 0, tzinfo=UTC)
PAGE = '<html lang="da"><head><title>x</title></head><body><h1>Å</h1>{}</body></html>'


def made(body: str = "<p>æøå</p>", **changes: object) -> bytes:
    facts = {"stylesheets": ("print.css",), "created": NOON, "title": "Prøve", "language": "da"}
    return pdf.render(PAGE.format(body), **(facts | changes))


@pytest.fixture
def listener():
    hits = []

    class Ear(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_error(404)

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "body",
    [
        '<img src="{web}/x.png"><link rel="stylesheet" href="{web}/x.css">',
        '<link rel="attachment" href="{file}">',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="{web}/x" width="9"/></svg>',
    ],
)
def test_nothing_outside_the_page_is_fetched(listener, tmp_path, body):
    web, hits = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("hemmelig")
    with pytest.raises(pdf.PdfForbiddenAddressError):
        made(body.format(web=web, file=secret.as_uri()))
    assert hits == []


def test_a_page_carries_its_files_once_and_the_time_it_was_given():
    files = (pdf.Attachment("lines.csv", "text/csv", "Alle linjer", b"a,b\r\n"),)
    with pikepdf.open(io.BytesIO(made(attachments=files))) as document:
        (carried,) = document.Root.AF
        assert carried.EF.F.read_bytes() == b"a,b\r\n"
        assert (carried.EF.F.Subtype, carried.AFRelationship) == ("/text/csv", "/Data")
        assert str(document.docinfo.CreationDate) == "D:20271006120000Z"


def test_a_slow_page_is_stopped():
    with pytest.raises(pdf.PdfTimeoutError) as stopped:
        made(seconds=0.2)
    assert "stopped after 0.2 seconds" in pdf.wording(stopped.value, "en")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (pdf.Exit.NO_ENGINE, pdf.PdfUnavailableError),
        (pdf.Exit.NO_FONTS, pdf.PdfUnavailableError),
        (pdf.Exit.OUT_OF_MEMORY, pdf.PdfTooLargeError),
        (-11, pdf.PdfFailedError),
    ],
)
def test_each_way_of_failing_has_its_own_error(code, error):
    with pytest.raises(error):
        pdf._answer(subprocess.CompletedProcess([], code, b"", b"log"))


def test_a_machine_without_pango_is_told_what_to_install():
    told = pdf.wording(pdf.PdfUnavailableError("Pango"), "da")
    assert "Pango blev ikke fundet. Debian/Ubuntu: apt install libpango-1.0-0" in told


def test_every_failure_is_worded_in_danish():
    failures = (pdf.PdfTimeoutError(60), pdf.PdfTooLargeError(), pdf.PdfFailedError("log"))
    assert all("PDF'en" in pdf.wording(one, "da") for one in failures)
