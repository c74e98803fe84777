"""The demo served for real, and a Chromium that signs in as its people."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import ARGUMENTS, require_chromium

TODAY = date(2026, 11, 22)


@dataclass
class Live:
    """A running Effekt with the demo's data."""

    url: str
    database: Any
    actors: Any


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The demo's story served on a free port, with its worker, for the whole session."""
    require_chromium()
    import uvicorn

    from app.cli.run import _beside
    from app.db.engine import connect
    from app.demo.load import fill
    from app.main import create_app
    from app.settings import settings

    folder = tmp_path_factory.mktemp("live")
    chosen = settings()
    chosen.data, chosen.demo, chosen.insecure_cookies = folder, True, True
    database = connect(f"sqlite:///{folder / 'effekt.db'}")
    actors = fill(database, TODAY, lambda _percent: None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(database, lifespan=_beside(database, worker=True))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield Live(f"http://127.0.0.1:{port}", database, actors)
    server.should_exit = True
    thread.join(timeout=10)
    database.dispose()


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
def sign_in(live: Live, chromium: Any) -> Iterator[Callable[..., Any]]:
    """A page signed in as one of the demo's people; the console must stay silent."""
    from app.demo.users import PASSWORD

    contexts, troubles = [], []

    def enter(email: str, **options: Any) -> Any:
        context = chromium.new_context(locale="da-DK", accept_downloads=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: troubles.append(str(e)))
        page.goto(f"{live.url}/sign-in")
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
