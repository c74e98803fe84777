"""A simulation as files: rows of years and payers, and a workbook with all of it."""

from collections.abc import Callable
from typing import Any

from app.agreements.simulate_views import Design, designs
from app.agreements.simulate_work import Kept
from app.web.words import translator
from reports.language import Language, major
from reports.tables import Cell, csv_bytes
from reports.workbook import Sheet, workbook_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_ENDS = ("25", "100", "250", "500", "750", "900", "950", "975")
Rows = list[tuple[Cell, ...]]


def rows(kept: Kept, lang: Language) -> bytes:
    """Every design, payer and year; Danish readers get what their Excel opens."""
    return csv_bytes(_years(kept, lang), "danish-excel" if lang == "da" else "standard")


def workbook(kept: Kept, lang: Language) -> bytes:
    """Years, readings and what it was drawn from."""
    _ = translator(lang).gettext
    inputs: Rows = [(_("Field"), _("Value")), *sorted(kept.inputs.items())]
    inputs.append(("sha256", kept.sha256))
    sheets = (
        Sheet(_("Years"), _years(kept, lang), (30, 16, 8, 9, *[20] * 9)),
        Sheet(_("Readings"), _readings(designs(kept, lang), lang), (30, 8, 20, 30, 26, 26, 20)),
        Sheet(_("Drawn from"), inputs, (30, 70)),
    )
    return workbook_bytes(sheets, _("Simulation"))


FORMS: dict[str, tuple[Callable[[Kept, Language], bytes], str]] = {
    "xlsx": (workbook, XLSX),
    "csv": (rows, CSV),
}
"""How it can be had, with the kind of the file."""


def _years(kept: Kept, lang: Language) -> Rows:
    _ = translator(lang).gettext
    ends = [f"{int(end) // 10}{',' if lang == 'da' else '.'}{int(end) % 10} %" for end in _ENDS]
    found: Rows = [(_("Design"), _("Payer"), _("Year"), _("Currency"), _("Mean"), *ends)]
    for one in kept.designs:
        name = f"{one['agreement']} v{one['version']}"
        for payer, years in (("*", one["years"]), *sorted(one["payers"].items())):
            found += [(name, payer, *_amounts(year, one["currency"])) for year in years]
    return found


def _amounts(year: dict[str, Any], currency: str) -> tuple[Cell, ...]:
    at = (year["mean_ore"], *(year["per_mille"][end] for end in _ENDS))
    return (year["year"], currency, *(major(amount, currency) for amount in at))


def _readings(shown: tuple[Design, ...], lang: Language) -> Rows:
    _ = translator(lang).gettext
    found: Rows = [
        (
            *(_("Design"), _("Clause"), _("Term"), _("What"), _("As written")),
            *(_("Read otherwise"), _("Mean change")),
        )
    ]
    for one in shown:
        currency = one.found["currency"]
        found += [
            (one.name, r.clause, r.term, r.about, r.written, r.read_as, major(r.mean, currency))
            for r in one.readings
        ]
    return found
