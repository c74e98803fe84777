"""A run's lines as a file: for a Danish spreadsheet in Danish, else plain for machines."""

from collections.abc import Iterable, Iterator

from app.settlements.line_views import LineView
from app.settlements.views import SECTION_NAMES
from app.web.words import translator
from contracts.wording.labels import status_label
from reports.language import Language, format_date, major
from reports.tables import Cell, csv_bytes

HEADINGS = (
    *("section", "clause", "part", "treatment", "region", "department", "status"),
    *("entitled", "previously_settled", "amount", "currency", "due_on", "explanation"),
)
DANISH = (
    *("Afsnit", "Punkt", "Del", "Behandling", "Region", "Afdeling", "Status"),
    *("Efter aftalen", "Tidligere afregnet", "Beløb", "Valuta", "Forfalder", "Forklaring"),
)


def csv_of(found: Iterable[LineView], lang: Language, *, standard: bool = False) -> bytes:
    """Every line; Danish readers get what their Excel opens, unless they ask for the plain form."""
    if lang == "da" and not standard:
        return csv_bytes(list(_danish(found)), "danish-excel")
    return csv_bytes(list(_plain(found)))


def _plain(found: Iterable[LineView]) -> Iterator[tuple[Cell, ...]]:
    yield HEADINGS
    for one in found:
        due_on = one.due_on.isoformat() if one.due_on else ""
        yield _row(one, one.section.value, one.status.value, due_on)


def _danish(found: Iterable[LineView]) -> Iterator[tuple[Cell, ...]]:
    words = translator("da")
    yield DANISH
    for one in found:
        due_on = format_date(one.due_on, "da") if one.due_on else ""
        section = words.gettext(SECTION_NAMES[one.section])
        yield _row(one, section, status_label(one.status, "da"), due_on)


def _row(one: LineView, section: str, status: str, due_on: str) -> tuple[Cell, ...]:
    return (
        *(section, one.clause, one.part, one.treatment, one.region, one.department, status),
        major(one.entitled, one.currency),
        major(one.previous, one.currency),
        major(one.amount, one.currency),
        *(one.currency, due_on, one.told.headline),
    )
