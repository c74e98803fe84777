"""What the arrays cannot work out: refused by name rather than guessed."""

from contracts.reason import Language

_WORDS = (
    "{term}: {what} kan ikke beregnes kolonnevis. Brug contracts.entitlement.entitlements.",
    "{term}: {what} cannot be worked out in columns. Use contracts.entitlement.entitlements.",
)


class NotInColumns(ValueError):  # noqa: N818 -- says what happened, as the other refusals do
    """An agreement or a table holds something that only the readable engine works out."""

    def __init__(self, what: str, term: str = "*") -> None:
        super().__init__(_WORDS[1].format(term=term, what=what))
        self.what = what
        self.term = term

    def into(self, language: Language) -> str:
        """What it is, and what to do, in one language."""
        return _WORDS[0 if language == "da" else 1].format(term=self.term, what=self.what)
