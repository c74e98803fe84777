"""HTML to PDF/A-3a and PDF/UA-1 in a process that can be killed; the same HTML, the same bytes."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path

from reports.language import Language, format_number, translator

STATIC = Path(__file__).parent / "static"
TIME_LIMIT_SECONDS = 180
"""On the wall, since a machine shared with others is many times slower than one of its own."""
_ROOT = Path(__file__).parent.parent
_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class Exit(IntEnum):
    """How the worker ends."""

    DONE = 0
    NO_ENGINE = 3
    FORBIDDEN_ADDRESS = 4
    NO_FONTS = 6
    OUT_OF_MEMORY = 5


class PdfError(Exception):
    """A report could not be made into a PDF."""


class PdfUnavailableError(PdfError):
    """The PDF engine cannot run on this machine; `missing` says what it lacks."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class PdfTimeoutError(PdfError):
    """The report took longer than `seconds` and was stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class PdfTooLargeError(PdfError):
    """The report needed more memory than it may have."""


class PdfForbiddenAddressError(PdfError):
    """The HTML asks for something outside itself; nothing was fetched and nothing is printed."""


class PdfFailedError(PdfError):
    """The PDF engine failed; `log` is what it wrote."""

    def __init__(self, log: str) -> None:
        super().__init__(log[-800:])
        self.log = log


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF."""

    name: str
    media_type: str
    description: str
    content: bytes


def render(  # noqa: PLR0913  keyword-only after the first; each is a fact about the document
    html: str,
    *,
    stylesheets: Sequence[str],
    attachments: Sequence[Attachment] = (),
    created: datetime,
    title: str,
    language: Language,
    seconds: float = TIME_LIMIT_SECONDS,
) -> bytes:
    """The PDF of a finished page.

    Args:
        html: a whole document; it must need nothing from outside itself.
        stylesheets: names of files in `reports/static`, in order.
        attachments: files to carry inside the PDF.
        created: the moment printed as the PDF's time; no clock is read.
        title: the document's name in the reader's window.
        language: the language declared to screen readers.
        seconds: how long it may take before it is killed.

    Raises:
        PdfUnavailableError: no Pango or no fonts here.
        PdfTimeoutError, PdfTooLargeError, PdfForbiddenAddressError, PdfFailedError: as named.
    """
    task = {
        "html": html,
        "stylesheets": [(STATIC / Path(name).name).read_text("utf-8") for name in stylesheets],
        "attachments": [_carried(one) for one in attachments],
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "title": title,
        "language": language,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "reports.pdf_worker"],
            input=json.dumps(task).encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfTimeoutError(seconds) from error
    return _answer(done)


def wording(error: PdfError, lang: Language) -> str:
    """What happened and what to do next, for the person who asked for the PDF."""
    _ = translator(lang).gettext
    match error:
        case PdfUnavailableError(missing=missing):
            return _(
                "PDF reports are off: {missing} was not found. Debian/Ubuntu: apt install "
                "{packages}; macOS: brew install pango. Everything else works; print from the "
                "browser."
            ).format(missing=missing, packages=_PACKAGES)
        case PdfTimeoutError(seconds=seconds):
            return _("The PDF was stopped after {seconds} seconds. Print a shorter period.").format(
                seconds=format_number(seconds, lang)
            )
        case PdfTooLargeError():
            return _("The PDF needs more than 2 GB of memory. Print a shorter period.")
        case _:
            return _("The PDF could not be made. Tell an administrator; the reason is in the log.")


def _answer(done: subprocess.CompletedProcess[bytes]) -> bytes:
    log = done.stderr.decode(errors="replace")
    match done.returncode:
        case Exit.DONE:
            return done.stdout
        case Exit.NO_ENGINE:
            raise PdfUnavailableError("Pango")
        case Exit.NO_FONTS:
            raise PdfUnavailableError("DejaVu Sans")
        case Exit.FORBIDDEN_ADDRESS:
            raise PdfForbiddenAddressError(log.strip())
        case Exit.OUT_OF_MEMORY:
            raise PdfTooLargeError
        case _:
            raise PdfFailedError(log)


def _carried(one: Attachment) -> dict[str, str]:
    return {
        "name": one.name,
        "media_type": one.media_type,
        "description": one.description,
        "content": b64encode(one.content).decode(),
    }
