"""What was just done, told on the next page; the address carries a code, never text."""

import gettext

from app.web.words import N_

DONE: dict[str, str] = {
    "signed-out": N_("You are signed out."),
    "language": N_("The language is changed."),
}
"""Code to message id; each room adds its own with `tells`."""


def tells(**codes: str) -> None:
    """Add a room's codes; an underscore in the keyword stands for a hyphen in the address."""
    DONE.update({code.replace("_", "-"): text for code, text in codes.items()})


def flashes(code: str, words: gettext.NullTranslations) -> list[tuple[str, str]]:
    """The (kind, text) to show for a code; nothing for an unknown one."""
    return [("met", words.gettext(DONE[code]))] if code in DONE else []
