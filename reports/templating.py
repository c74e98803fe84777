"""The one way templates are made: everything escaped, nothing undefined, nothing run from data."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from reports import chart_words, language
from reports.language import Language, Wording

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment(
    lang: Language, folders: tuple[Path, ...] = (TEMPLATES,), catalogues: tuple[Path, ...] = ()
) -> SandboxedEnvironment:
    """A jinja environment in one language; the filters print dates, amounts and numbers by it.

    Args:
        lang: the language of every page it makes.
        folders: where templates are looked for, first match first.
        catalogues: `locales` folders asked before the reports' own.
    """
    made = SandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = language.merged(
        (*(language.catalogue(folder, lang) for folder in catalogues), language.translator(lang))
    )
    made.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(_filters(lang))
    made.globals["lang"] = lang
    return made


def _filters(lang: Language) -> dict[str, Callable[..., str]]:
    return {
        "date": partial(language.format_date, lang=lang),
        "instant": partial(language.format_instant, lang=lang),
        "money": partial(language.format_money, lang=lang),
        "number": partial(language.format_number, lang=lang),
        "percent": partial(language.format_percent, lang=lang),
        "value": partial(_value, lang=lang),
        "wording": partial(_wording, lang=lang),
        "count": partial(chart_words.count, lang=lang),
    }


def _value(recorded: str | Wording, unit: str, lang: Language) -> str:
    if isinstance(recorded, Wording):
        return recorded.text(lang)
    told = language.format_value(recorded, lang)
    close = "" if lang == "en" and unit == "%" else language.NO_BREAK_SPACE
    return f"{told}{close}{unit}" if unit else told


def _wording(text: Wording, lang: Language) -> str:
    return text.text(lang)
