"""An agreement's life in a real Chromium: written, broken, mended, settled, disputed, corrected."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.tour import picture

pytestmark = pytest.mark.browser
NUMBER = "DK-HEMGENIX-2027"
WAIT = 180_000
RIGHT, WRONG = "{state: prophylaxis, is: none}", "{state: prophylaxis, is: resumed}"


def test_an_agreement_is_written_settled_disputed_and_corrected(sign_in) -> None:
    analyst, approver = sign_in("anders@demo.example"), sign_in("gry@demo.example")
    home = analyst.url.split("/settlements")[0]
    _starts_from_the_template(analyst, home)
    _is_broken_and_mended(analyst)
    _is_weighed(analyst)
    _comes_into_force(analyst, approver, home)
    today = date.today()
    first = _is_settled(analyst, approver, home, today.replace(day=1) - timedelta(days=1))
    treatment = _is_disputed(analyst, first)
    _is_corrected(sign_in("nanna@demo.example"), home, treatment)
    second = _is_settled(analyst, approver, home, today)
    _is_explained(analyst, second, treatment)


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
    picture(page, "editor")
    text.fill(right)
    page.get_by_text("Kontrollen fandt ingen fejl").wait_for(timeout=WAIT)


def _is_weighed(page) -> None:
    """Kept as a version, and settled on drawn futures before anybody signs it."""
    page.get_by_role("button", name="Gem versionen").click()
    page.wait_for_url(re.compile("done=version-saved"))
    kept = page.url.split("?")[0]
    page.get_by_role("link", name="Hvad kan det koste?").click()
    page.get_by_role("button", name="Træk og afregn").click()
    drawn = page.locator("figure .drawing").first
    drawn.wait_for(timeout=WAIT)
    drawn.scroll_into_view_if_needed()
    picture(page, "simulate")
    page.goto(kept)


def _comes_into_force(analyst, approver, home: str) -> None:
    approver.goto(analyst.url.split("?")[0])
    approver.get_by_role("link", name="Læs, og sæt i kraft").click()
    approver.get_by_label("Begge skal gælde").check()
    approver.get_by_label("Din adgangskode").fill("vis mig effekten")
    approver.get_by_role("button", name="Sæt i kraft").click()
    approver.wait_for_url(re.compile("done=version-active"))


def _is_settled(analyst, approver, home: str, on: date) -> str:
    """A month drafted by a job, approved by another person, issued; the run's address."""
    analyst.goto(f"{home}/settlements/new")
    analyst.locator("[name=agreement_id]").select_option(NUMBER)
    analyst.get_by_label("Periode").fill(f"{on:%Y-%m}")
    analyst.get_by_label("Afregn pr.").fill(f"{on:%d-%m-%Y}")
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


def _is_disputed(page, run: str) -> str:
    """The treatment of the one line held back; the others are paid."""
    page.goto(f"{run}?section=payable")
    line = page.locator("details.explanation", has_text="Rigshospitalet").filter(has_text="rate 1 ")
    line.first.wait_for()
    treatment = re.search(r"P-\d+", line.last.inner_text()).group()
    line.last.locator("summary").first.click()
    line.last.get_by_role("link", name="Anfægt linjen").click()
    page.get_by_label("Det, der skal siges").fill("Er forebyggelsen genoptaget?")
    page.locator("#dispute").get_by_role("button", name="Send").click()
    page.locator(".timeline", has_text="Er forebyggelsen genoptaget?").wait_for()
    assert "Anfægtet" in page.locator("main").inner_text()
    page.goto(run)
    page.locator("summary", has_text="Notér alle uanfægtede").click()
    page.locator("dialog:modal").get_by_label("Betalt den").fill(f"{date.today():%d-%m-%Y}")
    page.locator("dialog:modal").get_by_role("button", name="Notér som betalt").click()
    page.get_by_role("link", name="1 anfægtet").wait_for()
    return treatment


def _is_corrected(page, home: str, treatment: str) -> None:
    """The nurse corrects what she read in the laboratory's answer of the first year's visit."""
    page.goto(f"{home}/patients?q={treatment}")
    page.get_by_role("link", name=treatment).click()
    page.get_by_role("link", name="Besøg: 12 måneder").click()
    page.get_by_role("link", name="Ret", exact=True).click()
    page.locator("[name=fix_activity]").fill("2,1")
    page.locator("[name=prophylaxis]").select_option("resumed")
    page.get_by_label("Begrundelse for rettelsen").fill("Læst på den forkerte linje")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Hvorfor værdien skal stå").fill("Dagen er ikke oplyst endnu")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("done="))


def _is_explained(page, run: str, treatment: str) -> None:
    """The next settlement takes a month back and says which values changed, from what to what."""
    page.goto(f"{run}?section=adjustment")
    line = page.locator("details.explanation", has_text=treatment)
    line.locator("summary").first.click()
    told = line.inner_text()
    assert "−179.166,67\N{NO-BREAK SPACE}kr." in told
    assert "11/12 af perioden betales" in told
    assert re.search(r"Faktor IX-aktivitet M-\d+: v1 [\d,]+ % er rettet til v2 2,1 %\.", told)
    assert re.search(r"M-\d+: v1 ingen er rettet til v2 genoptaget\.", told)
    line.scroll_into_view_if_needed()
    picture(page, "adjustment")
    line.get_by_role("link", name="Anfægt linjen").click()
    page.get_by_role("heading", name="Hvad der er ændret siden sidst").wait_for()
    family = page.get_by_role("table", name="Hver linje står, som den blev udstedt").inner_text()
    assert family.count(NUMBER) == 2
    assert "1.970.833,33" in family
