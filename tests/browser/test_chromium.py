"""The browser of the journeys starts, as root too, and is looked for in one place."""

import shutil
from typing import Any

import pytest

from tests.browser import chromium as program


@pytest.mark.browser
def test_it_starts_and_shows_danish_letters(chromium: Any) -> None:
    page = chromium.new_page(locale="da-DK")
    page.set_content("<title>Blåbærgrød</title>")
    assert page.title() == "Blåbærgrød"
    page.close()


def test_without_one_the_test_is_skipped_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {}.get)
    monkeypatch.setattr(program, "MAC_PLACES", ())
    with pytest.raises(pytest.skip.Exception, match="apt install chromium"):
        program.require_chromium()
