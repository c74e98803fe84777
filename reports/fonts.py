"""One fixed set of fonts, so that a report is the same PDF on every machine."""

from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <selectfont>
    <rejectfont><glob>{fonts}/*</glob></rejectfont>
    <acceptfont><glob>{fonts}/DejaVuSans*</glob></acceptfont>
  </selectfont>
</fontconfig>
"""


class FontsMissingError(Exception):
    """The DejaVu fonts, which come inside the matplotlib package, are not installed."""


def configure(cache: Path) -> Path:
    """Write a fontconfig file into `cache` that knows our fonts and no others; give its path.

    The path goes to a child process as FONTCONFIG_FILE; this process is not changed.

    Raises:
        FontsMissingError: without a font the PDF engine would crash, so it is not started.
    """
    fonts = _folder()
    path = cache / "fonts.conf"
    path.write_text(
        _CONFIGURATION.format(fonts=escape(str(fonts)), cache=escape(str(cache / "fontconfig"))),
        encoding="utf-8",
    )
    return path


def _folder() -> Path:
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FontsMissingError("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    if not (folder / "DejaVuSans.ttf").is_file():
        raise FontsMissingError(str(folder))
    return folder
