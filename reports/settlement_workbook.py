"""The settlement statement as a workbook: what it comes to, and every line with its reason."""

from reports.language import Language, format_instant, major, translator
from reports.settlement_statement import line_rows, title
from reports.statement import RegionTotal, Statement
from reports.tables import Cell
from reports.workbook import Sheet, workbook_bytes

_LINE_WIDTHS = (14, 10, 24, 14, 24, 16, 9, 16, 18, 22, 60, 60)


def workbook(statement: Statement, lang: Language) -> bytes:
    """The statement as Excel opens it, with the hashes that stand on the printed one."""
    _ = translator(lang).gettext
    sheets = (
        Sheet(_("Statement"), _summary(statement, lang), (34, 60, 18, 18)),
        Sheet(_("Lines"), _lines(statement, lang), _LINE_WIDTHS),
    )
    return workbook_bytes(sheets, title(statement, lang))


def _summary(statement: Statement, lang: Language) -> list[tuple[Cell, ...]]:
    _ = translator(lang).gettext
    agreement, approved = statement.agreement, statement.approved_by
    rows: list[tuple[Cell, ...]] = [
        (_("Statement"), statement.number),
        (_("Agreement"), f"{agreement.identifier} {agreement.title.text(lang)}"),
        (_("Version"), agreement.version),
        (_("Supplier"), agreement.supplier),
        (_("Period from"), statement.period_start),
        (_("Period to"), statement.period_end),
        (_("Settlement date"), statement.settlement_date),
        (_("Known at"), format_instant(statement.known_at, lang)),
        (_("Prepared by"), statement.prepared_by.name),
        (_("Approved by"), approved.name if approved else ""),
        (_("Currency"), statement.currency),
    ]
    if agreement.illustrative:
        rows.append((_("Illustrative terms"), _("The real terms are confidential.")))
    rows += [(), (_("Region"), _("Payable"), _("Adjustments"), _("In all"))]
    rows += [_total(one, one.region, statement.currency) for one in statement.regions]
    rows += [_total(statement.total, _("In all"), statement.currency), ()]
    hashes = statement.hashes
    rows += [
        (_("Hash of the run"), hashes.run),
        (_("Hash of the facts"), hashes.snapshot),
        (_("Hash of the terms"), agreement.sha256),
        (_("Hash of the ledger's last entry"), hashes.ledger_head),
    ]
    return rows


def _total(one: RegionTotal, name: str, currency: str) -> tuple[Cell, ...]:
    return (name, *(major(amount, currency) for amount in (one.gross, one.adjustments, one.net)))


def _lines(statement: Statement, lang: Language) -> list[tuple[Cell, ...]]:
    _ = translator(lang).gettext
    _header, *rows = line_rows(statement, lang)
    names = (
        *(_("Section"), _("Clause"), _("Part"), _("Treatment"), _("Region"), _("Amount")),
        *(_("Currency"), _("By the agreement"), _("Settled before"), _("Earlier statement")),
        *(_("Explanation"), _("Evidence")),
    )
    return [names, *rows]
