"""One journey per user group, in a real Chromium, from signing in to the result."""

import re
from datetime import date

import pytest

from tests.browser.tour import picture

pytestmark = pytest.mark.browser


def test_a_nurse_enters_a_due_visit_with_two_acts_besides_the_values(sign_in) -> None:
    page = sign_in("nanna@demo.example")
    acts = 0
    row = page.locator(".worklist li", has_text="lukker om").filter(has_text="Hemgenix").first
    name = row.locator(".name").inner_text()
    picture(page, "my-list")
    row.get_by_role("link").click()
    acts += 1
    assert name in page.locator("h1").inner_text()
    for field in page.locator(".measure").all():
        select, number = field.locator(".entry select").first, field.locator("input")
        if number.count():
            value = field.locator(".last").inner_text().split(" ")[1]
            number.fill(value if re.fullmatch(r"[\d.,]+", value) else "20")
        else:
            select.select_option(index=1)
    picture(page, "visit")
    page.keyboard.press("Control+Enter")
    acts += 1
    page.wait_for_url(re.compile("done="))
    assert "gemt" in page.locator("main").inner_text().lower()
    assert acts <= 3


def test_the_keys_of_the_forms_do_what_the_help_says(sign_in) -> None:
    page = sign_in("nanna@demo.example")
    link = page.locator(".worklist li", has_text="Hemgenix").first.get_by_role("link")
    visit = link.get_attribute("href")
    link.click()
    focused = "document.activeElement.id"
    page.wait_for_function(f"{focused} == 'f-held_on'")
    page.locator("#f-fix_activity").focus()
    page.keyboard.press("Alt+U")
    assert page.locator("[name=fix_activity_missing]").input_value() == "unknown"
    assert page.evaluate(focused) == "f-fix_activity"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert "Alt + bogstav" in page.locator("dialog:modal").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(f"{visit.split('/visits')[0]}$"))


def test_what_happened_between_visits_is_entered_by_keyboard(sign_in) -> None:
    page = sign_in("nanna@demo.example")
    row = page.locator(".worklist li", has_text="Hemgenix").first
    patient = (
        page.url.split("/follow-up")[0]
        + (row.get_by_role("link").get_attribute("href").split("/visits")[0])
    )
    for form, keys in (
        ("alive/new", "20112026\tt\n"),
        ("unplanned/new", "20112026\t27,5\n"),
        ("events/new?kind=adverse_event", "20112026\tALAT\t2\n"),
    ):
        page.goto(f"{patient}/{form}")
        for key in keys:
            page.keyboard.press({"\t": "Tab", "\n": "Control+Enter"}.get(key, key))
        page.wait_for_url(re.compile("done="))


def test_a_pasted_remark_that_is_too_long_is_told_and_never_cut(sign_in) -> None:
    page = sign_in("nanna@demo.example")
    page.locator(".worklist li", has_text="Hemgenix").first.get_by_role("link").click()
    page.goto(page.url.split("/visits")[0] + "/events/new?kind=death")
    page.get_by_label("Bemærkning").fill("å" * 450)
    assert "450 tegn; der er plads til 400" in page.locator("main").inner_text()
    page.keyboard.press("Control+Enter")
    page.wait_for_load_state()
    assert len(page.get_by_label("Bemærkning").input_value()) == 450


@pytest.mark.parametrize("email", ["nanna@demo.example", "lea@demo.example"])
def test_no_page_of_a_clinic_is_wider_than_a_telephone(sign_in, email) -> None:
    page = sign_in(email, viewport={"width": 360, "height": 800})
    start = page.url.split("/follow-up")[0]
    visit = page.locator(".worklist li a").first.get_attribute("href")
    patient = visit.split("/visits")[0]
    for address in ("/follow-up", "/patients", visit, patient, f"{patient}/unplanned/new"):
        page.goto(start + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
        # One row for the person and at most two for the menu, so that no door is out of sight.
        assert page.locator(".masthead").bounding_box()["height"] < 140


def test_an_analyst_drafts_another_approves_and_the_statement_holds_the_amounts(
    sign_in, downloads
) -> None:
    from pypdf import PdfReader

    analyst = sign_in("anders@demo.example")
    picture(analyst, "settlements")
    analyst.goto(analyst.url.partition("?")[0] + "/new")
    analyst.locator("[name=agreement_id]").select_option("DK-HEMGENIX-ANNUITY")
    analyst.get_by_label("Periode").fill(f"{date.today():%Y-%m}")
    analyst.get_by_label("Afregn pr.").fill(f"{date.today():%d-%m-%Y}")
    analyst.get_by_role("button", name="Lav udkastet").click()
    analyst.wait_for_url(re.compile("done=drafted"), timeout=180_000)
    total = _amount(analyst.locator("main").inner_text())
    picture(analyst, "run")
    analyst.get_by_role("button", name="Send til godkendelse").click()
    analyst.wait_for_url(re.compile("done=proposed"))
    run = analyst.url.split("?")[0]

    _approve(sign_in("gry@demo.example"), run, total)

    analyst.goto(run)
    analyst.get_by_role("button", name=re.compile("^Udsted")).click()
    analyst.wait_for_url(re.compile("done=issued"), timeout=180_000)
    printed = analyst.request.get(f"{run}/statement.pdf?lang=da")
    assert printed.headers["content-type"] == "application/pdf"
    (downloads / "statement.pdf").write_bytes(printed.body())
    text = " ".join(p.extract_text() for p in PdfReader(downloads / "statement.pdf").pages)
    assert total in text.replace("\u00a0", " ").replace("\n", " ")
    assert "llustrative vilkår" in text


def _approve(approver, run: str, total: str) -> None:
    approver.goto(f"{run}/approve")
    assert total in approver.locator("main").inner_text()
    picture(approver, "approve")
    approver.get_by_label("Adgangskode").fill("vis mig effekten")
    approver.get_by_role("button", name=re.compile("^Godkend")).click()
    approver.wait_for_url(re.compile("done="))


def test_a_reviewer_reads_the_curve_and_downloads_the_report(sign_in, downloads) -> None:
    from pypdf import PdfReader

    page = sign_in("rikke@demo.example")
    picture(page, "recommendations")
    href = page.get_by_role("link", name="Læs rapport").first.get_attribute("href")
    report = page.request.get(page.url.split("/recommendations")[0] + href)
    (downloads / "report.pdf").write_bytes(report.body())
    assert len(PdfReader(downloads / "report.pdf").pages) >= 3
    page.goto(page.url.split("/recommendations")[0] + "/evidence/allo-hct/acute-leukaemia-ebmt")
    shown = page.locator("main").inner_text()
    assert "71,7" in shown
    assert "1.452" in shown
    picture(page, "evidence")


def _amount(text: str) -> str:
    found = re.search(r"(−?[\d.]+,\d\d)\s*kr\.", text.replace("\u00a0", " "))
    assert found, text
    return found.group(1)
