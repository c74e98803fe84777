"""The words of the app's pages in the reader's language; English is the message id."""

import gettext
from functools import cache
from pathlib import Path

from reports.language import Language, catalogue, merged
from reports.language import translator as report_words

LOCALES = Path(__file__).parent.parent / "locales"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "extract, translate later"
    """Mark a message id for extraction where it is defined, to be translated where it is shown."""
    return text


@cache
def translator(lang: Language) -> gettext.NullTranslations:
    """The app's and the reports' catalogues together, one room's file each."""
    return merged([catalogue(LOCALES, lang), report_words(lang)])
