"""The settlement statement: what one run owes, to whom, by which clause and on which evidence."""

from dataclasses import dataclass
from typing import assert_never

from reports.language import (
    Language,
    format_date,
    format_instant,
    format_money,
    format_number,
    major,
    translator,
)
from reports.pdf import Attachment, render
from reports.statement import (
    AgreementRef,
    Evidence,
    Hashes,
    Line,
    RegionTotal,
    Section,
    Signature,
    Statement,
    Status,
    TotalsDisagreeError,
)
from reports.tables import Cell, csv_bytes, json_bytes
from reports.templating import environment

__all__ = [
    "AgreementRef",
    "Evidence",
    "Hashes",
    "Line",
    "RegionTotal",
    "Section",
    "Signature",
    "Statement",
    "Status",
    "TotalsDisagreeError",
    "attachments",
    "html",
    "line_rows",
    "pdf",
    "title",
]

# A printed row costs time and memory in proportion; beyond this the attached file is the listing.
MOST_PRINTED = 300


@dataclass(frozen=True, slots=True)
class _Group:
    key: str
    mark: str
    title: str
    meaning: str
    count: int
    counted: str
    lines: tuple[Line, ...]


def html(statement: Statement, lang: Language) -> str:
    """The statement as one page of HTML: result, identity, specification, how to check it."""
    _ = translator(lang).gettext
    return (
        environment(lang)
        .get_template("settlement_statement.html")
        .render(
            statement=statement,
            title=title(statement, lang),
            flag=_flag(statement, lang),
            status=_status(statement.status, lang),
            draft_notice=_draft_notice(statement, lang),
            result=_result(statement, lang),
            head=_head(statement, lang),
            outside=outside(statement, lang),
            approved=_approved(statement, lang),
            groups=_groups(statement, lang),
            cut=_cut(statement, lang),
            files=[(one.name, one.description) for one in attachments(statement, lang)],
        )
    )


def pdf(statement: Statement, lang: Language) -> bytes:
    """The statement as PDF with every line attached as CSV and JSON; the same bytes every time."""
    signed = statement.approved_by or statement.prepared_by
    return render(
        html(statement, lang),
        stylesheets=("print.css", "settlement_statement.css"),
        attachments=attachments(statement, lang),
        created=signed.at,
        title=title(statement, lang),
        language=lang,
    )


def title(statement: Statement, lang: Language) -> str:
    """What the statement is called in its header and in a list of files."""
    return f"{_head(statement, lang)} · {statement.agreement.title.text(lang)}"


def _head(statement: Statement, lang: Language) -> str:
    return translator(lang).gettext("Settlement {number}").format(number=statement.number)


def attachments(statement: Statement, lang: Language) -> tuple[Attachment, ...]:
    """Every line as CSV, and the whole statement as JSON."""
    _ = translator(lang).gettext
    lines = _("All lines with amounts, evidence and explanation")
    whole = _("The whole statement in a form for machines; amounts in minor units")
    return (
        Attachment("lines.csv", "text/csv", lines, csv_bytes(line_rows(statement, lang))),
        Attachment("statement.json", "application/json", whole, json_bytes(statement)),
    )


def line_rows(statement: Statement, lang: Language) -> list[tuple[Cell, ...]]:
    """Every line as a row, header first; amounts in major units."""
    header = ("section", "clause", "milestone", "treatment", "region", "amount", "currency")
    rows: list[tuple[Cell, ...]] = [
        (
            *header,
            "entitled",
            "previously_settled",
            "previous_settlement",
            "explanation",
            "evidence",
        )
    ]
    for line in in_order(statement):
        told = " ".join(sentence.text(lang) for sentence in line.explanation)
        facts = "; ".join(_fact(fact, lang) for fact in line.evidence)
        entitled = None if line.entitled is None else major(line.entitled, statement.currency)
        rows.append(
            (
                *(line.section, line.clause, line.milestone.text(lang), line.treatment),
                *(line.region, major(line.amount, statement.currency), statement.currency),
                *(entitled, major(line.previously_settled, statement.currency)),
                *(line.previous_number, told, facts),
            )
        )
    return rows


def _fact(fact: Evidence, lang: Language) -> str:
    recorded = fact.value if isinstance(fact.value, str) else fact.value.text(lang)
    method = fact.method if isinstance(fact.method, str) else fact.method.text(lang)
    value = " ".join(part for part in (recorded, fact.unit, method) if part)
    known = fact.recorded_at.isoformat()
    return f"{fact.name.text(lang)} {value} {fact.valid_on.isoformat()} v{fact.version} {known}"


