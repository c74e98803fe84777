"""The settlement statement as a workbook: what it comes to, and every line with its reason."""

from reports.language import (
    Language,
    format_date,
    format_instant,
    format_value,
    major,
    translator,
)
from reports.settlement_statement import in_order, section_words, title
from reports.statement import Evidence, Line, RegionTotal, Statement
from reports.tables import Cell
from reports.workbook import Sheet, workbook_bytes

_LINE_WIDTHS = (18, 10, 24, 14, 24, 28, 16, 18, 18, 18, 9, 12, 60, 22, 60)


def workbook(statement: Statement, lang: Language) -> bytes:
    """The statement as Excel opens it, with the hashes that stand on the printed one."""
    _ = translator(lang).gettext
    sheets = (
        Sheet(_("Statement"), _summary(statement, lang), (34, 60, 18, 18)),
        Sheet(_("Lines"), _lines(statement, lang), _LINE_WIDTHS),
    )
    days = "dd-mm-yyyy" if lang == "da" else "yyyy-mm-dd"
    return workbook_bytes(sheets, title(statement, lang), days)


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
    """The columns of the lines' CSV in its order, then what only the statement tells."""
    _ = translator(lang).gettext
    names = (
        *(_("Section"), _("Clause"), _("Part"), _("Treatment"), _("Region"), _("Department")),
        *(_("Status"), _("By the agreement"), _("Settled before"), _("Amount"), _("Currency")),
        *(_("Due on"), _("Explanation"), _("Earlier statement"), _("Evidence")),
    )
    return [names, *(_line(line, statement.currency, lang) for line in in_order(statement))]


def _line(line: Line, currency: str, lang: Language) -> tuple[Cell, ...]:
    entitled = None if line.entitled is None else major(line.entitled, currency)
    return (
        *(section_words(line.section, lang)[1], line.clause, line.milestone.text(lang)),
        *(
            line.treatment,
            line.region,
            line.department,
            line.status.text(lang) if line.status else "",
        ),
        *(entitled, major(line.previously_settled, currency), major(line.amount, currency)),
        *(currency, line.due_on, " ".join(said.text(lang) for said in line.explanation)),
        *(line.previous_number, "; ".join(_fact(fact, lang) for fact in line.evidence)),
    )


def _fact(fact: Evidence, lang: Language) -> str:
    _ = translator(lang).gettext
    plain = isinstance(fact.value, str)
    value = format_value(fact.value, lang) if isinstance(fact.value, str) else fact.value.text(lang)
    method = fact.method if isinstance(fact.method, str) else fact.method.text(lang)
    told = " ".join(part for part in (value, fact.unit if plain else "", method) if part)
    recorded = _("version {number}, recorded {at}").format(
        number=fact.version, at=format_instant(fact.recorded_at, lang)
    )
    return f"{fact.name.text(lang)} {told}, {format_date(fact.valid_on, lang)} ({recorded})"
