"""What slips away as files: a workbook, and rows that no spreadsheet takes for formulas."""

from collections.abc import Callable

from app.settlements.leakage_words import KIND_NAMES, Told, bands
from app.web.words import translator
from reports.language import major
from reports.tables import Cell, csv_bytes
from reports.workbook import Sheet, workbook_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_WIDTHS = (34, 14, 40, 26, 22, 14, 10, 14, 18, 9, 30)


def workbook(told: Told) -> bytes:
    """What it comes to by age, and every item."""
    _ = translator(told.lang).gettext
    sheets = (
        Sheet(_("By age"), _sums(told), (40, 9, 10, 20, 20, 20, 20, 20)),
        Sheet(_("Items"), _items(told), _WIDTHS),
    )
    return workbook_bytes(sheets, _("Leakage"))


def rows(told: Told) -> bytes:
    """Every item; Danish readers get what their Excel opens."""
    return csv_bytes(_items(told), "danish-excel" if told.lang == "da" else "standard")


FORMS: dict[str, tuple[Callable[[Told], bytes], str]] = {
    "xlsx": (workbook, XLSX),
    "csv": (rows, CSV),
}
"""How it can be had, with the kind of the file."""


def _sums(told: Told) -> list[tuple[Cell, ...]]:
    _ = translator(told.lang).gettext
    found: list[tuple[Cell, ...]] = [
        (_("What"), _("Currency"), _("How many"), *bands(told.lang), _("Amount"))
    ]
    for one in told.found.sums():
        amounts = [*one.amounts, one.amount] if one.currency else [*one.counts]
        cells = [major(amount, one.currency) if one.currency else amount for amount in amounts]
        found.append((_(KIND_NAMES[one.kind]), one.currency, one.count, *cells))
    return found


def _items(told: Told) -> list[tuple[Cell, ...]]:
    _ = translator(told.lang).gettext
    found: list[tuple[Cell, ...]] = [
        (
            *(_("What"), _("Treatment"), _("What it is about"), _("Agreement")),
            *(_("Region"), _("Since"), _("Days"), _("Last day for corrections")),
            *(_("Amount"), _("Currency"), _("Remark")),
        )
    ]
    for one in told.rows(told.found.items):
        amount = major(one.amount, one.currency) if one.amount else None
        found.append(
            (
                *(_(KIND_NAMES[one.kind]), one.treatment, one.about, one.agreement),
                *(one.region, one.since, one.days, one.last_day),
                *(amount, one.currency if one.amount else "", one.note),
            )
        )
    return found
