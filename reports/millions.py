"""Amounts in millions with one decimal, for what is a forecast and not a claim.

The unit stands once, in a caption or a heading; exact amounts stand in the files.
"""

from reports.language import NO_BREAK_SPACE, Language, format_number, major


def unit(currency: str, lang: Language) -> str:
    """What the numbers are millions of: `mio. kr.`, in English `DKK m`."""
    if lang == "en":
        return f"{currency}{NO_BREAK_SPACE}m"
    return f"mio.{NO_BREAK_SPACE}{'kr.' if currency == 'DKK' else currency}"


def millions(minor: int, currency: str, lang: Language, *, signed: bool = False) -> str:
    """An amount of minor units in millions: `52,8`; nothing at all is `0`, a little is `0,0`.

    A difference is `signed`: what is more has its plus.
    """
    if not minor:
        return "0"
    number = format_number(major(minor, currency).scaleb(-6), lang, 1)
    more = minor > 0 and number != format_number(0, lang, 1)
    return f"+{number}" if signed and more else number


def told(minor: int, currency: str, lang: Language) -> str:
    """An amount that stands alone, with its unit: `52,8 mio. kr.`, in English `DKK 52.8 m`."""
    number = millions(minor, currency, lang)
    if lang == "en":
        return f"{currency}{NO_BREAK_SPACE}{number}{NO_BREAK_SPACE}m"
    return f"{number}{NO_BREAK_SPACE}{unit(currency, lang)}"
