"""What the sentences of several terms have in common."""

from collections.abc import Mapping

from contracts.reason import Language
from contracts.terms import FixedPrice, Price
from contracts.wording.formats import money

_WORDS = {
    "price_list": ("prisen «{name}» {at}", "the price “{name}” {at}"),
    "price_fixed": ("prisen på {amount}", "the price of {amount}"),
    "treated_on": ("på behandlingsdagen", "on the day of treatment"),
    "milestone": ("på milepælens dato", "on the date of the milestone"),
}


def say(words: Mapping[str, tuple[str, str]], code: str, language: Language, **values: str) -> str:
    """One phrase of a catalogue, filled."""
    return words[code][0 if language == "da" else 1].format(**values)


def _say(code: str, language: Language, **values: str) -> str:
    return say(_WORDS, code, language, **values)


def price_words(price: Price, language: Language) -> str:
    """A price as a sentence names it."""
    if isinstance(price, FixedPrice):
        amount = money(price.amount.minor, price.amount.currency, language)
        return _say("price_fixed", language, amount=amount)
    return _say("price_list", language, name=price.list, at=_say(price.at, language))