def in_order(statement: Statement) -> list[Line]:
    """The lines by section, in the order printed."""
    order = list(Section)
    return sorted(statement.lines, key=lambda line: order.index(line.section))


def _groups(statement: Statement, lang: Language) -> list[_Group]:
    translations = translator(lang)
    printed = in_order(statement)[:MOST_PRINTED]
    groups = []
    for section in Section:
        count = sum(line.section is section for line in statement.lines)
        mark, name, meaning = section_words(section, lang)
        counted = translations.ngettext("{count} line", "{count} lines", count)
        counted = counted.format(count=format_number(count, lang))
        lines = tuple(line for line in printed if line.section is section)
        groups.append(_Group(section, mark, name, meaning, count, counted, lines))
    return groups


def section_words(section: Section, lang: Language) -> tuple[str, str, str]:
    """A section's mark, its name, and what standing there means."""
    _ = translator(lang).gettext
    match section:
        case Section.PAYABLE:
            return "✓", _("Payable"), _("The condition of the clause is met; the amount falls due.")
        case Section.ADJUSTMENT:
            return "±", _("Adjustments"), _("Corrects a line of an earlier settlement.")
        case Section.NOT_PAYABLE:
            return "×", _("Not payable"), _("The condition of the clause is not met.")
        case Section.WAITING:
            return "…", _("Waiting"), _("The time to look has not come, or has not ended.")
        case Section.BLOCKED:
            return "!", _("Blocked"), _("Cannot be decided before missing evidence is entered.")
        case _:
            assert_never(section)


def _status(status: Status, lang: Language) -> str:
    _ = translator(lang).gettext
    match status:
        case Status.DRAFT:
            return _("Draft")
        case Status.PROPOSED:
            return _("Sent for approval")
        case Status.APPROVED:
            return _("Approved")
        case Status.ISSUED:
            return _("Issued")
        case _:
            assert_never(status)


def _is_final(statement: Statement) -> bool:
    return statement.status in {Status.APPROVED, Status.ISSUED}


def _flag(statement: Statement, lang: Language) -> str:
    _ = translator(lang).gettext
    flags = [_("Illustrative terms")] if statement.agreement.illustrative else []
    if not _is_final(statement):
        flags.append(_status(statement.status, lang))
    return " · ".join(flags)


def _draft_notice(statement: Statement, lang: Language) -> str:
    if _is_final(statement):
        return ""
    return translator(lang).gettext("Not approved by a second person; nothing is to be paid yet.")


def _approved(statement: Statement, lang: Language) -> str:
    if statement.approved_by is None:
        return translator(lang).gettext("Not yet approved")
    return f"{statement.approved_by.name}, {format_instant(statement.approved_by.at, lang)}"


def _result(statement: Statement, lang: Language) -> str:
    _ = translator(lang).gettext
    supplier = statement.agreement.supplier
    if statement.total.net > 0:
        told = _("The regions pay this to {supplier}.")
    elif statement.total.net < 0:
        told = _("{supplier} pays this back to the regions.")
    else:
        told = _("Nothing is to be paid either way.")
    return told.format(supplier=supplier)


def outside(statement: Statement, lang: Language) -> str:
    """How many lines fall due outside the period, and what they come to; empty where none does."""
    lines = [line for line in statement.lines if statement.outside(line)]
    if not lines:
        return ""
    told = translator(lang).ngettext(
        "{count} line with together {amount} falls due outside the period {first} to {last}. "
        "It was not settled before, or settled otherwise, and is marked in the specification.",
        "{count} lines with together {amount} fall due outside the period {first} to {last}. "
        "They were not settled before, or settled otherwise, and are marked in the specification.",
        len(lines),
    )
    return told.format(
        count=format_number(len(lines), lang),
        amount=format_money(sum(line.amount for line in lines), statement.currency, lang),
        first=format_date(statement.period_start, lang),
        last=format_date(statement.period_end, lang),
    )


def _cut(statement: Statement, lang: Language) -> str:
    if len(statement.lines) <= MOST_PRINTED:
        return ""
    told = translator(lang).gettext(
        "The first {printed} of {count} lines are printed. All lines count in the totals, "
        "and all are in the attached file lines.csv."
    )
    count = format_number(len(statement.lines), lang)
    return told.format(printed=MOST_PRINTED, count=count)
