"""The demo served for real, and a Chromium that signs in as its people."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ARGUMENTS, require_chromium
from tests.serving import ROOT, free_port, wait_until_up


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `effekt demo`, loaded and served in a process of its own for the session."""
    require_chromium()
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "demo", "--port", str(port)],
        env={**os.environ, "EFFEKT_DATA": str(tmp_path_factory.mktemp("live"))},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_up(process, port, seconds=600)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the session."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=require_chromium(), args=list(ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture
def sign_in(live: str, chromium: Any) -> Iterator[Callable[..., Any]]:
    """A page signed in as one of the demo's people; the console must stay silent."""
    from app.demo.users import PASSWORD

    contexts, troubles = [], []

    def enter(email: str, **options: Any) -> Any:
        context = chromium.new_context(locale="da-DK", accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.goto(f"{live}/sign-in")
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Adgangskode").fill(PASSWORD)
        page.get_by_role("button", name="Log ind").click()
        return page

    yield enter
    for context in contexts:
        context.close()
    assert [t for t in troubles if "422" not in t and "409" not in t] == []


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where a journey keeps what it downloads."""
    return tmp_path
