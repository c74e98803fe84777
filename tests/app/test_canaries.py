"""What a role must never receive is planted, and every page, export and PDF is searched."""

import html
import io
import re
from collections import deque
from datetime import UTC, date, datetime

import pytest

from tests.world import settled, visited

CPR, NAME, NOTE = "0101801234", "CANARY-own", "CANARY-NOTE"
PRICES = ("21.500.000", "21,500,000", "21500000", "2.150.000", "2,150,000", "2150000", "215000000")
IDENTITY = (CPR, "010180-1234", "010180", NAME, "CANARY-other", NOTE, "0202704321", "020270")
FORBIDDEN = {
    "clinician": PRICES,
    "site_lead": PRICES,
    "analyst": IDENTITY,
    "approver": IDENTITY,
    "reviewer": (*IDENTITY, *PRICES, "P-0001", "P-0002"),
    "admin": (*IDENTITY, *PRICES, "P-0001"),
    "auditor": (*IDENTITY, *PRICES),
}
EXPECTED_SOMEWHERE = {"clinician": NAME, "analyst": "2.150.000", "approver": "2.150.000"}


@pytest.fixture
def planted(world):
    """A world in which every confidential field holds something to be recognised by."""
    from app.db.engine import write_tx
    from app.db.server_time import stamp
    from app.followup.actions import record_event
    from app.followup.entries import EventEntry

    own = world.people["own"]
    visited(world.db, own, world.treatments["own"], fix_activity="31.4", prophylaxis="none")
    with write_tx(world.db) as session:
        entry = EventEntry(
            world.treatments["own"],
            "adverse_event",
            date(2025, 3, 1),
            term="hovedpine",
            grade=1,
            note=f"{NOTE} {CPR}",
        )
        at = stamp(session, datetime(2025, 3, 2, tzinfo=UTC))
        record_event(session, own, entry, at=at, source="entered")
    settled(world, date(2025, 6, 30), "2025-H1")
    return world


@pytest.mark.parametrize("role", sorted(FORBIDDEN))
def test_no_page_export_or_pdf_gives_a_role_what_it_must_not_see(planted, client_for, role) -> None:
    actor = planted.people["own"] if role == "clinician" else None
    site = "rh-haem" if role in {"clinician", "site_lead"} else None
    browser = client_for(role, site, actor=actor)
    seen = list(crawl(browser))
    assert len(seen) >= 3
    leaks = [(url, word) for url, body in seen for word in FORBIDDEN[role] if word in body]
    assert leaks == []
    if role in EXPECTED_SOMEWHERE:
        assert any(EXPECTED_SOMEWHERE[role] in body for _, body in seen)


def test_what_another_department_registered_is_never_seen(planted, client_for) -> None:
    browser = client_for("clinician", actor=planted.people["other"])
    assert [url for url, body in crawl(browser) if NAME in body or CPR[:6] in body] == []


def crawl(browser, limit: int = 250):
    """Every page that can be reached by links, as plain text, files and PDFs opened too."""
    waiting, seen = deque(["/"]), {"/"}
    while waiting and len(seen) < limit:
        url = waiting.popleft()
        answer = browser.get(url)
        if answer.status_code in {302, 303}:
            links = [answer.headers["location"]]
        else:
            body = _text(answer)
            yield url, body
            links = [
                html.unescape(x) for x in re.findall(r'(?:href|action)="(/[^"]*)"', answer.text)
            ]
        for link in links:
            path = link.split("#")[0]
            if path not in seen and not path.startswith(("/static", "/sign-out")):
                seen.add(path)
                waiting.append(path)


def _text(answer) -> str:
    if answer.headers.get("content-type", "").startswith("application/pdf"):
        import pikepdf
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(answer.content))
        parts = [page.extract_text() for page in reader.pages] + [str(reader.metadata)]
        with pikepdf.open(io.BytesIO(answer.content)) as pdf:
            parts += [
                spec.get_file().read_bytes().decode("utf-8", "replace")
                for spec in pdf.attachments.values()
            ]
        return "\n".join(parts).replace("\u00a0", " ")
    return html.unescape(answer.text).replace("\u00a0", " ")
