"""What the arrays cannot work out: refused by name rather than guessed."""

from contracts.reason import Language

_WORDS = (
    "{term}: {what} kan ikke beregnes kolonnevis. Brug contracts.entitlement.entitlements.",
    "{term}: {what} cannot be worked out in columns. Use contracts.entitlement.entitlements.",
)

NO_SOURCE = "no_source"
TOO_LARGE = "too_large"
_TOLD = {
    NO_SOURCE: (
        "en indviklet historik uden oplysningerne bag tabellen",
        "an intricate history without the facts behind the table",
    ),
    TOO_LARGE: ("et beløb på over 64 bit", "an amount of more than 64 bits"),
}
"""What no agreement names; everything else is told by the word it has there."""


class NotInColumns(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement or a table holds something that only the readable engine works out."""

    def __init__(self, what: str, term: str = "*") -> None:
        self.what = what
        self.term = term
        super().__init__(self.into("en"))

    def into(self, language: Language) -> str:
        """What it is, and what to do, in one language."""
        which = 0 if language == "da" else 1
        told = _TOLD.get(self.what, (self.what, self.what))[which]
        return _WORDS[which].format(term=self.term, what=told)
