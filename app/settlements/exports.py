"""An issued run as files for other programs; asked for again, the bytes are the same."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sqlmodel import Session, col, select

from app.clock import COPENHAGEN
from app.db.tables.settlements import LedgerEntry
from app.permissions import Actor, NotFound, Permission, check
from app.settlements.bundle import bundle_of
from app.settlements.history import issued_runs
from app.settlements.issue import heads
from app.settlements.statement import number_of, statement_of
from app.settlements.steps import agreement_id_of, run_of
from reports.beancount import Posting, beancount
from reports.language import Language
from reports.settlement_workbook import workbook
from reports.statement import Status


class Form(StrEnum):
    """What an issued run can be had as."""

    XLSX = "xlsx"
    BEANCOUNT = "beancount"
    BUNDLE = "json"


MEDIA = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.BEANCOUNT: "text/plain; charset=utf-8",
    Form.BUNDLE: "application/json",
}


@dataclass(frozen=True, slots=True)
class Export:
    """A file: its name, its kind and its bytes."""

    name: str
    media: str
    content: bytes


def export(session: Session, actor: Actor, run_id: str, form: Form, lang: Language) -> Export:
    """An issued run in one of the forms.

    Raises:
        NotFound: there is no such run, or it is not issued.
    """
    check(actor, Permission.SETTLEMENT_READ)
    run = run_of(session, run_id)
    agreement_id = agreement_id_of(session, run)
    numbers = {one.run_id: one.number for one in issued_runs(session, agreement_id)}
    if run_id not in numbers:
        raise NotFound
    _, (last, ledger_head) = heads(session, run_id)
    number = number_of(agreement_id, numbers[run_id])
    match form:
        case Form.XLSX:
            statement = statement_of(session, run, Status.ISSUED, ledger_head)
            return _named(f"{number}-{lang}", form, workbook(statement, lang))
        case Form.BEANCOUNT:
            postings = _postings(session, agreement_id, last)
            return _named(number, form, beancount(postings, number))
        case Form.BUNDLE:
            return _named(number, form, bundle_of(session, run))
        case _:
            assert_never(form)


def _named(name: str, form: Form, content: bytes) -> Export:
    return Export(f"{name}.{form}", MEDIA[form], content)


def _postings(session: Session, agreement_id: str, last: int) -> list[Posting]:
    """Everything posted for the agreement, up to and with an entry of the ledger."""
    found = select(LedgerEntry).where(
        LedgerEntry.agreement_id == agreement_id, LedgerEntry.sequence <= last
    )
    return [_posting(row) for row in session.exec(found.order_by(col(LedgerEntry.sequence)))]


def _posting(row: LedgerEntry) -> Posting:
    return Posting(
        row.sequence,
        row.posted_at.astimezone(COPENHAGEN).date(),
        row.cause,
        row.run_id,
        row.key,
        row.debit,
        row.credit,
        row.amount,
        row.currency,
        row.hash,
    )
