"""What treatment states and courses are called; message ids that pages translate."""

from collections.abc import Mapping

from app.web.words import N_, translator
from reports.language import Language

STATES: dict[str, str] = {
    "ordered": N_("ordered"),
    "apheresis": N_("apheresis"),
    "manufactured": N_("manufactured"),
    "out_of_specification": N_("out of specification"),
    "infused": N_("infused"),
    "not_infused": N_("not infused"),
}
COURSES: dict[str, str] = {
    "right": N_("right eye"),
    "left": N_("left eye"),
}


def pairs(words: Mapping[str, str], lang: Language) -> list[tuple[str, str]]:
    """Codes with their words in the reader's language, for choosing from."""
    _ = translator(lang).gettext
    return [(str(code), _(text)) for code, text in words.items()]
