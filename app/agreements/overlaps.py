"""Agreements in force that cover the same treatments: each would claim money for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.agreements.queries import active_versions
from app.db.tables.agreements import Agreement as AgreementRow
from contracts.agreement import Agreement
from contracts.terms import Guaranteed, Judged


@dataclass(frozen=True, slots=True)
class Beside:
    """A version in force of another agreement, and the days on which both cover a treatment."""

    agreement_id: str
    version: str
    begins: date
    ends: date | None
    """None where both go on without an end."""


def beside(session: Session, agreement: Agreement) -> tuple[Beside, ...]:
    """The other agreements in force that pay for treatments this one pays for, by number.

    One that only asks for evidence pays for nothing, so it stands in nobody's way.
    """
    if not pays(agreement):
        return ()
    query = select(AgreementRow.id).where(
        AgreementRow.product_id == agreement.product,
        AgreementRow.indication_id == agreement.indication,
        AgreementRow.id != agreement.id,
    )
    numbers = session.exec(query.order_by(col(AgreementRow.id))).all()
    return tuple(one for number in numbers for one in _both(session, agreement, number))


def pays(agreement: Agreement) -> bool:
    """Whether a term moves money for a treatment or for all of them."""
    return any(isinstance(term, Judged | Guaranteed) for _, term in agreement.terms())


def _both(session: Session, agreement: Agreement, number: str) -> Iterator[Beside]:
    begins, ends = _days(agreement)
    for one in active_versions(session, number):
        starts, stops = _days(one.agreement)
        first, last = max(begins, starts), min(ends, stops)
        if pays(one.agreement) and first <= last:
            until = None if last == date.max else last
            yield Beside(number, one.agreement.version, first, until)


def _days(agreement: Agreement) -> tuple[date, date]:
    header = agreement.document.agreement
    return header.effective_from, header.effective_until or date.max
