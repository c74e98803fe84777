"""One factory for every page: autoescaped, strict, in the reader's language."""

import gettext
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from app import __version__
from app.clock import today
from app.permissions import Actor
from app.settings import settings
from app.web.deps import SignedIn
from app.web.flash import flashes
from app.web.navigation import places
from app.web.roles import PURPOSE_NAMES, ROLE_NAMES
from app.web.words import translator
from reports.language import (
    Language,
    format_date,
    format_instant,
    format_money,
    format_number,
    format_percent,
    format_value,
)

TEMPLATES = Path(__file__).parent.parent / "templates"
LANGUAGE_COOKIE = "lang"
THEME_COOKIE = "theme"


@cache
def environment(lang: Language) -> SandboxedEnvironment:
    """The template environment of one language; rooms keep their pages in `templates/<room>/`."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translator(lang), newstyle=True)  # type: ignore[attr-defined]
    made.filters["date"] = lambda d: format_date(d, lang) if d else "–"
    made.filters["instant"] = lambda at: format_instant(at, lang) if at else "–"
    made.filters["money"] = lambda minor, currency="DKK": format_money(minor, currency, lang)
    made.filters["number"] = lambda n, decimals=None: format_number(n, lang, decimals)
    made.filters["partial_date"] = lambda text: partial_date(text, lang)
    made.filters["value"] = lambda text: format_value(text, lang)
    made.filters["percent"] = lambda p, decimals=1: format_percent(p, lang, decimals)
    made.filters["compact_json"] = lambda v: json.dumps(v, sort_keys=True, separators=(",", ":"))
    made.filters["zip"] = lambda first, second: list(zip(first, second, strict=True))
    made.tests["date"] = lambda v: isinstance(v, date)
    return made


def partial_date(text: str, lang: Language) -> str:
    """A date as fine as its source gives it: 23-04-2020, 06-2024 or 2019."""
    parts = text.split("-")
    if len(parts) == 3:
        return format_date(date.fromisoformat(text), lang)
    return "-".join(reversed(parts))


def language(request: Request, who: SignedIn | None) -> Language:
    """The language to answer in: the account's, else the browser's choice, else Danish."""
    if who is not None:
        return who.actor.language
    return "en" if request.cookies.get(LANGUAGE_COOKIE) == "en" else "da"


def page(
    request: Request,
    who: SignedIn | None,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """A whole page in the reader's language, with navigation, form token and what was just done."""
    lang = language(request, who)
    actor = who.actor if who else None
    here = request.url.path
    words = translator(lang)
    html = (
        environment(lang)
        .get_template(template)
        .render(
            {
                "lang": lang,
                "theme": request.cookies.get(THEME_COOKIE, ""),
                "actor": _shown(actor, words) if actor else None,
                "nav": [
                    (p.url, words.gettext(p.label), here == p.url or here.startswith(p.url + "/"))
                    for p in places(actor)
                ],
                "csrf_token": who.csrf_token if who else "",
                "demo": settings().demo,
                "version": __version__,
                "roles_worded": [(r.value, words.gettext(n)) for r, n in ROLE_NAMES.items()],
                "purposes_worded": [(p, words.gettext(n)) for p, n in PURPOSE_NAMES.items()],
                "today": today(),
                "path": here,
                "flash": flashes(request.query_params.get("done", ""), words),
                **(context or {}),
            }
        )
    )
    return HTMLResponse(html, status_code=status)


def _shown(actor: Actor, words: gettext.NullTranslations) -> dict[str, object]:
    return {
        "name": actor.name,
        "role_names": [words.gettext(ROLE_NAMES[r]) for r in sorted(actor.roles)],
        "site_name": actor.workplace,
        "purpose": actor.purpose,
    }
