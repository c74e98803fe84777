"""Values as they are typed at a Danish keyboard, and as they are kept."""

from dataclasses import dataclass

from app.followup.plans import Item
from app.followup.values import Doubt, canonical, takes
from app.followup.words import unit_words
from app.web.forms import Message, Problem, Unreadable
from app.web.words import N_, translator
from reports.language import (
    Language,
    UnreadableInputError,
    format_number,
    format_value,
    parse_decimal,
)

LONGEST = 400
"""Characters of a remark or a reason."""
LONGEST_TERM = 80


def too_long(text: str, allowed: int = LONGEST) -> Problem | None:
    """What to say about a text that there is no room for; it is never cut."""
    if len(text) <= allowed:
        return None
    return Problem(
        N_("The text has {found} characters, and there is room for {allowed}. Shorten it."),
        {"found": len(text), "allowed": allowed},
    )


@dataclass(frozen=True, slots=True)
class Hesitation:
    """A value outside the plausible range: it may stay, if someone says why."""

    doubt: Doubt
    unit: str

    def worded(self, lang: Language) -> str:
        """The sentence in one language."""
        _ = translator(lang).gettext
        value, limit = (self._number(n, lang) for n in (self.doubt.value, self.doubt.bound))
        text = (
            _("{value} is above {limit}.") if self.doubt.above else _("{value} is below {limit}.")
        )
        said = [text.format(value=value, limit=limit)]
        far = self.doubt.value > 2 * self.doubt.bound  # a comma left out, rather than a high value
        if self.doubt.meant is not None and far:
            places = max(1, -int(self.doubt.meant.as_tuple().exponent))
            meant = format_number(self.doubt.meant, lang, places)
            said.append(_("Did you mean {value}?").format(value=meant))
        said.append(_("Mend the value, or write here why it stands."))
        return " ".join(said)

    def _number(self, number: object, lang: Language) -> str:
        return f"{format_number(str(number), lang)} {unit_words(self.unit, lang)}".strip()


def shown(item: Item, value: str) -> str:
    """A kept value as it stands in its field: decimal comma, no thousands."""
    return value if item.type == "choice" else value.replace(".", ",")


def said(item: Item, value: str, lang: Language) -> str:
    """A kept value as it is read: the choice's words, or the number by language."""
    words = item.values.get(value)
    return words.text(lang) if words else format_value(value, lang)


def said_with_unit(item: Item, value: str, lang: Language) -> str:
    """A kept value as it is read, with its unit."""
    return f"{said(item, value, lang)} {unit_words(item.unit, lang)}".strip()


def read_value(item: Item, text: str) -> str | Message:
    """The canonical text of what was typed, or what is wrong with it."""
    if item.type in {"choice", "grade"}:
        return text if takes(item, text) else Problem(N_("Choose from the list."))
    sign, bare = (text[0], text[1:].strip()) if text[0] in "<>" else ("", text)
    try:
        number = parse_decimal(bare)
    except UnreadableInputError as error:
        return Unreadable(error)
    value = canonical(sign + format(number, "f"))
    if takes(item, value):
        return value
    if item.type == "count" and number < 0:
        return Problem(N_("{value} is below {limit}."), {"value": text, "limit": "0"})
    if item.type == "count":
        return Problem(N_("“{text}” is not a whole number. Write e.g. 0 or 3."), {"text": text})
    return Problem(N_("“{text}” is too long for a measured value. Check it."), {"text": text})
