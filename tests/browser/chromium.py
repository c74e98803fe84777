"""The one browser of the journeys: where it is, how it starts, and what happens without it."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

import playwright
import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# No sandbox, because root has none. The rest keeps Chromium from asking hosts of its own,
# which a closed network refuses, many at a time.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = "No Chromium was found (Debian: apt install chromium), so no browser test can run"
NO_DRIVER = "Playwright's node does not start (Debian: apt install libatomic1)"


def find_chromium() -> str | None:
    """The program's path, or None where there is no Chromium and no Chrome."""
    on_path = (found for name in NAMES if (found := shutil.which(name)))
    on_mac = (place for place in MAC_PLACES if Path(place).exists())
    return next(on_path, None) or next(on_mac, None)


@cache
def driver_starts() -> bool:
    """Whether Playwright's own node runs; a bare Debian lacks a library that it needs."""
    node = Path(playwright.__file__).parent / "driver" / "node"
    return subprocess.run((node, "--version"), capture_output=True, check=False).returncode == 0


def require_chromium() -> str:
    """The program's path; without one the test is skipped, which CI=true turns into a failure.

    The turning is done by the plugin tests/skips.py, for every skip alike.
    """
    found = find_chromium()
    if found is None:
        pytest.skip(MISSING)
    if not driver_starts():
        pytest.skip(NO_DRIVER)
    return found
