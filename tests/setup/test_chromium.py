"""The browser of the journeys starts, as root too, and is looked for in one place."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium


@pytest.mark.browser
def test_it_starts_and_shows_danish_letters() -> None:
    program = chromium.require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(chromium.ARGUMENTS))
        page = browser.new_page(locale="da-DK")
        page.set_content("<title>Blåbærgrød</title>")
        assert page.title() == "Blåbærgrød"
        browser.close()


def test_without_one_the_test_is_skipped_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {}.get)
    monkeypatch.setattr(chromium, "MAC_PLACES", ())
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        chromium.require_chromium()
