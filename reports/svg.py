"""SVG as text: escaped, in a fixed order, with presentation attributes only (no inline style)."""

from collections.abc import Iterable
from html import escape


def element(name: str, *children: str, **attributes: str | float) -> str:
    """One element. `children` are finished SVG; `stroke_width` is written `stroke-width`.

    A trailing underscore lets Python words through: `class_`.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(content: str, x: float, y: float, **attributes: str | float) -> str:
    """A line of text with its baseline at `y`."""
    return element("text", escape(content), x=x, y=y, **attributes)


def title(content: str, **attributes: str | float) -> str:
    """The name of the element it stands in: read aloud, and shown on hover."""
    return element("title", escape(content), **attributes)


def description(content: str, **attributes: str | float) -> str:
    """A longer account of the drawing."""
    return element("desc", escape(content), **attributes)


def number(value: float) -> str:
    """A coordinate with at most two decimals, the shortest way."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def polyline(corners: Iterable[tuple[float, float]]) -> str:
    """Path data through the corners; those on a level line between two others are left out."""
    kept: list[tuple[str, str]] = []
    for x, y in corners:
        corner = (number(x), number(y))
        if len(kept) > 1 and kept[-1][1] == kept[-2][1] == corner[1]:
            kept.pop()
        kept.append(corner)
    return "M" + "L".join(f"{x} {y}" for x, y in kept)


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else number(value)
