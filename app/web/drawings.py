"""Drawings of our own on a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing of our own, which escapes what it writes; a template puts it in as it is."""

    svg: str

    def __html__(self) -> str:
        """The drawing, for the template engine."""
        return self.svg
