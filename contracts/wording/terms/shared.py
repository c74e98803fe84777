"""What the sentences of several terms have in common."""

from collections.abc import Mapping

from contracts.reason import Language
from contracts.terms import FixedPrice, Price
from contracts.wording.formats import listed, money

_WORDS = {
    "every": ("alle vilkår", "every term"),
    "named": ("vilkårene {names}", "the terms {names}"),
    "one": ("vilkåret {names}", "the term {names}"),
    "calendar_year": ("kalenderår", "calendar year"),
    "agreement_year": ("aftaleår", "year of the agreement"),
    "agreement": ("hele aftalens tid", "the whole time of the agreement"),
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


def term_names(names: tuple[str, ...], language: Language) -> str:
    """The terms another one acts on, by their ids; every one where none is named."""
    code = "every" if not names else "one" if len(names) == 1 else "named"
    quoted = [f"«{name}»" if language == "da" else f"“{name}”" for name in names]
    return _say(code, language, names=listed(quoted, language))


def per_words(per: str, language: Language) -> str:
    """The period a sum is taken over."""
    return _say(per, language)
