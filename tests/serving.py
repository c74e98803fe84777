"""A real Effekt in a process of its own, to be killed, and clients that do not wait politely."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent


def environment(db: Any, data: Path) -> dict[str, str]:
    """What tells another process which database and keys to use."""
    url = {"EFFEKT_DATABASE_URL": db.url, "EFFEKT_DATA": str(data)}
    return {**os.environ, **url, "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(db: Any, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A served Effekt; whatever happens it is gone afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--no-worker"]
    process = subprocess.Popen(
        command, env=environment(db, data), cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_up(process, port, seconds=60)
        yield process, port
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power cut does it."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until_up(process: subprocess.Popen[bytes], port: int, seconds: int) -> None:
    """Wait until the pages answer.

    Raises:
        RuntimeError: the process ended, or the time was up.
    """
    until = time.monotonic() + seconds
    while not _up(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"no page after {seconds} s; the server's end: {process.poll()}")
        time.sleep(0.1)


def _up(port: int) -> bool:
    try:
        return get(port, "/healthz", "") == 200
    except OSError:
        return False


def get(port: int, path: str, cookie: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Cookie": f"sid={cookie}"})
    status = connection.getresponse().status
    connection.close()
    return status


def post(port: int, path: str, cookie: str, fields: dict[str, str]) -> int:
    """Send a form; gives the status, or 0 where no answer came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {
        "Cookie": f"sid={cookie}",
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        connection.request("POST", path, urllib.parse.urlencode(fields), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return status
